"""All that is done with people and roles. Each: permission, transaction, change, trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from axes.utils import reset
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.utils import timezone

from evenhand.accounts import events
from evenhand.accounts.models import Person, RoleGrant, UsedEmail, normal_email
from evenhand.accounts.permissions import may_administer, require
from evenhand.accounts.roles import PLANT_ROLES, Role, exclude_each_other
from evenhand.records.errors import Conflict, Invalid, NotAllowed, NotThere
from evenhand.records.events import Event
from evenhand.records.people import Actor, System
from evenhand.records.regulated import state
from evenhand.records.trail import append, changes


def invite_person(*, by: Actor, email: str, printed_name: str, reason: str = "") -> Person:
    """Make an account without a password. The invitation's link, by which they set one, comes from `invitations`."""
    require(by, may_administer, "invite people")
    with transaction.atomic():
        person = Person(email=fit_email(email), printed_name=fit_printed_name(printed_name), joined_at=timezone.now())
        must_be_nobodys(person.email, None)
        person.set_unusable_password()
        person.save()
        append_creation(by, events.PERSON_INVITED, person, reason)
        take_up_email(by, person)
    return person


def rename_person(*, by: Actor, person_id: int, printed_name: str, reason: str) -> Person:
    require(by, may_administer, "change people's names")
    with transaction.atomic():
        person = locked_person(person_id)
        before = state(person)
        person.printed_name = fit_printed_name(printed_name, person)
        person.save(update_fields=["printed_name"])
        append_change(by, events.PERSON_RENAMED, person, before, reason)
    return person


def change_email(*, by: Actor, person_id: int, email: str, reason: str) -> Person:
    """Give a person another address to log in with. The old one stays theirs for ever."""
    require(by, may_administer, "change people's e-mail")
    with transaction.atomic():
        person = locked_person(person_id)
        before = state(person)
        person.email = fit_email(email)
        must_be_nobodys(person.email, person)
        person.save(update_fields=["email"])
        append_change(by, events.PERSON_EMAIL_CHANGED, person, before, reason)
        take_up_email(by, person)
    return person


def deactivate_person(*, by: Actor, person_id: int, reason: str) -> Person:
    """Somebody leaves: no log-in from now on, and their roles end. What they did keeps their name."""
    require(by, may_administer, "deactivate people")
    with transaction.atomic():
        person = locked_person(person_id)
        if person.pk == by.pk:
            raise NotAllowed("You cannot deactivate yourself; ask another administrator.")
        if not person.is_active:
            raise Conflict(f"{person.printed_name} has left already.")
        must_not_be_last_administrator(person)
        before, now = state(person), timezone.now()
        person.is_active, person.left_at, person.left_reason = False, now, reason.strip()
        person.save(update_fields=["is_active", "left_at", "left_reason"])
        append_change(by, events.PERSON_DEACTIVATED, person, before, reason)
        for grant in person.grants.overlapping(now, None):
            end(by, grant, now, reason)
    return person


def reactivate_person(*, by: Actor, person_id: int, reason: str) -> Person:
    """Somebody comes back: the same person, the same address; roles are granted anew."""
    require(by, may_administer, "reactivate people")
    with transaction.atomic():
        person = locked_person(person_id)
        if person.is_active:
            raise Conflict(f"{person.printed_name} is active already.")
        before = state(person)
        person.is_active, person.left_at, person.left_reason = True, None, ""
        person.set_unusable_password()
        person.save(update_fields=["is_active", "left_at", "left_reason", "password"])
        append_change(by, events.PERSON_REACTIVATED, person, before, reason)
    return person


def grant_role(
    *, by: Actor, person_id: int, role: Role, starts_at: datetime | None = None, ends_at: datetime | None = None, reason: str = ""
) -> RoleGrant:
    """From now, or from then; until further notice, or until then (not included)."""
    require(by, may_administer, "grant roles")
    with transaction.atomic():
        person = locked_person(person_id)
        if not person.is_active:
            raise Conflict(f"{person.printed_name} has left; reactivate them first.")
        if person.pk == by.pk:
            raise NotAllowed("You cannot grant a role to yourself; ask another administrator.")
        begin = starts_at or timezone.now()
        if ends_at is not None and ends_at <= begin:
            raise Invalid("Must end after it starts.", field="ends_at")
        must_go_together(person, role, begin, ends_at)
        grant = RoleGrant.objects.create(person=person, role=role, starts_at=begin, ends_at=ends_at)
        append_creation(by, events.ROLE_GRANTED, grant, reason)
    return grant


