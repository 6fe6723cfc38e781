"""Why is this late, and what would help most.

From the promised activity backwards: what decides each start, on the flow network and by the plan's own times. Then what
would help, computed and not guessed: one thing on the chain is taken away or made smaller, the whole network is moved as
early as its order allows, and the promised end is compared with the same without the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from evenhand.planning.flow import FlowNetwork, Handover, flow_network
from evenhand.planning.futures import BEGUN_FIXED, BEGUN_PAUSABLE, DONE, FIXED, FREE, PAUSABLE, RELEASE, Futures, Records, as_futures, tight_start
from evenhand.planning.parts import Activity, ActivityId, Link, ProjectId, PromiseId, Slot
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.reasons import Binding, BindingKind, Help, HelpKind, Step, ToText, binding_sentence, help_sentence, in_slots
from evenhand.planning.right_shift import BOUND, END, Block, Run, run_block
from evenhand.planning.unhindered import first_allowed

SHORTER = 4  # "in a quarter less time"


@dataclass(frozen=True)
class Explanation:
    """Why a promised activity ends when it does: the chain from it backwards, and what would help, most first."""

    promise: PromiseId
    project: ProjectId
    activity: ActivityId
    due: Slot
    end: Slot
    steps: tuple[Step, ...]
    helps: tuple[Help, ...]
    project_of: Mapping[ActivityId, ProjectId]

    @property
    def late_by(self) -> Slot:
        return max(0, self.end - self.due)

    @property
    def longest(self) -> Slot:
        """The longest length of time that its sentences name, in slots: for choosing one unit for all of them."""
        waits = [b.wait for step in self.steps for b in step.bindings]
        return max([self.late_by, *waits, *(h.earlier for h in self.helps)])

    def sentences(
        self, to_text: ToText = str, to_length: ToText = in_slots, *, to_end: ToText | None = None, most_helps: int = 10
    ) -> tuple[str, ...]:
        """The explanation in words, with the ``most_helps`` that help most.

        ``to_text`` turns a slot into the moment at which something begins, ``to_end`` (if it differs) into that at which something has
        ended, ``to_length`` a number of slots into a length of time.
        """
        to_end = to_end or to_text
        lateness = f"{to_length(self.late_by)} after" if self.late_by else "not after"
        head = f"{self.activity} ends at {to_end(self.end)}, {lateness} its due, {to_end(self.due)}."
        chain = [binding_sentence(b, to_text, to_length, to_end) for step in self.steps for b in step.bindings]
        return (head, *chain, *(help_sentence(h, self.activity, to_length) for h in self.helps[:most_helps]))

    def for_sponsor(self) -> Explanation:
        """The same with nothing about other projects, not even that there are any: a resource is available from a date.

        The chain ends where it leaves the project; what would help is told only where it is the project's own.
        """
        steps = []
        for step in self.steps:
            if self.project_of[step.activity] != self.project:
                break
            steps.append(replace(step, bindings=tuple(self._own(b) for b in step.bindings)))
            if any(b.kind is BindingKind.AVAILABLE for b in steps[-1].bindings):
                break
        helps = tuple(
            h for h in self.helps if h.kind not in (HelpKind.ONE_MORE, HelpKind.ORDER) and self._is_own(h.activity) and self._is_own(h.other)
        )
        own = {a: p for a, p in self.project_of.items() if p == self.project}
        return replace(self, steps=tuple(steps), helps=helps, project_of=own)

    def _is_own(self, activity: ActivityId | None) -> bool:
        return activity is None or self.project_of[activity] == self.project

    def _own(self, binding: Binding) -> Binding:
        if self._is_own(binding.other):
            return binding
        return Binding(BindingKind.AVAILABLE, binding.activity, binding.until, resource=binding.resource)


def explain(problem: Problem, plan: Plan, promise_id: PromiseId) -> Explanation:
    """Why a checked plan has a promised activity when it has it, and what would help most.

    Raises
    ------
    KeyError
        If there is no such promise.
    """
    promise = problem.promise[promise_id]
    ready = as_futures(flow_network(problem, plan))
    position = {a.id: i for i, a in enumerate(problem.activities)}
    target = int(ready.ends_at[position[promise.activity]])
    steps = tuple(_Chain(ready).back_from(target))
    what_if = _WhatIf(ready, target)
    helps = what_if.helps([step.activity for step in steps])
    return Explanation(
        promise_id,
        problem.activity[promise.activity].project,
        promise.activity,
        promise.due,
        plan.of[promise.activity].end,
        steps,
        helps,
        {a.id: a.project for a in problem.activities},
    )


def _floors(problem: Problem, activity: Activity) -> Iterator[Binding]:
    """What the calendar of dates, rather than another activity, makes a start wait for."""
    if activity.actual is not None:
        yield Binding(BindingKind.STARTED, activity.id, activity.actual.start)
    elif activity.frozen is not None:
        yield Binding(BindingKind.FROZEN, activity.id, activity.frozen.start)
    else:
        yield Binding(BindingKind.NOW, activity.id, problem.now)
        yield Binding(BindingKind.FROZEN_WEEKS, activity.id, problem.frozen_until)
        yield Binding(BindingKind.HOLD, activity.id, activity.hold_until or 0)
        yield Binding(BindingKind.MATERIAL, activity.id, activity.earliest_start)


class _Chain:
    """The chain of what decides, by the plan's own times."""

    def __init__(self, ready: Futures) -> None:
        self.ready = ready
        self.problem = ready.network.problem
        at = [ready.network.plan.of[self.problem.activities[i].id] for i in ready.activity_at]
        self.start, self.end = [a.start for a in at], [a.end for a in at]
        work_end = [s + int(n) for s, n in zip(self.start, ready.nodes["likely"], strict=True)]
        released = {int(n["start"]) for n in ready.nodes if n["kind"] == RELEASE}
        self.end = [
            work_end[k] if k in released and self.problem.activities[ready.activity_at[k]].actual is None else e for k, e in enumerate(self.end)
        ]

    def back_from(self, node: int) -> Iterator[Step]:
        seen: set[int] = set()
        while node >= 0 and node not in seen:
            seen.add(node)
            activity = self.problem.activities[self.ready.activity_at[node]]
            if self.ready.nodes[node]["kind"] == RELEASE:
                bindings, node = self._release(node, activity.id)
            else:
                bindings, node = self._deciding(node, activity)
            if bindings:
                at = self.ready.network.plan.of[activity.id]
                yield Step(activity.id, at.start, at.end, bindings)

    def _release(self, node: int, activity: ActivityId) -> tuple[tuple[Binding, ...], int]:
        """Either what it waits for before it gives its resources back, or its own work."""
        work = int(self.ready.nodes[node]["start"])
        waits = [(moment, source, cause) for moment, _, source, cause in self._waits(node) if source != work]
        if not waits:
            return (), work
        moment, source, cause = max(waits, key=lambda w: (w[0], -w[1]))
        if moment <= self.end[work] or moment < self.end[node]:
            return (), work
        assert isinstance(cause, Link)
        other = cause.after if cause.before == activity else cause.before
        return (Binding(BindingKind.RELEASE, activity, moment, other),), source

    def _waits(self, node: int) -> Iterator[tuple[Slot, bool, int, Link | Handover | None]]:
        """Each wait of the node: from when it allows the start, whether it is on the end, what it waits for, and why."""
        records = self.ready.waits
        for c in range(self.ready.nodes[node]["wait_first"], self.ready.nodes[node]["wait_last"]):
            source, to_end = int(records[c]["source"]), bool(records[c]["to_end"])
            moment = (self.end if records[c]["from_end"] else self.start)[source] + int(records[c]["lag"])
            back = int(self.ready.nodes[node]["likely"]) if to_end else 0
            yield moment - back, to_end, source, self.ready.causes[c]

    def _deciding(self, node: int, activity: Activity) -> tuple[tuple[Binding, ...], int]:
        """What decides the start, closed time after it, and where the chain goes on (-1: nowhere)."""
        floor = max(_floors(self.problem, activity), key=lambda b: b.until)
        if floor.kind is BindingKind.STARTED:
            return (floor,), -1
        best, follow = floor, -1
        waits = sorted(self._waits(node), key=lambda w: (-w[0], isinstance(w[3], Handover), -w[2]))
        if waits and (waits[0][0] > floor.until or (waits[0][0] == floor.until and floor.kind in (BindingKind.NOW, BindingKind.FROZEN_WEEKS))):
            best, follow = _of_cause(activity.id, waits[0][0], waits[0][3]), waits[0][2]
        start = self.start[node]
        if best.until >= start:
            return (best,), follow
        if best.until >= self._tight(node, start):
            return (best, Binding(BindingKind.CLOSED, activity.id, start)), follow
        return (best, Binding(BindingKind.PLAN, activity.id, start)), follow

    def _tight(self, node: int, start: Slot) -> Slot:
        """From here on a wait is what decides the start: all between is closed, or too short, or somebody is away."""
        record = self.ready.nodes[node]
        needed = 1 if record["kind"] == PAUSABLE else int(record["likely"])
        earliest = tight_start(self.ready.tables[record["calendar"]], start, needed) if record["calendar"] >= 0 else start
        for away in self.ready.away[record["away_first"] : record["away_last"]]:
            if away["start"] < start <= away["end"]:
                earliest = min(earliest, max(0, int(away["start"]) - int(record["likely"]) + 1))
        return earliest


