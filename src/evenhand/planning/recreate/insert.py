"""One project put in, activity after activity, each as early as what is there allows.

Serial schedule generation (Kelley 1963); where a maximal lag or a campaign is broken, what came too early is pushed to where
it would have had to be, and all from there on is put in again (Neumann, Schwindt & Zimmermann 2003).
"""

from __future__ import annotations

from evenhand.planning.rcpsp.kernel import Longs, Words, inner_kernel, kernel
from evenhand.planning.rcpsp.random_numbers import below
from evenhand.planning.recreate.arrays import Instance
from evenhand.planning.recreate.table import NOWHERE, Table, add, earliest, remove

DETOUR = 120  # slots by which a mode chosen at random may end later than the best
PUSHES = 60


@inner_kernel
def goes(i: Instance, t: Table, a: int, mode: int) -> bool:
    """Whether a mode (counted within the activity) goes with those of the placed activities it is tied to."""
    for q in range(i.pair_from[a], i.pair_from[a + 1]):
        other = i.pair_other[q]
        if t.mode[other] != NOWHERE:
            width = i.mode_from[other + 1] - i.mode_from[other]
            if not i.goes_together[i.pair_at[q] + mode * width + t.mode[other] - i.mode_from[other]]:
                return False
    return True


@inner_kernel
def put(i: Instance, t: Table, a: int, not_before: int, random: Words, daring: int) -> bool:
    """Place one activity at its earliest end; with ``daring`` in 100, modes get a random handicap."""
    start_from, end_from = not_before, 0
    for q in range(i.link_from[a], i.link_from[a + 1]):
        other = i.link_other[q]
        if i.link_arrives[q] and t.mode[other] != NOWHERE:
            at = (t.end[other] if i.link_end_there[q] else t.start[other]) + i.link_lag[q]
            if i.link_end_here[q]:
                end_from = max(end_from, at)
            else:
                start_from = max(start_from, at)
    modes = i.mode_from[a + 1] - i.mode_from[a]
    dare = modes > 1 and daring > 0 and below(random, 100) < daring
    nowhere = int(NOWHERE)
    best_mode, best_start, best_end, best_value = nowhere, nowhere, nowhere, nowhere
    for k in range(modes):
        if not goes(i, t, a, k):
            continue
        m = i.mode_from[a] + k
        start, end = earliest(i, t, a, m, start_from, end_from)
        if start < 0:
            continue
        value = end + (below(random, DETOUR) if dare else 0)
        if best_mode == NOWHERE or value < best_value or (value == best_value and start < best_start):
            best_mode, best_start, best_end, best_value = m, start, end, value
    if best_mode == NOWHERE:
        return False
    add(i, t, a, best_mode, best_start, best_end)
    return True


@inner_kernel
def pushed(i: Instance, t: Table, a: int) -> tuple[int, int]:
    """Which placed activity came too early, now that ``a`` is placed, and where it would have to start; (-1, 0) if none."""
    for q in range(i.link_from[a], i.link_from[a + 1]):
        other = i.link_other[q]
        if t.mode[other] == NOWHERE:
            continue
        here = t.end[a] if i.link_end_here[q] else t.start[a]
        there = t.end[other] if i.link_end_there[q] else t.start[other]
        before, after = (other, a) if i.link_arrives[q] else (a, other)
        gap = here - there if i.link_arrives[q] else there - here
        if gap < i.link_lag[q]:
            return after, t.start[after] + i.link_lag[q] - gap
        if i.link_most[q] >= 0 and gap > i.link_most[q]:
            return before, t.start[before] + gap - i.link_most[q]
    before, after = i.run_before[a], i.run_next[a]
    for one, two in ((before, a), (a, after)):
        if one < 0 or two < 0 or t.mode[one] == NOWHERE or t.mode[two] == NOWHERE:
            continue
        for q in range(i.need_from[t.mode[one]], i.need_from[t.mode[one] + 1]):
            r = i.need_resource[q]
            if not i.is_unit[r]:
                continue
            there_too = False
            for p in range(i.need_from[t.mode[two]], i.need_from[t.mode[two] + 1]):
                there_too = there_too or i.need_resource[p] == r
            if not there_too:
                continue
            if t.start[two] < t.end[one]:
                return two, t.end[one]
            for k in range(t.held[r]):
                other = t.on_activity[r, k]
                if other not in (one, two) and t.on_end[r, k] > t.start[one] and t.on_start[r, k] < t.start[two]:
                    return one, max(t.on_end[r, k], t.start[one] + 1)
    return -1, 0


@kernel
def insert(i: Instance, t: Table, project: int, not_before: Longs, random: Words, daring: int) -> bool:
    """Place all of a project. False (and nothing of it placed) where that does not succeed. ``not_before``: scratch, by activity."""
    low, high = i.member_from[project], i.member_from[project + 1]
    for q in range(low, high):
        not_before[i.members[q]] = i.first[i.members[q]]
    pushes = PUSHES
    at = low
    while at < high:
        a = i.members[at]
        if not put(i, t, a, not_before[a], random, daring):
            take_out(i, t, low, at)
            return False
        who, to = pushed(i, t, a)
        if who < 0:
            at += 1
            continue
        back = low
        while back <= at and i.members[back] != who:
            back += 1
        pushes -= 1
        if back > at or to <= not_before[who] or pushes < 0:
            take_out(i, t, low, at + 1)
            return False
        take_out(i, t, back, at + 1)
        not_before[who] = to
        at = back
    return True


@inner_kernel
def take_out(i: Instance, t: Table, low: int, high: int) -> None:
    """Take out the members at these places, those that are placed."""
    for q in range(low, high):
        if t.mode[i.members[q]] != NOWHERE:
            remove(i, t, i.members[q])
