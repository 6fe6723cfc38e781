"""Which time counts for a clock: every hour, or the open hours of one of the site's calendars. Pure: no database, no clock of its own.

Lengths are real time: the night in which the clocks go forward is an hour shorter, and a shift that spans it counts an hour less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]  # half-open, in UTC

DAY_MINUTES = 1440
MOST_DAYS = 1100  # a calendar that is closed for three years on end is closed
NOTHING = timedelta()


@dataclass(frozen=True)
class WorkingTime:
    """``week``: of each weekday from Monday, the open stretches in minutes of the wall clock after midnight; ``closed``: days without any."""

    zone: ZoneInfo
    week: Mapping[int, Sequence[tuple[int, int]]] | None = None  # none: every hour counts
    closed: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for day, stretches in (self.week or {}).items():
            for start, end in stretches:
                if not (0 <= day < 7 and 0 <= start < end <= DAY_MINUTES):
                    raise ValueError(f"Must be a stretch of a day such as (480, 960); is {(start, end)} on day {day}.")

    @property
    def is_always_open(self) -> bool:
        return self.week is None and not self.closed

    def open_from(self, start: datetime) -> Iterator[Span]:
        """The open stretches from a moment on, in order; the last may have no end in sight."""
        if self.is_always_open:
            yield start, datetime.max.replace(tzinfo=UTC)
            return
        first = start.astimezone(self.zone).date() - timedelta(days=1)
        for ahead in range(MOST_DAYS):
            day = first + timedelta(days=ahead)
            for begin, end in self.stretches_of(day):
                opens, closes = max(start, moment(self.zone, day, begin)), moment(self.zone, day, end)
                if closes > opens:
                    yield opens, closes

    def stretches_of(self, day: date) -> Sequence[tuple[int, int]]:
        if day in self.closed:
            return ()
        return ((0, DAY_MINUTES),) if self.week is None else self.week.get(day.weekday(), ())

    def after(self, start: datetime, length: timedelta, still: Iterable[Span] = ()) -> datetime | None:
        """When that much open time has passed since ``start``, not counting the stretches in which the clock stands still; None if it never has."""
        pauses = sorted(still)
        left = length
        for opens, closes in self.open_from(start):
            for begin, end in without(opens, closes, pauses):
                if end - begin >= left:
                    return begin + left
                left -= end - begin
        return None

    def between(self, start: datetime, end: datetime, still: Iterable[Span] = ()) -> timedelta:
        """The open time from one moment until another, not counting the stretches in which the clock stands still."""
        pauses = sorted(still)
        passed = NOTHING
        for opens, closes in self.open_from(start):
            if opens >= end:
                break
            passed += sum((to - begin for begin, to in without(opens, min(closes, end), pauses)), NOTHING)
        return passed


def without(start: datetime, end: datetime, pauses: Sequence[Span]) -> Iterator[Span]:
    """What is left of a stretch when sorted pauses, which may overlap, are taken out."""
    for begin, stop in pauses:
        if stop <= start:
            continue
        if begin >= end:
            break
        if begin > start:
            yield start, begin
        start = max(start, stop)
        if start >= end:
            return
    if start < end:
        yield start, end


def moment(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """When the clocks on the wall show so many minutes after the day's midnight, in UTC.

    Of two such moments the first; where the clocks leap over it, the moment of the leap.
    """
    wall = datetime.combine(day, time.min) + timedelta(minutes=minutes)
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    before, after = (wall.replace(tzinfo=zone, fold=fold).utcoffset() or NOTHING for fold in (0, 1))
    early, late = (wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC)
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) // 2
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == before else (early, middle)
    return late.replace(second=0, microsecond=0)
