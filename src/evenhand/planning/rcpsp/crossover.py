"""Children of two orders. Whatever the parents, a child of two orders that keep the links keeps them too."""

from __future__ import annotations

from evenhand.planning.rcpsp.kernel import Ints, Reals, Words, kernel
from evenhand.planning.rcpsp.random_numbers import below

WINDOWS_TRIED = 4


@kernel
def two_points(state: Words, mother: Ints, father: Ints, mark: Ints, child: Ints) -> None:
    """Mother's order, then father's for a stretch, then mother's again (Hartmann 1998)."""
    n = mother.shape[0]
    low, high = below(state, n), below(state, n)
    if low > high:
        low, high = high, low
    for i in range(n):
        mark[i] = 0
    for q in range(low):
        child[q] = mother[q]
        mark[mother[q]] = 1
    filled, q = low, 0
    while filled < high:
        j = father[q]
        q += 1
        if mark[j] == 0:
            child[filled] = j
            mark[j] = 1
            filled += 1
    for q in range(n):
        j = mother[q]
        if mark[j] == 0:
            child[filled] = j
            filled += 1


@kernel
def dense_window(state: Words, mother: Ints, father: Ints, father_starts: Ints, durations: Ints, scarcity: Reals, mark: Ints, child: Ints) -> None:
    """Father's order outside a window in which he uses scarce resources well, mother's relative order inside.

    Windows of dense use as in the peak crossover (Valls, Ballestín & Quintanilla 2008) and in Debels & Vanhoucke 2007:
    the densest of a few random ones is taken.
    """
    n = mother.shape[0]
    length = max(n // 4 + below(state, n // 2 + 1), 1)
    length = min(length, n)
    low, densest = 0, -1.0
    for _ in range(WINDOWS_TRIED):
        at = below(state, n - length + 1)
        first = father_starts[father[at]]
        last, load = first, 0.0
        for q in range(at, at + length):
            j = father[q]
            load += scarcity[j]
            last = max(last, father_starts[j] + durations[j])
        density = load / (last - first + 1)
        if density > densest:
            low, densest = at, density
    for q in range(n):
        mark[father[q]] = 1 if low <= q < low + length else 0
        child[q] = father[q]
    filled = low
    for q in range(n):
        j = mother[q]
        if mark[j] == 1:
            child[filled] = j
            filled += 1


@kernel
def mutate(state: Words, before_from: Ints, before: Ints, most: int, child: Ints) -> None:
    """Up to ``most`` exchanges of neighbours in the order, where no link forbids it."""
    n = child.shape[0]
    if n < 2:
        return
    for _ in range(below(state, most + 1)):
        q = below(state, n - 1)
        j, k = child[q], child[q + 1]
        linked = False
        for x in range(before_from[k], before_from[k + 1]):
            if before[x] == j:
                linked = True
                break
        if not linked:
            child[q] = k
            child[q + 1] = j
