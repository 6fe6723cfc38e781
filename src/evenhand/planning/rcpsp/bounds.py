"""Lower bounds on the makespan that cost next to nothing."""

from __future__ import annotations

import numpy as np

from evenhand.planning.rcpsp.packing import Packed


def simple_bound(packed: Packed) -> int:
    """The larger of the critical path and, resource by resource, of work over capacity between heads and tails.

    All activities that cannot start before slot h and must be followed by q slots or more do their work on a resource
    within ``makespan - h - q`` slots (the energetic argument of Baptiste, Le Pape & Nuijten 1999, on intervals from a head to a tail).
    """
    if packed.size == 0:
        return int(packed.arrays.releases.max(initial=0))
    critical = int((packed.heads + packed.tails).max())
    after = packed.tails - packed.durations
    energy = packed.amounts * packed.durations[:, None].astype(np.int64)
    found = critical
    for head in np.unique(packed.heads):
        late_enough = packed.heads >= head
        for tail in np.unique(after):
            inside = late_enough & (after >= tail)
            if inside.any():
                slots = -(-energy[inside].sum(axis=0) // np.maximum(packed.arrays.capacities, 1))
                found = max(found, int(head) + int(slots.max(initial=0)) + int(tail))
    return max(found, int(packed.arrays.releases.max(initial=0)))
