"""Search from anywhere. Each source answers for its own kind of thing; what a person may not see is not searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from evenhand.accounts.models import Person

MOST_OF_A_KIND = 20


@dataclass(frozen=True)
class Found:
    kind: str
    title: str
    detail: str
    address: str


def people(text: str) -> Iterator[Found]:
    for person in Person.objects.filter(Q(printed_name__icontains=text) | Q(email__icontains=text))[:MOST_OF_A_KIND]:
        yield Found("person", person.printed_name, person.email if person.is_active else "has left", person.get_absolute_url())


SOURCES: tuple[Callable[[str], Iterator[Found]], ...] = (people,)


def search(text: str) -> list[Found]:
    """Everything that a person of the plant may find."""
    return [found for source in SOURCES for found in source(text)]
