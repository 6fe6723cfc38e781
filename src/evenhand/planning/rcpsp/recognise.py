"""Whether a problem is of the family, and its arrays if so."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.planning.canonical import canonical_order
from evenhand.planning.parts import LinkKind, ResourceKind
from evenhand.planning.problem import Objective, Problem
from evenhand.planning.rcpsp.arrays import RcpspArrays

MOST_CAPACITY = 2**40
MOST_SLOTS = 2_000_000  # of all activities one after the other: schedules are generated slot by slot


@dataclass(frozen=True)
class Recognised:
    """``arrays``: in canonical order, so that names and positions decide nothing. Row p is the problem's activity ``activities[p]``.

    All times are counted from ``origin``: a start of the problem is ``origin`` plus a start of the arrays.
    """

    arrays: RcpspArrays
    activities: tuple[int, ...]
    origin: int


def recognise(problem: Problem) -> Recognised | None:
    """The problem as arrays, or None where it is more than the family.

    Of the family: makespan; every resource renewable and of one constant capacity; one mode; finish-start links without
    lags; nothing started, frozen or with a hard limit; no ties, campaigns or changeovers; not too many slots. Earliest starts are kept as releases.
    """
    if not (_plain_objective(problem) and _plain_resources(problem) and _plain_links(problem) and _plain_activities(problem)):
        return None
    order = canonical_order(problem)
    column = {problem.resources[k].id: c for c, k in enumerate(order.resources)}
    row = {problem.activities[i].id: p for p, i in enumerate(order.activities)}
    releases = [max(a.earliest_start, a.hold_until or 0, problem.now, problem.frozen_until) for a in problem.activities]
    origin = min(releases, default=0)
    if sum(a.modes[0].duration for a in problem.activities) + max(releases, default=0) - origin > MOST_SLOTS:
        return None
    demands = [[0] * len(column) for _ in row]
    for p, i in enumerate(order.activities):
        for demand in problem.activities[i].modes[0].demands:
            demands[p][column[demand.resource]] = demand.amount
    successors: list[set[int]] = [set() for _ in row]
    for link in problem.links:
        successors[row[link.before]].add(row[link.after])
    arrays = RcpspArrays.of(
        [problem.activities[i].modes[0].duration for i in order.activities],
        demands,
        [problem.resources[k].capacity.at(0) for k in order.resources],
        [sorted(s) for s in successors],
        [releases[i] - origin for i in order.activities],
    )
    return Recognised(arrays, order.activities, origin)


def _plain_objective(problem: Problem) -> bool:
    ties = problem.same_resources or problem.different_resources or problem.mode_dependencies or problem.consecutives
    return problem.objective is Objective.MAKESPAN and not ties


def _plain_resources(problem: Problem) -> bool:
    constant = all(len(r.capacity.steps) == 1 and r.capacity.maximum <= MOST_CAPACITY for r in problem.resources)
    return constant and not problem.changeovers and all(r.kind is not ResourceKind.STOCK for r in problem.resources)


def _plain_links(problem: Problem) -> bool:
    return all(x.kind is LinkKind.FS and x.lag == 0 and x.max_lag is None for x in problem.links)


def _plain_activities(problem: Problem) -> bool:
    """One mode, no facts, no hard limit. A milestone on a unit may not lie inside another activity's span: not of the family."""
    units = {r.id for r in problem.resources if r.kind is ResourceKind.UNIT}
    for activity in problem.activities:
        if len(activity.modes) != 1 or activity.actual or activity.frozen or activity.latest_end is not None:
            return False
        mode = activity.modes[0]
        if mode.duration == 0 and any(d.resource in units for d in mode.demands):
            return False
    return True
