"""What was moved without need goes back: whole projects first, then single activities."""

from __future__ import annotations

from evenhand.planning.rcpsp.kernel import Longs, inner_kernel, kernel
from evenhand.planning.recreate.arrays import Instance
from evenhand.planning.recreate.insert import goes, pushed
from evenhand.planning.recreate.table import NOWHERE, Table, add, next_start, remove

PASSES = 4


@inner_kernel
def put_there(i: Instance, t: Table, a: int, m: int, start: int, end: int) -> bool:
    """Place an activity at this very span, if it fits beside what is placed and keeps links, ties and campaigns with it."""
    if not goes(i, t, a, m - i.mode_from[a]) or next_start(i, t, a, m, start, end) != start:
        return False
    add(i, t, a, m, start, end)
    who, _ = pushed(i, t, a)
    if who >= 0:
        remove(i, t, a)
        return False
    return True


@inner_kernel
def put_back(i: Instance, t: Table, project: int, mode: Longs, start: Longs, end: Longs, kept: Longs) -> bool:
    """Put a whole project where the arrays say, or leave it where it is. ``kept``: scratch of shape (3, activities)."""
    low, high = i.member_from[project], i.member_from[project + 1]
    moved = False
    for q in range(low, high):
        a = i.members[q]
        moved = moved or t.mode[a] != mode[a] or t.start[a] != start[a]
        kept[0, a], kept[1, a], kept[2, a] = t.mode[a], t.start[a], t.end[a]
    if not moved:
        return False
    for q in range(low, high):
        remove(i, t, i.members[q])
    for q in range(low, high):
        a = i.members[q]
        if not put_there(i, t, a, mode[a], start[a], end[a]):
            for p in range(low, q):
                remove(i, t, i.members[p])
            for p in range(low, high):
                b = i.members[p]
                add(i, t, b, kept[0, b], kept[1, b], kept[2, b])
            return False
    return True


@kernel
def settle(i: Instance, t: Table, but: int, mode: Longs, start: Longs, end: Longs, kept: Longs) -> int:
    """Put back what can go back, except project ``but``. Returns how many activities are still moved."""
    projects = i.member_from.shape[0] - 1
    for _ in range(PASSES):
        changed = False
        for p in range(projects):
            if p != but and put_back(i, t, p, mode, start, end, kept):
                changed = True
        for p in range(projects):
            if p == but:
                continue
            for q in range(i.member_from[p], i.member_from[p + 1]):
                a = i.members[q]
                if t.mode[a] == mode[a] and t.start[a] == start[a]:
                    continue
                was_mode, was_start, was_end = t.mode[a], t.start[a], t.end[a]
                remove(i, t, a)
                if put_there(i, t, a, mode[a], start[a], end[a]):
                    changed = True
                else:
                    add(i, t, a, was_mode, was_start, was_end)
        if not changed:
            break
    moved = 0
    for a in range(t.mode.shape[0]):
        if t.mode[a] != NOWHERE and (t.mode[a] != mode[a] or t.start[a] != start[a]):
            moved += 1
    return moved
