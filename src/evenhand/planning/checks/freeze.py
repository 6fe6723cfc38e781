"""Freeze: what is published in the frozen weeks keeps its start and mode."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

RULE = "freeze"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for activity in problem.activities:
        at, frozen = plan.of.get(activity.id), activity.frozen
        if at is None or frozen is None:
            continue
        if at.start != frozen.start:
            sentence = f"{activity.id} is frozen at {frozen.start}; the plan has it start at {at.start}."
            yield Violation(RULE, sentence, (activity.id,), slot=at.start)
        if at.mode != frozen.mode:
            yield Violation(RULE, f"{activity.id} is frozen in mode {frozen.mode}; the plan has it in mode {at.mode}.", (activity.id,))
