"""The plan: a start and a mode for every activity, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from evenhand.planning.problem import ActivityId, Objective, Problem, ProjectId, Slot
from evenhand.planning.unhindered import unhindered_finish


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where the plan has an activity: ``[start, end)`` in slots, in this mode (index within the activity)."""

    activity: ActivityId
    mode: int
    start: Slot
    end: Slot


@dataclass(frozen=True)
class Plan:
    """One assignment an activity. Whether it keeps the rules, only `evenhand.planning.checks` can say."""

    assignments: tuple[Assignment, ...]

    @cached_property
    def of(self) -> Mapping[ActivityId, Assignment]:
        return {a.activity: a for a in self.assignments}


@dataclass(frozen=True, slots=True)
class Target:
    """What lateness is counted from: the last end of these activities against ``due``."""

    activities: tuple[ActivityId, ...]
    due: Slot


def targets(problem: Problem) -> tuple[Target, ...]:
    """What the objective counts lateness from.

    PROMISES: every promise; and every project without a promise from its own unhindered finish.
    DELAY: every project from its due. MAKESPAN: every project from 0.
    """
    of = problem.activities_of
    if problem.objective is not Objective.PROMISES:
        return tuple(Target(tuple(a.id for a in of[p.id]), p.due or 0) for p in problem.projects if of[p.id])
    promised = {problem.activity[p.activity].project for p in problem.promises}
    rest = [p for p in problem.projects if p.id not in promised and of[p.id]]
    unhindered = unhindered_finish(problem, [p.id for p in rest]) if rest else {}
    return (
        *(Target((p.activity,), p.due) for p in problem.promises),
        *(Target(tuple(a.id for a in of[p.id]), unhindered[p.id]) for p in rest),
    )


def objective_values(problem: Problem, plan: Plan) -> tuple[int, ...]:
    """The objective, most important value first; smaller is better.

    PROMISES: worst lateness, total lateness, total of the projects' finishes, total move against the published
    revision (all in slots). DELAY: total delay, makespan. MAKESPAN: makespan.
    """
    ends = {a.activity: a.end for a in plan.assignments}
    if problem.objective is Objective.MAKESPAN:
        return (max(ends.values(), default=0),)
    lateness = [max(0, max(ends[a] for a in t.activities) - t.due) for t in targets(problem)]
    if problem.objective is Objective.DELAY:
        return (sum(lateness), max(ends.values(), default=0))
    finishes = project_finishes(problem, plan)
    moved = sum(abs(plan.of[p.activity].start - p.start) for p in problem.published)
    return (max(lateness, default=0), sum(lateness), sum(finishes.values()), moved)


def project_finishes(problem: Problem, plan: Plan) -> Mapping[ProjectId, Slot]:
    """Each project's last end."""
    return {project: max(plan.of[a.id].end for a in activities) for project, activities in problem.activities_of.items() if activities}
