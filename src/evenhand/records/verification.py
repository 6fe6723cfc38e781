"""Does the trail still hold together, and do the records still say what the trail says? The answer is a list of sentences; empty is good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection

from evenhand.records.append_only import declared_tables, guarded_tables
from evenhand.records.canonical import Unreadable, content_hash
from evenhand.records.errors import DomainError
from evenhand.records.head import Head
from evenhand.records.models import FIRST_PREVIOUS, TrailEntry
from evenhand.records.regulated import REGISTRY, Regulated, state_of_fields
from evenhand.records.snapshot import snapshot

ROWS_AT_ONCE = 2000

States = dict[tuple[str, str], dict[str, Any] | None]
Check = Callable[[], Iterator[str]]
CHECKS: list[Check] = []  # of what is recorded by its hash, given by the apps that keep it


def also_verify(check: Check) -> None:
    if check not in CHECKS:
        CHECKS.append(check)


@dataclass(frozen=True)
class Verified:
    """What was found. ``problems`` are sentences; none means that everything agrees."""

    head: Head
    entries: int
    records: int
    problems: tuple[str, ...]


def verify(anchor: Head | None = None) -> Verified:
    """Recompute the chain, and compare each regulated row with its last state in the trail."""
    with snapshot():
        chain = Chain(anchor)
        problems = [*unguarded_tables(), *chain.problems()]
        records = Records(chain.states)
        problems += records.problems()
        for check in CHECKS:
            problems += check()
    return Verified(chain.head, chain.entries, records.count, tuple(problems))


def unguarded_tables() -> Iterator[str]:
    final = declared_tables("UPDATE")
    changeable = final - guarded_tables(connection, "UPDATE")
    deletable = declared_tables("DELETE") - guarded_tables(connection, "DELETE")
    for table in sorted(changeable | deletable):
        what = "changes" if table in final else "deletion"
        yield f"The database does not guard {table} against {what}: a trigger is missing or switched off."


class Chain:
    """One walk along the trail: each hash, the anchor, and the last state of each subject."""

    def __init__(self, anchor: Head | None) -> None:
        self.anchor = anchor
        self.head = Head(0, FIRST_PREVIOUS)
        self.entries = 0
        self.states: States = {}

    def problems(self) -> Iterator[str]:
        try:
            for entry in TrailEntry.objects.order_by("sequence").iterator(ROWS_AT_ONCE):
                yield from self.problems_of(entry)
                self.head = Head(entry.sequence, entry.hash)
                self.entries += 1
                self.learn(entry)
        except (ValueError, TypeError, DatabaseError) as error:
            yield f"The trail cannot be read after entry {self.head.sequence}: {error}."
            return
        if self.anchor is not None and self.anchor.sequence > self.head.sequence:
            yield (
                f"The trail ends at entry {self.head.sequence}, but the anchor names entry {self.anchor.sequence}: "
                f"{self.anchor.sequence - self.head.sequence} at the end are missing."
            )

    def problems_of(self, entry: TrailEntry) -> Iterator[str]:
        expected = self.head.sequence + 1
        if entry.sequence > expected:
            last = entry.sequence - 1
            yield f"Entry {expected} is missing." if last == expected else f"Entries {expected} to {last} are missing."
        elif entry.sequence < expected:
            yield f"Entry {entry.sequence} stands before the first."
        if entry.previous_hash != self.head.hash:
            yield f"Entry {entry.sequence} does not follow from the entry before it."
        if not hash_holds(entry):
            yield f"Entry {entry.sequence} ({entry.event} of {entry.subject_label}) was changed after it was written: it has no longer its hash."
        if self.anchor is not None and entry.sequence == self.anchor.sequence and entry.hash != self.anchor.hash:
            yield f"Entry {entry.sequence} is not the one that the anchor names: the trail was written anew."

    def learn(self, entry: TrailEntry) -> None:
        key = (entry.subject_kind, entry.subject_id)
        if entry.now is None:
            self.states[key] = None
        elif entry.subject_kind in REGISTRY and isinstance(entry.now, dict):
            self.states[key] = {**(self.states.get(key) or {}), **entry.now}


def hash_holds(entry: TrailEntry) -> bool:
    if isinstance(entry.was, Unreadable) or isinstance(entry.now, Unreadable):
        return False
    try:
        return content_hash(entry.content) == entry.hash
    except DomainError:
        return False


class Records:
    """Each row of each regulated table, against the trail."""

    def __init__(self, states: States) -> None:
        self.states = states
        self.count = 0

    def problems(self) -> Iterator[str]:
        for kind in sorted(REGISTRY):
            yield from self.problems_of_kind(REGISTRY[kind])

    def problems_of_kind(self, table: Regulated) -> Iterator[str]:
        seen = set()
        name = table.model._meta.verbose_name
        try:
            for row in table.model._base_manager.order_by("pk").iterator(ROWS_AT_ONCE):
                seen.add(str(row.pk))
                self.count += 1
                recorded = self.states.get((table.kind, str(row.pk)))
                if recorded is None:
                    yield f"The {name} {row} ({table.kind} {row.pk}) is there, but the trail does not know it."
                else:
                    yield from differences(f"{name} {row} ({table.kind} {row.pk})", recorded, state_of_fields(row, table.fields))
        except (ValueError, TypeError, ArithmeticError, DatabaseError) as error:
            yield f"The table of {table.kind} cannot be read: {error}."
            return
        for (kind, identity), recorded in self.states.items():
            if kind == table.kind and recorded is not None and identity not in seen:
                yield f"The {name} {identity} is gone, but the trail has no entry that removed it."


def differences(record: str, recorded: dict[str, Any], present: dict[str, Any]) -> Iterator[str]:
    for field, value in present.items():
        if field not in recorded:
            yield f"The {record} has {field} {value!r}, which the trail does not know."
        elif recorded[field] != value:
            yield f"The {record} has {field} {value!r}; by the trail it is {recorded[field]!r}."
