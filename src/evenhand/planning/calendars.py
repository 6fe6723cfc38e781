"""Working time <-> calendar time: when an activity can run, if it had its resources to itself."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.planning.parts import Activity, Demand, Profile, Resource, ResourceId, ResourceKind, Slot, Stretch

Mask = npt.NDArray[np.bool_]


def as_array(profile: Profile, horizon: Slot) -> npt.NDArray[np.int64]:
    """The profile slot by slot, shape ``(horizon,)``."""
    values = np.zeros(horizon, dtype=np.int64)
    for at, value in profile.steps:
        values[at:] = value
    return values


def from_array(values: npt.NDArray[np.int64]) -> Profile:
    """The inverse of `as_array`; the last value holds for ever."""
    changes = np.flatnonzero(np.diff(values)) + 1
    return Profile(((0, int(values[0])), *((int(at), int(values[at])) for at in changes)))


def runs(mask: Mask) -> list[tuple[Slot, Slot]]:
    """The maximal half-open runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


@dataclass(frozen=True)
class Openings:
    """When one set of demands can be worked on: ``working`` runs, and slots that may not even be paused over.

    A slot is *closed* for the set where any needed resource has capacity 0, and *blocked* where it is open but some
    resource has less than is needed.
    """

    working: Sequence[tuple[Slot, Slot]]
    work_before: Sequence[int]  # working slots before each run
    blocked: Sequence[Slot]
    horizon: Slot

    def end_of(self, start: Slot, duration: int) -> Slot | None:
        """The exclusive end of ``duration`` working slots begun at ``start``, closed time paused over; None past the horizon."""
        k = bisect_right(self.working, (start, self.horizon + 1)) - 1
        if k < 0 or start >= self.working[k][1]:
            return None
        last = self.work_before[k] + (start - self.working[k][0]) + duration - 1
        j = bisect_right(self.work_before, last) - 1
        end = self.working[j][0] + last - self.work_before[j] + 1
        return end if end <= self.working[j][1] else None

    def earliest_pausable(self, start: Slot, duration: int) -> tuple[Slot, Slot] | None:
        k = max(0, bisect_right(self.working, (start, self.horizon + 1)) - 1)
        while k < len(self.working):
            start = max(start, self.working[k][0])
            if start >= self.working[k][1]:
                k += 1
                continue
            end = self.end_of(start, duration)
            if end is None:
                return None
            barred = bisect_left(self.blocked, end) - 1
            if barred < 0 or self.blocked[barred] < start:
                return start, end
            start = self.blocked[barred] + 1
        return None

    def earliest_fixed(self, start: Slot, duration: int) -> tuple[Slot, Slot] | None:
        k = max(0, bisect_right(self.working, (start, self.horizon + 1)) - 1)
        for a, b in self.working[k:]:
            if max(a, start) + duration <= b:
                return max(a, start), max(a, start) + duration
        return None


class WorkingTime:
    """Earliest times for activities on resources with these capacities, to the horizon (slots)."""

    def __init__(self, resources: Sequence[Resource], horizon: Slot) -> None:
        self.horizon = horizon
        self._renewable: Mapping[ResourceId, Resource] = {r.id: r for r in resources if r.kind is not ResourceKind.STOCK}
        self._capacity: dict[ResourceId, npt.NDArray[np.int64]] = {}
        self._openings: dict[tuple[tuple[tuple[ResourceId, int], ...], bool], Openings] = {}

    def openings(self, demands: Sequence[Demand], *, pausable: bool) -> Openings:
        """When these demands can be worked on. Not pausable: blocked and closed are the same, neither is working."""
        key = (tuple(sorted((d.resource, d.amount) for d in demands if d.resource in self._renewable)), pausable)
        if key not in self._openings:
            closed = np.zeros(self.horizon, dtype=bool)
            short = np.zeros(self.horizon, dtype=bool)
            for resource, amount in key[0]:
                if resource not in self._capacity:
                    self._capacity[resource] = as_array(self._renewable[resource].capacity, self.horizon)
                closed |= self._capacity[resource] == 0
                short |= (self._capacity[resource] < amount) & (self._capacity[resource] > 0)
            working = runs(~closed if pausable else ~(closed | short))
            before = np.concatenate(([0], np.cumsum([b - a for a, b in working])))[:-1] if working else np.zeros(0)
            blocked = [int(t) for t in np.flatnonzero(short)] if pausable else []
            self._openings[key] = Openings(working, [int(n) for n in before], blocked, self.horizon)
        return self._openings[key]

    def earliest(self, activity: Activity, mode: int, not_before: Slot, end_not_before: Slot = 0) -> tuple[Slot, Slot] | None:
        """The earliest ``(start, end)`` with ``start >= not_before`` and ``end >= end_not_before``, or None within the horizon."""
        duration = activity.modes[mode].duration
        demands = activity.modes[mode].demands
        if activity.stretch is Stretch.PAUSABLE and duration:
            openings = self.openings(demands, pausable=True)
            low, high = not_before, max(not_before, end_not_before - duration)
            while low < high:  # the end never falls as the start rises
                middle = (low + high) // 2
                found = openings.earliest_pausable(middle, duration)
                if found is not None and found[1] < end_not_before:
                    low = middle + 1
                else:
                    high = middle
            return openings.earliest_pausable(low, duration)
        start = not_before if activity.stretch is Stretch.HOLDING else max(not_before, end_not_before - duration)
        if duration == 0:
            return (start, max(start, end_not_before)) if start <= self.horizon else None
        span = self.openings(demands, pausable=False).earliest_fixed(start, duration)
        if span is None or activity.stretch is Stretch.FIXED:
            return span
        return span[0], max(span[1], end_not_before)

    def end_of_remaining(self, activity: Activity, now: Slot) -> Slot:
        """The end of started work: ``remaining`` working slots from now, closed time paused over if it can pause.

        Fixed and holding work that has begun runs on through closed time: it is a fact, not a choice.
        """
        actual = activity.actual
        assert actual is not None and actual.remaining is not None
        if activity.stretch is Stretch.PAUSABLE and actual.remaining:
            found = self.openings(activity.modes[actual.mode].demands, pausable=True).earliest_pausable(now, actual.remaining)
            return found[1] if found is not None else self.horizon
        return now + actual.remaining
