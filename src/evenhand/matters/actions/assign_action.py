"""Who does what by when: assigned, changed, completed, reopened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_work_on_matters, require
from evenhand.matters import events
from evenhand.matters.fitting import fit_due, fit_words
from evenhand.matters.looking_up import matter_at, person_of_the_plant
from evenhand.matters.models import Action, Matter
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.matters.story import notify, tell
from evenhand.plant.fitting import fit_reason, fit_text
from evenhand.plant.models import Site
from evenhand.records.editing import change, enter, locked, must_be_current
from evenhand.records.errors import Conflict, NotAllowed
from evenhand.records.people import SYSTEM, Actor
from evenhand.records.sent_twice import AGAIN
from evenhand.records.words import day_in_words, moment_in_words


def assign_action(
    *,
    by: Actor,
    what: str,
    owner_id: int,
    due_on: date,
    matter_id: int | None = None,
    site: Site | None = None,
    at: datetime | None = None,
) -> Action:
    """Of a matter, settled or not; or, with a site, of none."""
    require(by, may_work_on_matters, "assign actions")
    with transaction.atomic():
        matter = None
        if matter_id is not None:
            matter, now = matter_at(matter_id, None, at)
            site = matter.site
        elif site is not None:
            now = at or moment_now(site)
        else:
            raise ValueError("An action is one of a matter, or of a site.")
        row = Action(
            site=site,
            matter=matter,
            what=fit_text(what, "what", least=1),
            owner=person_of_the_plant(owner_id, "owner"),
            due_on=fit_due(due_on, day_of(site, now)),
            assigned_by=by if isinstance(by, Person) else None,
            assigned_at=now,
        )
        must_be_new(row)
        enter(by=by, event=events.ACTION_ASSIGNED, record=row)
        announce(by, row, "action assigned", f"{row.owner} does it by {day_in_words(row.due_on)}: {row.what}", now)
        tell_owner(by, row, f"assigned:{row.version}", f"you do this by {day_in_words(row.due_on)}: {row.what}", now)
    return row


def must_be_new(row: Action) -> None:
    since = row.assigned_at - AGAIN
    alike = {"site": row.site, "matter": row.matter, "what": row.what, "owner": row.owner, "due_on": row.due_on, "assigned_by": row.assigned_by}
    if row.assigned_by is not None and (found := Action.objects.open().filter(assigned_at__gt=since, **alike).first()) is not None:
        raise Conflict(f"You assigned it a moment ago: it is action {found.pk}.")


def change_action(
    *, by: Actor, action_id: int, version: int | None, what: str, owner_id: int, due_on: date, reason: str, at: datetime | None = None
) -> Action:
    require(by, may_work_on_matters, "change actions")
    with transaction.atomic():
        row, now = open_action(action_id, version, at)
        given: dict[str, Any] = {"what": fit_text(what, "what", least=1), "due_on": due_on}
        if due_on != row.due_on:
            fit_due(due_on, day_of(row.site, now))
        if owner_id != row.owner_id:
            given["owner"] = person_of_the_plant(owner_id, "owner")
        reason = fit_reason(reason)
        if change(by=by, event=events.ACTION_CHANGED, record=row, given=given, reason=reason):
            announce(by, row, "action changed", f"{row.owner} does it by {day_in_words(row.due_on)}: {row.what}", now, text=reason)
            tell_owner(by, row, f"changed:{row.version}", f"it was changed; you do this by {day_in_words(row.due_on)}: {row.what}", now)
    return row


def complete_action(*, by: Actor, action_id: int, version: int | None, result: str = "", at: datetime | None = None) -> Action:
    """By its owner, or by whoever works on matters."""
    with transaction.atomic():
        row, now = open_action(action_id, version, at)
        if by is not SYSTEM and row.owner_id != by.pk and not (isinstance(by, Person) and may_work_on_matters(by)):
            raise NotAllowed(f"Only {row.owner} and those who work on matters may complete it.")
        result = fit_words(result, "result", least=0)
        given = {"done_at": now, "done_by": by if isinstance(by, Person) else None, "result": result}
        change(by=by, event=events.ACTION_COMPLETED, record=row, given=given)
        announce(by, row, "action done", f"Done: {row.what}", now, text=result)
        if row.assigned_by is not None:
            say(by, row, [row.assigned_by], f"done:{row.version}", f"{by.printed_name} did it: {row.what}", now)
    return row


def reopen_action(*, by: Actor, action_id: int, version: int | None, reason: str, due_on: date, at: datetime | None = None) -> Action:
    require(by, may_work_on_matters, "reopen actions")
    with transaction.atomic():
        row, now = action_at(action_id, version, at)
        if row.done_at is None:
            raise Conflict(f"It is not done yet: {row.what}")
        reason = fit_reason(reason)
        given = {"done_at": None, "done_by": None, "result": "", "due_on": fit_due(due_on, day_of(row.site, now))}
        change(by=by, event=events.ACTION_REOPENED, record=row, given=given, reason=reason)
        announce(by, row, "action reopened", f"It is to be done again by {day_in_words(row.due_on)}: {row.what}", now, text=reason)
        tell_owner(by, row, f"reopened:{row.version}", f"it is to be done again by {day_in_words(row.due_on)}: {row.what}", now)
    return row


def action_at(action_id: int, version: int | None, at: datetime | None) -> tuple[Action, datetime]:
    row = locked(Action, action_id, "site", "matter__site", "owner", "assigned_by", "done_by")
    must_be_current(row, version)
    return row, at or moment_now(row.site)


def open_action(action_id: int, version: int | None, at: datetime | None) -> tuple[Action, datetime]:
    row, now = action_at(action_id, version, at)
    if row.done_at is not None:
        who = row.done_by.printed_name if row.done_by else "the product"
        raise Conflict(f"{who} did it on {moment_in_words(row.done_at)}; reopen it first.")
    return row, now


def announce(by: Actor, row: Action, kind: str, sentence: str, at: datetime, text: str = "") -> None:
    if row.matter is not None:
        tell(by=by, matter=row.matter, kind=kind, sentence=sentence, text=text, address=row.get_absolute_url(), at=at)


def tell_owner(by: Actor, row: Action, kind: str, sentence: str, at: datetime) -> None:
    say(by, row, [row.owner], kind, sentence, at)


def say(by: Actor, row: Action, people: list[Person], kind: str, sentence: str, at: datetime) -> None:
    matter: Matter | None = row.matter
    about = f"Matter {matter.pk}: " if matter is not None else ""
    said = f"{about}{sentence}" if about else f"{sentence[0].upper()}{sentence[1:]}"
    notify(people=people, by=by, site=row.site, key=f"action:{row.pk}:{kind}", sentence=said, address=row.get_absolute_url(), at=at, matter=matter)
