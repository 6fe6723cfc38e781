"""Days on a site's calendar, both included; None: without an end on that side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from evenhand.matters.site_clock import end_of_day
from evenhand.matters.working_time import moment
from evenhand.plant.models import Site
from evenhand.records.errors import Invalid
from evenhand.records.words import day_in_words

USUAL_WEEKS = 13


@dataclass(frozen=True)
class Period:
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise Invalid(f"Must not end before it begins, on {day_in_words(self.first)}; ends on {day_in_words(self.last)}.", field="last")

    def lookups(self, field: str, site: Site) -> dict[str, Any]:
        """For a field with moments: from the first day's midnight, half-open."""
        return dict(self.moments(field, site))

    def moments(self, field: str, site: Site) -> Iterator[tuple[str, Any]]:
        if self.first is not None:
            yield f"{field}__gte", moment(ZoneInfo(site.time_zone), self.first, 0)
        if self.last is not None:
            yield f"{field}__lt", end_of_day(site, self.last)

    def day_lookups(self, field: str) -> dict[str, date]:
        """For a field with days."""
        given = {f"{field}__gte": self.first, f"{field}__lte": self.last}
        return {name: day for name, day in given.items() if day is not None}


ALWAYS = Period()


def weeks_up_to(day: date, weeks: int = USUAL_WEEKS) -> Period:
    """So many whole weeks, the last of them ending on that day."""
    return Period(day - timedelta(days=7 * weeks - 1), day)
