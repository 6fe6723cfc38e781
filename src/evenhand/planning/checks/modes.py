"""Modes: every activity is planned exactly once, in a mode that exists, and mode dependencies hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

RULE = "modes"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    yield from _planned_once(problem, plan)
    yield from _mode_exists(problem, plan)
    yield from _dependencies_hold(problem, plan)


def _planned_once(problem: Problem, plan: Plan) -> Iterator[Violation]:
    times = Counter(at.activity for at in plan.assignments)
    for activity in problem.activities:
        if times[activity.id] == 0:
            yield Violation(RULE, f"{activity.id} is not in the plan.", (activity.id,))
        if times[activity.id] > 1:
            yield Violation(RULE, f"{activity.id} is in the plan {times[activity.id]} times.", (activity.id,))
    for name in times:
        if name not in problem.activity:
            yield Violation(RULE, f"{name} is in the plan and not in the problem.", (name,))


def _mode_exists(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for activity in problem.activities:
        at = plan.of.get(activity.id)
        if at is not None and not 0 <= at.mode < len(activity.modes):
            yield Violation(RULE, f"{activity.id} is in mode {at.mode}, and its modes are 0 to {len(activity.modes) - 1}.", (activity.id,))


def _dependencies_hold(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for rule in problem.mode_dependencies:
        one, other = plan.of.get(rule.activity), plan.of.get(rule.other)
        if one is None or other is None:
            continue
        facts = problem.activity[rule.activity].actual is not None and problem.activity[rule.other].actual is not None
        if one.mode == rule.mode and other.mode not in rule.other_modes and not facts:
            allowed = ", ".join(str(mode) for mode in sorted(rule.other_modes)) or "none"
            yield Violation(
                RULE,
                f"{rule.activity} is in mode {one.mode}, so {rule.other} must be in mode {allowed}; it is in mode {other.mode}.",
                (rule.activity, rule.other),
            )
