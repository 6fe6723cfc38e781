"""The plan as a network: who hands which resource to whom.

A plan says when; the network says after whom. Whoever uses a resource has it from those who had it before (resource flow:
Artigues & Roubellat 2000; partial-order schedules by chaining: Policella, Cesta, Oddo & Smith 2007). If every activity waits
for its links and for those who hand it something, then however late anything gets, no resource is ever used twice at once.

A resource of capacity n is n pieces. Where its capacity falls below its highest value, but not to nothing, some pieces are
away; who holds such a piece may not start so that it is needed then. Where the capacity is nothing the resource is closed:
that is its calendar's business, and whoever holds a piece keeps it until work goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from evenhand.planning.calendars import as_array
from evenhand.planning.parts import ActivityId, Demand, LinkKind, Resource, ResourceId, ResourceKind, Slot
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.streams import Streams, streams

Spans = tuple[tuple[Slot, Slot], ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """``before`` hands ``amount`` of the resource to ``after``: start(after) >= end(before) + gap.

    ``gap`` is the changeover between them in slots, repeated with ``fail_chance``.
    """

    before: ActivityId
    after: ActivityId
    resource: ResourceId
    amount: int
    gap: Slot = 0
    fail_chance: float = 0.0


@dataclass(frozen=True)
class FlowNetwork:
    """Handovers, beside the problem's links; and when pieces are away.

    ``away``: for an activity, the half-open spans over which some piece it holds is away.
    """

    problem: Problem
    plan: Plan
    handovers: tuple[Handover, ...]
    away: Mapping[ActivityId, Spans]
    streams: Streams = field(repr=False)

    @cached_property
    def handed_to(self) -> Mapping[ActivityId, tuple[Handover, ...]]:
        found: dict[ActivityId, list[Handover]] = defaultdict(list)
        for handover in self.handovers:
            found[handover.after].append(handover)
        return {activity: tuple(handovers) for activity, handovers in found.items()}


def flow_network(problem: Problem, plan: Plan) -> FlowNetwork:
    """Who hands which resource to whom in a plan that the checker has passed.

    The choice among those who could hand over is the same for the same content: first those who must come before anyhow
    (nothing new to wait for), then those who already hand something over, then the same project (a project's delays stay its
    own), then who has been free longest.

    Raises
    ------
    ValueError
        If the plan needs more of a resource than there is.
    """
    ranks = streams(problem, plan)
    users = _Users(problem, plan, ranks)
    handovers: list[Handover] = []
    crews: dict[ActivityId, list[_Pieces]] = defaultdict(list)
    for resource in problem.resources:
        using = users.of(resource)
        if resource.kind is ResourceKind.UNIT:
            handovers += _sequence(problem, resource, using)
        elif resource.kind is not ResourceKind.STOCK:
            found, pieces = _Chains(problem, users, resource).run(using)
            handovers += found
            for group in pieces:
                if group.away:
                    for activity in group.users:
                        crews[activity].append(group)
    kept = [h for h in handovers if plan.of[h.before].end + h.gap <= plan.of[h.after].start]  # facts alone may break a changeover
    return FlowNetwork(problem, plan, tuple(kept), _away(crews), ranks)


@dataclass(frozen=True, slots=True)
class _Use:
    """One activity on one resource."""

    activity: ActivityId
    amount: int
    start: Slot
    end: Slot
    is_fact: bool


class _Users:
    """The plan's activities in order of time, ties by links and then by content."""

    def __init__(self, problem: Problem, plan: Plan, ranks: Streams) -> None:
        self.problem = problem
        depth = _depths(problem)
        place = {a.id: (plan.of[a.id].start, plan.of[a.id].end, depth[a.id], int(ranks.rank[i])) for i, a in enumerate(problem.activities)}
        self.place: Mapping[ActivityId, tuple[Slot, Slot, int, int]] = place
        self.in_order = sorted(problem.activities, key=lambda a: place[a.id])
        self._demands: dict[ResourceId, list[tuple[ActivityId, Demand]]] = defaultdict(list)
        for a in self.in_order:
            for demand in a.modes[plan.of[a.id].mode].demands:
                self._demands[demand.resource].append((a.id, demand))
        self._facts = {a.id for a in problem.activities if a.actual is not None}
        self.comes_after = _comes_after(problem, [a.id for a in self.in_order])
        self.index = {a.id: i for i, a in enumerate(self.in_order)}
        self.project = {a.id: a.project for a in problem.activities}

    def of(self, resource: Resource) -> list[_Use]:
        return [_Use(a, d.amount, self.place[a][0], self.place[a][1], a in self._facts) for a, d in self._demands[resource.id]]


