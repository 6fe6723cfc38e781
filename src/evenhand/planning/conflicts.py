"""Why there is no plan: a small set of rules that cannot hold together, in words.

QuickXplain (Junker 2004): of a set that cannot hold, halves are left out as long as what remains still cannot. First over
projects, then over their activities, then over kinds of rules, then over the rules themselves. Each question, whether what remains
can hold, is a CP-SAT search of limited deterministic work; where it stays open, nothing is left out on its account. So
what is returned never can hold together; it is a smallest such set (none of it can be spared) unless the work ran out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ortools.sat.python import cp_model

from evenhand.planning.budget import Budget
from evenhand.planning.checking.violation import Violation
from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled
from evenhand.planning.construct import insertion_orders
from evenhand.planning.insertion import Insertion
from evenhand.planning.model import Model, Unplaceable
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND, WORK_A_MODEL
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.parts import ActivityId
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem
from evenhand.planning.reasons import ToText
from evenhand.planning.relaxing import (
    RuleKey,
    Statement,
    allowed_alone,
    fact,
    in_canonical_order,
    restricted,
    statements,
    with_changeovers_that_add_up,
    with_only,
)
from evenhand.planning.result import Cancelled
from evenhand.planning.rules import post_all

T = TypeVar("T")

DEFAULT_EFFORT = 10.0
ONE_QUESTION = 0.1  # CP-SAT's deterministic time
WORK_AN_ACTIVITY = 0.001  # to look at a problem at all
MOST_SENTENCES = 12


def collisions(
    problem: Problem, *, to_text: ToText = str, effort: float = DEFAULT_EFFORT, time_limit: float | None = None, cancelled: Cancelled | None = None
) -> tuple[str, ...]:
    """A small conflicting set of rules of a problem that has no plan, a sentence each.

    Parameters
    ----------
    problem : a problem that is known to have no plan.
    to_text : how to write a slot, as a date for instance.
    effort : deterministic work to spend (about one second of one core a unit).
    time_limit : wall seconds after which nothing more is left out.

    Returns
    -------
    Sentences; no plan keeps all the rules they state, given what they say has happened. Empty where the effort did not
    suffice to show that the problem has no plan.

    References
    ----------
    Junker, U. (2004). QUICKXPLAIN: preferred explanations and relaxations for over-constrained problems. AAAI-04, 167-172.
    """
    search = _Search(problem, Budget(effort, time_limit, cancelled))
    conflict = search.conflict()
    return () if conflict is None else tuple(search.sentences(conflict, to_text))


@dataclass(frozen=True)
class Conflict:
    """A problem of few activities, and rules of it that cannot hold together."""

    problem: Problem
    keys: frozenset[RuleKey]


def smallest_conflict(problem: Problem, effort: float = DEFAULT_EFFORT) -> Conflict | None:
    """What `collisions` tells of; None where the effort did not suffice to show that the problem has no plan."""
    return _Search(problem, Budget(effort)).conflict()


def broken_facts(compiled: Compiled) -> tuple[Violation, ...]:
    """Rules that frozen and started work break among themselves: whatever is done with the rest, there is no plan."""
    problem = compiled.problem
    if all(a in compiled.started for a in compiled.facts):
        return ()
    ids = {compiled.activities[a].id: at for a, at in compiled.facts.items()}
    if not compiled.changeovers_add_up:  # something that comes between might make a changeover shorter
        problem = with_changeovers_that_add_up(problem)
    alone = restricted(problem, ids)
    return check(alone, Plan(tuple(Assignment(a, *at) for a, at in ids.items())))


@dataclass
class _Search:
    """The search for a small conflicting set."""

    problem: Problem
    budget: Budget

    def conflict(self) -> Conflict | None:
        if not self.cannot_hold(self.problem):
            return None
        fewest = self._fewest_activities(in_canonical_order(self.problem))
        keys = self._fewest_rules(fewest, statements(fewest))
        return Conflict(restricted(self.problem, fewest.activity), keys)  # in the problem's own order again

    def sentences(self, conflict: Conflict, to_text: ToText) -> Iterator[str]:
        found = [s.sentence for s in statements(conflict.problem, to_text) if s.key in conflict.keys]
        yield from found[:MOST_SENTENCES]
        if len(found) > MOST_SENTENCES:
            yield f"And {len(found) - MOST_SENTENCES} more rules."
        yield from self._what_has_happened(with_only(conflict.problem, conflict.keys), to_text)

    def _what_has_happened(self, problem: Problem, to_text: ToText) -> Iterator[str]:
        """Started work in the conflict; and now, unless the rules collide without it."""
        started = [a for a in problem.activities if a.actual is not None]
        compiled = Compiled(problem)
        for activity in started[:MOST_SENTENCES]:
            yield fact(activity, compiled.facts[compiled.index[activity.id]].end, to_text)
        waiting = any(a.actual is None and a.frozen is None and allowed_alone(problem, a) < problem.now for a in problem.activities)
        if waiting and (started or not self.cannot_hold(replace(problem, now=0))):
            yield f"Nothing new may start before now, {to_text(problem.now)}."

    def _fewest_activities(self, problem: Problem) -> Problem:
        """The problem with as few projects, and of them as few activities, as still have no plan."""
        of = {p: tuple(a.id for a in activities) for p, activities in problem.activities_of.items() if activities}

        def no_plan_for(projects: Sequence[str]) -> bool:
            return self.cannot_hold(restricted(problem, [a for p in projects for a in of[p]]))  # type: ignore[index]

        alone = next((p for p in of if len(of) > 1 and no_plan_for([p])), None)
        projects = [alone] if alone is not None else self._fewest(list(of), no_plan_for)
        activities: list[ActivityId] = [a for p in projects for a in of[p]]
        return restricted(problem, self._fewest(activities, lambda some: self.cannot_hold(restricted(problem, some))))

    def _fewest_rules(self, problem: Problem, said: Sequence[Statement]) -> frozenset[RuleKey]:
        """As few of the rules as still cannot hold: whole families are left out first."""
        families = list(dict.fromkeys(s.key.family for s in said))

        def of(some: Sequence[str]) -> list[RuleKey]:
            return [s.key for s in said if s.key.family in some]

        kept = self._fewest(families, lambda some: self.cannot_hold(with_only(problem, of(some))))
        return frozenset(self._fewest(of(kept), lambda some: self.cannot_hold(with_only(problem, some))))

    def _fewest(self, parts: list[T], cannot_hold: Callable[[Sequence[T]], bool]) -> list[T]:
        """QuickXplain: of parts that cannot hold together, some that cannot and of which none can be spared, in their order."""

        def explain(background: list[T], *, grown: bool, left: list[T]) -> list[T]:
            if grown and cannot_hold(background):
                return []
            if len(left) <= 1:
                return left
            first, second = left[: len(left) // 2], left[len(left) // 2 :]
            of_second = explain([*background, *first], grown=True, left=second)
            of_first = explain([*background, *of_second], grown=bool(of_second), left=first)
            return [*of_first, *of_second]

        if parts and cannot_hold([]):
            return []
        return explain([], grown=False, left=parts)

    def cannot_hold(self, problem: Problem) -> bool:
        """Whether it is proved, within the work for one question, that the problem has no plan."""
        if self.budget.stop() is not None:
            return False
        self.budget.work += WORK_AN_ACTIVITY * len(problem.activities)
        compiled = Compiled(problem)
        if broken_facts(compiled):
            return True
        if not compiled.changeovers_add_up:
            compiled = Compiled(with_changeovers_that_add_up(problem))
        free = [a for a in range(len(compiled.activities)) if a not in compiled.facts]
        if not free or not compiled.changeovers_add_up:
            return False
        if any(compiled.earliest[a][1] > compiled.last[a] for a in free):
            return True
        return not _goes_in(compiled) and self._proved(compiled, free)

    def _proved(self, compiled: Compiled, free: Sequence[int]) -> bool:
        self.budget.work += WORK_A_MODEL
        try:
            model = Model(compiled, Occupancy(compiled, compiled.facts), free)
        except Unplaceable:
            return True
        post_all(model)
        solver = cp_model.CpSolver()
        solver.parameters.catch_sigint_signal = False
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = ONE_QUESTION
        status = solver.solve(model.cp)
        self.budget.work += WORK_A_DETERMINISTIC_SECOND * float(solver.response_proto.deterministic_time)
        return bool(status == cp_model.INFEASIBLE)


def _goes_in(compiled: Compiled) -> bool:
    """Whether simple construction finds a plan, project by project or all at once."""
    movable = [[a for a in activities if a not in compiled.facts] for activities in compiled.activities_of]
    for order in insertion_orders(compiled):
        for groups in ([movable[p] for p in order], [[a for p in order for a in movable[p]]]):
            insertion = Insertion(compiled, Occupancy(compiled, compiled.facts))
            if all(insertion.insert(group) for group in groups) and not check(compiled.problem, compiled.plan_of(insertion.occupancy.placing)):
                return True
    return False
