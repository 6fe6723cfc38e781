"""Fields for what a plan is made of: times on the clocks of the site's walls, and durations.

A plan's slots are stretches of the wall clock, so its times are kept as the clocks show them: a day shift begins at 08:00 all year, and the hour that
does not exist in the night of a change of clocks is kept like any other. What was done by whom has a moment in UTC instead.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


class WallClockField(models.CharField[Any, Any]):
    """A time as the site's clocks show it, to the minute and without a zone: ``datetime(2027, 3, 1, 8, 0)``, kept as "2027-03-01T08:00".

    ``is_end``: whether it ends something, half-open: the midnight after a promised day is told as that day. It is no matter of the database's.
    """

    description = "a time on the site's clocks"

    def __init__(self, *args: Any, is_end: bool = False, **kwargs: Any) -> None:
        self.is_end = is_end
        kwargs["max_length"] = 16
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def to_python(self, value: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise ValidationError(f"Must be a time on the clock such as 2027-03-01T08:00; is {value!r}.") from error

    def from_db_value(self, value: str | None, expression: object, connection: object) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)

    def get_prep_value(self, value: Any) -> str | None:
        moment = self.to_python(value)
        return None if moment is None else wall_text(moment)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""


class MinutesField(models.BigIntegerField[Any, Any]):
    """A duration in minutes of the clock."""

    description = "a duration in minutes"


def wall_text(moment: datetime) -> str:
    """ "2027-03-01T08:00". A time with a zone, or within a minute, is a fault in the program."""
    if moment.tzinfo is not None or moment.second or moment.microsecond:
        raise ValueError(f"Must be a time on the clock, to the minute and without a zone; is {moment.isoformat()}.")
    return moment.isoformat(timespec="minutes")


def minutes_in_words(minutes: int) -> str:
    """ "104 h", "3 d" or "90 min": days where it is whole days."""
    for unit, name in ((1440, "d"), (60, "h")):
        if minutes % unit == 0 and (minutes or unit == 60):
            return f"{minutes // unit} {name}"
    return f"{minutes} min"
