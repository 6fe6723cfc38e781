"""What the kernels read and write, as named tuples, which numba understands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evenhand.planning.rcpsp.kernel import Ints, Longs, Words, kernel

BLOCK = 8  # slots
LONG_SCHEDULE = 400  # activities from which blocks of full slots are worth remembering


class Network(NamedTuple):
    """Activities and links in one direction of time. ``demands`` (n, words), ``capacities`` and ``guards`` (words,) are packed.

    ``field``: bits of a resource's field in a word, its guard bit included.
    """

    durations: Ints
    before_from: Ints
    before: Ints
    after_from: Ints
    after: Ints
    demands: Words
    capacities: Words
    guards: Words
    field: int


class Scratch(NamedTuple):
    """Room to work in. ``free`` (slots, words): what every slot still has. ``summit``: the most that any slot of a block
    of slots has, so that blocks of full slots are passed over; empty where schedules are short."""

    free: Words
    summit: Words
    tally: Longs
    keys: Ints
    turned: Ints
    first: Ints
    there: Ints
    back: Ints


@kernel
def scratch_for(network: Network) -> Scratch:
    n, words = network.demands.shape
    slots = 2 * BLOCK
    for i in range(n):
        slots += network.durations[i]
    free = np.empty((slots, words), np.uint64)
    blocks = slots // BLOCK + 1 if n >= LONG_SCHEDULE else 0
    summit = np.empty((blocks, words), np.uint64)
    for w in range(words):
        free[:, w] = network.capacities[w]
        summit[:, w] = network.capacities[w]
    return Scratch(
        free,
        summit,
        np.zeros(slots + 3, np.int64),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
    )


class Population(NamedTuple):
    """Individuals: ``left``, ``right`` their starts, shape (size, n), the right ones mirrored; ``spans`` the larger of the two
    makespans; ``fitness`` see `evenhand.planning.rcpsp.evolution.fitness_of`."""

    left: Ints
    right: Ints
    spans: Longs
    fitness: Longs
