"""The plan's assignments beside the activities and modes they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.planning.plan import Plan
from evenhand.planning.problem import Activity, ActivityId, Mode, Problem, ResourceId, Slot


@dataclass(frozen=True, slots=True)
class Placed:
    """An activity where the plan has it: in this mode, over the slots ``[start, end)``."""

    activity: Activity
    mode: Mode
    start: Slot
    end: Slot

    @property
    def id(self) -> ActivityId:
        return self.activity.id

    @property
    def started(self) -> bool:
        """Started or finished work is a fact: a rule that facts alone break is not broken by the plan."""
        return self.activity.actual is not None

    @property
    def resources(self) -> frozenset[ResourceId]:
        return frozenset(demand.resource for demand in self.mode.demands)


def placed(problem: Problem, plan: Plan) -> Mapping[ActivityId, Placed]:
    """Every activity of the problem that the plan places in a mode that exists; what it does not is for the rule `modes`."""
    found: dict[ActivityId, Placed] = {}
    for activity in problem.activities:
        at = plan.of.get(activity.id)
        if at is not None and 0 <= at.mode < len(activity.modes):
            found[activity.id] = Placed(activity, activity.modes[at.mode], at.start, at.end)
    return found
