"""Never more of a resource in use than there is; one thing at a time on a unit.

Non-holding work already starts only where what is placed leaves room (`Occupancy.allowed_starts`), so here only free
work can collide with free work, and holding work with everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from evenhand.planning.model import Model
from evenhand.planning.parts import Slot, Stretch


def post(model: Model) -> None:
    for unit in model.units():
        _one_at_a_time(model, unit)
    pools = {r for a in model.free for m, _ in model.possible_modes(a) for r, _ in model.compiled.modes[a][m].needs if not model.compiled.is_unit[r]}
    for r in sorted(pools):
        _no_more_than_there_is(model, r)


def _one_at_a_time(model: Model, unit: int) -> None:
    users = model.users(unit)
    intervals = [interval for _, _, interval in users]
    if any(model.compiled.activities[a].stretch is Stretch.HOLDING for a, _, _ in users):
        low, high = min(model.of[a].low for a, _, _ in users), max(model.of[a].high for a, _, _ in users)
        placed = [(start, end) for start, end, _ in model.occupancy.on_unit[unit] if end > low and start < high]
        intervals.extend(model.cp.new_fixed_size_interval_var(start, end - start, "") for start, end in merged(placed))
    for _, stands, stays in model.standing(unit):
        intervals.append(model.cp.new_optional_fixed_size_interval_var(stands.start, stands.end - stands.start, stays, ""))
    if len(intervals) > 1:
        model.cp.add_no_overlap(intervals)


def merged(spans: Iterable[tuple[Slot, Slot]]) -> list[tuple[Slot, Slot]]:
    """The spans, by start, those that overlap made one: what has happened may have been two at a time."""
    found: list[tuple[Slot, Slot]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _demands(model: Model, resource: int) -> tuple[list[Any], list[int], bool]:
    """The intervals of free work that need the resource, their amounts, and whether any of it is holding."""
    intervals, amounts, holding = [], [], False
    for a in model.free:
        possible = model.possible_modes(a)
        needed = [(m, dict(model.compiled.modes[a][m].needs).get(resource, 0)) for m, _ in possible]
        needed = [(m, amount) for m, amount in needed if amount]
        size = model.of[a].size
        if not needed or (isinstance(size, int) and size == 0):
            continue
        holding |= model.compiled.activities[a].stretch is Stretch.HOLDING
        if len(needed) == len(possible) and len({amount for _, amount in needed}) == 1:
            intervals.append(model.of[a].interval)
            amounts.append(needed[0][1])
        else:
            for m, amount in needed:
                intervals.append(model.interval_in_mode(a, m))
                amounts.append(amount)
    return intervals, amounts, holding


def _no_more_than_there_is(model: Model, resource: int) -> None:
    intervals, amounts, holding = _demands(model, resource)
    if not intervals:
        return
    users = [a for a in model.free if any(r == resource for m, _ in model.possible_modes(a) for r, _ in model.compiled.modes[a][m].needs)]
    low, high = min(model.of[a].low for a in users), max(model.of[a].high for a in users)
    free = np.maximum(model.occupancy.free(resource)[low:high], 0)
    is_open = model.compiled.capacity[resource][low:high] > 0
    if len(free) == 0 or not is_open.any():
        return
    top = min(sum(amounts), int(free[is_open].max()))
    level = np.where(is_open, np.minimum(free, top), top)
    if sum(amounts) <= int(level.min()) and not holding:
        return
    for start, end, value in steps(level):
        if value < top:
            intervals.append(model.cp.new_fixed_size_interval_var(low + start, end - start, ""))
            amounts.append(top - value)
    model.cp.add_cumulative(intervals, amounts, top)


def steps(level: np.typing.NDArray[np.int32]) -> list[tuple[int, int, int]]:
    """The constant stretches of an array: (start, end, value)."""
    edges = np.concatenate(([0], np.flatnonzero(np.diff(level)) + 1, [len(level)]))
    return [(int(a), int(b), int(level[a])) for a, b in pairwise(edges) if b > a]
