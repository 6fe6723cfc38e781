"""Precedence: links of all four types, with minimal and maximal lag, in elapsed slots."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.planning.checking.placed import placed
from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import LinkKind, Problem

RULE = "precedence"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    at = placed(problem, plan)
    for link in problem.links:
        before, after = at.get(link.before), at.get(link.after)
        if before is None or after is None or (before.started and after.started):
            continue
        from_end = link.kind in (LinkKind.FS, LinkKind.FF)
        to_end = link.kind in (LinkKind.SF, LinkKind.FF)
        first = before.end if from_end else before.start
        second = after.end if to_end else after.start
        verbs = f"{link.before} {'ends' if from_end else 'begins'} at {first} and {link.after} {'ends' if to_end else 'begins'} at {second}"
        both = (link.before, link.after)
        if second < first + link.lag:
            yield Violation(RULE, f"{verbs}; must be at {first + link.lag} or later ({link.kind}, lag {link.lag}).", both, slot=second)
        if link.max_lag is not None and second > first + link.max_lag:
            yield Violation(
                RULE, f"{verbs}; must be at {first + link.max_lag} or earlier ({link.kind}, maximal lag {link.max_lag}).", both, slot=second
            )
