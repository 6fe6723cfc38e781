"""Median and 90th percentile of lengths of time, and how they spread. By nearest rank, so each is a length that was really there.

A quantile of too few says nothing: it is None then, and whoever shows it says how many there were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

LEAST_FOR_MEDIAN = 3
LEAST_FOR_P90 = 10


@dataclass(frozen=True)
class Summary:
    """``median`` and ``p90``: the shortest length within which at least half of them were, and nine of ten."""

    count: int
    median: timedelta | None
    p90: timedelta | None


def summary(lengths: Iterable[timedelta]) -> Summary:
    rows = sorted(lengths)
    median = nearest_rank(rows, 50) if len(rows) >= LEAST_FOR_MEDIAN else None
    p90 = nearest_rank(rows, 90) if len(rows) >= LEAST_FOR_P90 else None
    return Summary(len(rows), median, p90)


def nearest_rank(rows: Sequence[timedelta], percent: int) -> timedelta:
    """Of what is sorted and not empty: the first with at least that many per cent of them up to it."""
    if not rows or not 0 < percent <= 100:
        raise ValueError(f"Must be of something, and of 1 to 100 per cent; is of {len(rows)} and {percent} per cent.")
    return rows[-(-len(rows) * percent // 100) - 1]


@dataclass(frozen=True)
class Span:
    """Lengths above one and up to another, that one included."""

    key: str
    words: str
    above: timedelta | None
    up_to: timedelta | None

    def holds(self, length: timedelta) -> bool:
        return (self.above is None or length > self.above) and (self.up_to is None or length <= self.up_to)


def hours(number: int) -> timedelta:
    return timedelta(hours=number)


SPANS = (
    Span("4h", "up to 4 h", None, hours(4)),
    Span("1d", "4 h to 1 day", hours(4), hours(24)),
    Span("2d", "1 to 2 days", hours(24), hours(48)),
    Span("4d", "2 to 4 days", hours(48), hours(96)),
    Span("1w", "4 days to 1 week", hours(96), hours(168)),
    Span("more", "over 1 week", hours(168), None),
)


def span_of(length: timedelta) -> Span:
    """Each length is in exactly one."""
    return next(span for span in SPANS if span.holds(length))


def spread(lengths: Iterable[timedelta]) -> dict[str, int]:
    """How many are in each span, by its key."""
    found = {span.key: 0 for span in SPANS}
    for length in lengths:
        found[span_of(length).key] += 1
    return found


def share(part: int, whole: int) -> int | None:
    """In whole per cent: 100 only where it is all, 0 only where it is none; None of nothing."""
    if not whole:
        return None
    if part in (0, whole):
        return 100 * part // whole
    return min(99, max(1, (200 * part + whole) // (2 * whole)))
