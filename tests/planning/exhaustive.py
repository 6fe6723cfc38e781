"""The best plan of a tiny problem, by trying every one: what proved answers are confirmed against.

Every mode of every activity with every start (and, where work holds, every end), in depth-first order. A branch is left when
a link, a unit or a pool is broken already or when it cannot beat the best plan found; a whole plan counts if the slot-by-slot
oracle finds nothing broken. For about five activities within about twenty slots.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import product

from evenhand.planning.plan import Assignment, Plan, targets
from evenhand.planning.problem import Activity, ActivityId, LinkKind, Objective, Problem, PromiseId, ResourceKind, Slot, Stretch
from tests.planning.oracle import broken_rules, capacity_at, end_of_started, is_closed, needs, paused_end

Spans = Mapping[ActivityId, tuple[Slot, Slot]]
Value = Callable[[Spans], tuple[int, ...]]

Found = tuple[tuple[int, ...], Plan]  # the best plan so far, after its value
Choices = dict[tuple[ActivityId, int], list[tuple[Slot, Slot]]]

COST_OF_A_PLAN = 10  # in tries: a whole plan is judged by the oracle
OF_ONE_ALONE = {"started", "freeze", "holds", "windows", "calendars", "capacity"}
OF_MODES_ALONE = {"modes", "stock", "same resources", "different resources"}


class TooManyTries(Exception):
    """The problem is not tiny."""


def best_objective(problem: Problem, tries: int | None = None) -> tuple[int, ...] | None:
    """The objective values of the best plan, None if there is no plan at all."""
    best = best_plan(problem, tries)
    return None if best is None else objective_of(problem)({at.activity: (at.start, at.end) for at in best.assignments})


def best_plan(problem: Problem, tries: int | None = None) -> Plan | None:
    """A plan with the best objective values, None if there is no plan at all."""
    return _search(problem, objective_of(problem), {}, tries)


def any_plan(problem: Problem, tries: int | None = None) -> Plan | None:
    """A plan that keeps the rules, None if there is none."""
    return _search(problem, lambda _: (), {}, tries)


def earliest_harmless_end(problem: Problem, before: Plan, wanted: PromiseId, tries: int | None = None) -> Slot | None:
    """The earliest end of the promised activity in any plan that harms no other promise."""
    activity = problem.promise[wanted].activity
    latest: dict[ActivityId, Slot] = {}
    for promise in problem.promises:
        if promise.id != wanted:
            limit = max(promise.due, before.of[promise.activity].end)
            latest[promise.activity] = min(limit, latest.get(promise.activity, limit))
    found = _search(problem, lambda spans: (spans[activity][1],), latest, tries)
    return None if found is None else found.of[activity].end


def earliest_end(problem: Problem, wanted: Collection[ActivityId], latest: Mapping[ActivityId, Slot], tries: int | None = None) -> Slot | None:
    """The earliest slot by which all wanted activities can have ended in any plan that keeps these latest ends."""
    found = _search(problem, lambda spans: (max(spans[a][1] for a in wanted),), latest, tries)
    return None if found is None else max(found.of[a].end for a in wanted)


def objective_of(problem: Problem) -> Value:
    """`evenhand.planning.plan.objective_values` again, from the starts and ends alone."""
    due = targets(problem)
    in_project = [[a.id for a in problem.activities if a.project == project.id] for project in problem.projects]

    def value(spans: Spans) -> tuple[int, ...]:
        last = max((end for _, end in spans.values()), default=0)
        lateness = [max(0, *(spans[a][1] - target.due for a in target.activities)) for target in due]
        if problem.objective is Objective.MAKESPAN:
            return (last,)
        if problem.objective is Objective.DELAY:
            return (sum(lateness), last)
        finishes = sum(max(spans[a][1] for a in activities) for activities in in_project if activities)
        moved = sum(abs(spans[place.activity][0] - place.start) for place in problem.published)
        return (max(lateness, default=0), sum(lateness), finishes, moved)

    return value


def _search(problem: Problem, value: Value, latest: Mapping[ActivityId, Slot], tries: int | None) -> Plan | None:
    best: Found | None = None
    left = tries
    alone: Choices = {}
    for activity in problem.activities:
        for mode in range(len(activity.modes)):
            alone[activity.id, mode] = _choices(problem, activity, mode, latest.get(activity.id, problem.horizon))
    for modes in product(*(range(len(a.modes)) for a in problem.activities)):
        probe = Plan(tuple(Assignment(a.id, mode, 0, 0) for a, mode in zip(problem.activities, modes, strict=True)))
        if broken_rules(problem, probe, OF_MODES_ALONE):
            continue
        search = _Starts(problem, modes, value, alone, left)
        best = search.improve(best)
        left = search.left
    return None if best is None else best[1]


def _choices(problem: Problem, activity: Activity, mode: int, latest: Slot) -> list[tuple[Slot, Slot]]:
    """Every start and end that the activity could have in this mode, were it alone; the earliest end first."""
    found = sorted(set(_spans(problem, activity, mode, latest)), key=lambda span: (span[1], span[0]))
    return [span for span in found if not broken_rules(problem, Plan((Assignment(activity.id, mode, *span),)), OF_ONE_ALONE)]


def _spans(problem: Problem, activity: Activity, mode: int, latest: Slot) -> Iterator[tuple[Slot, Slot]]:
    duration = activity.modes[mode].duration
    if activity.actual is not None:
        yield activity.actual.start, end_of_started(problem, activity)
        return
    for start in range(problem.horizon + 1) if activity.frozen is None else (activity.frozen.start,):
        if activity.stretch is Stretch.HOLDING:
            open_until = next((t for t in range(start, latest) if t >= problem.now and is_closed(problem, activity.modes[mode], t)), latest)
            yield from ((start, end) for end in range(start + duration, open_until + 1))
            continue
        end = paused_end(problem, activity.modes[mode], start, duration) if activity.stretch is Stretch.PAUSABLE else start + duration
        if end is not None and end <= latest:
            yield start, end


class _Starts:
    """Depth-first over starts and ends, the modes being chosen. Facts are placed first."""

    def __init__(self, problem: Problem, modes: tuple[int, ...], value: Value, alone: Choices, left: int | None) -> None:
        self.problem = problem
        self.value = value
        self.left = left
        self.best: Found | None = None
        self.mode = {a.id: mode for a, mode in zip(problem.activities, modes, strict=True)}
        self.turn = sorted(problem.activities, key=lambda a: a.actual is None)
        self.choices = {a.id: alone[a.id, mode] for a, mode in zip(problem.activities, modes, strict=True)}
        self.used = {r.id: [0] * (4 * problem.horizon) for r in problem.resources}
        self.spans: dict[ActivityId, tuple[Slot, Slot]] = {}

    def improve(self, best: Found | None) -> Found | None:
        self.best = best
        if all(self.choices.values()):
            for spans in self._place(0):
                plan = Plan(tuple(Assignment(a.id, self.mode[a.id], *spans[a.id]) for a in self.problem.activities))
                self.left = None if self.left is None else self.left - COST_OF_A_PLAN
                if not broken_rules(self.problem, plan):
                    self.best = (self.value(spans), plan)
        return self.best

    def _place(self, depth: int) -> Iterator[Spans]:
        if self.best is not None and self._at_best() >= self.best[0]:
            return
        if depth == len(self.turn):
            yield dict(self.spans)
            return
        activity = self.turn[depth]
        for span in self.choices[activity.id]:
            if self.left is not None:
                self.left -= 1
                if self.left < 0:
                    raise TooManyTries
            if not self._fits(activity, span):
                continue
            self._use(activity, span, +1)
            self.spans[activity.id] = span
            yield from self._place(depth + 1)
            del self.spans[activity.id]
            self._use(activity, span, -1)

    def _at_best(self) -> tuple[int, ...]:
        """No plan with what is placed so far has a better value: the rest is put where it would be alone."""
        value = self.value({a.id: self.spans.get(a.id, self.choices[a.id][0]) for a in self.problem.activities})
        whole = len(self.spans) == len(self.turn)
        return value if whole or len(value) < 4 else (*value[:3], 0)  # how little the rest is moved is not known yet

    def _use(self, activity: Activity, span: tuple[Slot, Slot], sign: int) -> None:
        for resource, amount in needs(self.problem, activity.modes[self.mode[activity.id]]):
            for slot in range(max(span[0], self.problem.now), span[1]):
                self.used[resource.id][slot] += sign * amount

    def _fits(self, activity: Activity, span: tuple[Slot, Slot]) -> bool:
        if activity.actual is not None:
            return True
        for resource, amount in needs(self.problem, activity.modes[self.mode[activity.id]]):
            for slot in range(max(span[0], self.problem.now), span[1]):
                capacity = 1 if resource.kind is ResourceKind.UNIT else capacity_at(resource, slot)
                if capacity and self.used[resource.id][slot] + amount > capacity:
                    return False
        return self._keeps_links(activity, span)

    def _keeps_links(self, activity: Activity, span: tuple[Slot, Slot]) -> bool:
        where = {**self.spans, activity.id: span}
        for link in self.problem.links:
            if activity.id in (link.before, link.after) and link.before in where and link.after in where:
                first = where[link.before][link.kind in (LinkKind.FS, LinkKind.FF)]
                second = where[link.after][link.kind in (LinkKind.SF, LinkKind.FF)]
                if second - first < link.lag or (link.max_lag is not None and second - first > link.max_lag):
                    return False
        return True
