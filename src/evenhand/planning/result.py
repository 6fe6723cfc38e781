"""What the planner returns and reports: results and progress are values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from evenhand.planning.plan import Plan


class Status(StrEnum):
    OPTIMAL = "optimal"  # a plan, and the proof that none is better
    FEASIBLE = "feasible"  # a plan
    INFEASIBLE = "infeasible"  # the proof that there is no plan
    UNKNOWN = "unknown"  # neither a plan nor a proof within the effort


class StoppedBy(StrEnum):
    PROOF = "proof"
    EFFORT = "effort"  # the deterministic effort was used up: repeatable
    TIME = "time"  # the wall-clock guard cut it short: not repeatable
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of planning. ``objective`` and ``bound`` as in `evenhand.planning.plan.objective_values`.

    ``bound``: no plan has a smaller first value; further values count only where the earlier ones meet the objective.
    ``work``: deterministic work spent. ``collisions``: for INFEASIBLE, sentences naming rules that cannot hold together.
    """

    status: Status
    stopped_by: StoppedBy
    plan: Plan | None
    objective: tuple[int, ...] | None
    bound: tuple[int, ...] | None
    work: float
    collisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """One report while planning: what it is doing, best so far, share of the effort or time used (0 to 1).

    ``plan``: makes the best plan so far, where there is one to be had; to be called before the callback returns.
    """

    phase: str
    objective: tuple[int, ...] | None
    bound: tuple[int, ...] | None
    share: float
    plan: Callable[[], Plan] | None = None


OnProgress = Callable[[Progress], None]
Cancelled = Callable[[], bool]
