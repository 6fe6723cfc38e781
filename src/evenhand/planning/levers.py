"""The problem with levers pulled: what overtime and added people change, and what using them costs.

A lever adds capacity on one resource in some windows, for the requested project only. Each resource concerned gets a
second beside it, "with levers", that has the added capacity where the first is open; every mode that needs the first
needs the second as well, and the requested project's activities get twin modes that need the second alone. Where levers
open time in which the first is closed, the twins also need a third, "in overtime", that has just what was added then.
Nobody else's work changes its shape, so the current plan stays valid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evenhand.planning.calendars import as_array, from_array
from evenhand.planning.parts import Activity, ActivityId, Demand, Lever, ModeDependency, ProjectId, Resource, ResourceId, ResourceKind, Stretch
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem


def with_levers(problem: Problem, levers: Collection[Lever], project: ProjectId, *, using: Collection[ActivityId] = ()) -> Problem:
    """The problem in which the project's work may use these levers. The same problem if there are none.

    Mode k of an activity with n modes stays mode k; its twin, worked with levers, is mode n + k. ``using``: what has begun or is frozen, and was planned
    with these levers when they were granted.
    """
    levers = [x for x in levers if problem.resource[x.resource].kind is not ResourceKind.STOCK]
    if not levers:
        return problem
    added = {r: _Added.of(problem, r, [x for x in levers if x.resource == r], project) for r in sorted({x.resource for x in levers})}
    second = {r: a.second.id for r, a in added.items()}
    third = {r: a.third.id for r, a in added.items() if a.third is not None}
    activities = tuple(_doubled(a, second, third, twins=may_use_levers(a, project) or a.id in using) for a in problem.activities)
    everything = frozenset(r.id for r in problem.resources)

    def over_seconds(among: frozenset[ResourceId] | None) -> frozenset[ResourceId]:
        return frozenset(second.get(r, r) for r in (everything if among is None else among))

    return replace(
        problem,
        resources=(*problem.resources, *(r for a in added.values() for r in (a.second, a.third) if r is not None)),
        activities=activities,
        changeovers=tuple(replace(c, units=(*c.units, *(second[u] for u in c.units if u in second))) for c in problem.changeovers),
        same_resources=tuple(replace(t, among=over_seconds(t.among)) for t in problem.same_resources),
        different_resources=tuple(replace(t, among=over_seconds(t.among)) for t in problem.different_resources),
        mode_dependencies=tuple(_with_twins(problem, {a.id: len(a.modes) for a in activities})),
        levers=(),
    )


def may_use_levers(activity: Activity, project: ProjectId) -> bool:
    """Whether levers can touch the activity: the requested project's, neither begun nor frozen."""
    return activity.project == project and activity.actual is None and activity.frozen is None


def _with_twins(problem: Problem, modes: Mapping[ActivityId, int]) -> Iterator[ModeDependency]:
    """Mode dependencies, in which a mode and its twin count as the same."""
    for rule in problem.mode_dependencies:
        own, other = len(problem.activity[rule.activity].modes), len(problem.activity[rule.other].modes)
        others = rule.other_modes | (frozenset(m + other for m in rule.other_modes) if modes[rule.other] > other else frozenset())
        yield replace(rule, other_modes=others)
        if modes[rule.activity] > own:
            yield replace(rule, mode=rule.mode + own, other_modes=others)


@dataclass(frozen=True, slots=True)
class _Added:
    """What stands beside a resource with levers. ``third`` is None where levers open no closed time."""

    second: Resource
    third: Resource | None

    @classmethod
    def of(cls, problem: Problem, resource: ResourceId, levers: Sequence[Lever], project: ProjectId) -> _Added:
        base = problem.resource[resource]
        capacity = as_array(base.capacity, problem.horizon)
        extra = np.zeros_like(capacity)
        for lever in levers:
            for window in lever.windows:
                extra[window.start : window.end] += window.amount
        if base.kind is ResourceKind.UNIT:  # there is one of it, and who pauses on it keeps it: a lever opens closed time
            return cls(Resource(ResourceId(f"{resource} with levers"), base.kind, from_array(np.minimum(capacity + extra, 1))), None)
        own = sum(max((d.amount for m in a.modes for d in m.demands if d.resource == resource), default=0) for a in problem.activities_of[project])
        plenty = base.capacity.maximum + int(extra.max(initial=0)) + own  # never a limit
        overtime = (capacity == 0) & (extra > 0)
        second = np.where(overtime, plenty, np.where(capacity > 0, capacity + extra, 0))
        third = np.where(overtime, extra, plenty)
        return cls(
            Resource(ResourceId(f"{resource} with levers"), base.kind, from_array(second)),
            Resource(ResourceId(f"{resource} in overtime"), base.kind, from_array(third)) if overtime.any() else None,
        )


def _doubled(activity: Activity, second: Mapping[ResourceId, ResourceId], third: Mapping[ResourceId, ResourceId], *, twins: bool) -> Activity:
    if not any(d.resource in second for m in activity.modes for d in m.demands):
        return activity
    normal = tuple(
        replace(m, demands=(*m.demands, *(Demand(second[d.resource], d.amount) for d in m.demands if d.resource in second))) for m in activity.modes
    )
    if not twins or activity.stretch is Stretch.HOLDING:
        return replace(activity, modes=normal)
    worked = tuple(
        replace(
            m,
            demands=(
                *(Demand(second.get(d.resource, d.resource), d.amount) for d in m.demands),
                *(Demand(third[d.resource], d.amount) for d in m.demands if d.resource in third),
            ),
        )
        for m in activity.modes
    )
    return replace(activity, modes=(*normal, *worked))


def levers_used(problem: Problem, levers: Collection[Lever], plan: Plan) -> tuple[Lever, ...]:
    """The levers without which the plan would not fit, given what can be had: those in whose windows more is used than the base capacity.

    Where several levers add to one resource at the same time, the cheapest that cover the use count.
    """
    base = {r: as_array(problem.resource[r].capacity, problem.horizon) for r in {x.resource for x in levers}}
    used: list[Lever] = []
    for resource in sorted(base):
        normal, added = _use(problem, resource, plan, base[resource])
        # what has begun may use more than there is, levers or not
        short = np.maximum(normal + added - np.maximum(base[resource], normal), 0)
        for lever in sorted((x for x in levers if x.resource == resource), key=lambda x: (x.cost, x.windows)):
            helps = np.zeros(problem.horizon, dtype=np.int64)
            for window in lever.windows:
                helps[window.start : window.end] += window.amount
            if (np.minimum(short, helps) > 0).any():
                used.append(lever)
                short = np.maximum(short - helps, 0)
    return tuple(used)


def _use(problem: Problem, resource: ResourceId, plan: Plan, base: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """What the plan uses of the resource, slot by slot, without and with levers; the latter counts in every slot it is at work or waits in."""
    use, added = np.zeros(problem.horizon, dtype=np.int64), np.zeros(problem.horizon, dtype=np.int64)
    for assignment in plan.assignments:
        activity = problem.activity[assignment.activity]
        count = len(activity.modes)
        demand = next((d.amount for d in activity.modes[assignment.mode % count].demands if d.resource == resource), 0)
        start, end = max(assignment.start, problem.now), assignment.end
        if not demand or start >= end:
            continue
        if assignment.mode >= count:
            added[start:end] += demand
        elif activity.stretch is Stretch.PAUSABLE:
            use[start:end] += demand * (base[start:end] > 0)
        else:
            use[start:end] += demand
    return use, added
