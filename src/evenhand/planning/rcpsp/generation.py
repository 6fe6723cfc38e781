"""Schedule generation: from an order of activities to starts, in either direction of time.

Serial schedule generation (Kelley 1963; Kolisch 1996): each activity in turn as early as links and capacity allow.
Backwards is the same on the mirrored network, in which predecessors and successors change places and slot t is slot
``makespan - t``. Justification (Valls, Ballestín & Quintanilla 2005): mirror a schedule, order by its starts there, and
generate again; the makespan never grows.
"""

from __future__ import annotations

from evenhand.planning.rcpsp.kernel import Ints, Longs, Words, kernel
from evenhand.planning.rcpsp.network import BLOCK, Network, Scratch
from evenhand.planning.rcpsp.random_numbers import below


@kernel
def generate(order: Ints, network: Network, scratch: Scratch, dirty: int, starts: Ints) -> int:
    """Fill ``starts`` and return the makespan. The scratch's slots are clean from ``dirty`` on."""
    durations, before_from, before, demands = network.durations, network.before_from, network.before, network.demands
    capacities, guards = network.capacities, network.guards
    free, summit = scratch.free, scratch.summit
    words = demands.shape[1]
    for t in range(dirty):
        for w in range(words):
            free[t, w] = capacities[w]
    if summit.shape[0] > 0:
        for b in range(dirty // BLOCK + 1):
            for w in range(words):
                summit[b, w] = capacities[w]
    makespan = 0
    for place in range(order.shape[0]):
        j = order[place]
        earliest = 0
        for q in range(before_from[j], before_from[j + 1]):
            i = before[q]
            earliest = max(earliest, starts[i] + durations[i])
        duration = durations[j]
        if words == 1:
            need = demands[j, 0]
            t = fit_word(free, summit, need, guards[0], earliest, duration)
            for s in range(t, t + duration):
                free[s, 0] -= need
        else:
            t = fit_words(free, summit, demands[j], guards, earliest, duration)
            for s in range(t, t + duration):
                for w in range(words):
                    free[s, w] -= demands[j, w]
        if summit.shape[0] > 0:
            lower_summits(free, summit, guards, network.field, t, t + duration)
        starts[j] = t
        makespan = max(makespan, t + duration)
    return makespan


@kernel
def fit_word(free: Words, summit: Words, need: int, guard: int, earliest: int, duration: int) -> int:
    """The first start from ``earliest`` on at which every slot has enough, where all resources fit in one word."""
    blocks = summit.shape[0] > 0
    t = earliest
    while True:
        if blocks:
            while ((summit[t // BLOCK, 0] - need) & guard) != guard:
                t = (t // BLOCK + 1) * BLOCK
        s = t + duration - 1
        while s >= t and ((free[s, 0] - need) & guard) == guard:
            s -= 1
        if s < t:
            return t
        t = s + 1  # slot s is too full: nothing that covers it will do


@kernel
def fit_words(free: Words, summit: Words, need: Words, guards: Words, earliest: int, duration: int) -> int:
    """The same for any number of words."""
    blocks = summit.shape[0] > 0
    t = earliest
    while True:
        if blocks:
            while not enough(summit[t // BLOCK], need, guards):
                t = (t // BLOCK + 1) * BLOCK
        s = t + duration - 1
        while s >= t and enough(free[s], need, guards):
            s -= 1
        if s < t:
            return t
        t = s + 1


@kernel
def enough(has: Words, need: Words, guards: Words) -> bool:
    """Whether every resource has as much as is needed: its guard bit survives the subtraction."""
    for w in range(guards.shape[0]):  # noqa: SIM110  numba compiles no generators
        if ((has[w] - need[w]) & guards[w]) != guards[w]:
            return False
    return True


@kernel
def lower_summits(free: Words, summit: Words, guards: Words, field: int, start: int, end: int) -> None:
    """Find the most of each resource anew in the blocks that ``[start, end)`` touches."""
    for b in range(start // BLOCK, (end - 1) // BLOCK + 1):
        for w in range(guards.shape[0]):
            most = free[b * BLOCK, w]
            for s in range(b * BLOCK + 1, (b + 1) * BLOCK):
                value = free[s, w]
                larger = (value - (most & ~guards[w])) & guards[w]  # the guards of the fields in which value >= most
                fields = larger - (larger >> (field - 1))  # all other bits of those fields
                most ^= (most ^ value) & fields
            summit[b, w] = most


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
def justify(order: Ints, network: Network, mirrored: Network, scratch: Scratch, dirty: int) -> tuple[int, int]:
    """Generate from an order, then justify to the other side and back: fills ``there`` and ``back``, returns their makespans."""
    span = generate(order, network, scratch, dirty, scratch.first)
    mirror(scratch.first, network.durations, span, scratch.keys)
    sort_by(scratch.keys, order, scratch.tally, span, scratch.turned)
    span_there = generate(scratch.turned, mirrored, scratch, span, scratch.there)
    mirror(scratch.there, network.durations, span_there, scratch.keys)
    sort_by(scratch.keys, scratch.turned, scratch.tally, span_there, scratch.first)
    span_back = generate(scratch.first, network, scratch, span_there, scratch.back)
    return span_there, span_back


@kernel
def stir(state: Words, ties: Ints) -> None:
    """Shuffle a little: a few random exchanges, so that ties are not always broken alike."""
    n = ties.shape[0]
    for _ in range(n // 8 + 1):
        i, j = below(state, n), below(state, n)
        x = ties[i]
        ties[i] = ties[j]
        ties[j] = x
