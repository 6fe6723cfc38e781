"""What needs this person. Each line is true of what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_administer
from evenhand.matters.decided import decided_waiting_for
from evenhand.matters.queries import Waiting
from evenhand.matters.queries import waiting_for as matters_and_actions
from evenhand.matters.waiting_assessments import assessments_waiting_for
from evenhand.meetings.queries import meetings_waiting_for
from evenhand.plant.models import Site
from evenhand.records.words import day_in_words

SOON = timedelta(days=14)


def waiting_for(person: Person, site: Site | None) -> list[Waiting]:
    """Matters and actions first, by how soon they are due."""
    waiting = [] if site is None else [*matters_and_actions(person, site), *assessments_waiting_for(person, site), *decided_waiting_for(person, site)]
    if site is not None:
        waiting = [*meetings_waiting_for(person, site), *waiting]
    waiting += ending_roles(person)
    if may_administer(person):
        waiting += unused_invitations()
    return waiting


def ending_roles(person: Person) -> Iterator[Waiting]:
    soon = timezone.now() + SOON
    for grant in person.grants.in_force(timezone.now()).filter(ends_at__lte=soon):
        last = timezone.localtime(grant.ends_at - timedelta(microseconds=1)).date()
        yield Waiting(f"Your role {grant.get_role_display()} ends after {day_in_words(last)}.", person.get_absolute_url())


def unused_invitations() -> Iterator[Waiting]:
    for person in Person.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login__isnull=True):
        yield Waiting(f"{person.printed_name} has not taken up the invitation yet.", person.get_absolute_url())


def first_sentence(waiting: list[Waiting]) -> str:
    if not waiting:
        return "Nothing waits for you."
    return "One thing waits for you." if len(waiting) == 1 else f"{len(waiting)} things wait for you."