def _depths(problem: Problem) -> Mapping[ActivityId, int]:
    """How many links and campaign ties lead to each activity at most; in a circle, as many as there are rounds."""
    at = {a.id: i for i, a in enumerate(problem.activities)}
    pairs = [(at[x.before], at[x.after]) for x in problem.links] + [(at[x.before], at[x.after]) for x in problem.consecutives]
    before, after = np.array([p[0] for p in pairs], dtype=np.int64), np.array([p[1] for p in pairs], dtype=np.int64)
    depth = np.zeros(len(at), dtype=np.int64)
    for _ in range(len(at)):
        deeper = depth.copy()
        np.maximum.at(deeper, after, depth[before] + 1)
        if np.array_equal(deeper, depth):
            break
        depth = deeper
    return {a.id: int(depth[i]) for i, a in enumerate(problem.activities)}


def _comes_after(problem: Problem, in_order: Sequence[ActivityId]) -> Mapping[ActivityId, int]:
    """For each activity, as bits by place in order, those that by the links alone must have ended when it starts."""
    index = {a: i for i, a in enumerate(in_order)}
    into: dict[ActivityId, list[tuple[ActivityId, bool]]] = defaultdict(list)
    for link in problem.links:
        if link.kind in (LinkKind.FS, LinkKind.SS) and link.lag >= 0:
            into[link.after].append((link.before, link.kind is LinkKind.FS))
    ended: dict[ActivityId, int] = {}
    for activity in in_order:
        bits = 0
        for before, its_end in into[activity]:
            bits |= ended.get(before, 0) | (1 << index[before] if its_end else 0)
        ended[activity] = bits
    return ended


def _sequence(problem: Problem, unit: Resource, using: Sequence[_Use]) -> list[Handover]:
    """A unit's activities one after another, with the changeovers between those that have a product."""
    changeovers = problem.changeovers_on.get(unit.id)
    found: dict[tuple[ActivityId, ActivityId], Handover] = {}
    holders: list[_Use] = []
    last_product: _Use | None = None
    for use in using:
        if not use.is_fact:
            for holder in holders:
                found[holder.activity, use.activity] = Handover(holder.activity, use.activity, unit.id, 1)
        has_product = problem.activity[use.activity].product is not None
        if changeovers is not None and last_product is not None and has_product and not use.is_fact:
            gap = changeovers.duration(problem.activity[last_product.activity], problem.activity[use.activity])
            done = last_product.is_fact and last_product.end + gap <= problem.now
            chance = 0.0 if done or gap == 0 else changeovers.fail_chance
            found[last_product.activity, use.activity] = Handover(last_product.activity, use.activity, unit.id, 1, gap, chance)
        holders = [h for h in holders if use.is_fact and h.end > use.start] + [use]
        last_product = use if has_product else last_product
    return list(found.values())


@dataclass(slots=True)
class _Pieces:
    """So many pieces of a resource with one history: who had them, who had them last, until when, and when they are away."""

    amount: int
    users: list[ActivityId]
    holders: list[ActivityId]
    until: Slot
    away: list[tuple[Slot, Slot]]

    def split(self, amount: int) -> _Pieces:
        self.amount -= amount
        return _Pieces(amount, list(self.users), list(self.holders), self.until, list(self.away))


