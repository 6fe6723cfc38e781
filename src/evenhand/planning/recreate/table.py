"""What is placed, as arrays: capacity left, who is on which unit, and where an activity may go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evenhand.planning.compiled import Placed, Placing
from evenhand.planning.rcpsp.kernel import Ints, Longs, inner_kernel, kernel
from evenhand.planning.recreate.arrays import Instance

NOWHERE = -1


class Table(NamedTuple):
    """``mode[a]`` -1: not placed; otherwise numbered over all activities. ``on_*[r, :held[r]]``: who is on a unit, by start and end."""

    free: Ints  # (resources, horizon)
    mode: Longs
    start: Longs
    end: Longs
    held: Longs
    on_start: Longs  # (resources, places)
    on_end: Longs
    on_activity: Longs


def table_of(i: Instance, placing: Placing) -> Table:
    """A table with these placed."""
    activities, resources = len(i.first), len(i.is_unit)
    made = Table(
        i.capacity.copy(),
        np.full(activities, NOWHERE, dtype=np.int64),
        np.zeros(activities, dtype=np.int64),
        np.zeros(activities, dtype=np.int64),
        np.zeros(resources, dtype=np.int64),
        np.zeros((resources, i.places), dtype=np.int64),
        np.zeros((resources, i.places), dtype=np.int64),
        np.zeros((resources, i.places), dtype=np.int64),
    )
    for a, p in sorted(placing.items()):
        add(i, made, a, int(i.mode_from[a]) + p.mode, p.start, p.end)
    return made


def placing_of(i: Instance, mode: Longs, start: Longs, end: Longs) -> Placing:
    """The arrays as a placing."""
    return {a: Placed(int(mode[a] - i.mode_from[a]), int(start[a]), int(end[a])) for a in range(len(mode)) if mode[a] != NOWHERE}


@inner_kernel
def take(i: Instance, t: Table, m: int, start: int, end: int, sign: int) -> None:
    """Use (1) or give back (-1) what a mode needs. Paused work takes nothing where a resource is closed."""
    low = max(start, i.now)
    for q in range(i.need_from[m], i.need_from[m + 1]):
        r, amount = i.need_resource[q], i.need_amount[q] * sign
        if i.calendar[m] >= 0:
            for s in range(low, end):
                if i.capacity[r, s] > 0:
                    t.free[r, s] -= amount
        else:
            for s in range(low, end):
                t.free[r, s] -= amount


@kernel
def add(i: Instance, t: Table, a: int, m: int, start: int, end: int) -> None:
    """Place an activity."""
    t.mode[a], t.start[a], t.end[a] = m, start, end
    take(i, t, m, start, end, 1)
    for q in range(i.need_from[m], i.need_from[m + 1]):
        r = i.need_resource[q]
        if i.is_unit[r]:
            k = t.held[r]
            while k > 0 and (t.on_start[r, k - 1] > start or (t.on_start[r, k - 1] == start and t.on_end[r, k - 1] > end)):
                t.on_start[r, k], t.on_end[r, k], t.on_activity[r, k] = t.on_start[r, k - 1], t.on_end[r, k - 1], t.on_activity[r, k - 1]
                k -= 1
            t.on_start[r, k], t.on_end[r, k], t.on_activity[r, k] = start, end, a
            t.held[r] += 1


@inner_kernel
def remove(i: Instance, t: Table, a: int) -> None:
    """Take an activity out."""
    m = t.mode[a]
    take(i, t, m, t.start[a], t.end[a], -1)
    t.mode[a] = NOWHERE
    for q in range(i.need_from[m], i.need_from[m + 1]):
        r = i.need_resource[q]
        if i.is_unit[r]:
            k = 0
            while t.on_activity[r, k] != a:
                k += 1
            for j in range(k, t.held[r] - 1):
                t.on_start[r, j], t.on_end[r, j], t.on_activity[r, j] = t.on_start[r, j + 1], t.on_end[r, j + 1], t.on_activity[r, j + 1]
            t.held[r] -= 1


@inner_kernel
def setup(i: Instance, r: int, earlier: int, later: int) -> int:
    """Changeover between two activities on a unit."""
    x = i.matrix[r]
    if x < 0 or i.state[earlier] < 0 or i.state[later] < 0:
        return 0
    return int(i.setups[x, i.state[earlier], i.state[later]])


@inner_kernel
def next_start(i: Instance, t: Table, a: int, m: int, start: int, end: int) -> int:
    """``start`` if the activity fits there beside what is placed; otherwise a later slot before which it does not."""
    for q in range(i.need_from[m], i.need_from[m + 1]):
        r, amount = i.need_resource[q], i.need_amount[q]
        s = end - 1
        while s >= start:
            if t.free[r, s] < amount and (i.calendar[m] < 0 or i.capacity[r, s] > 0):
                return int(s + 1)
            s -= 1
        if i.is_unit[r]:
            for k in range(t.held[r]):
                other, on_start, on_end = t.on_activity[r, k], t.on_start[r, k], t.on_end[r, k]
                if on_start - i.longest[r] >= end:
                    break
                follower = i.run_next[other]
                splits = follower >= 0 and k + 1 < t.held[r] and t.on_activity[r, k + 1] == follower and a not in (other, follower)
                if splits and start < t.on_end[r, k + 1] and end > on_start:
                    return max(start + 1, int(t.on_end[r, k + 1]) + setup(i, r, follower, a))
                if on_end + i.longest[r] <= start:
                    continue
                free_from = int(on_end) + setup(i, r, other, a)
                if free_from > start and end + setup(i, r, a, other) > on_start:
                    return free_from
    return start


@inner_kernel
def earliest(i: Instance, t: Table, a: int, m: int, start_from: int, end_from: int) -> tuple[int, int]:
    """The earliest span of an activity in a mode, starting and ending no earlier than told; (-1, -1) if there is none."""
    duration, calendar = i.duration[m], i.calendar[m]
    s = max(start_from, i.first[a])
    if calendar < 0:
        s = max(s, end_from - duration)
    while True:
        if s > i.last[a]:
            return -1, -1
        if calendar >= 0:
            done = i.working[calendar, s]
            if done + duration > i.working[calendar, i.horizon]:
                return -1, -1
            s = i.nth[calendar, done]
            e = i.nth[calendar, done + duration - 1] + 1
            if e < end_from:
                s += 1
                continue
        else:
            e = s + duration
        if e > i.last[a]:
            return -1, -1
        later = next_start(i, t, a, m, s, e)
        if later == s:
            return s, e
        s = later
