"""The people of the tests: one for each role, an outsider of a sponsor, and somebody without any role."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models, transaction

from evenhand.accounts.actions import grant_role, invite_person, set_first_password
from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.records.models import TrailEntry
from evenhand.records.people import SYSTEM

PASSWORD = "seven lanterns at dusk"


@dataclass(frozen=True)
class Cast:
    """Ada manages, Ben plans, Clara runs projects, Dai is of quality, Esi of operations, Finn administers.

    Olga is the outsider: a sponsor's user. Nils has no role at all.
    """

    ada: Person
    ben: Person
    clara: Person
    dai: Person
    esi: Person
    finn: Person
    olga: Person
    nils: Person


NAMES: dict[str, tuple[str, Role | None]] = {
    "ada": ("Ada Moreau", Role.SENIOR_MANAGER),
    "ben": ("Ben Okafor", Role.PLANNER),
    "clara": ("Clara Lindqvist", Role.PROJECT_MANAGER),
    "dai": ("Dai Pritchard", Role.QUALITY),
    "esi": ("Esi Boateng", Role.OPERATIONS),
    "finn": ("Finn Aalto", Role.ADMINISTRATOR),
    "olga": ("Olga Outside", Role.SPONSOR_USER),
    "nils": ("Nils Noroles", None),
}


Rows = tuple[tuple[type[models.Model], tuple[models.Model, ...]], ...]


def the_cast() -> Cast:
    """As `make_cast`, in a database without anything; the rows that it made the first time are entered again, which takes a twentieth of the time."""
    if TrailEntry.objects.exists():
        return make_cast()
    for model, rows in rows_of_the_cast():
        model._base_manager.bulk_create([copy(row) for row in rows])
    return Cast(**{name: Person.objects.get(email=f"{name}@example.com") for name in NAMES})


@cache
def rows_of_the_cast() -> Rows:
    with transaction.atomic():
        before = {model: set(keys(model)) for model in apps.get_models()}
        make_cast()
        found = [(model, tuple(model._base_manager.exclude(pk__in=was))) for model, was in before.items()]
        transaction.set_rollback(True)
    return tuple((model, rows) for model, rows in found if rows)


def keys(model: type[models.Model]) -> Any:
    return model._base_manager.values_list("pk", flat=True)


def make_cast() -> Cast:
    """Everybody, by the same actions as in the product, so that the trail knows them."""
    people = {}
    for name, (printed_name, role) in NAMES.items():
        person = invite_person(by=SYSTEM, email=f"{name}@example.com", printed_name=printed_name)
        set_first_password(by=SYSTEM, person_id=person.pk, password=PASSWORD)
        if role is not None:
            grant_role(by=SYSTEM, person_id=person.pk, role=role)
        people[name] = Person.objects.get(pk=person.pk)
    return Cast(**people)
