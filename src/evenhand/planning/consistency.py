"""What the parts of a problem must have in common: one small function a rule, the message is the rule and the value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from evenhand.planning.parts import DifferentResources, InvalidProblem, LinkKind, ResourceKind, SameResources, Stretch

if TYPE_CHECKING:
    from evenhand.planning.parts import ActivityId
    from evenhand.planning.problem import Problem


def check_consistency(problem: Problem) -> None:
    """Raise `InvalidProblem` for the first rule that the problem breaks."""
    ids_are_unique(problem)
    activities_know_their_project(problem)
    demands_can_be_met(problem)
    references_exist(problem)
    changeovers_are_on_units(problem)
    dates_lie_in_the_horizon(problem)
    actuals_are_past(problem)
    no_positive_cycle(problem)


def ids_are_unique(problem: Problem) -> None:
    kinds: tuple[tuple[str, Iterable[str]], ...] = (
        ("resource", (r.id for r in problem.resources)),
        ("project", (p.id for p in problem.projects)),
        ("activity", (a.id for a in problem.activities)),
        ("promise", (p.id for p in problem.promises)),
        ("lever", (x.id for x in problem.levers)),
        ("published", (p.activity for p in problem.published)),
    )
    for kind, ids in kinds:
        twice = [name for name, count in Counter(ids).items() if count > 1]
        if twice:
            raise InvalidProblem(f"{kind} {twice[0]}", "Must be named once; its id is used again.")


def activities_know_their_project(problem: Problem) -> None:
    projects = {p.id for p in problem.projects}
    for activity in problem.activities:
        if activity.project not in projects:
            raise InvalidProblem(f"activity {activity.id}", f"Must belong to a known project; {activity.project} is unknown.")


def demands_can_be_met(problem: Problem) -> None:
    highest = {r.id: r.capacity.maximum for r in problem.resources}
    units = {r.id for r in problem.resources if r.kind is ResourceKind.UNIT}
    for activity in problem.activities:
        too_much: list[str] = []
        for index, mode in enumerate(activity.modes):
            for demand in mode.demands:
                where = f"activity {activity.id}, mode {index}"
                if demand.resource not in highest:
                    raise InvalidProblem(where, f"Must need known resources; {demand.resource} is unknown.")
                if demand.resource in units and demand.amount != 1:
                    raise InvalidProblem(where, f"Must need exactly 1 of unit {demand.resource}; needs {demand.amount}.")
            excess = [d for d in mode.demands if d.amount > highest[d.resource]]
            if excess:
                too_much.append(f"{excess[0].amount} of {excess[0].resource}, which never has more than {highest[excess[0].resource]}")
        if len(too_much) == len(activity.modes) and activity.actual is None:
            raise InvalidProblem(f"activity {activity.id}", f"Must need no more than there ever is; needs {too_much[0]}.")


def references_exist(problem: Problem) -> None:
    modes = {a.id: len(a.modes) for a in problem.activities}
    resources = {r.id for r in problem.resources}

    def must_know(where: str, activity: ActivityId) -> None:
        if activity not in modes:
            raise InvalidProblem(where, f"Must name known activities; {activity} is unknown.")

    for link in problem.links:
        where = f"link {link.before} -> {link.after}"
        must_know(where, link.before)
        must_know(where, link.after)
    ties: tuple[SameResources | DifferentResources, ...] = (*problem.same_resources, *problem.different_resources)
    for tie in ties:
        where = f"tie {tie.first} - {tie.second}"
        must_know(where, tie.first)
        must_know(where, tie.second)
        for resource in tie.among or ():
            if resource not in resources:
                raise InvalidProblem(where, f"Must name known resources; {resource} is unknown.")
    for run in problem.consecutives:
        must_know(f"campaign {run.before} -> {run.after}", run.before)
        must_know(f"campaign {run.before} -> {run.after}", run.after)
    for rule in problem.mode_dependencies:
        where = f"mode dependency {rule.activity} -> {rule.other}"
        must_know(where, rule.activity)
        must_know(where, rule.other)
        for activity, mode in ((rule.activity, rule.mode), *((rule.other, m) for m in sorted(rule.other_modes))):
            if not 0 <= mode < modes[activity]:
                raise InvalidProblem(where, f"Must name modes that exist; {activity} has {modes[activity]}, {mode} is named.")
    for promise in problem.promises:
        must_know(f"promise {promise.id}", promise.activity)
    for lever in problem.levers:
        if lever.resource not in resources:
            raise InvalidProblem(f"lever {lever.id}", f"Must name a known resource; {lever.resource} is unknown.")
    for place in problem.published:
        must_know(f"published {place.activity}", place.activity)
        if not 0 <= place.mode < modes[place.activity]:
            raise InvalidProblem(f"published {place.activity}", f"Must have a mode below {modes[place.activity]}; is {place.mode}.")


def changeovers_are_on_units(problem: Problem) -> None:
    units = {r.id for r in problem.resources if r.kind is ResourceKind.UNIT}
    seen: set[str] = set()
    bands: dict[str, int] = {}
    for changeovers in problem.changeovers:
        for unit in changeovers.units:
            where = f"changeovers on {unit}"
            if unit not in units:
                raise InvalidProblem(where, "Must be on a unit; is not one.")
            if unit in seen:
                raise InvalidProblem(where, "Must be given once for a unit; are given again.")
            seen.add(unit)
            bands[unit] = len(changeovers.between)
    for activity in problem.activities:
        if activity.product is None:
            continue
        for demand in (d for m in activity.modes for d in m.demands):
            if not 0 <= activity.band < bands.get(demand.resource, activity.band + 1):
                raise InvalidProblem(
                    f"activity {activity.id}",
                    f"Must have a band that {demand.resource} knows; {activity.band} is not below {bands[demand.resource]}.",
                )


def dates_lie_in_the_horizon(problem: Problem) -> None:
    horizon = problem.horizon
    if not 0 <= problem.now <= horizon:
        raise InvalidProblem("problem", f"Must have 0 <= now <= horizon; is {problem.now}, {horizon}.")
    if not 0 <= problem.frozen_until <= horizon:
        raise InvalidProblem("problem", f"Must have 0 <= frozen until <= horizon; is {problem.frozen_until}, {horizon}.")
    for activity in problem.activities:
        latest = max(activity.earliest_start, activity.hold_until or 0, activity.frozen.start if activity.frozen else 0)
        if latest > horizon:
            raise InvalidProblem(f"activity {activity.id}", f"Must start within the horizon of {horizon}; may not start before {latest}.")
    for promise in problem.promises:
        if not 0 <= promise.due <= horizon:
            raise InvalidProblem(f"promise {promise.id}", f"Must be due within the horizon of {horizon}; is due at {promise.due}.")


def actuals_are_past(problem: Problem) -> None:
    for activity in problem.activities:
        actual = activity.actual
        if actual is None:
            continue
        latest = actual.start if actual.end is None else actual.end
        if latest > problem.now:
            raise InvalidProblem(f"activity {activity.id}", f"Must have actuals at or before now, {problem.now}; has {latest}.")


def no_positive_cycle(problem: Problem) -> None:
    """No activity may have to come after itself: the least time around any circle of links is 0 or less."""
    edges = _least_times(problem)
    left = _on_circles(edges)
    tail = np.array([a for a, _, _ in left], dtype=np.int64)
    head = np.array([b for _, b, _ in left], dtype=np.int64)
    weight = np.array([w for _, _, w in left], dtype=np.int64)
    reach = np.zeros(2 * len(problem.activities), dtype=np.int64)
    for _ in range(len(set(tail.tolist())) + 1):
        better = reach.copy()
        np.maximum.at(better, head, reach[tail] + weight)
        if np.array_equal(better, reach):
            return
        reach = better
    names = sorted({problem.activities[v // 2].id for v in _one_circle(left, reach)})
    shown = ", ".join(names[:6]) + (" ..." if len(names) > 6 else "")
    raise InvalidProblem(f"links among {shown}", "Must not lead an activity back to after itself; these do.")


def _least_times(problem: Problem) -> list[tuple[int, int, int]]:
    """Edges (from, to, least time) between starts (2i) and ends (2i + 1); work of one fixed length is its start alone."""
    index = {a.id: i for i, a in enumerate(problem.activities)}
    edges: list[tuple[int, int, int]] = []
    one_point: list[int | None] = []
    for i, activity in enumerate(problem.activities):
        shortest, longest = min(m.duration for m in activity.modes), max(m.duration for m in activity.modes)
        fixed = activity.stretch is Stretch.FIXED
        one_point.append(shortest if fixed and shortest == longest else None)
        if one_point[i] is None:
            edges.append((2 * i, 2 * i + 1, shortest))
            if fixed:
                edges.append((2 * i + 1, 2 * i, -longest))

    def point(i: int, *, at_end: bool) -> tuple[int, int]:
        length = one_point[i]
        if length is None:
            return 2 * i + at_end, 0
        return 2 * i, length if at_end else 0

    for link in problem.links:
        tail, before = point(index[link.before], at_end=link.kind in (LinkKind.FS, LinkKind.FF))
        head, after = point(index[link.after], at_end=link.kind in (LinkKind.SF, LinkKind.FF))
        edges.append((tail, head, before + link.lag - after))
    return edges


def _on_circles(edges: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The edges left when points that nothing leads to are taken away again and again."""
    incoming = Counter(head for _, head, _ in edges)
    outgoing: dict[int, list[int]] = {}
    for tail, head, _ in edges:
        outgoing.setdefault(tail, []).append(head)
    free = [v for v in outgoing if not incoming[v]]
    gone: set[int] = set()
    while free:
        v = free.pop()
        gone.add(v)
        for head in outgoing.get(v, ()):
            incoming[head] -= 1
            if not incoming[head]:
                free.append(head)
    return [e for e in edges if e[0] not in gone]


def _one_circle(edges: list[tuple[int, int, int]], reach: np.typing.NDArray[np.int64]) -> list[int]:
    """The points of a circle along which ``reach`` still rises: walk back along edges that raise, until a point comes again."""
    before: dict[int, int] = {}
    for tail, head, weight in edges:
        if reach[tail] + weight >= reach[head]:
            before[head] = tail
    v = next(head for tail, head, weight in edges if reach[tail] + weight > reach[head])
    walked: list[int] = []
    while v not in walked and v in before:
        walked.append(v)
        v = before[v]
    return walked[walked.index(v) :] if v in walked else walked
