"""A population of schedules that evolves: crossover, generation, double justification, crowding.

Every individual is kept twice, as it was last justified to the left and to the right (the two populations of Debels &
Vanhoucke 2007). A child is made from the left schedules of two parents going forwards, or from their right ones going
backwards, is justified there and back (Valls, Ballestín & Quintanilla 2005), and takes the place of the parent that it
resembles more, if it is no longer than that (deterministic crowding, Mahfoud 1992). Crowding matters most: with the
worst individual replaced instead, the population is soon all alike, and ends twice as far from the best known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.planning.rcpsp.crossover import dense_window, mutate, two_points
from evenhand.planning.rcpsp.generation import generate, mirror, sort_by, stir
from evenhand.planning.rcpsp.kernel import Ints, Longs, Reals, Words, kernel
from evenhand.planning.rcpsp.packing import Packed
from evenhand.planning.rcpsp.random_numbers import below, next_word

RANK = 32  # a fitness is makespan << RANK plus the sum of starts: shorter first, then earlier


@dataclass(frozen=True)
class Population:
    """``left``, ``right``: starts, shape (size, n), the right ones mirrored. ``spans``: the larger of the two makespans."""

    left: Ints
    right: Ints
    spans: Longs
    fitness: Longs

    @property
    def makespan(self) -> int:
        return int(self.fitness.min() >> RANK)

    @property
    def best(self) -> Ints:
        return np.asarray(self.left[int(self.fitness.argmin())])

    def take(self, chosen: Longs) -> Population:
        return Population(self.left[chosen], self.right[chosen], self.spans[chosen], self.fitness[chosen])


def empty_population(packed: Packed, size: int) -> Population:
    shape = (size, packed.size)
    return Population(
        np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32), np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    )


def populate(packed: Packed, population: Population, state: Words) -> None:
    """Fill with justified schedules of random orders, three in four of them leaning to the longest tail."""
    p = packed
    _populate(p.durations, p.before_from, p.before, p.after_from, p.after, p.demands, p.capacities, p.guards, p.tails,
              population.left, population.right, population.spans, population.fitness, state)  # fmt: skip


def evolve(packed: Packed, population: Population, state: Words, children: int) -> int:
    """Make so many children; returns how many were let in."""
    p = packed
    return _evolve(p.durations, p.before_from, p.before, p.after_from, p.after, p.demands, p.capacities, p.guards, p.scarcity,
                   population.left, population.right, population.spans, population.fitness, state, children)  # fmt: skip


def admit(packed: Packed, population: Population, place: int, starts: Ints, state: Words) -> int:
    """Justify a schedule (given by its starts) and put it at this place; returns its makespan."""
    p = packed
    return _admit(p.durations, p.before_from, p.before, p.after_from, p.after, p.demands, p.capacities, p.guards,
                  population.left, population.right, population.spans, population.fitness, place, starts, state)  # fmt: skip


@kernel
def _fitness(makespan: int, starts: Ints) -> int:
    total = np.int64(0)
    for i in range(starts.shape[0]):
        total += starts[i]
    return (np.int64(makespan) << RANK) + total  # type: ignore[return-value]


@kernel
def _justified(
    order: Ints,
    forwards: bool,  # noqa: FBT001
    durations: Ints,
    before_from: Ints,
    before: Ints,
    after_from: Ints,
    after: Ints,
    demands: Words,
    capacities: Words,
    guards: Words,
    free: Words,
    dirty: int,
    count: Longs,
    turned: Ints,
    keys: Ints,
    first: Ints,
    there: Ints,
    back: Ints,
) -> tuple[int, int]:
    """Generate from an order, justify there and back: ``there`` and ``back`` are filled, their makespans returned."""
    if forwards:
        a_from, a, b_from, b = before_from, before, after_from, after
    else:
        a_from, a, b_from, b = after_from, after, before_from, before
    span = generate(order, durations, a_from, a, demands, capacities, guards, free, dirty, first)
    mirror(first, durations, span, keys)
    sort_by(keys, order, count, span, turned)
    span_there = generate(turned, durations, b_from, b, demands, capacities, guards, free, span, there)
    mirror(there, durations, span_there, keys)
    sort_by(keys, turned, count, span_there, first)
    span_back = generate(first, durations, a_from, a, demands, capacities, guards, free, span_there, back)
    return span_there, span_back


@kernel
def _evolve(
    durations: Ints,
    before_from: Ints,
    before: Ints,
    after_from: Ints,
    after: Ints,
    demands: Words,
    capacities: Words,
    guards: Words,
    scarcity: Reals,
    left: Ints,
    right: Ints,
    spans: Longs,
    fitness: Longs,
    state: Words,
    children: int,
) -> int:
    n, size = durations.shape[0], left.shape[0]
    longest = 0
    for i in range(n):
        longest += durations[i]
    free = np.empty((longest + 1, demands.shape[1]), np.uint64)
    dirty = longest + 1
    count = np.zeros(longest + 3, np.int64)
    ties = np.arange(n).astype(np.int32)
    mother, father, child = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    mark, keys, turned = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    first, there, back = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    let_in = 0
    for _ in range(children):
        a, rival = below(state, size), below(state, size)
        if fitness[rival] < fitness[a]:
            a = rival
        b, rival = below(state, size), below(state, size)
        if fitness[rival] < fitness[b]:
            b = rival
        if a == b:
            b = (a + 1 + below(state, size - 1)) % size
        forwards = (next_word(state) >> np.uint64(63)) == np.uint64(0)
        near = left if forwards else right
        stir(state, ties)
        sort_by(near[a], ties, count, spans[a], mother)
        sort_by(near[b], ties, count, spans[b], father)
        if (next_word(state) >> np.uint64(63)) == np.uint64(0):
            two_points(state, mother, father, mark, child)
        else:
            dense_window(state, mother, father, near[b], durations, scarcity, mark, child)
        if forwards:
            mutate(state, before_from, before, 5, child)
        else:
            mutate(state, after_from, after, 5, child)
        span_there, span_back = _justified(child, forwards, durations, before_from, before, after_from, after, demands, capacities, guards,
                                           free, dirty, count, turned, keys, first, there, back)  # fmt: skip
        dirty = span_back
        value = _fitness(span_back, back)
        from_a, from_b = 0, 0
        for i in range(n):
            from_a += abs(back[i] - near[a, i])
            from_b += abs(back[i] - near[b, i])
        place = a if from_a <= from_b else b
        alike = from_a == 0 or from_b == 0 or value == fitness[a] or value == fitness[b]
        if not alike and span_back <= fitness[place] >> RANK:
            fitness[place] = value
            spans[place] = max(span_there, span_back)
            for i in range(n):
                near[place, i] = back[i]
            far = right if forwards else left
            for i in range(n):
                far[place, i] = there[i]
            let_in += 1
    return let_in


@kernel
def _populate(
    durations: Ints,
    before_from: Ints,
    before: Ints,
    after_from: Ints,
    after: Ints,
    demands: Words,
    capacities: Words,
    guards: Words,
    tails: Longs,
    left: Ints,
    right: Ints,
    spans: Longs,
    fitness: Longs,
    state: Words,
) -> None:
    n = durations.shape[0]
    longest = 0
    for i in range(n):
        longest += durations[i]
    free = np.empty((longest + 1, demands.shape[1]), np.uint64)
    count = np.zeros(longest + 3, np.int64)
    waiting, ready, order = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    keys, turned, first = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    for place in range(left.shape[0]):
        open_ones = 0
        for i in range(n):
            waiting[i] = before_from[i + 1] - before_from[i]
            if waiting[i] == 0:
                ready[open_ones] = i
                open_ones += 1
        for filled in range(n):
            k = below(state, open_ones)
            for _ in range(place % 4):
                rival = below(state, open_ones)
                if tails[ready[rival]] > tails[ready[k]]:
                    k = rival
            j = ready[k]
            open_ones -= 1
            ready[k] = ready[open_ones]
            order[filled] = j
            for q in range(after_from[j], after_from[j + 1]):
                waiting[after[q]] -= 1
                if waiting[after[q]] == 0:
                    ready[open_ones] = after[q]
                    open_ones += 1
        span_there, span_back = _justified(order, True, durations, before_from, before, after_from, after, demands, capacities, guards,
                                           free, longest + 1, count, turned, keys, first, right[place], left[place])  # fmt: skip
        spans[place] = max(span_there, span_back)
        fitness[place] = _fitness(span_back, left[place])


@kernel
def _admit(
    durations: Ints,
    before_from: Ints,
    before: Ints,
    after_from: Ints,
    after: Ints,
    demands: Words,
    capacities: Words,
    guards: Words,
    left: Ints,
    right: Ints,
    spans: Longs,
    fitness: Longs,
    place: int,
    starts: Ints,
    state: Words,
) -> int:
    n = durations.shape[0]
    longest, span = 0, 0
    for i in range(n):
        longest += durations[i]
        span = max(span, starts[i] + durations[i])
    free = np.empty((longest + 1, demands.shape[1]), np.uint64)
    count = np.zeros(max(longest, span) + 3, np.int64)
    ties = np.arange(n).astype(np.int32)
    order, keys, turned, first = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    stir(state, ties)
    sort_by(starts, ties, count, span, order)
    span_there, span_back = _justified(order, True, durations, before_from, before, after_from, after, demands, capacities, guards,
                                       free, longest + 1, count, turned, keys, first, right[place], left[place])  # fmt: skip
    spans[place] = max(span_there, span_back)
    fitness[place] = _fitness(span_back, left[place])
    return span_back
