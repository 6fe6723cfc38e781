"""The line of a project's life: its phases, its promises and now, laid out as a picture and told as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evenhand.portfolio.models import Activity, Phase
from evenhand.portfolio.outlook import PromiseOutlook
from evenhand.portfolio.published import PublishedPlan
from evenhand.records.day_words import end_in_words, start_in_words

WIDTH, LEFT, ROW = 960, 120, 22


@dataclass(frozen=True)
class Span:
    """One phase: from its first start to its last end, of what is known; how much of it is done."""

    phase: str
    title: str
    start: datetime
    end: datetime
    done: int
    count: int
    x: float = 0
    width: float = 0
    done_width: float = 0
    y: int = 0

    @property
    def words(self) -> str:
        state = "done" if self.done == self.count else f"{self.done} of {self.count} done" if self.done else "not begun"
        return f"{start_in_words(self.start)} to {end_in_words(self.end)}; {state}"


@dataclass(frozen=True)
class Flag:
    outlook: PromiseOutlook
    x: float


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Life:
    spans: tuple[Span, ...]
    flags: tuple[Flag, ...]
    ticks: tuple[Tick, ...]
    now: float | None
    height: int
    words: str


def known_span(activity: Activity, plan: PublishedPlan | None, now: datetime) -> tuple[datetime, datetime] | None:
    """Where an activity lies: by facts, else by the published plan; None where nothing is known."""
    place = plan.places.get(activity.pk) if plan else None
    if activity.actual_start is not None:
        end = activity.actual_finish or max(now, place.end if place else now)
        return activity.actual_start, max(end, activity.actual_start)
    return None if place is None else (place.start, place.end)


def life_of(activities: Sequence[Activity], promises: Sequence[PromiseOutlook], plan: PublishedPlan | None, now: datetime) -> Life | None:
    spans = list(phase_spans(activities, plan, now))
    if not spans:
        return None
    dates = [now, *(s.start for s in spans), *(s.end for s in spans), *(p.promise.due for p in promises)]
    first, last = min(dates), max(dates)
    length = max(timedelta(days=1), last - first)

    def x(at: datetime) -> float:
        return round(LEFT + (WIDTH - LEFT - 12) * ((at - first) / length), 1)

    placed = tuple(
        Span(s.phase, s.title, s.start, s.end, s.done, s.count, x(s.start), max(2.0, x(s.end) - x(s.start)), done_width(s, x), 18 + k * ROW)
        for k, s in enumerate(spans)
    )
    words = "; ".join(f"{s.title}: {s.words}" for s in spans)
    flags = tuple(Flag(p, x(p.promise.due)) for p in promises)
    return Life(placed, flags, tuple(ticks(first, last, x)), x(now), 18 + len(spans) * ROW + 22, words)


def done_width(span: Span, x: object) -> float:
    assert callable(x)
    return round((x(span.end) - x(span.start)) * span.done / span.count, 1)


def phase_spans(activities: Sequence[Activity], plan: PublishedPlan | None, now: datetime) -> Iterable[Span]:
    for phase in Phase:
        members = [a for a in activities if a.phase == phase]
        known = [span for a in members if (span := known_span(a, plan, now)) is not None]
        if known:
            done = sum(a.is_finished for a in members)
            yield Span(phase, str(phase.label), min(s for s, _ in known), max(e for _, e in known), done, len(members))


def ticks(first: datetime, last: datetime, x: object) -> Iterable[Tick]:
    """The first of a month, as many as there is room for."""
    assert callable(x)
    months = max(1, round((last - first).days / 30.4))
    step = next(n for n in (1, 2, 3, 6, 12, 24, 1200) if months / n <= 10)
    year, month = first.year, first.month
    while True:
        month += 1
        if month > 12:
            year, month = year + 1, 1
        at = datetime(year, month, 1)
        if at > last:
            return
        if (month - 1) % min(step, 12) == 0 and (step <= 12 or year % (step // 12) == 0) and x(at) < WIDTH - 50:
            yield Tick(x(at), f"{at:%b %Y}" if month == 1 or step >= 12 else f"{at:%b}")
