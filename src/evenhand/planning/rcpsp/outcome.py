"""What improving returns."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.planning.rcpsp.arrays import Integers
from evenhand.planning.result import StoppedBy


@dataclass(frozen=True)
class Outcome:
    """A schedule, and how good it can be at best.

    ``starts``: slots, one an activity. ``lower_bound``: no schedule has a smaller makespan. ``work``: effort spent, in
    the unit of `evenhand.planning.rcpsp.improve`.
    """

    starts: Integers
    makespan: int
    lower_bound: int
    work: float
    stopped_by: StoppedBy
