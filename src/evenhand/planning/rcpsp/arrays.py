"""The family as arrays: what `recognise` makes of a problem and `improve` works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.planning.parts import InvalidProblem

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RcpspArrays:
    """Activities 0..n-1 on renewable resources 0..K-1 of constant capacity; a successor starts at its predecessor's end or later.

    Parameters
    ----------
    durations
        Shape (n,), slots.
    demands
        Shape (n, K), amounts held in every slot of the activity.
    capacities
        Shape (K,), amounts.
    successors_from, successors
        Compressed rows: the successors of activity i are ``successors[successors_from[i]:successors_from[i + 1]]``.
    releases
        Shape (n,), slots: no activity starts before its release.

    Raises
    ------
    InvalidProblem
        If shapes do not match, a number is negative, or an activity needs more than there is.
    """

    durations: Integers
    demands: Integers
    capacities: Integers
    successors_from: Integers
    successors: Integers
    releases: Integers

    def __post_init__(self) -> None:
        n, k = self.size, len(self.capacities)
        if self.demands.shape != (n, k):
            raise InvalidProblem("demands", f"Must have shape ({n}, {k}); has {self.demands.shape}.")
        if self.successors_from.shape != (n + 1,) or self.releases.shape != (n,):
            raise InvalidProblem(
                "arrays", f"Must have {n + 1} row starts and {n} releases; has {self.successors_from.size} and {self.releases.size}."
            )
        for name, values in (("durations", self.durations), ("demands", self.demands), ("capacities", self.capacities), ("releases", self.releases)):
            if values.size and values.min() < 0:
                raise InvalidProblem(name, f"Must be >= 0; has {values.min()}.")
        for i, r in np.argwhere(self.demands > self.capacities[None, :]):
            if self.durations[i] > 0:
                raise InvalidProblem(f"activity {i}", f"Must need no more than there is; needs {self.demands[i, r]} of {self.capacities[r]}.")

    @classmethod
    def of(
        cls,
        durations: Sequence[int],
        demands: Sequence[Sequence[int]],
        capacities: Sequence[int],
        successors: Sequence[Sequence[int]],
        releases: Sequence[int] | None = None,
    ) -> RcpspArrays:
        """From plain lists, one row an activity."""
        n, k = len(durations), len(capacities)
        return cls(
            np.array(durations, dtype=np.int64),
            np.array(demands, dtype=np.int64).reshape(n, k),
            np.array(capacities, dtype=np.int64),
            np.cumsum([0, *(len(row) for row in successors)], dtype=np.int64),
            np.array([j for row in successors for j in row], dtype=np.int64),
            np.array(releases if releases is not None else [0] * n, dtype=np.int64),
        )

    @property
    def size(self) -> int:
        return len(self.durations)

    def successors_of(self, activity: int) -> Integers:
        return self.successors[self.successors_from[activity] : self.successors_from[activity + 1]]

    def makespan(self, starts: npt.NDArray[np.integer]) -> int:
        return int((starts + self.durations).max(initial=0))

    def keeps_the_rules(self, starts: npt.NDArray[np.integer]) -> bool:
        """Whether these starts keep releases, links and capacities."""
        if starts.shape != (self.size,) or bool((starts < self.releases).any()):
            return False
        ends = starts + self.durations
        before = np.repeat(np.arange(self.size), np.diff(self.successors_from))
        if bool((ends[before] > starts[self.successors]).any()):
            return False
        use = np.zeros((self.makespan(starts) + 1, len(self.capacities)), dtype=np.int64)
        busy = self.durations > 0
        np.add.at(use, starts[busy], self.demands[busy])
        np.subtract.at(use, ends[busy], self.demands[busy])
        return bool((np.cumsum(use, axis=0) <= self.capacities[None, :]).all())
