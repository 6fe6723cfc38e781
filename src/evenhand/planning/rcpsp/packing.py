"""The arrays made ready for the kernels: nothing of zero length, all resources of an activity in a few machine words.

Each resource gets a field in a 64-bit word, with a guard bit above it that stays set while the resource suffices. Whether *all* resources suffice in a slot is then one subtraction and one mask a word (the
SIMD-within-a-register technique; Fisher & Dietz 1998), where the textbook loops over the resources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.planning.rcpsp.arrays import Integers, RcpspArrays
from evenhand.planning.rcpsp.kernel import Ints, Longs, Reals, Words
from evenhand.planning.rcpsp.network import Network

WORD_BITS = 64


@dataclass(frozen=True)
class Packed:
    """What the kernels read. Positions here are not the positions of the arrays: see ``origin``.

    ``origin``: shape (n,), the activity of the arrays, -1 for a stand-in that keeps a release. ``mirrored``: the network
    with time reversed. ``amounts``: shape (n, K), the demands unpacked. ``heads``: slots that must pass before an activity.
    ``tails``: slots from its start to the end of what must follow it. ``scarcity``: its share of what the scarce resources can do.
    """

    arrays: RcpspArrays
    origin: Integers
    network: Network
    mirrored: Network
    amounts: Integers
    heads: Longs
    tails: Longs
    scarcity: Reals

    @property
    def durations(self) -> Ints:
        return self.network.durations

    def before(self, activity: int) -> list[int]:
        network = self.network
        found: list[int] = network.before[network.before_from[activity] : network.before_from[activity + 1]].tolist()
        return found

    def after(self, activity: int) -> list[int]:
        network = self.network
        found: list[int] = network.after[network.after_from[activity] : network.after_from[activity + 1]].tolist()
        return found

    @property
    def size(self) -> int:
        return len(self.durations)

    @property
    def longest(self) -> int:
        """One after the other, slots."""
        return int(self.durations.sum())

    def unpacked(self, starts: Ints) -> Integers:
        """Starts for the arrays' activities: what has no length is put as early as its links and release allow."""
        arrays = self.arrays
        result = arrays.releases.copy()
        own = self.origin >= 0
        result[self.origin[own]] = starts[own]
        for i in topological_order(arrays):
            end = result[i] + arrays.durations[i]
            for j in arrays.successors_of(i):
                if arrays.durations[j] == 0:
                    result[j] = max(result[j], end)
        return result

    def packed(self, starts: Integers) -> Ints:
        """The other way: stand-ins start at 0."""
        own = self.origin >= 0
        result = np.zeros(self.size, dtype=np.int32)
        result[own] = starts[self.origin[own]]
        return result


def pack(arrays: RcpspArrays) -> Packed:
    """Make arrays ready for the kernels."""
    linked = _links_between_positive(arrays)
    positive = [i for i in range(arrays.size) if arrays.durations[i] > 0]
    releases = _releases_through_milestones(arrays)
    stand_ins = sorted({int(releases[i]) for i in positive} - {0})
    position = {i: p for p, i in enumerate(positive)}
    rows: list[list[int]] = [sorted(position[j] for j in linked[i]) for i in positive]
    rows += [[position[i] for i in positive if releases[i] == release] for release in stand_ins]
    durations = np.array([*(int(arrays.durations[i]) for i in positive), *stand_ins], dtype=np.int32)
    demands = np.zeros((len(durations), len(arrays.capacities)), dtype=np.int64)
    demands[: len(positive)] = arrays.demands[positive]
    words, packed, guards, field = _packed_words(demands, arrays.capacities)
    before, after = _compressed(_reversed(rows)), _compressed(rows)
    heads, tails = _longest_paths(durations, rows)
    return Packed(
        arrays,
        np.array([*positive, *(-1 for _ in stand_ins)], dtype=np.int64),
        Network(durations, *before, *after, words, packed, guards, field),
        Network(durations, *after, *before, words, packed, guards, field),
        demands,
        heads,
        tails,
        _scarcity(durations, demands, arrays.capacities),
    )


