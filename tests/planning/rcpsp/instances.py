"""Small instances for the tests, drawn from a seed, and the shortest makespan by plain search."""

from __future__ import annotations

from itertools import product

import numpy as np

from evenhand.planning.rcpsp import RcpspArrays


def drawn(seed: int, n: int, resources: int = 2, longest: int = 6, releases: bool = False) -> RcpspArrays:
    """Activities that mostly compete: each needs up to the whole capacity, links lead forwards, some have no length."""
    rng = np.random.default_rng(seed)
    capacities = rng.integers(2, 9, size=resources)
    return RcpspArrays.of(
        rng.integers(0, longest + 1, size=n).tolist(),
        [[int(rng.integers(0, c + 1)) for c in capacities] for _ in range(n)],
        capacities.tolist(),
        [[j for j in range(i + 1, n) if rng.random() < 2.0 / n] for i in range(n)],
        rng.integers(0, 5, size=n).tolist() if releases else None,
    )


def shortest_makespan(arrays: RcpspArrays, most: int) -> int:
    """By trying every combination of starts: for a handful of activities only."""
    for makespan in range(most + 1):
        ranges = [range(int(r), makespan - int(d) + 1) for r, d in zip(arrays.releases, arrays.durations, strict=True)]
        if any(arrays.keeps_the_rules(np.array(starts)) for starts in product(*ranges)):
            return makespan
    raise AssertionError(f"no schedule of {most} slots")
