"""Rounds of ruin and recreate: one project that is late and some that are near it out, and in again in another order.

What is worse by less than a random threshold is kept too (record-to-record with an exponential threshold, which accepts as
simulated annealing does; Kirkpatrick, Gelatt & Vecchi 1983). The value is the sum over activities with a limit of how much later they end.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evenhand.planning.rcpsp.kernel import Longs, Words, inner_kernel, kernel
from evenhand.planning.rcpsp.random_numbers import below
from evenhand.planning.recreate.arrays import Instance
from evenhand.planning.recreate.insert import insert
from evenhand.planning.recreate.table import NOWHERE, Table, add, remove

MOST_OUT = 12
NEAR_TRIES = 40
CYCLE = 1500  # rounds from warm to cold
REACH = 260  # slots before and after
DARING = 15  # in 100


class Goal(NamedTuple):
    """``latest[a]``: how late an activity may end, or a large number. ``wanted``: activities whose last end is to be early;
    ``own``: how late each of them may end whatever is aimed at."""

    latest: Longs
    wanted: Longs
    own: Longs


class Memory(NamedTuple):
    """Of the best found while nobody else was late, ``*_best``; scratch; ``late`` by project."""

    mode_best: Longs
    start_best: Longs
    end_best: Longs
    mode_kept: Longs
    start_kept: Longs
    end_kept: Longs
    not_before: Longs
    late: Longs
    out: Longs
    is_out: Longs


def memory_for(i: Instance, t: Table) -> Memory:
    """Room for one search; the best is what is placed."""
    activities, projects = len(i.first), len(i.member_from) - 1
    none = np.zeros(activities, dtype=np.int64)
    return Memory(
        t.mode.copy(),
        t.start.copy(),
        t.end.copy(),
        none.copy(),
        none.copy(),
        none.copy(),
        none.copy(),
        np.zeros(projects, dtype=np.int64),
        np.zeros(projects, dtype=np.int64),
        np.zeros(projects, dtype=np.int64),
    )


@inner_kernel
def lateness(i: Instance, t: Table, goal: Goal, project: int) -> int:
    """Slots by which a project's activities end later than they may."""
    total = 0
    for q in range(i.member_from[project], i.member_from[project + 1]):
        a = i.members[q]
        total += max(0, t.end[a] - goal.latest[a])
    return total


@inner_kernel
def wanted_end(t: Table, goal: Goal) -> int:
    end = 0
    for q in range(goal.wanted.shape[0]):
        end = max(end, t.end[goal.wanted[q]])
    return end


@inner_kernel
def wanted_lateness(t: Table, goal: Goal) -> int:
    """By how much the wanted activities miss the aim; -1 if one of them ends later than it may."""
    late = 0
    for q in range(goal.wanted.shape[0]):
        if t.end[goal.wanted[q]] > goal.own[q]:
            return -1
        late += max(0, t.end[goal.wanted[q]] - goal.latest[goal.wanted[q]])
    return late


@inner_kernel
def choose(i: Instance, t: Table, memory: Memory, seed: int, most: int, random: Words) -> int:
    """Projects to take out: the seed and some that use what it uses, around the time at which it does. Returns how many."""
    memory.out[0] = seed
    memory.is_out[seed] = 1
    count = 1
    members = i.member_from[seed + 1] - i.member_from[seed]
    tries = 0
    while count < most and tries < NEAR_TRIES:
        tries += 1
        a = i.members[i.member_from[seed] + below(random, members)]
        m = t.mode[a]
        if m == NOWHERE:
            continue
        needs = i.need_from[m + 1] - i.need_from[m]
        if not needs:
            continue
        if below(random, 3) == 0:  # another mode's resource
            m = i.mode_from[a] + below(random, i.mode_from[a + 1] - i.mode_from[a])
            needs = i.need_from[m + 1] - i.need_from[m]
            if not needs:
                continue
        r = i.need_resource[i.need_from[m] + below(random, needs)]
        users = i.user_from[r + 1] - i.user_from[r]
        for _ in range(NEAR_TRIES):
            b = i.users[i.user_from[r] + below(random, users)]
            p = i.project_of[b]
            if memory.is_out[p] or t.mode[b] == NOWHERE:
                continue
            if t.start[b] < t.end[a] + REACH // 4 and t.end[b] > t.start[a] - REACH:
                memory.out[count] = p
                memory.is_out[p] = 1
                count += 1
                break
    for k in range(count):
        memory.is_out[memory.out[k]] = 0
    return count


