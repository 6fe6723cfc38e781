"""The same problem under other names and in another order, and plans compared by what their activities are, not by what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, NewType, TypeVar

from evenhand.planning.canonical import Marks, canonical_order
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Demand,
    DifferentResources,
    LeverId,
    Mode,
    Problem,
    ProductId,
    ProjectId,
    PromiseId,
    ResourceId,
    SameResources,
)

T = TypeVar("T")
Name = NewType("Name", str)


class Relabelling:
    """New names for everything a problem names, drawn by chance, and its lists in another order."""

    def __init__(self, problem: Problem, random: Random) -> None:
        self.random = random
        self.project = self._names([p.id for p in problem.projects], ProjectId)
        self.activity = self._names([a.id for a in problem.activities], ActivityId)
        self.resource = self._names([r.id for r in problem.resources], ResourceId)
        self.product = self._names(sorted({a.product for a in problem.activities if a.product is not None}), ProductId)
        self.promise = self._names([p.id for p in problem.promises], PromiseId)
        self.lever = self._names([x.id for x in problem.levers], LeverId)

    def _names(self, old: Sequence[Any], kind: Any) -> dict[Any, Any]:
        letters = "abcdefghijklmnopqrstuvwxyz/ -0123456789é"
        return {
            name: kind("".join(self.random.choices(letters, k=6)) + f"~{k}")
            for name, k in zip(old, self.random.sample(range(10**6), len(old)), strict=True)
        }

    def _shuffled(self, parts: Sequence[T]) -> tuple[T, ...]:
        return tuple(self.random.sample(list(parts), len(parts)))

    def problem(self, of: Problem) -> Problem:
        a, r = self.activity, self.resource
        return replace(
            of,
            resources=self._shuffled([replace(x, id=r[x.id]) for x in of.resources]),
            projects=self._shuffled([replace(p, id=self.project[p.id]) for p in of.projects]),
            activities=self._shuffled([self._activity(x) for x in of.activities]),
            links=self._shuffled([replace(x, before=a[x.before], after=a[x.after]) for x in of.links]),
            same_resources=self._shuffled([self._tie(x) for x in of.same_resources]),
            different_resources=self._shuffled([self._tie(x) for x in of.different_resources]),
            mode_dependencies=self._shuffled([replace(x, activity=a[x.activity], other=a[x.other]) for x in of.mode_dependencies]),
            consecutives=self._shuffled([replace(x, before=a[x.before], after=a[x.after]) for x in of.consecutives]),
            changeovers=self._shuffled([replace(x, units=self._shuffled([r[u] for u in x.units])) for x in of.changeovers]),
            promises=self._shuffled([replace(x, id=self.promise[x.id], activity=a[x.activity]) for x in of.promises]),
            levers=self._shuffled([replace(x, id=self.lever[x.id], resource=r[x.resource], windows=self._shuffled(x.windows)) for x in of.levers]),
            published=self._shuffled([replace(x, activity=a[x.activity]) for x in of.published]),
        )

    def plan(self, of: Plan) -> Plan:
        return Plan(self._shuffled([replace(x, activity=self.activity[x.activity]) for x in of.assignments]))

    def _activity(self, of: Activity) -> Activity:
        product = None if of.product is None else self.product[of.product]
        return replace(of, id=self.activity[of.id], project=self.project[of.project], product=product, modes=tuple(self._mode(m) for m in of.modes))

    def _mode(self, of: Mode) -> Mode:
        return replace(of, demands=self._shuffled([Demand(self.resource[d.resource], d.amount) for d in of.demands]))

    def _tie(self, of: Any) -> Any:
        ends = {"first": self.activity[of.first], "second": self.activity[of.second]}
        if isinstance(of, SameResources | DifferentResources) and self.random.random() < 0.5:  # a tie has no direction
            ends = {"first": ends["second"], "second": ends["first"]}
        return replace(of, **ends, among=None if of.among is None else frozenset(self.resource[x] for x in of.among))


def content(problem: Problem, marks: Marks | None = None) -> object:
    """All that a problem says, with no name in it: activities, resources and projects are numbered in canonical order.

    Two problems with the same content are the same problem under other names: the numbers are the names.
    """
    order = canonical_order(problem, marks)
    activity = {problem.activities[i].id: k for k, i in enumerate(order.activities)}
    resource = {problem.resources[i].id: k for k, i in enumerate(order.resources)}
    project = {problem.projects[i].id: k for k, i in enumerate(order.projects)}
    product: dict[ProductId | None, int] = {None: -1}
    for i in order.activities:
        product.setdefault(problem.activities[i].product, len(product))

    def nameless(a: Activity) -> object:
        modes = tuple((m.duration, m.optimistic, m.pessimistic, _sorted((resource[d.resource], d.amount) for d in m.demands)) for m in a.modes)
        bare = replace(a, id=ActivityId(""), project=ProjectId(""), product=None, modes=(Mode(0),), actual=None, frozen=None)
        return repr((bare, a.actual, a.frozen, project[a.project], product[a.product], modes))

    def tie(t: SameResources | DifferentResources) -> object:
        return _sorted((activity[t.first], activity[t.second])), None if t.among is None else _sorted(resource[r] for r in t.among)

    resources = [problem.resources[i] for i in order.resources]
    return repr(
        (
            [(r.kind, r.capacity.steps) for r in resources],
            [problem.projects[i].due for i in order.projects],
            [nameless(problem.activities[i]) for i in order.activities],
            _sorted((k.kind, activity[k.before], activity[k.after], k.lag, str(k.max_lag)) for k in problem.links),
            _sorted(map(tie, problem.same_resources)),
            _sorted(map(tie, problem.different_resources)),
            _sorted((activity[x.activity], x.mode, activity[x.other], _sorted(x.other_modes)) for x in problem.mode_dependencies),
            _sorted((activity[x.before], activity[x.after]) for x in problem.consecutives),
            _sorted((_sorted(resource[u] for u in c.units), c.same_product, c.between, c.fail_chance) for c in problem.changeovers),
            _sorted((activity[p.activity], p.due) for p in problem.promises),
            _sorted((x.kind, resource[x.resource], _sorted(x.windows), x.cost) for x in problem.levers),
            _sorted((activity[p.activity], p.start, p.mode) for p in problem.published),
            (problem.objective, problem.horizon, problem.now, problem.frozen_until),
        )
    )


def _sorted(parts: Any) -> tuple[Any, ...]:
    return tuple(sorted(parts, key=repr))


def nameless_plan(problem: Problem, plan: Plan, marks: Marks | None = None) -> list[tuple[int, int, int]]:
    """Mode, start and end of every activity, in canonical order."""
    order = canonical_order(problem, marks)
    return [(at.mode, at.start, at.end) for at in (plan.of[problem.activities[i].id] for i in order.activities)]


def renamed_back(plan: Plan, names: Mapping[ActivityId, ActivityId]) -> Plan:
    """A plan under the old names."""
    old = {new: name for name, new in names.items()}
    return Plan(tuple(sorted((Assignment(old[a.activity], a.mode, a.start, a.end) for a in plan.assignments), key=lambda a: a.activity)))
