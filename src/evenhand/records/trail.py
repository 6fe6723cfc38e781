"""The one way to write the trail. Called by actions, inside the transaction of the change that it records, after the change.

with transaction.atomic():
    before = state(person)
    person.printed_name = "Ada Moreau"
    person.save()
    was, now = changes(before, person)
    append(by=by, event=PERSON_RENAMED, subject=person, was=was, now=now, reason="Married")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.utils import timezone

from evenhand.records.canonical import content_hash, json_value
from evenhand.records.errors import Invalid
from evenhand.records.events import Event, must_be_declared
from evenhand.records.head import head
from evenhand.records.models import TrailEntry
from evenhand.records.people import Actor
from evenhand.records.regulated import state
from evenhand.records.subjects import Subject, subject_of

LOCK = 0x4576_656E_6861_6E64  # "Evenhand": PostgreSQL's advisory lock on the end of the trail
ROWS_AT_ONCE = 500

State = Mapping[str, Any]


class OutsideTransaction(RuntimeError):
    """A fault in the program: an entry must stand or fall with the change that it records."""


@dataclass(frozen=True)
class Change:
    """What happened to one record; ``now`` is None when it no longer exists."""

    subject: models.Model | Subject
    was: State = field(default_factory=dict)
    now: State | None = field(default_factory=dict)


def append(
    *, by: Actor, event: Event, subject: models.Model | Subject, was: State | None = None, now: State | None = None, reason: str = ""
) -> TrailEntry:
    """Record one change. ``was`` and ``now`` come from `changes`; for an event that changes no field both may be left out."""
    if was is not None and now is None:
        return append_many(by=by, event=event, changes=[Change(subject, was, None)], reason=reason)[0]
    return append_many(by=by, event=event, changes=[Change(subject, was or {}, now or {})], reason=reason)[0]


def append_many(*, by: Actor, event: Event, changes: Iterable[Change], reason: str = "") -> list[TrailEntry]:
    """Record one event for many records, in this order, each as an entry of its own."""
    must_be_declared(event)
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{event.name} must be recorded inside the transaction of its change.")
    reason = reason.strip()
    if event.needs_reason and not reason:
        raise Invalid("Must have a reason: it stays beside the change for ever.", field="reason")
    sequence, previous = locked_end()
    at = timezone.now()
    entries = []
    for change in changes:
        sequence += 1
        subject = subject_of(change.subject)
        entry = TrailEntry(
            sequence=sequence,
            at=at,
            by_id=by.pk,
            by_name=by.printed_name,
            event=event.name,
            subject_kind=subject.kind,
            subject_id=subject.id,
            subject_label=subject.label,
            was=json_value(change.was),
            now=json_value(change.now),
            reason=reason,
            previous_hash=previous,
        )
        entry.hash = previous = content_hash(entry.content)
        entries.append(entry)
    TrailEntry.objects.bulk_create(entries, batch_size=ROWS_AT_ONCE)
    return entries


def locked_end() -> tuple[int, str]:
    """The last sequence and hash. Nobody else appends until this transaction ends: SQLite has one writer at a time, PostgreSQL gets a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = head()
    return last.sequence, last.hash


def changes(before: models.Model | State | None, after: models.Model | State | None) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What was and what is, of the fields that differ. None before: created; None after: exists no longer."""
    old = as_state(before)
    if after is None:
        return dict(old), None
    new = as_state(after)
    differing = [name for name in {**old, **new} if old.get(name, Ellipsis) != new.get(name, Ellipsis)]
    return {name: old[name] for name in differing if name in old}, {name: new[name] for name in differing if name in new}


def as_state(given: models.Model | State | None) -> State:
    if given is None:
        return {}
    return state(given) if isinstance(given, models.Model) else given
