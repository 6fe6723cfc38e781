"""Whose a matter on tier 3 is: the category's manager, or who stands in while they are away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from evenhand.accounts.models import Person, RoleGrant
from evenhand.accounts.roles import Role
from evenhand.matters.models import ManagerAbsence, Responsibility
from evenhand.matters.site_clock import day_of, wall_of
from evenhand.plant.models import Absence, Site
from evenhand.records.wall_clock import wall_text


def senior_managers() -> list[Person]:
    """Those who hold the role now, who held it longest first."""
    grants = RoleGrant.objects.in_force(timezone.now()).filter(role=Role.SENIOR_MANAGER, person__is_active=True)
    return list(dict.fromkeys(grant.person for grant in grants.select_related("person").order_by("starts_at", "pk")))


def in_turn(site: Site, category: str) -> list[Person]:
    """The category's manager and the deputies, in turn; without any, all senior managers. Who no longer is a senior manager is passed over."""
    able = {person.pk: person for person in senior_managers()}
    row = Responsibility.objects.filter(site=site, category=category).prefetch_related("deputies").first()
    named = [] if row is None else [row.manager_id, *(deputy.person_id for deputy in row.deputies.all())]
    return [able[pk] for pk in named if pk in able] or list(able.values())


def responsible_for(site: Site, category: str, at: datetime) -> Person | None:
    """The first in turn who is not away at that moment; where all are away, the first. None where nobody is a senior manager."""
    people = in_turn(site, category)
    away = away_at(site, people, at)
    return next((person for person in people if person.pk not in away), people[0] if people else None)


def away_at(site: Site, people: Iterable[Person], at: datetime) -> set[int]:
    """Who of them is away: by the days that managers enter here, and by the absences of the plant's people."""
    keys, day, wall = [person.pk for person in people], day_of(site, at), wall_text(wall_of(site, at))
    days = ManagerAbsence.objects.filter(person__in=keys, first_day__lte=day, last_day__gte=day).values_list("person_id", flat=True)
    spans = Absence.objects.filter(person__in=keys, starts_at__lte=wall, ends_at__gt=wall).values_list("person_id", flat=True)
    return {*days, *spans}
