"""The links at the top of each page: those that lead somewhere, and that this person may follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import Permission, may_see_plant


@dataclass(frozen=True)
class Place:
    title: str
    name: str
    permission: Permission = may_see_plant


@dataclass(frozen=True)
class Link:
    title: str
    address: str
    is_here: bool


PLACES = (
    Place("Today", "web:today"),
    Place("Plan", "schedules:plan"),
    Place("Projects", "portfolio:projects"),
    Place("Plant", "plant:plant"),
    Place("Matters", "matters:matters"),
    Place("Huddle", "meetings:huddle"),
    Place("Meetings", "meetings:meetings"),
    Place("Measures", "meetings:measures"),
    Place("Expedite", "schedules:expedite"),
    Place("Records", "records:records"),
    Place("People", "accounts:people"),
)


def links(request: HttpRequest, person: Person) -> Iterator[Link]:
    for place in PLACES:
        try:
            address = reverse(place.name)
        except NoReverseMatch:
            continue
        if place.permission(person):
            here = request.path == address or (address != "/" and request.path.startswith(address))
            yield Link(place.title, address, here)
