"""How long matters may stay where they are, and whose they are when they come up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_set_clocks, require
from evenhand.matters import events
from evenhand.matters.fitting import fit_category
from evenhand.matters.lengths import working_times
from evenhand.matters.looking_up import person_of_the_plant
from evenhand.matters.models import ClockRule, Deputy, ManagerAbsence, Responsibility, Stage
from evenhand.matters.site_clock import moment_now
from evenhand.plant.fitting import fit_count, fit_days, fit_reason, fit_text
from evenhand.plant.models import Calendar, Site
from evenhand.records.editing import change, enter, enter_all, locked, must_be_current, remove
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.people import SYSTEM, Actor

LONGEST = 60 * 24 * 90


def set_clock(
    *,
    by: Actor,
    site: Site,
    stage: str,
    minutes: int,
    category: str = "",
    calendar_id: int | None = None,
    reason: str,
    at: datetime | None = None,
) -> ClockRule:
    """It counts for what comes to that stage from now on; what is there already keeps the clock it began with."""
    require(by, may_set_clocks, "set clocks")
    with transaction.atomic():
        now = at or moment_now(site)
        if stage not in Stage.values:
            raise Invalid(f"Must be one of {', '.join(Stage.values)}; is {stage[:50]!r}.", field="stage")
        fitted = fit_count(minutes, "minutes", least=1, most=LONGEST)
        calendar = None if calendar_id is None else locked(Calendar, calendar_id)
        if calendar is not None:
            must_open(site, calendar, now, timedelta(minutes=fitted))
        rule = ClockRule(
            site=site,
            stage=stage,
            category=fit_category(category) if category else "",
            minutes=fitted,
            calendar=calendar,
            in_force_from=now,
            by=by if isinstance(by, Person) else None,
            reason=fit_reason(reason),
        )
        return enter(by=by, event=events.CLOCK_SET, record=rule, reason=rule.reason)


def must_open(site: Site, calendar: Calendar, now: datetime, length: timedelta) -> None:
    time = working_times(site, [calendar.pk])[calendar.pk]
    if calendar.archived_at is not None or time.after(now, timedelta(hours=1)) is None:
        raise Invalid(f"Must be a calendar that opens; {calendar} does not.", field="calendar")
    if time.after(now, length) is None:
        raise Invalid(f"Must be a calendar in which the clock runs out; {calendar} does not open for as long within three years.", field="calendar")


def give_responsibility(
    *, by: Actor, site: Site, category: str, manager_id: int, deputy_ids: Sequence[int] = (), version: int | None = None, reason: str = ""
) -> Responsibility:
    """Whose the matters of a category are on tier 3; the deputies stand in, in this order. All are senior managers."""
    require(by, may_set_clocks, "say who is responsible")
    with transaction.atomic():
        fit_category(category)
        manager = senior_manager(manager_id, "manager")
        deputies = [senior_manager(pk, "deputies") for pk in deputy_ids]
        if len({manager.pk, *deputy_ids}) <= len(deputies):
            raise Invalid("Must name each person once, as manager or as deputy.", field="deputies")
        row = Responsibility.objects.select_for_update().filter(site=site, category=category).first()
        if row is None:
            row = enter(by=by, event=events.RESPONSIBILITY_GIVEN, record=Responsibility(site=site, category=category, manager=manager), reason=reason)
        else:
            must_be_current(row, version)
            before = [deputy.person.printed_name for deputy in row.deputies.select_related("person")]
            told = ({"deputies": before}, {"deputies": [deputy.printed_name for deputy in deputies]})
            change(by=by, event=events.RESPONSIBILITY_CHANGED, record=row, given={"manager": manager}, reason=fit_reason(reason), told_too=told)
        put_deputies(by, row, deputies)
    return row


def put_deputies(by: Actor, row: Responsibility, deputies: list[Person]) -> None:
    present = list(row.deputies.select_related("person", "responsibility"))
    if [deputy.person_id for deputy in present] == [person.pk for person in deputies]:
        return
    for deputy in present:
        remove(by=by, event=events.DEPUTY_RELEASED, record=deputy)
    enter_all(by=by, event=events.DEPUTY_NAMED, records=[Deputy(responsibility=row, person=p, order=k) for k, p in enumerate(deputies)])


def senior_manager(person_id: int, field: str) -> Person:
    person = person_of_the_plant(person_id, field)
    if not may_decide(person):
        raise Invalid(f"Must be a senior manager; {person} is not.", field=field)
    return person


def enter_days_away(*, by: Actor, person_id: int, first_day: date, last_day: date, note: str = "") -> ManagerAbsence:
    """One's own, or of anybody by those who set clocks."""
    with transaction.atomic():
        person = person_of_the_plant(person_id, "person")
        must_be_own(by, person.pk)
        first, last = fit_days(first_day, last_day)
        if ManagerAbsence.objects.filter(person=person, first_day__lte=last, last_day__gte=first).exists():
            raise Conflict(f"{person} is away on some of these days already.")
        row = ManagerAbsence(person=person, first_day=first, last_day=last, note=fit_text(note, "note", most=200))
        return enter(by=by, event=events.DAYS_AWAY_ENTERED, record=row)


def withdraw_days_away(*, by: Actor, absence_id: int) -> ManagerAbsence:
    with transaction.atomic():
        row = locked(ManagerAbsence, absence_id, "person")
        must_be_own(by, row.person_id)
        remove(by=by, event=events.DAYS_AWAY_WITHDRAWN, record=row)
    return row


def must_be_own(by: Actor, person_id: int) -> None:
    if by is SYSTEM or by.pk == person_id:
        return
    if not isinstance(by, Person) or not may_set_clocks(by):
        raise NotAllowed("Days away are entered by whoever is away, by senior managers and administrators.")
