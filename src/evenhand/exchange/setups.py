"""Setup times between single tasks, turned into changeovers between classes of tasks.

Two tasks are of one class where exchanging them changes no setup time on any machine. Each task is its own product, so
the time between two of them is always that between their classes, also within one class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.planning.problem import Changeovers, ResourceId

Matrix = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SetupClasses:
    """``class_of``: for each task that may be on a machine with setups; ``between``: for each such machine, class by class."""

    class_of: Mapping[int, int]
    between: Mapping[int, tuple[tuple[int, ...], ...]]

    def changeovers(self) -> tuple[Changeovers, ...]:
        """Machines with the same times share one table."""
        sharing: dict[tuple[tuple[int, ...], ...], list[int]] = defaultdict(list)
        for machine, table in self.between.items():
            sharing[table].append(machine)
        return tuple(Changeovers(tuple(ResourceId(str(m)) for m in machines), same_product=0, between=table) for table, machines in sharing.items())


def setup_classes(durations: Mapping[int, Mapping[tuple[int, int], int]], used: Mapping[int, set[int]]) -> SetupClasses:
    """``durations[machine][earlier, later]``, 0 where not given; ``used[machine]``: the tasks that may be on it.

    Times between tasks that cannot both be on the machine are never felt and are left out.
    """
    felt: dict[int, dict[tuple[int, int], int]] = {}
    for machine, times in sorted(durations.items()):
        possible = {pair: t for pair, t in times.items() if t and pair[0] != pair[1] and used[machine].issuperset(pair)}
        if possible:
            felt[machine] = possible
    tasks = sorted({task for machine in felt for task in used[machine]})
    position = {task: i for i, task in enumerate(tasks)}
    matrices: dict[int, Matrix] = {}
    for machine, times in felt.items():
        matrices[machine] = np.zeros((len(tasks), len(tasks)), dtype=np.int64)
        for (earlier, later), duration in times.items():
            matrices[machine][position[earlier], position[later]] = duration
    stacked = np.stack(list(matrices.values())) if matrices else np.zeros((0, 0, 0), dtype=np.int64)
    members: list[list[int]] = []
    class_of: dict[int, int] = {}
    for i, task in enumerate(tasks):
        found = next((k for k, group in enumerate(members) if _exchangeable(stacked, i, group[0])), len(members))
        if found == len(members):
            members.append([])
        members[found].append(i)
        class_of[task] = found
    between = {machine: tuple(tuple(_time(matrix, a, b) for b in members) for a in members) for machine, matrix in matrices.items()}
    return SetupClasses(class_of, between)


def _exchangeable(times: Matrix, i: int, j: int) -> bool:
    if not np.array_equal(times[:, i, j], times[:, j, i]):
        return False
    differs = (times[:, i, :] != times[:, j, :]) | (times[:, :, i] != times[:, :, j])
    differs[:, [i, j]] = False
    return not bool(differs.any())


def _time(matrix: Matrix, earlier: list[int], later: list[int]) -> int:
    """The time between two different tasks of these classes; 0 where a class has but one task and meets itself."""
    pairs = ((i, j) for i in earlier[:2] for j in later[:2] if i != j)
    first = next(pairs, None)
    return int(matrix[first]) if first is not None else 0
