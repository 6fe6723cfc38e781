"""How an action changes one record: it is looked up and locked, compared with what the person saw, changed, and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

from evenhand.records.errors import Conflict, NotThere
from evenhand.records.events import Event
from evenhand.records.following import following
from evenhand.records.models import TrailEntry
from evenhand.records.people import Actor
from evenhand.records.regulated import kind_of, state
from evenhand.records.trail import Change, append, append_many, changes
from evenhand.records.words import Told, moment_in_words, told

Row = TypeVar("Row", bound=models.Model)

MOST_NAMED = 3
LARGEST_ID = 2**63 - 1


def locked(model: type[Row], identity: int, *related: str) -> Row:
    """The row, locked until the transaction ends where the database can."""
    return one_of(model._base_manager.select_for_update(of=("self",)), identity, *related)


def unchanging(model: type[Row], identity: int, *related: str) -> Row:
    """The row of a table that only grows. It needs no lock, and PostgreSQL gives none to who may not change it: lock what it belongs to."""
    return one_of(model._base_manager.all(), identity, *related)


def one_of(rows: models.QuerySet[Row], identity: int, *related: str) -> Row:
    found: Row | None = following(rows, *related).filter(pk=identity).first() if 0 < identity <= LARGEST_ID else None
    if found is None:
        raise NotThere(f"There is no such {rows.model._meta.verbose_name}.")
    return found


def must_be_current(record: Any, version: int | None) -> None:
    """Refuse a change by somebody who saw an older version, and say who changed what meanwhile. Without a version the change is made to whatever is there."""
    if version is None or version == record.version:
        return
    since = [item for item in told(latest(record)) if is_later(item.entry, version)]
    named = "; ".join(meanwhile(item) for item in since[:MOST_NAMED]) or "it was changed"
    raise Conflict(f"Meanwhile {named}. Look at it as it is now, and change it again if you still want to.")


def latest(record: models.Model) -> list[TrailEntry]:
    return list(TrailEntry.objects.filter(subject_kind=kind_of(record), subject_id=str(record.pk)).order_by("-sequence")[:20])


def is_later(entry: TrailEntry, version: int) -> bool:
    reached = entry.now.get("version") if isinstance(entry.now, dict) else None
    return isinstance(reached, int) and reached > version


def meanwhile(item: Told) -> str:
    what = ", ".join(f"{change.field.lower()} (was {change.was}, is {change.now})" for change in item.changes[:MOST_NAMED])
    return f"{item.entry.by_name} changed {what or item.entry.subject_label} on {moment_in_words(item.entry.at)}"


def enter(*, by: Actor, event: Event, record: Row, reason: str = "") -> Row:
    """Save a new record, and record it."""
    record.save(force_insert=True)
    was, now = changes(None, record)
    append(by=by, event=event, subject=record, was=was, now=now, reason=reason)
    return record


def enter_all(*, by: Actor, event: Event, records: list[Row], reason: str = "") -> list[Row]:
    """Save many new records of one model at once, and record each."""
    if not records:
        return []
    made = type(records[0])._base_manager.bulk_create(records, batch_size=500)
    append_many(by=by, event=event, changes=[Change(record, {}, state(record)) for record in made], reason=reason)
    return made


def change(
    *,
    by: Actor,
    event: Event,
    record: models.Model,
    given: Mapping[str, Any],
    reason: str = "",
    told_too: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
) -> bool:
    """Set the fields given, raise the version, save, and record what differs; False if nothing does.

    ``told_too``: what was and is of the rows that belong to this one, in words for whoever reads its history.
    """
    before = state(record)
    for name, value in given.items():
        setattr(record, name, value)
    was, now = changes(before, record)
    if not was and told_too[0] == told_too[1]:
        return False
    if "version" in before:
        record.version += 1  # type: ignore[attr-defined]
        given = {**given, "version": None}
        was, now = changes(before, record)
    record.save(update_fields=list(given))
    append(by=by, event=event, subject=record, was={**told_too[0], **was}, now={**told_too[1], **(now or {})}, reason=reason)
    return True


def remove(*, by: Actor, event: Event, record: models.Model, reason: str = "") -> None:
    """Take a row back that is not kept for ever; the trail keeps what it was."""
    before = state(record)
    kept = record.pk
    record.delete()
    record.pk = kept
    was, now = changes(before, None)
    append(by=by, event=event, subject=record, was=was, now=now, reason=reason)
    record.pk = None
