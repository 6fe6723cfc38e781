"""Schedule generation: from an order of activities to starts, in either direction of time.

Serial schedule generation (Kelley 1963; Kolisch 1996): each activity in turn as early as links and capacity allow.
Backwards is the same on the mirrored problem, in which predecessors and successors change places and slot t is slot
``makespan - t``. Justification (Valls, Ballestín & Quintanilla 2005): mirror a schedule, order by its starts there, and
generate again; the makespan never grows.
"""

from __future__ import annotations

from evenhand.planning.rcpsp.kernel import Ints, Longs, Words, kernel
from evenhand.planning.rcpsp.random_numbers import below


@kernel
def generate(
    order: Ints,
    durations: Ints,
    before_from: Ints,
    before: Ints,
    demands: Words,
    capacities: Words,
    guards: Words,
    free: Words,
    dirty: int,
    starts: Ints,
) -> int:
    """Fill ``starts`` and return the makespan. ``free``: scratch (slots, words), clean from slot ``dirty`` on."""
    words = demands.shape[1]
    for t in range(dirty):
        for w in range(words):
            free[t, w] = capacities[w]
    makespan = 0
    for place in range(order.shape[0]):
        j = order[place]
        t = 0
        for q in range(before_from[j], before_from[j + 1]):
            i = before[q]
            end = starts[i] + durations[i]
            t = max(t, end)
        duration = durations[j]
        if words == 1:
            need, guard = demands[j, 0], guards[0]
            s = t + duration - 1
            while s >= t:
                if ((free[s, 0] - need) & guard) == guard:
                    s -= 1
                else:  # slot s is too full: nothing that covers it will do
                    t = s + 1
                    s = t + duration - 1
            for s in range(t, t + duration):
                free[s, 0] -= need
        else:
            s = t + duration - 1
            while s >= t:
                enough = True
                for w in range(words):
                    if ((free[s, w] - demands[j, w]) & guards[w]) != guards[w]:
                        enough = False
                        break
                if enough:
                    s -= 1
                else:
                    t = s + 1
                    s = t + duration - 1
            for s in range(t, t + duration):
                for w in range(words):
                    free[s, w] -= demands[j, w]
        starts[j] = t
        makespan = max(makespan, t + duration)
    return makespan


@kernel
def mirror(starts: Ints, durations: Ints, makespan: int, mirrored: Ints) -> None:
    """Starts as seen from the other end of time."""
    for i in range(starts.shape[0]):
        mirrored[i] = makespan - starts[i] - durations[i]


@kernel
def sort_by(keys: Ints, ties: Ints, count: Longs, largest: int, order: Ints) -> None:
    """Counting sort of the activities by key in [0, largest]; among equals, in the order of ``ties``."""
    for t in range(largest + 2):
        count[t] = 0
    for i in range(keys.shape[0]):
        count[keys[i] + 1] += 1
    for t in range(1, largest + 2):
        count[t] += count[t - 1]
    for q in range(keys.shape[0]):
        i = ties[q]
        k = keys[i]
        order[count[k]] = i
        count[k] += 1


@kernel
def stir(state: Words, ties: Ints) -> None:
    """Shuffle a little: a few random exchanges, so that ties are not always broken alike."""
    n = ties.shape[0]
    for _ in range(n // 8 + 1):
        i, j = below(state, n), below(state, n)
        x = ties[i]
        ties[i] = ties[j]
        ties[j] = x
