"""Where the trail ends. Nearly every page asks, to know whether what it has kept still holds: so the query is written out, since putting one together takes
ten times as long as running it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from evenhand.records.errors import Invalid
from evenhand.records.events import REGISTRY as EVENTS
from evenhand.records.models import FIRST_PREVIOUS, TrailEntry


@dataclass(frozen=True)
class Head:
    """Where the trail ends: kept elsewhere, it is the anchor against which a cut tail shows."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"

    @classmethod
    def from_text(cls, text: str) -> Head:
        sequence, _, digest = text.strip().partition(":")
        if not sequence.isascii() or not sequence.isdigit() or len(sequence) > 18 or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise Invalid(f"An anchor must be what `evenhand records head` prints, such as 1204:9f86d0...; is {text[:100]!r}.", field="anchor")
        return cls(int(sequence), digest)


def head() -> Head:
    return last_but_for(())


def plant_head() -> Head:
    """The last entry after which anything of the plant, the projects or the published plan may be another: what is known of these by it holds until it moves."""
    return last_but_for([name for name, event in EVENTS.items() if not event.changes_plant])


def last_but_for(events: Sequence[str]) -> Head:
    condition = f"WHERE event NOT IN ({', '.join(['%s'] * len(events))})" if events else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sequence, hash FROM {TrailEntry._meta.db_table} {condition} ORDER BY sequence DESC LIMIT 1", events)
        return Head(*(cursor.fetchone() or (0, FIRST_PREVIOUS)))