class _Chains:
    """One pool's or qualification's pieces, handed on in order of time."""

    def __init__(self, problem: Problem, users: _Users, resource: Resource) -> None:
        self.problem, self.users, self.resource = problem, users, resource
        self.absences, most = _absences(resource, problem.now, problem.horizon)
        self.pieces = [_Pieces(most, [], [], 0, [])] if most else []
        self.found: dict[tuple[ActivityId, ActivityId], int] = defaultdict(int)

    def run(self, using: Sequence[_Use]) -> tuple[list[Handover], list[_Pieces]]:
        absences = iter(self.absences)
        absence = next(absences, None)
        for use in using:
            if use.start == use.end or use.end <= self.problem.now:
                continue
            while absence is not None and absence[0] < use.start:
                self._take_away(*absence)
                absence = next(absences, None)
            self._hand_to(use)
        while absence is not None:
            self._take_away(*absence)
            absence = next(absences, None)
        return [Handover(b, a, self.resource.id, n) for (b, a), n in self.found.items()], self.pieces

    def _hand_to(self, use: _Use) -> None:
        free = sorted((p for p in self.pieces if p.until <= use.start), key=lambda p: self._preference(use, p))
        missing = use.amount
        for pieces in free:
            if not missing:
                break
            taken = self._take(pieces, missing)
            missing -= taken.amount
            if not use.is_fact:
                for holder in taken.holders:
                    self.found[holder, use.activity] += taken.amount
            taken.users.append(use.activity)
            taken.holders, taken.until = [use.activity], use.end
        if not missing:
            return
        if not use.is_fact:
            message = f"{use.activity} needs {missing} more of {self.resource.id} at slot {use.start} than there is; has the plan been checked?"
            raise ValueError(message)
        for pieces in sorted(self.pieces, key=lambda p: p.until):  # facts may hold more than there is: they share, and all are waited for
            if missing and use.activity not in pieces.holders:
                taken = self._take(pieces, missing)
                missing -= taken.amount
                taken.users.append(use.activity)
                taken.holders, taken.until = [*taken.holders, use.activity], max(taken.until, use.end)

    def _take(self, pieces: _Pieces, amount: int) -> _Pieces:
        if pieces.amount <= amount:
            return pieces
        taken = pieces.split(amount)
        self.pieces.append(taken)
        return taken

    def _preference(self, use: _Use, pieces: _Pieces) -> tuple[object, ...]:
        """Those who must come before anyhow, those who hand something over already, the same project, who is free longest; ties by content."""
        users, found = self.users, self.found
        must, project = users.comes_after[use.activity], users.project[use.activity]
        new = unlinked = foreign = False
        last: tuple[int, ...] = ()
        for holder in pieces.holders:
            new |= not must >> users.index[holder] & 1
            unlinked |= (holder, use.activity) not in found
            foreign |= users.project[holder] != project
            last = max(last, users.place[holder])
        return (new, unlinked, foreign, pieces.until, last, len(pieces.away), pieces.away[-1:])

    def _take_away(self, start: Slot, end: Slot, amount: int) -> None:
        """Those that have been away most, then those free longest; pieces that only facts hold if there are no others."""
        order = sorted(self.pieces, key=lambda p: (p.until > start, -len(p.away), p.until, max((self.users.place[h] for h in p.holders), default=())))
        for pieces in order:
            if not amount:
                break
            taken = self._take(pieces, amount)
            amount -= taken.amount
            taken.away.append((start, end))
            taken.until = max(taken.until, end)


def _absences(resource: Resource, now: Slot, horizon: Slot) -> tuple[list[tuple[Slot, Slot, int]], int]:
    """When how many pieces are away from ``now`` to the horizon, by start; and how many pieces there are.

    Over closed time as many are away as before it: whoever holds a piece then keeps it.
    """
    if len(resource.capacity.steps) == 1:
        return [], resource.capacity.maximum
    capacity = as_array(resource.capacity, horizon)[now:]
    opened = np.flatnonzero(capacity)
    if not len(opened):
        return [], 0
    most = int(capacity.max())
    last_open = np.maximum.accumulate(np.where(capacity > 0, np.arange(len(capacity)), opened[0]))
    missing = most - capacity[last_open]
    changes = [0, *(np.flatnonzero(np.diff(missing)) + 1).tolist(), len(missing)]
    stack: list[tuple[Slot, int]] = []
    found: list[tuple[Slot, Slot, int]] = []
    level = 0
    for at in changes:
        target = int(missing[at]) if at < len(missing) else 0
        if target > level:
            stack.append((now + at, target - level))
        while level - target > 0 and stack:
            begun, amount = stack.pop()
            ending = min(amount, level - target)
            found.append((begun, now + at, ending))
            level -= ending
            if ending < amount:
                stack.append((begun, amount - ending))
        level = target
    return sorted(found), most


def _away(crews: Mapping[ActivityId, Sequence[_Pieces]]) -> Mapping[ActivityId, Spans]:
    """For each activity the union of its pieces' absences; the same tuple for the same pieces."""
    united: dict[tuple[int, ...], Spans] = {}
    found: dict[ActivityId, Spans] = {}
    for activity, groups in crews.items():
        key = tuple(sorted(id(g) for g in groups))
        if key not in united:
            spans: list[tuple[Slot, Slot]] = []
            for start, end in sorted(s for g in groups for s in g.away):
                if spans and start <= spans[-1][1]:
                    spans[-1] = (spans[-1][0], max(spans[-1][1], end))
                else:
                    spans.append((start, end))
            united[key] = tuple(spans)
        found[activity] = united[key]
    return found
