"""Started: what has started keeps its start and mode, and what is finished its end. The end of what goes on is for `calendars`."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

RULE = "started"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for activity in problem.activities:
        at, actual = plan.of.get(activity.id), activity.actual
        if at is None or actual is None:
            continue
        if at.start != actual.start:
            sentence = f"{activity.id} started at {actual.start}; the plan has it start at {at.start}."
            yield Violation(RULE, sentence, (activity.id,), slot=at.start)
        if at.mode != actual.mode:
            yield Violation(RULE, f"{activity.id} started in mode {actual.mode}; the plan has it in mode {at.mode}.", (activity.id,))
        if actual.end is not None and at.end != actual.end:
            yield Violation(RULE, f"{activity.id} ended at {actual.end}; the plan has it end at {at.end}.", (activity.id,), slot=at.end)
