"""Same resources: two activities use the same resources, of those among which it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.planning.checking.placed import placed
from evenhand.planning.checking.violation import Violation, listed
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

RULE = "same resources"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    at = placed(problem, plan)
    for tie in problem.same_resources:
        first, second = at.get(tie.first), at.get(tie.second)
        if first is None or second is None or (first.started and second.started):
            continue
        among = problem.resource.keys() if tie.among is None else tie.among
        if first.resources & among != second.resources & among:
            one = listed(sorted(first.resources & among)) or "none"
            other = listed(sorted(second.resources & among)) or "none"
            yield Violation(RULE, f"{tie.first} and {tie.second} must use the same resources; they use {one}, and {other}.", (tie.first, tie.second))