def _of_cause(activity: ActivityId, until: Slot, cause: Link | Handover | None) -> Binding:
    assert cause is not None
    if isinstance(cause, Link):
        return Binding(BindingKind.LINK, activity, until, cause.before, wait=cause.lag)
    kind = BindingKind.CHANGEOVER if cause.gap else BindingKind.HANDOVER
    return Binding(kind, activity, until, cause.before, cause.resource, cause.gap)


class _WhatIf:
    """The network as early as its order allows, with one thing otherwise."""

    def __init__(self, ready: Futures, target: int) -> None:
        self.ready, self.target = ready, target
        self.problem = ready.network.problem
        self.nodes, self.waits = _certain(ready)
        self.end, self.bound = self._run(self.nodes, self.waits)

    def _run(self, nodes: Records, waits: Records) -> tuple[Slot, list[int]]:
        ready = self.ready
        block = Block(0, np.empty((3, len(nodes), 1), dtype=np.int32), np.empty((3, 1), dtype=np.int32))
        run_block(Run(nodes, waits, ready.away, ready.tables, ready.horizon, np.uint64(0)), block)
        return int(block.moments[END, self.target, 0]), [int(b) for b in block.moments[BOUND, :, 0]]

    def helps(self, on_chain: list[ActivityId]) -> tuple[Help, ...]:
        """What helps, most first; candidates are what the chain is made of, in the plan and as early as may be."""
        ready = self.ready
        position = {a.id: i for i, a in enumerate(self.problem.activities)}
        places = {int(ready.starts_at[position[a]]) for a in on_chain}
        node = self.target
        while node >= 0:
            places.add(int(ready.nodes[node]["start"]) if ready.nodes[node]["kind"] == RELEASE else node)
            node = self.bound[node]
        found = [h for place in sorted(places) for h in self._at(place)]
        planned = ready.network.plan.of[self.problem.activities[ready.activity_at[self.target]].id].end
        if planned > self.end:
            found.append(Help(HelpKind.ORDER, self.problem.activities[ready.activity_at[self.target]].id, planned - self.end))
        order = {k: n for n, k in enumerate(HelpKind)}
        rank = ready.network.streams.rank
        return tuple(sorted((h for h in found if h.earlier > 0), key=lambda h: (-h.earlier, order[h.kind], rank[position[h.activity]])))

    def _at(self, node: int) -> Iterator[Help]:
        activity = self.problem.activities[self.ready.activity_at[node]]
        kind = self.nodes[node]["kind"]
        if kind == DONE:
            return
        if kind not in (BEGUN_FIXED, BEGUN_PAUSABLE):
            yield from self._earlier_floor(node, activity)
            yield from self._waiting_less(node, activity)
        if self.nodes[node]["calendar"] >= 0 and kind in (FIXED, PAUSABLE, BEGUN_PAUSABLE):
            always_open = {"calendar": -1, "kind": BEGUN_FIXED if kind == BEGUN_PAUSABLE else FREE}
            yield Help(HelpKind.OPEN, activity.id, self._gain(node, always_open))
        likely = int(self.nodes[node]["likely"])
        if likely:
            less = likely - -(-likely // SHORTER)
            yield Help(
                HelpKind.SHORTER, activity.id, self._gain(node, {"likely": less, "optimistic": less, "mode": less, "pessimistic": less, "share": 1.0})
            )

    def _earlier_floor(self, node: int, activity: Activity) -> Iterator[Help]:
        if activity.frozen is not None:
            yield Help(HelpKind.THAW, activity.id, self._gain(node, {"floor": first_allowed(self.problem, replace(activity, frozen=None))}))
            return
        if activity.earliest_start:
            yield Help(HelpKind.MATERIAL, activity.id, self._gain(node, {"floor": first_allowed(self.problem, replace(activity, earliest_start=0))}))
        if activity.hold_until:
            yield Help(HelpKind.RELEASE, activity.id, self._gain(node, {"floor": first_allowed(self.problem, replace(activity, hold_until=None))}))

    def _waiting_less(self, node: int, activity: Activity) -> Iterator[Help]:
        """Each resource without waiting, each changeover without cleaning, each link without its lag."""
        first, last = self.nodes[node]["wait_first"], self.nodes[node]["wait_last"]
        causes = {c: self.ready.causes[c] for c in range(first, last)}
        for resource in sorted({c.resource for c in causes.values() if isinstance(c, Handover)}):
            waits = self.waits.copy()
            waits["lag"][[c for c, cause in causes.items() if isinstance(cause, Handover) and cause.resource == resource]] = -self.ready.horizon
            yield Help(HelpKind.ONE_MORE, activity.id, self._gain_of(self.nodes, waits), resource)
        for c, cause in causes.items():
            waits = self.waits.copy()
            waits["lag"][c] = 0
            if isinstance(cause, Handover) and cause.gap:
                yield Help(HelpKind.CHANGEOVER, activity.id, self._gain_of(self.nodes, waits), cause.resource, cause.before)
            elif isinstance(cause, Link) and cause.lag > 0:
                yield Help(HelpKind.LAG, activity.id, self._gain_of(self.nodes, waits), other=cause.before)

    def _gain(self, node: int, otherwise: Mapping[str, float]) -> Slot:
        nodes = self.nodes.copy()
        for name, value in otherwise.items():
            nodes[name][node] = value
        return self._gain_of(nodes, self.waits)

    def _gain_of(self, nodes: Records, waits: Records) -> Slot:
        return self.end - self._run(nodes, waits)[0]


def _certain(ready: Futures) -> tuple[Records, Records]:
    """The network without chance, and with starts as early as dates and facts allow."""
    nodes, waits = ready.nodes.copy(), ready.waits.copy()
    network: FlowNetwork = ready.network
    for k, i in enumerate(ready.activity_at):
        activity = network.problem.activities[i]
        if nodes[k]["kind"] == RELEASE:
            nodes["floor"][k] = 0
        elif activity.actual is None:
            nodes["floor"][k] = activity.frozen.start if activity.frozen is not None else first_allowed(network.problem, activity)
    nodes["tight"] = nodes["floor"]
    nodes["optimistic"] = nodes["pessimistic"] = nodes["mode"] = nodes["likely"]
    nodes["share"], nodes["rework_chance"], nodes["late_chance"] = 1.0, 0.0, 0.0
    waits["fail_chance"] = 0.0
    return nodes, waits
