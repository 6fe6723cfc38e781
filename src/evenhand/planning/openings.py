"""When each set of resources is open, as tables that answer in one step: the calendars of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from evenhand.planning.calendars import as_array
from evenhand.planning.parts import Demand, ResourceId, ResourceKind, Slot
from evenhand.planning.problem import Problem

Tables = npt.NDArray[np.int32]  # shape (calendars, 4, horizon + 1)
NEVER = 2**30  # later than anything

# What the tables say of each slot. Past the horizon everything counts as open: what ends there is late for every promise.
NEXT_OPEN, NEXT_CLOSED = 0, 1  # the first such slot at or after it
WORKED = 2  # open slots before it
NTH_OPEN = 3  # the slot of the n-th open slot, counted from 0


class Calendars:
    """The distinct calendars that the activities of a plan work by."""

    def __init__(self, problem: Problem) -> None:
        self._horizon = problem.horizon
        self._closed: dict[ResourceId, npt.NDArray[np.bool_]] = {}
        self._capacity: Mapping[ResourceId, npt.NDArray[np.int64]] = {
            r.id: as_array(r.capacity, problem.horizon) for r in problem.resources if r.kind is not ResourceKind.STOCK and len(r.capacity.steps) > 1
        }
        for resource, capacity in self._capacity.items():
            if (capacity == 0).any():
                self._closed[resource] = capacity == 0
        self._rows: dict[bytes, int] = {}
        self._row_of: dict[frozenset[ResourceId], int] = {}
        self._masks: list[npt.NDArray[np.bool_]] = []

    def row(self, demands: Sequence[Demand]) -> int:
        """The row of the calendar for these demands; -1 if they are always open."""
        key = frozenset(d.resource for d in demands if d.resource in self._closed)
        if not key:
            return -1
        if key not in self._row_of:
            mask = np.logical_or.reduce([self._closed[r] for r in sorted(key)])
            row = self._rows.setdefault(np.packbits(mask).tobytes(), len(self._rows))
            if row == len(self._masks):
                self._masks.append(mask)
            self._row_of[key] = row
        return self._row_of[key]

    def short(self, demands: Sequence[Demand]) -> tuple[tuple[Slot, Slot], ...]:
        """The spans in which some needed resource is open but has too little."""
        needed = [(self._capacity[d.resource], d.amount) for d in demands if d.resource in self._capacity]
        mask = np.zeros(self._horizon, dtype=bool)
        for capacity, amount in needed:
            mask |= (capacity > 0) & (capacity < amount)
        edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
        return tuple((int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True))

    def tables(self) -> Tables:
        """One table a calendar."""
        slots = np.arange(self._horizon + 1)
        found = np.zeros((max(1, len(self._masks)), 4, len(slots)), dtype=np.int32)
        for table, closed in zip(found, self._masks, strict=False):
            is_open = np.append(~closed, True)
            table[NEXT_OPEN] = _next(is_open, slots)
            table[NEXT_CLOSED] = np.where(_next(~is_open, slots) > self._horizon, NEVER, _next(~is_open, slots))
            table[WORKED] = np.cumsum(is_open) - is_open
            opened = slots[is_open]  # its last is the horizon, from where on every slot is open
            table[NTH_OPEN, : len(opened)] = opened
            table[NTH_OPEN, len(opened) :] = self._horizon + np.arange(1, len(slots) - len(opened) + 1)
        return found


def _next(mask: npt.NDArray[np.bool_], slots: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each slot the first at or after it where the mask holds; past the end where none does."""
    places = np.where(mask, slots, len(mask))
    return np.asarray(np.minimum.accumulate(places[::-1])[::-1])
