"""Entries of the trail in words: who, when, what was, what is, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from evenhand.records.day_words import day_in_words, end_in_words, wall_in_words
from evenhand.records.events import REGISTRY as EVENTS
from evenhand.records.following import following
from evenhand.records.models import TrailEntry
from evenhand.records.regulated import REGISTRY as TABLES
from evenhand.records.wall_clock import MinutesField, WallClockField, minutes_in_words

NOTHING = "nothing"
UNTOLD = ("version",)  # counts changes, and is none itself


@dataclass(frozen=True)
class FieldChange:
    """One field: what it is called, what was (None where the record is new), what is (None where it is gone)."""

    field: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class Told:
    """One entry as people read it."""

    entry: TrailEntry
    sentence: str
    changes: tuple[FieldChange, ...]


def told(entries: Iterable[TrailEntry]) -> list[Told]:
    entries = list(entries)
    names = Names(entries)
    return [Told(entry, sentence(entry), tuple(field_changes(entry, names))) for entry in entries]


def sentence(entry: TrailEntry) -> str:
    event = EVENTS.get(entry.event)
    pattern = event.sentence if event else "{by}: " + entry.event.replace("_", " ") + ": {subject}"
    text = pattern.format(by=entry.by_name, subject=entry.subject_label or entry.subject_kind)
    return text[:1].upper() + text[1:]


def field_changes(entry: TrailEntry, names: Names) -> Iterator[FieldChange]:
    """In the order in which the app lists its fields. Of a new record only the fields that hold something."""
    was = entry.was if isinstance(entry.was, dict) else {}
    now = entry.now if isinstance(entry.now, dict) else {}
    for name in in_order(entry.subject_kind, {**was, **now}):
        if name in UNTOLD:
            continue
        field = field_of(entry.subject_kind, name)
        title = str(getattr(field, "verbose_name", name.replace("_", " ")))
        old = in_words(field, was.get(name), names) if was else None
        new = in_words(field, now.get(name), names) if entry.now is not None else None
        if old is not None or new != NOTHING:
            yield FieldChange(title[:1].upper() + title[1:], old, new)


def in_order(kind: str, names: Iterable[str]) -> list[str]:
    listed = TABLES[kind].fields if kind in TABLES else ()
    return sorted(names, key=lambda name: (listed.index(name) if name in listed else len(listed), name))


def field_of(kind: str, name: str) -> Any:
    if kind not in TABLES:
        return None
    try:
        return TABLES[kind].model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def in_words(field: Any, value: Any, names: Names) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field is not None and field.is_relation:
        return names.name(field, value)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, WallClockField):
        wall = datetime.fromisoformat(value)
        return end_in_words(wall) if field.is_end else wall_in_words(wall)
    if isinstance(field, MinutesField):
        return minutes_in_words(value)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(str(value))
        return moment_in_words(moment) if moment else str(value)
    if isinstance(field, models.DateField):
        day = parse_date(str(value))
        return day_in_words(day) if day else str(value)
    if isinstance(value, list):
        return ", ".join(in_words(None, item, names) for item in value) or NOTHING
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(None, item, names)}" for key, item in value.items()) or NOTHING
    return str(value)


def moment_in_words(moment: datetime) -> str:
    """ "Fri 12 Mar 2027 14:00 CET": the site's zone, named."""
    local = timezone.localtime(moment)
    return f"{day_in_words(local.date())} {local:%H:%M} {local:%Z}"


class Names:
    """What linked records are called now: one query a kind, however many entries. A model whose name needs others' says so in ``NAMED_WITH``, and in
    ``NAMED_WITHOUT`` which of its fields are long and not needed for it."""

    def __init__(self, entries: Iterable[TrailEntry]) -> None:
        wanted: dict[type[models.Model], set[str]] = {}
        for entry in entries:
            for values in (entry.was, entry.now):
                for name, value in (values if isinstance(values, dict) else {}).items():
                    field = field_of(entry.subject_kind, name)
                    if field is not None and field.is_relation and value is not None:
                        wanted.setdefault(field.related_model, set()).add(str(value))
        self.names = {
            (model._meta.label_lower, str(row.pk)): str(row) for model, ids in wanted.items() for row in named_rows(model).filter(pk__in=ids)
        }

    def name(self, field: Any, identity: Any) -> str:
        kind = field.related_model._meta.label_lower
        return self.names.get((kind, str(identity)), f"{field.related_model._meta.verbose_name} {identity}")


def named_rows(model: type[models.Model]) -> models.QuerySet[models.Model]:
    return following(model._base_manager.defer(*getattr(model, "NAMED_WITHOUT", ())), *getattr(model, "NAMED_WITH", ()))


def kind_in_words(kind: str) -> str:
    if kind in TABLES:
        return str(TABLES[kind].model._meta.verbose_name)
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind.replace(".", " ").replace("_", " ")
