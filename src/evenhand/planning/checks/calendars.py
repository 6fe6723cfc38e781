"""Calendars: work lies in open time, and its end follows from its start, its mode, how it stretches and when its resources are closed.

A slot is closed for a mode where a resource it needs has capacity 0. Capacity is that of the problem, for all slots, also
after the horizon. Closed time before ``now`` is history. Started work ends when what remains of it from ``now`` is done.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from evenhand.planning.checking.placed import Placed, placed
from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import FOREVER, Mode, Problem, Resource, ResourceId, ResourceKind, Slot, Stretch

RULE = "calendars"

Span = tuple[Slot, Slot]


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    hours = _Hours(problem)
    for here in placed(problem, plan).values():
        if here.activity.actual is not None:
            yield from _remaining_work_decides_the_end(problem, hours, here)
        elif here.activity.stretch is Stretch.PAUSABLE:
            yield from _pauses_over_closed_time(problem, hours, here)
        else:
            yield from _lasts_its_duration(here)
            yield from _lies_in_open_time(problem, hours, here)


class _Hours:
    """When resources, and all the resources of a mode together, are closed: sorted disjoint spans, to `FOREVER`."""

    def __init__(self, problem: Problem) -> None:
        self._resource = problem.resource
        self._closed: dict[ResourceId, list[Span]] = {}
        self._closed_together: dict[frozenset[ResourceId], list[Span]] = {}

    def needed(self, mode: Mode) -> list[ResourceId]:
        return [d.resource for d in mode.demands if self._resource[d.resource].kind is not ResourceKind.STOCK]

    def closed(self, resource: ResourceId) -> list[Span]:
        if resource not in self._closed:
            self._closed[resource] = _where(self._resource[resource], lambda capacity: capacity == 0)
        return self._closed[resource]

    def closed_for(self, mode: Mode) -> list[Span]:
        needed = frozenset(self.needed(mode))
        if needed not in self._closed_together:
            self._closed_together[needed] = _union([self.closed(resource) for resource in sorted(needed)])
        return self._closed_together[needed]

    def short_for(self, mode: Mode) -> list[Span]:
        """Where a needed resource is open with less than the mode needs: there it can neither work nor pause."""
        short = []
        for demand in mode.demands:
            resource = self._resource[demand.resource]
            if resource.kind is not ResourceKind.STOCK:
                short.append(_where(resource, lambda capacity, amount=demand.amount: 0 < capacity < amount))  # type: ignore[misc]
        return _union(short)


def _where(resource: Resource, holds: Callable[[int], bool]) -> list[Span]:
    steps = resource.capacity.steps
    until = [*(at for at, _ in steps[1:]), FOREVER]
    return _union([[(at, end)] for (at, capacity), end in zip(steps, until, strict=True) if holds(capacity)])


def _union(several: Sequence[Sequence[Span]]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(span for spans in several for span in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _first_inside(spans: Sequence[Span], start: Slot, end: Slot) -> Slot | None:
    """The first slot of ``[start, end)`` that lies in one of the spans."""
    if start >= end:
        return None
    k = bisect_right(spans, start, key=lambda span: span[0]) - 1
    if k >= 0 and start < spans[k][1]:
        return start
    if k + 1 < len(spans) and spans[k + 1][0] < end:
        return spans[k + 1][0]
    return None


def _first_open(closed: Sequence[Span], start: Slot) -> Slot:
    """The first slot from ``start`` on that lies in none of the spans."""
    k = bisect_right(closed, start, key=lambda span: span[0]) - 1
    return closed[k][1] if k >= 0 and start < closed[k][1] else start


def _end_of_work(closed: Sequence[Span], start: Slot, duration: int) -> Slot:
    """Just after the ``duration``-th slot from ``start`` that is not closed; `FOREVER` or later if there are not so many."""
    end = start + duration
    k = max(0, bisect_right(closed, start, key=lambda span: span[0]) - 1)
    for closed_from, closed_to in closed[k:]:
        if closed_from >= end:
            break
        end += max(0, closed_to - max(closed_from, start))
    return end


def _lasts_its_duration(here: Placed) -> Iterator[Violation]:
    length, duration = here.end - here.start, here.mode.duration
    lies = f"{here.id} is planned from {here.start} to {here.end}, which is {length} slots"
    if here.activity.stretch is Stretch.FIXED and length != duration:
        yield Violation(RULE, f"{lies}, and takes {duration}.", (here.id,), slot=here.start)
    if here.activity.stretch is Stretch.HOLDING and length < duration:
        yield Violation(RULE, f"{lies}, and takes at least {duration}.", (here.id,), slot=here.start)


def _lies_in_open_time(problem: Problem, hours: _Hours, here: Placed) -> Iterator[Violation]:
    for resource in hours.needed(here.mode):
        closed = _first_inside(hours.closed(resource), max(here.start, problem.now), here.end)
        if closed is not None:
            yield Violation(
                RULE,
                f"{here.id} is planned from {here.start} to {here.end} without a pause, and {resource} is closed at {closed}.",
                (here.id,),
                resource,
                closed,
            )


def _pauses_over_closed_time(problem: Problem, hours: _Hours, here: Placed) -> Iterator[Violation]:
    duration = here.mode.duration
    closed = hours.closed_for(here.mode) if duration else []
    if here.start >= problem.now and _first_inside(closed, here.start, here.start + 1) is not None:
        resource = next(r for r in hours.needed(here.mode) if _first_inside(hours.closed(r), here.start, here.start + 1) is not None)
        yield Violation(RULE, f"{here.id} begins at {here.start}, when {resource} is closed.", (here.id,), resource, here.start)
        return
    end = _end_of_work(closed, here.start, duration)
    if end >= FOREVER:
        yield Violation(RULE, f"{here.id} begins at {here.start} and finds no {duration} open slots from there.", (here.id,), slot=here.start)
    elif here.end != end:
        yield Violation(
            RULE,
            f"{here.id} begins at {here.start} and takes {duration} open slots, so it ends at {end}; it is planned to end at {here.end}.",
            (here.id,),
            slot=here.end,
        )


def _remaining_work_decides_the_end(problem: Problem, hours: _Hours, here: Placed) -> Iterator[Violation]:
    actual = here.activity.actual
    if actual is None or actual.remaining is None:
        return
    mode = here.activity.modes[actual.mode]
    end = problem.now + actual.remaining
    if here.activity.stretch is Stretch.PAUSABLE and actual.remaining:
        end = _end_of_paused(problem, hours, mode, actual.remaining)
    if here.end != end:
        yield Violation(
            RULE,
            f"{here.id} has {actual.remaining} slots of work left from {problem.now}, so it ends at {end}; it is planned to end at {here.end}.",
            (here.id,),
            slot=here.end,
        )


def _end_of_paused(problem: Problem, hours: _Hours, mode: Mode, remaining: int) -> Slot:
    """The end of the first run of so much work from now that nowhere lacks what it needs; the horizon if there is none."""
    closed, short = hours.closed_for(mode), hours.short_for(mode)
    start = _first_open(closed, problem.now)
    while (end := _end_of_work(closed, start, remaining)) <= problem.horizon:
        lacking = _first_inside(short, start, end)
        if lacking is None:
            return end
        start = _first_open(closed, _first_open(short, lacking))
    return problem.horizon
