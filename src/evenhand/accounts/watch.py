"""Log-ins, failed ones, passwords and second factors go into the trail, wherever in the log-in library they happen."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from evenhand.accounts import events
from evenhand.accounts.lockout import email_tried
from evenhand.accounts.models import Person, normal_email
from evenhand.records.events import Event
from evenhand.records.models import TrailEntry
from evenhand.records.people import SYSTEM, Actor
from evenhand.records.regulated import kind_of
from evenhand.records.trail import append


def record(by: Actor, event: Event, person: Person) -> None:
    with transaction.atomic():
        append(by=by, event=event, subject=person)


@receiver(user_logged_in)
def logged_in(*, user: Person, **_: Any) -> None:
    record(user, events.LOGGED_IN, user)


@receiver(user_logged_out)
def logged_out(*, user: Person | None, **_: Any) -> None:
    if isinstance(user, Person):
        record(user, events.LOGGED_OUT, user)


@receiver(user_login_failed)
def log_in_failed(*, credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    """Of people we know; what strangers type is not kept, for it may be a password in the wrong field."""
    if request is None or getattr(request, "axes_locked_out", False):
        return
    person = Person.objects.filter(email=email_tried(request, credentials) or "").first()
    if person is not None:
        record(SYSTEM, events.LOG_IN_FAILED, person)


@receiver(user_locked_out)
def locked_out(*, username: str | None, **_: Any) -> None:
    person = Person.objects.filter(email=normal_email(username or "")).first()
    if person is not None and not is_noted(person):
        record(SYSTEM, events.LOCKED_OUT, person)


def is_noted(person: Person) -> bool:
    """Whether the trail says so already: knocking on a locked door again is not recorded again."""
    last = TrailEntry.objects.filter(subject_kind=kind_of(person), subject_id=str(person.pk)).order_by("-sequence").first()
    return last is not None and last.event == events.LOCKED_OUT.name


@receiver([password_changed, password_set, password_reset])
def password_is_new(*, user: Person, **_: Any) -> None:
    record(user, events.PASSWORD_CHANGED, user)


@receiver(authenticator_added)
def factor_added(*, user: Person, **_: Any) -> None:
    record(user, events.SECOND_FACTOR_ADDED, user)


@receiver(authenticator_removed)
def factor_removed(*, user: Person, **_: Any) -> None:
    record(user, events.SECOND_FACTOR_REMOVED, user)
