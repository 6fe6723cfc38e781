"""Values as records keep them: JSON that is the same for the same content (RFC 8785), and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import rfc8785
from django.db import models
from django.utils.duration import duration_iso_string

from evenhand.records.errors import Invalid

LARGEST_EXACT = 2**53 - 1


def json_value(value: Any) -> Any:
    """A value as JSON has it: times in UTC, decimals and large integers as text."""
    if isinstance(value, Enum):
        return json_value(value.value)
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value) if abs(value) <= LARGEST_EXACT else str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    raise TypeError(f"Must be a value that JSON can hold; is {type(value).__name__}.")


def utc_text(moment: datetime) -> str:
    """A moment in UTC with microseconds: "2027-03-12T13:00:00.000000Z"."""
    if moment.tzinfo is None:
        raise ValueError(f"Must be a time with its zone; is {moment.isoformat()}.")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def canonical_text(value: Any) -> str:
    try:
        return rfc8785.dumps(value).decode()
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise Invalid(f"Must be text and numbers that can be kept for ever; {error}.") from error


def content_hash(value: Any) -> str:
    """64 hex digits over the canonical form."""
    return hashlib.sha256(canonical_text(value).encode()).hexdigest()


class Unreadable(str):
    """What a column held that is not JSON: somebody has been at it."""


class CanonicalJson(models.TextField[Any, Any]):
    """JSON kept as its canonical text, so that no database rewrites it."""

    def get_prep_value(self, value: Any) -> str:
        return canonical_text(value)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        try:
            return json.loads(value or "null")
        except ValueError:
            return Unreadable(value)
