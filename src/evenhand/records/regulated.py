"""Which tables hold regulated records, and which of their fields the trail answers for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from evenhand.records.canonical import json_value
from evenhand.records.wall_clock import WallClockField, wall_text

REGISTRY: dict[str, Regulated] = {}


@dataclass(frozen=True)
class Regulated:
    """A model whose every change goes through the trail. ``content`` is what a signature on one of its records is bound to."""

    model: type[models.Model]
    fields: tuple[str, ...]
    content: Callable[[Any], Any]

    @property
    def kind(self) -> str:
        return kind_of(self.model)


def kind_of(model: type[models.Model] | models.Model) -> str:
    """A kind of record, as the trail names it: "portfolio.activity"."""
    return model._meta.label_lower


def regulated(model: type[models.Model], *, fields: Iterable[str], content: Callable[[Any], Any] | None = None) -> None:
    """Declare a model's fields as regulated; done once, in an app's ``own_records.py``, which its AppConfig imports when ready."""
    names = tuple(fields)
    for name in names:
        model._meta.get_field(name)
    kind = kind_of(model)
    if kind in REGISTRY:
        raise ValueError(f"A model must be declared once; {kind} is declared again.")
    REGISTRY[kind] = Regulated(model, names, content or (lambda record: content_of_fields(kind, names, record)))


def content_of_fields(kind: str, names: tuple[str, ...], record: models.Model) -> dict[str, Any]:
    return {"kind": kind, "id": str(record.pk), "fields": state_of_fields(record, names)}


def state(record: models.Model) -> dict[str, Any]:
    """A record's regulated fields as the trail keeps them; links as the id they lead to."""
    return state_of_fields(record, REGISTRY[kind_of(record)].fields)


def state_of_fields(record: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: field_value(record._meta.get_field(name), record) for name in names}


def field_value(field: Any, record: models.Model) -> Any:
    """A field's value as it is after a round trip through the database, so that before and after saving compare."""
    value = getattr(record, field.attname)
    if value is None or isinstance(field, models.JSONField):
        return json_value(value)
    target = field.target_field if field.is_relation else field
    value = target.to_python(value)
    if isinstance(target, WallClockField):
        return wall_text(value)
    if isinstance(target, models.DecimalField) and isinstance(value, Decimal) and target.decimal_places is not None:
        value = value.quantize(Decimal(1).scaleb(-target.decimal_places))
    return json_value(value)
