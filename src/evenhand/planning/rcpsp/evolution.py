"""A population of schedules that evolves: crossover, generation, double justification, crowding.

Every individual is kept twice, as it was last justified to the left and to the right (the two populations of Debels &
Vanhoucke 2007). A child is made from the left schedules of two parents going forwards, or from their right ones going
backwards, is justified there and back (Valls, Ballestín & Quintanilla 2005), and takes the place of the parent that it
resembles more, if it is no longer than that (deterministic crowding, Mahfoud 1992). Crowding matters most: with the
worst individual replaced instead, the population is soon all alike, and ends twice as far from the best known.
"""

from __future__ import annotations

import numpy as np

from evenhand.planning.rcpsp.crossover import dense_window, mutate, two_points
from evenhand.planning.rcpsp.generation import justify, sort_by, stir
from evenhand.planning.rcpsp.kernel import Ints, Longs, Reals, Words, kernel
from evenhand.planning.rcpsp.network import Network, Population, Scratch, scratch_for
from evenhand.planning.rcpsp.random_numbers import below, next_word

RANK = 32  # a fitness is makespan << RANK plus the sum of starts: shorter first, then earlier
MOST_EXCHANGES = 5
FORWARDS = True


def empty_population(n: int, size: int) -> Population:
    left, right = np.zeros((size, n), dtype=np.int32), np.zeros((size, n), dtype=np.int32)
    return Population(left, right, np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64))


def shortest(population: Population, durations: Ints) -> tuple[Ints, int]:
    """The starts of the shortest schedule, and its makespan."""
    place = int(population.fitness.argmin())
    makespan = int(population.fitness[place]) >> RANK
    return schedules_at(population, place, durations, makespan)[0], makespan


def schedules_at(population: Population, place: int, durations: Ints, makespan: int) -> list[Ints]:
    """Of the individual's two schedules those of this makespan, as starts."""
    left, right = population.left[place], population.right[place]
    both = (left, int((right + durations).max()) - right - durations)
    return [starts for starts in both if int((starts + durations).max()) == makespan]


@kernel
def fitness_of(makespan: int, starts: Ints) -> int:
    total = np.int64(0)
    for i in range(starts.shape[0]):
        total += starts[i]
    return (np.int64(makespan) << RANK) + total  # type: ignore[return-value]


@kernel
def store(population: Population, place: int, forwards: bool, scratch: Scratch, span_there: int, span_back: int) -> None:  # noqa: FBT001
    """Put what the scratch holds at this place."""
    near = population.left if forwards else population.right
    far = population.right if forwards else population.left
    for i in range(near.shape[1]):
        near[place, i] = scratch.back[i]
        far[place, i] = scratch.there[i]
    population.spans[place] = max(span_there, span_back)
    population.fitness[place] = fitness_of(span_back, scratch.back)


@kernel
def better_of_two(state: Words, fitness: Longs) -> int:
    a, b = below(state, fitness.shape[0]), below(state, fitness.shape[0])
    return b if fitness[b] < fitness[a] else a


@kernel
def evolve(network: Network, mirrored: Network, scarcity: Reals, population: Population, state: Words, children: int) -> int:
    """Make so many children; returns how many were let in."""
    durations, spans, fitness = network.durations, population.spans, population.fitness
    n, size = durations.shape[0], fitness.shape[0]
    scratch = scratch_for(network)
    dirty = 0
    ties = np.arange(n).astype(np.int32)
    mother, father, child, mark = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    let_in = 0
    for _ in range(children):
        a, b = better_of_two(state, fitness), better_of_two(state, fitness)
        if a == b:
            b = (a + 1 + below(state, size - 1)) % size
        forwards = (next_word(state) >> np.uint64(63)) == np.uint64(0)
        near = population.left if forwards else population.right
        stir(state, ties)
        sort_by(near[a], ties, scratch.tally, spans[a], mother)
        sort_by(near[b], ties, scratch.tally, spans[b], father)
        if (next_word(state) >> np.uint64(63)) == np.uint64(0):
            two_points(state, mother, father, mark, child)
        else:
            dense_window(state, mother, father, near[b], durations, scarcity, mark, child)
        if forwards:
            mutate(state, network.before_from, network.before, MOST_EXCHANGES, child)
            span_there, span_back = justify(child, network, mirrored, scratch, dirty)
        else:
            mutate(state, mirrored.before_from, mirrored.before, MOST_EXCHANGES, child)
            span_there, span_back = justify(child, mirrored, network, scratch, dirty)
        dirty = span_back
        from_a, from_b = 0, 0
        for i in range(n):
            from_a += abs(scratch.back[i] - near[a, i])
            from_b += abs(scratch.back[i] - near[b, i])
        place = a if from_a <= from_b else b
        value = fitness_of(span_back, scratch.back)
        alike = from_a == 0 or from_b == 0 or value == fitness[a] or value == fitness[b]
        if not alike and span_back <= fitness[place] >> RANK:
            store(population, place, forwards, scratch, span_there, span_back)
            let_in += 1
    return let_in


@kernel
def populate(network: Network, mirrored: Network, tails: Longs, population: Population, state: Words) -> None:
    """Fill with justified schedules of random orders, three in four of them leaning to the longest tail."""
    n = network.durations.shape[0]
    scratch = scratch_for(network)
    dirty = 0
    order = np.empty(n, np.int32)
    waiting, ready = np.empty(n, np.int32), np.empty(n, np.int32)
    for place in range(population.fitness.shape[0]):
        _random_order(network, tails, place % 4, state, waiting, ready, order)
        span_there, span_back = justify(order, network, mirrored, scratch, dirty)
        dirty = span_back
        store(population, place, FORWARDS, scratch, span_there, span_back)


@kernel
def _random_order(network: Network, tails: Longs, rivals: int, state: Words, waiting: Ints, ready: Ints, order: Ints) -> None:
    """An order that keeps the links; of each choice and so many rivals, the one with the longest tail."""
    n = order.shape[0]
    number = 0
    for i in range(n):
        waiting[i] = network.before_from[i + 1] - network.before_from[i]
        if waiting[i] == 0:
            ready[number] = i
            number += 1
    for filled in range(n):
        chosen = below(state, number)
        for _ in range(rivals):
            rival = below(state, number)
            if tails[ready[rival]] > tails[ready[chosen]]:
                chosen = rival
        j = ready[chosen]
        number -= 1
        ready[chosen] = ready[number]
        order[filled] = j
        for q in range(network.after_from[j], network.after_from[j + 1]):
            waiting[network.after[q]] -= 1
            if waiting[network.after[q]] == 0:
                ready[number] = network.after[q]
                number += 1


@kernel
def admit(network: Network, mirrored: Network, population: Population, place: int, starts: Ints, state: Words) -> int:
    """Justify a schedule, given by its starts, and put it at this place; returns its makespan."""
    n, span = starts.shape[0], 0
    for i in range(n):
        span = max(span, starts[i] + network.durations[i])
    scratch = scratch_for(network)
    count = np.zeros(span + 3, np.int64)
    ties, order = np.arange(n).astype(np.int32), np.empty(n, np.int32)
    stir(state, ties)
    sort_by(starts, ties, count, span, order)
    span_there, span_back = justify(order, network, mirrored, scratch, 0)
    store(population, place, FORWARDS, scratch, span_there, span_back)
    return span_back
