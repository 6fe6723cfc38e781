"""Variants of a plan by least disturbance: everybody else stays where they are, and the project's own work is put in around them.

So nobody else's date moves; whether somebody's chance falls, the certificate says. Where more is wanted than fits beside the others,
`evenhand.planning.expedite` looks for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled
from evenhand.planning.insertion import Insertion, order_within, where_published
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.parts import ActivityId, ProjectId, ResourceId, ResourceKind, Slot
from evenhand.planning.plan import Plan, project_finishes
from evenhand.planning.problem import Problem
from evenhand.planning.risk import Samples

MOST_TRIED = 4  # ways of an activity on other units that are tried


class RestrictedInsertion(Insertion):
    """Puts activities in as `Insertion` does, some of them in some of their modes alone."""

    def __init__(self, compiled: Compiled, occupancy: Occupancy, allowed: Mapping[int, Collection[int]]) -> None:
        super().__init__(compiled, occupancy)
        self.allowed = allowed

    def modes_left(self, a: int) -> list[int]:
        left = super().modes_left(a)
        return left if a not in self.allowed else [m for m in left if m in self.allowed[a]]


def mended(problem: Problem) -> Plan | None:
    """The published plan as it can still be kept: who still fits stays, who no longer does is put in as early as there is room. None where that fails."""
    compiled = Compiled(problem)
    occupancy, moved = where_published(compiled)
    insertion = Insertion(compiled, occupancy)
    for p in moved:
        if not insertion.insert([a for a in compiled.activities_of[p] if a not in compiled.facts]):
            return None
    return _checked(problem, compiled, occupancy)


def beside_others(problem: Problem, others: Plan, project: ProjectId) -> Plan | None:
    """The project's work that has not begun as early as there is room beside everybody else, who stays where ``others`` has them."""
    return _beside(Compiled(problem), others, project, {})


def _beside(compiled: Compiled, others: Plan, project: ProjectId, allowed: Mapping[ActivityId, Collection[int]]) -> Plan | None:
    problem = compiled.problem
    own = compiled.activities_of[compiled.project_ids.index(project)]
    free = {a for a in own if a not in compiled.facts}
    placing = {a: place for a, place in compiled.placing_of(_known(problem, others)).items() if a not in free}
    occupancy = Occupancy(compiled, {**placing, **{a: place for a, place in compiled.facts.items() if a not in free}})
    insertion = RestrictedInsertion(compiled, occupancy, {compiled.index[a]: modes for a, modes in allowed.items()})
    if not insertion.insert(order_within(compiled, sorted(free))):
        return None
    return _checked(problem, compiled, occupancy)


def _known(problem: Problem, plan: Plan) -> Plan:
    return Plan(tuple(a for a in plan.assignments if a.activity in problem.activity))


def _checked(problem: Problem, compiled: Compiled, occupancy: Occupancy) -> Plan | None:
    plan = compiled.plan_of(occupancy.placing)
    return None if check(problem, plan) else plan


def movable(problem: Problem, plan: Plan, project: ProjectId, activity: ActivityId | None) -> ActivityId | None:
    """The activity that may move to another unit: the one named, or the project's first, of those that have not begun and have a way on other units."""
    own = sorted(problem.activities_of[project], key=lambda a: (plan.of[a.id].start, a.id != activity))
    named = [a for a in own if a.id == activity and ways_elsewhere(problem, plan, a.id)]
    return next((a.id for a in (*named, *own) if ways_elsewhere(problem, plan, a.id)), None)


def ways_elsewhere(problem: Problem, plan: Plan, activity: ActivityId) -> tuple[int, ...]:
    """The modes of work that has not begun on other units than it is planned on."""
    it = problem.activity[activity]
    if it.actual is not None or it.frozen is not None:
        return ()
    here = units_of(problem, activity, plan.of[activity].mode)
    return tuple(m for m in range(len(it.modes)) if here and (there := units_of(problem, activity, m)) and not there & here)


def units_of(problem: Problem, activity: ActivityId, mode: int) -> frozenset[ResourceId]:
    demands = problem.activity[activity].modes[mode].demands
    return frozenset(d.resource for d in demands if problem.resource[d.resource].kind is ResourceKind.UNIT)


def elsewhere(problem: Problem, plan: Plan, activity: ActivityId) -> Plan | None:
    """The project with the activity on another unit, in the way in which the project ends first."""
    project = problem.activity[activity].project
    compiled = Compiled(problem)
    found = [_beside(compiled, plan, project, {activity: {mode}}) for mode in ways_elsewhere(problem, plan, activity)[:MOST_TRIED]]
    return min((x for x in found if x is not None), key=lambda x: (end_of(problem, x, project), x.of[activity].end), default=None)


def end_of(problem: Problem, plan: Plan, project: ProjectId) -> Slot:
    return max(plan.of[a.id].end for a in problem.activities_of[project])


def freed_units(problem: Problem, plan: Plan, project: ProjectId) -> tuple[tuple[ResourceId, int], ...]:
    """Slots from now on in which the project would have each unit."""
    slots: dict[ResourceId, int] = {}
    for activity in problem.activities_of[project]:
        place = plan.of[activity.id]
        length = place.end - max(place.start, problem.now)
        if length > 0:
            for unit in units_of(problem, activity.id, place.mode):
                slots[unit] = slots.get(unit, 0) + length
    return tuple(sorted(slots.items()))


def could_be_earlier(problem: Problem, plan: Plan) -> tuple[tuple[ProjectId, Slot, Slot], ...]:
    """Who could end earlier, each taken alone while all others stay: project, end now, end then; those that gain most first."""
    compiled = Compiled(problem)
    occupancy = Occupancy(compiled, compiled.placing_of(plan))
    finishes = project_finishes(problem, plan)
    found: list[tuple[ProjectId, Slot, Slot]] = []
    for p, own in enumerate(compiled.activities_of):
        free = [a for a in own if a not in compiled.facts]
        if not free:
            continue
        before = {a: occupancy.remove(a) for a in free}
        insertion = Insertion(compiled, occupancy)
        if insertion.insert(free):
            end = max(occupancy.placing[a].end for a in own)
            if end < finishes[compiled.project_ids[p]]:
                found.append((compiled.project_ids[p], finishes[compiled.project_ids[p]], end))
            for a in free:
                occupancy.remove(a)
        for a, place in before.items():
            occupancy.add(a, place)
    return tuple(sorted(found, key=lambda x: (x[2] - x[1], x[0])))


def kept_with_chance(ends: Samples, chance: float, *, day: int) -> Slot:
    """The first slot at which a day (of so many slots) begins and by which an activity that ends so in its futures has ended with that chance."""
    ordered: Sequence[int] = np.sort(ends).tolist()
    needed = ordered[min(len(ordered) - 1, max(0, int(np.ceil(chance * len(ordered))) - 1))]
    return int(-(-needed // day) * day)
