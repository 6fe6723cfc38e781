"""What needs this person. Each line is true of what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_administer
from evenhand.records.words import day_in_words

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Matter:
    """One thing that waits for this person, and where to see to it."""

    sentence: str
    address: str


def waiting_for(person: Person) -> list[Matter]:
    matters = list(ending_roles(person))
    if may_administer(person):
        matters += unused_invitations()
    return matters


def ending_roles(person: Person) -> Iterator[Matter]:
    soon = timezone.now() + SOON
    for grant in person.grants.in_force(timezone.now()).filter(ends_at__lte=soon):
        last = timezone.localtime(grant.ends_at - timedelta(microseconds=1)).date()
        yield Matter(f"Your role {grant.get_role_display()} ends after {day_in_words(last)}.", person.get_absolute_url())


def unused_invitations() -> Iterator[Matter]:
    for person in Person.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login__isnull=True):
        yield Matter(f"{person.printed_name} has not taken up the invitation yet.", person.get_absolute_url())


def first_sentence(matters: list[Matter]) -> str:
    if not matters:
        return "Nothing waits for you."
    return "One thing waits for you." if len(matters) == 1 else f"{len(matters)} things wait for you."
