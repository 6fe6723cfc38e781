"""Who is qualified for what, and what is away when."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_edit_plant, require
from evenhand.plant import events
from evenhand.plant.fitting import fit_count, fit_text, fit_wall
from evenhand.plant.models import Absence, Qualification, Resource, ResourceKind
from evenhand.records.editing import change, enter, locked, must_be_current, remove
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor


def qualify_person(
    *, by: Actor, person_id: int, resource_id: int, first_day: date, last_day: date | None = None, evidence: str = ""
) -> Qualification:
    require(by, may_edit_plant, "say who is qualified for what")
    with transaction.atomic():
        person, resource = locked(Person, person_id), locked(Resource, resource_id)
        if resource.kind != ResourceKind.PEOPLE:
            raise Invalid(f"Must be people of a qualification; {resource} is a {resource.get_kind_display()}.", field="resource")
        if not person.is_active or not person.is_of_the_plant:
            raise Invalid(f"Must be somebody who works at the plant; {person} does not.", field="person")
        if last_day is not None and last_day < first_day:
            raise Invalid(f"Must not end before it begins, {first_day}; is {last_day}.", field="last_day")
        for held in Qualification.objects.filter(person=person, resource=resource):
            if (held.last_day is None or held.last_day >= first_day) and (last_day is None or held.first_day <= last_day):
                raise Conflict(f"{person} is qualified as {resource} in that time already.")
        row = Qualification(person=person, resource=resource, first_day=first_day, last_day=last_day, evidence=fit_text(evidence, "evidence"))
        return enter(by=by, event=events.PERSON_QUALIFIED, record=row)


def end_qualification(*, by: Actor, qualification_id: int, last_day: date, reason: str) -> Qualification:
    require(by, may_edit_plant, "say who is qualified for what")
    with transaction.atomic():
        row = locked(Qualification, qualification_id, "person", "resource")
        if last_day < row.first_day:
            raise Invalid(f"Must not end before it begins, {row.first_day}; is {last_day}.", field="last_day")
        change(by=by, event=events.QUALIFICATION_ENDED, record=row, given={"last_day": last_day}, reason=reason)
    return row


def enter_absence(
    *,
    by: Actor,
    resource_id: int,
    starts_at: datetime,
    ends_at: datetime,
    amount: int | None = None,
    name: str = "",
    person_id: int | None = None,
) -> Absence:
    """A resource has less capacity from one time until another; so many are away, or all."""
    require(by, may_edit_plant, "enter absences")
    with transaction.atomic():
        resource = locked(Resource, resource_id, "site")
        person = None if person_id is None else locked(Person, person_id)
        if person is not None and resource.kind != ResourceKind.PEOPLE:
            raise Invalid(f"Only people are away in person; {resource} is a {resource.get_kind_display()}.", field="person")
        absence = Absence(resource=resource, person=person, starts_at=starts_at, ends_at=ends_at, amount=1 if person else amount)
        absence.name = fit_text(name, "name")
        must_be_sound(absence)
        return enter(by=by, event=events.ABSENCE_ENTERED, record=absence)


def edit_absence(
    *, by: Actor, absence_id: int, version: int | None, starts_at: datetime, ends_at: datetime, amount: int | None, name: str
) -> Absence:
    require(by, may_edit_plant, "change absences")
    with transaction.atomic():
        absence = locked(Absence, absence_id, "resource__site")
        must_be_current(absence, version)
        wanted = Absence(resource=absence.resource, starts_at=starts_at, ends_at=ends_at, amount=amount)
        must_be_sound(wanted)
        given = {"starts_at": starts_at, "ends_at": ends_at, "amount": amount, "name": fit_text(name, "name")}
        change(by=by, event=events.ABSENCE_CHANGED, record=absence, given=given)
    return absence


def withdraw_absence(*, by: Actor, absence_id: int) -> Resource:
    require(by, may_edit_plant, "withdraw absences")
    with transaction.atomic():
        absence = locked(Absence, absence_id, "resource")
        remove(by=by, event=events.ABSENCE_WITHDRAWN, record=absence)
    return absence.resource


def must_be_sound(absence: Absence) -> None:
    site = absence.resource.site
    fit_wall(site, absence.starts_at, "starts_at")
    if fit_wall(site, absence.ends_at, "ends_at") <= absence.starts_at:
        raise Invalid("Must end after it begins.", field="ends_at")
    if absence.resource.kind == ResourceKind.STOCK:
        raise Invalid("A stock is never absent.", field="resource")
    if absence.amount is not None:
        fit_count(absence.amount, "amount", least=1, most=max(1, absence.resource.amount))