def topological_order(arrays: RcpspArrays) -> list[int]:
    """Every activity after its predecessors; a cycle raises."""
    waiting = np.bincount(arrays.successors, minlength=arrays.size)
    ready = [i for i in range(arrays.size) if waiting[i] == 0]
    for i in ready:
        for j in arrays.successors_of(i):
            waiting[j] -= 1
            if waiting[j] == 0:
                ready.append(int(j))
    if len(ready) < arrays.size:
        raise ValueError("Links must not form a cycle.")
    return ready


def _links_between_positive(arrays: RcpspArrays) -> list[set[int]]:
    """Successors with length, seen through activities without."""
    after: list[set[int]] = [set() for _ in range(arrays.size)]
    for i in reversed(topological_order(arrays)):
        for j in arrays.successors_of(i).tolist():
            if arrays.durations[j] > 0:
                after[i].add(j)
            else:
                after[i] |= after[j]
    return after


def _releases_through_milestones(arrays: RcpspArrays) -> Integers:
    """What an activity without length waits for, its successors wait for too."""
    releases = arrays.releases.copy()
    for i in topological_order(arrays):
        if arrays.durations[i] == 0:
            after = arrays.successors_of(i)
            releases[after] = np.maximum(releases[after], releases[i])
    return releases


def _reversed(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    result: list[list[int]] = [[] for _ in rows]
    for i, row in enumerate(rows):
        for j in row:
            result[j].append(i)
    return result


def _compressed(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    starts = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
    return starts, np.array([j for row in rows for j in row], dtype=np.int32)


def _longest_paths(durations: Ints, rows: Sequence[Sequence[int]]) -> tuple[Longs, Longs]:
    n = len(durations)
    heads = np.zeros(n, dtype=np.int64)
    waiting = [len(row) for row in _reversed(rows)]
    ready = [i for i in range(n) if waiting[i] == 0]
    for i in ready:
        for j in rows[i]:
            heads[j] = max(heads[j], heads[i] + durations[i])
            waiting[j] -= 1
            if waiting[j] == 0:
                ready.append(j)
    tails = durations.astype(np.int64)
    for i in reversed(ready):
        tails[i] += max((tails[j] for j in rows[i]), default=0)
    return heads, tails


def _packed_words(demands: Integers, capacities: Integers) -> tuple[Words, Words, Words, int]:
    """Demands (n, words), capacities with guards set, guards, bits a field. Resources that can never be short are left out."""
    short = [k for k in range(len(capacities)) if demands[:, k].sum() > capacities[k]]
    field = max((int(capacities[k]).bit_length() for k in short), default=1) + 1
    in_a_word = WORD_BITS // field
    number = max(1, -(-len(short) // in_a_word))
    words = np.zeros((len(demands), number), dtype=np.uint64)
    packed = np.zeros(number, dtype=np.uint64)
    guards = np.zeros(number, dtype=np.uint64)
    for position, k in enumerate(short):
        word, low = position // in_a_word, position % in_a_word * field
        guard = np.uint64(1 << (low + field - 1))
        words[:, word] |= demands[:, k].astype(np.uint64) << np.uint64(low)
        packed[word] |= np.uint64(int(capacities[k]) << low) | guard
        guards[word] |= guard
    return words, packed, guards, field


def _scarcity(durations: Ints, demands: Integers, capacities: Integers) -> Reals:
    """An activity's load on every resource, the most loaded resource counting most."""
    share = demands / np.maximum(capacities, 1)[None, :] * durations[:, None]
    load = share.sum(axis=0)
    weight = (load / max(float(load.max(initial=0.0)), 1e-9)) ** 2
    return np.asarray(share @ weight, dtype=np.float64)