def end_role(*, by: Actor, grant_id: int, reason: str) -> RoleGrant:
    """A role ends now; one that has not begun never does."""
    require(by, may_administer, "end roles")
    with transaction.atomic():
        grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("person").filter(pk=grant_id).first()
        if grant is None:
            raise NotThere("There is no such role.")
        if grant.is_over:
            raise Conflict(f"{grant} has ended already.")
        if grant.role == Role.ADMINISTRATOR:
            must_not_be_last_administrator(grant.person)
        end(by, grant, timezone.now(), reason)
    return grant


def end(by: Actor, grant: RoleGrant, now: datetime, reason: str) -> None:
    before = state(grant)
    grant.ends_at = max(now, grant.starts_at)
    grant.save(update_fields=["ends_at"])
    append_change(by, events.ROLE_ENDED, grant, before, reason)


def locked_person(person_id: int) -> Person:
    person: Person | None = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotThere("There is no such person.")
    return person


def fit_email(text: str) -> str:
    email = normal_email(text)
    try:
        MaxLengthValidator(254)(email)
        validate_email(email)
    except ValidationError as error:
        raise Invalid(f"Must be an e-mail address such as ada@example.com; is {text.strip()[:100]!r}.", field="email") from error
    return email


def fit_printed_name(text: str, person: Person | None = None) -> str:
    name = " ".join(text.split())
    if not 2 <= len(name) <= 200:
        raise Invalid("Must be a name of 2 to 200 letters: it is printed beside every signature.", field="printed_name")
    if Person.objects.filter(printed_name__iexact=name).exclude(pk=person.pk if person else None).exists():
        raise Invalid(
            f"Must be a name that nobody else here has, so that a signature names one person; {name} is taken. Add an initial.", field="printed_name"
        )
    return name


def must_be_nobodys(email: str, person: Person | None) -> None:
    used = UsedEmail.objects.filter(email=email).select_related("person").first()
    if used is not None and used.person != person:
        raise Invalid(f"Must be an address that nobody ever used here; {email} is or was that of {used.person.printed_name}.", field="email")


def take_up_email(by: Actor, person: Person) -> None:
    used, is_new = UsedEmail.objects.get_or_create(email=person.email, defaults={"person": person})
    if is_new:
        append_creation(by, events.EMAIL_TAKEN_UP, used, "")


def must_go_together(person: Person, role: Role, starts_at: datetime, ends_at: datetime | None) -> None:
    for held in person.grants.overlapping(starts_at, ends_at):
        if held.role == role:
            raise Conflict(f"{person.printed_name} holds that role in that time already.")
        if exclude_each_other(role, Role(held.role)):
            why = (
                "who administers approves nothing" if {role, Role(held.role)} <= PLANT_ROLES else "nobody is of the plant and of the outside at once"
            )
            raise Invalid(f"{person.printed_name} is {held.get_role_display()} in that time, and {why}. End that role first.", field="role")


def must_not_be_last_administrator(person: Person) -> None:
    now = timezone.now()
    administrators = RoleGrant.objects.in_force(now).filter(role=Role.ADMINISTRATOR, person__is_active=True)
    holders = {grant.person_id for grant in administrators.select_for_update()}
    if holders == {person.pk}:
        raise Conflict(f"{person.printed_name} is the only administrator; make another one first.")


def append_creation(by: Actor, event: Event, record: Person | RoleGrant | UsedEmail, reason: str) -> None:
    was, now = changes(None, record)
    append(by=by, event=event, subject=record, was=was, now=now, reason=reason)


def append_change(by: Actor, event: Event, record: Person | RoleGrant, before: dict[str, object], reason: str) -> None:
    was, now = changes(before, record)
    append(by=by, event=event, subject=record, was=was, now=now, reason=reason)


def unlock_person(*, by: Actor, person_id: int, reason: str) -> Person:
    """Forget the wrong passwords that were given for this account."""
    require(by, may_administer, "unlock people")
    with transaction.atomic():
        person = locked_person(person_id)
        reset(username=person.email)
        append(by=by, event=events.PERSON_UNLOCKED, subject=person, reason=reason)
    return person


def set_first_password(*, by: Actor, person_id: int, password: str) -> Person:
    """For commands that set a site up; people set theirs by their invitation."""
    return set_first_passwords(by=by, people_ids=[person_id], password=password)[0]


def set_first_passwords(*, by: Actor, people_ids: Sequence[int], password: str) -> list[Person]:
    """The same for several people, hashed once, for that takes long on purpose: the accounts of a demonstration."""
    if not isinstance(by, System):
        raise NotAllowed("A password is set by its owner alone.")
    kept = make_password(password)
    with transaction.atomic():
        people = [locked_person(person_id) for person_id in people_ids]
        for person in people:
            person.password = kept
            person.save(update_fields=["password"])
            append(by=by, event=events.PASSWORD_CHANGED, subject=person)
    return people
