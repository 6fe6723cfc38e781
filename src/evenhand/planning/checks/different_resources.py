"""Different resources: two activities share no resource, of those among which it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.planning.checking.placed import placed
from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

RULE = "different resources"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    at = placed(problem, plan)
    for tie in problem.different_resources:
        first, second = at.get(tie.first), at.get(tie.second)
        if first is None or second is None or (first.started and second.started):
            continue
        for shared in sorted(first.resources & second.resources):
            if tie.among is None or shared in tie.among:
                yield Violation(
                    RULE, f"{tie.first} and {tie.second} must use different resources; both use {shared}.", (tie.first, tie.second), shared
                )
