"""One slot shorter: a window of a schedule is planned again by CP-SAT, what lies after it having moved one slot earlier.

Everything that ends before the window stays; everything that starts after it moves one slot earlier as one block; the
activities in between are placed anew beside the two. If that succeeds the whole schedule is one slot shorter; if it is
proved impossible, the window is closed for good; a window over everything proves the makespan. It is the relaxation of
a time window (Palpant, Artigues & Michelon 2004; Godard, Laborie & Nuijten 2005) asked as a question of feasibility,
which lazy clause generation (Schutt, Feydy, Stuckey & Wallace 2013) answers well: a few dozen activities, no objective,
and domains only as wide as the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from evenhand.planning.rcpsp.arrays import Integers
from evenhand.planning.rcpsp.brake import Brake
from evenhand.planning.rcpsp.kernel import Ints
from evenhand.planning.rcpsp.packing import Packed


class Verdict(Enum):
    SHORTER = auto()
    IMPOSSIBLE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Squeezed:
    verdict: Verdict
    starts: Ints | None
    work: float  # CP-SAT's deterministic time


@dataclass(frozen=True)
class Window:
    """Slots ``[low, high)`` of a schedule; ``free``: the activities that touch them, ``later``: those that start after."""

    free: Integers
    later: Integers


def window_around(packed: Packed, starts: Ints, centre: int, size: int) -> Window:
    """A window around this slot, widened until at least so many activities touch it."""
    ends = starts + packed.durations
    makespan = int(ends.max())
    low, high = centre, centre + 1
    while True:
        free = (starts < high) & (ends > low)
        if int(free.sum()) >= size or (low <= 0 and high >= makespan):
            return Window(np.flatnonzero(free), np.flatnonzero(starts >= high))
        low, high = max(0, low - 1), min(makespan, high + 1)


def squeeze(packed: Packed, starts: Ints, window: Window, limit: float, seed: int, brake: Brake) -> Squeezed:
    """Try to make the schedule at least one slot shorter by placing only the window's free activities anew.

    ``limit``: CP-SAT's deterministic time. One thread.
    """
    fixed = starts.astype(np.int64)
    fixed[window.later] -= 1
    ranges = _ranges(packed, fixed, window, int((starts + packed.durations).max()) - 1)
    if ranges is None:
        return Squeezed(Verdict.IMPOSSIBLE, None, 0.0)
    model, variables = _model(packed, fixed, window.free, *ranges)
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is for the caller; with the handler of CP-SAT in a thread the process aborts
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed & 0x7FFFFFFF
    solver.parameters.max_deterministic_time = limit
    solver.parameters.linearization_level = 0
    solver.parameters.symmetry_level = 0
    with brake.on(solver):
        status = solver.solve(model)
    work = solver.response_proto.deterministic_time
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = fixed.astype(np.int32)
        found[window.free] = [solver.value(v) for v in variables]
        return Squeezed(Verdict.SHORTER, found, work)
    return Squeezed(Verdict.IMPOSSIBLE if status == cp_model.INFEASIBLE else Verdict.UNKNOWN, None, work)


def _ranges(packed: Packed, fixed: Integers, window: Window, end: int) -> tuple[Integers, Integers] | None:
    """The earliest start and the latest end of each activity by links alone; None where a free one has no room."""
    durations = packed.durations.astype(np.int64)
    is_free = np.zeros(packed.size, dtype=np.bool_)
    is_free[window.free] = True
    earliest = np.zeros(packed.size, dtype=np.int64)
    latest = np.full(packed.size, end, dtype=np.int64)
    by_start = window.free[np.argsort(fixed[window.free], kind="stable")]
    for i in by_start:
        for j in packed.before(i):
            earliest[i] = max(earliest[i], (earliest[j] if is_free[j] else fixed[j]) + durations[j])
    for i in by_start[::-1]:
        for j in packed.after(i):
            latest[i] = min(latest[i], latest[j] - durations[j] if is_free[j] else fixed[j])
        if earliest[i] + durations[i] > latest[i]:
            return None
    return earliest, latest


def _model(packed: Packed, fixed: Integers, free: Integers, earliest: Integers, latest: Integers) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """The free activities beside the rest, of which only what it takes of each resource is told."""
    model = cp_model.CpModel()
    durations = [int(packed.durations[i]) for i in free]
    variables = [model.new_int_var(int(earliest[i]), int(latest[i]) - d, "") for i, d in zip(free, durations, strict=True)]
    intervals = [model.new_fixed_size_interval_var(v, d, "") for v, d in zip(variables, durations, strict=True)]
    place = {int(i): p for p, i in enumerate(free)}
    for i, p in place.items():
        for j in packed.after(i):
            if j in place:
                model.add(variables[p] + durations[p] <= variables[place[j]])
    low, high = int(earliest[free].min()), int(latest[free].max())
    used = _used(packed, fixed, free, low, high)
    for k, capacity in enumerate(packed.arrays.capacities.tolist()):
        needs = packed.amounts[free, k]
        users = np.flatnonzero(needs)
        blocks = _blocks(used[:, k], low)
        if needs.sum() + used[:, k].max(initial=0) <= capacity:
            continue
        model.add_cumulative(
            [*(intervals[p] for p in users), *(model.new_fixed_size_interval_var(start, length, "") for start, length, _ in blocks)],
            [*(int(needs[p]) for p in users), *(amount for _, _, amount in blocks)],
            capacity,
        )
    return model, variables


def _used(packed: Packed, fixed: Integers, free: Integers, low: int, high: int) -> Integers:
    """What all but the free activities take in slots ``[low, high)``, shape (slots, K)."""
    rest = np.setdiff1d(np.arange(packed.size), free)
    change = np.zeros((high - low + 1, len(packed.arrays.capacities)), dtype=np.int64)
    np.add.at(change, np.clip(fixed[rest], low, high) - low, packed.amounts[rest])
    np.subtract.at(change, np.clip(fixed[rest] + packed.durations[rest], low, high) - low, packed.amounts[rest])
    return np.cumsum(change, axis=0)[:-1]


def _blocks(used: Integers, low: int) -> list[tuple[int, int, int]]:
    """Stretches of one height: start, length, amount."""
    edges = [0, *(np.flatnonzero(np.diff(used)) + 1).tolist(), len(used)]
    return [(low + a, b - a, int(used[a])) for a, b in pairwise(edges) if b > a and used[a] > 0]
