"""What an expedite request asks for, whom it may not harm, and the rungs of means it may use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from evenhand.planning.parts import ActivityId, InvalidProblem, Lever, LeverKind, ProjectId, PromiseId, Slot
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem


@dataclass(frozen=True, slots=True)
class ExpediteRequest:
    """A request that a project reach a promise (None: its only one, or else its finish) by ``by`` (``end <= by``), with these levers at most."""

    project: ProjectId
    promise: PromiseId | None
    by: Slot
    levers: frozenset[LeverKind] = frozenset()


def resolve(problem: Problem, request: ExpediteRequest) -> tuple[ExpediteRequest, PromiseId | None]:
    """The request with its promise settled: the one named, the project's only one, or None for its finish."""
    if request.project not in problem.activities_of:
        raise InvalidProblem("expedite request", f"Must name a known project; {request.project} is unknown.")
    if not problem.activities_of[request.project]:
        raise InvalidProblem("expedite request", f"Must name a project with activities; {request.project} has none.")
    own = [p.id for p in problem.promises if problem.activity[p.activity].project == request.project]
    if request.promise is not None and request.promise not in own:
        known = ", ".join(own) or "none"
        raise InvalidProblem("expedite request", f"Must name a promise of project {request.project}; {request.promise} is not one ({known}).")
    promise = request.promise if request.promise is not None else own[0] if len(own) == 1 else None
    return replace(request, promise=promise), promise


def wanted_activities(problem: Problem, project: ProjectId, promise: PromiseId | None) -> tuple[ActivityId, ...]:
    """The activities whose last end is requested: the promise's, or all of the project's."""
    if promise is not None:
        return (problem.promise[promise].activity,)
    return tuple(a.id for a in problem.activities_of[project])


def limits_of_others(problem: Problem, before: Plan, project: ProjectId, requested: PromiseId | None) -> dict[ActivityId, Slot]:
    """How late others may end at most: on time stays on time, late gets no later; projects without a promise finish no later."""
    limits: dict[ActivityId, Slot] = {}
    promised = set()
    for promise in problem.promises:
        promised.add(problem.activity[promise.activity].project)
        if promise.id != requested:
            limit = max(promise.due, before.of[promise.activity].end)
            limits[promise.activity] = min(limit, limits.get(promise.activity, limit))
    for other, activities in problem.activities_of.items():
        if other not in promised and other != project and activities:
            finish = max(before.of[a.id].end for a in activities)
            for a in activities:
                limits[a.id] = min(finish, limits.get(a.id, finish))
    return limits


def ladder(problem: Problem, kinds: frozenset[LeverKind]) -> Iterator[tuple[str, tuple[Lever, ...]]]:
    """The rungs, cheapest means first: reorder; overtime; an added person; both."""
    yield "reorder", ()
    by_kind = {kind: tuple(x for x in problem.levers if x.kind is kind) for kind in (LeverKind.OVERTIME, LeverKind.ADDED_PERSON) if kind in kinds}
    for kind, levers in by_kind.items():
        if levers:
            yield str(kind), levers
    if len(by_kind) == 2 and all(by_kind.values()):
        yield "both", tuple(x for levers in by_kind.values() for x in levers)