@inner_kernel
def arrange(i: Instance, t: Table, goal: Goal, memory: Memory, count: int, random: Words) -> None:
    """Put ``out`` in an order: at random, by the tightest limit, or the latest first."""
    rule = below(random, 4)
    if rule == 0:
        for k in range(count - 1, 0, -1):
            j = below(random, k + 1)
            memory.out[k], memory.out[j] = memory.out[j], memory.out[k]
        return
    keys = np.zeros(count, dtype=np.int64)
    for k in range(count):
        p = memory.out[k]
        slack, due = 1 << 30, 1 << 30
        for q in range(i.member_from[p], i.member_from[p + 1]):
            a = i.members[q]
            slack = min(slack, goal.latest[a] - t.end[a])
            due = min(due, goal.latest[a])
        keys[k] = (slack if rule < 3 else due) + below(random, 100)
    for k in range(1, count):
        p, key = memory.out[k], keys[k]
        j = k
        while j > 0 and keys[j - 1] > key:
            memory.out[j], keys[j] = memory.out[j - 1], keys[j - 1]
            j -= 1
        memory.out[j], keys[j] = p, key


@inner_kernel
def take_out_all(i: Instance, t: Table, memory: Memory, count: int) -> None:
    for k in range(count):
        p = memory.out[k]
        for q in range(i.member_from[p], i.member_from[p + 1]):
            a = i.members[q]
            if t.mode[a] != NOWHERE:
                remove(i, t, a)


@kernel
def rounds(i: Instance, t: Table, goal: Goal, memory: Memory, random: Words, span: tuple[int, int], warm: float, cold: float) -> int:
    """Rounds numbered ``[span[0], span[1])``, the threshold falling from ``warm`` to ``cold`` slots in every cycle; none once nobody is late.

    Returns how many activities were put in.
    """
    projects = i.member_from.shape[0] - 1
    total = 0
    for p in range(projects):
        memory.late[p] = lateness(i, t, goal, p)
        total += memory.late[p]
    best_end = 0
    for q in range(goal.wanted.shape[0]):
        best_end = max(best_end, memory.end_best[goal.wanted[q]])
    put_in = 0
    for n in range(span[0], span[1]):
        if total == 0:
            break
        seed = -1
        if below(random, 4):
            chosen = below(random, total)
            seed = 0
            while chosen >= memory.late[seed]:
                chosen -= memory.late[seed]
                seed += 1
        else:
            seed = below(random, projects)
        if i.member_from[seed + 1] == i.member_from[seed]:
            continue
        count = choose(i, t, memory, seed, 1 + below(random, min(MOST_OUT, projects)), random)
        before = 0
        for k in range(count):
            p = memory.out[k]
            before += memory.late[p]
            for q in range(i.member_from[p], i.member_from[p + 1]):
                a = i.members[q]
                memory.mode_kept[a], memory.start_kept[a], memory.end_kept[a] = t.mode[a], t.start[a], t.end[a]
        arrange(i, t, goal, memory, count, random)
        take_out_all(i, t, memory, count)
        threshold = -np.log(1.0 - below(random, 1 << 20) / float(1 << 20)) * warm * (cold / warm) ** (n % CYCLE / CYCLE)
        after, all_in = 0, True
        for k in range(count):
            put_in += i.member_from[memory.out[k] + 1] - i.member_from[memory.out[k]]
            if not insert(i, t, memory.out[k], memory.not_before, random, int(DARING)):
                all_in = False
                break
            after += lateness(i, t, goal, memory.out[k])
            if after > before + threshold:
                all_in = False
                break
        if not all_in:
            take_out_all(i, t, memory, count)
            for k in range(count):
                p = memory.out[k]
                for q in range(i.member_from[p], i.member_from[p + 1]):
                    a = i.members[q]
                    add(i, t, a, memory.mode_kept[a], memory.start_kept[a], memory.end_kept[a])
            continue
        for k in range(count):
            p = memory.out[k]
            memory.late[p] = lateness(i, t, goal, p)
        total += after - before
        if total == wanted_lateness(t, goal):  # nobody else is late
            end = wanted_end(t, goal)
            if end < best_end:
                best_end = end
                memory.mode_best[:], memory.start_best[:], memory.end_best[:] = t.mode, t.start, t.end
    return put_in
