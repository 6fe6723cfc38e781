"""Holds: what quality holds does not start before quality expects to release it. No priority moves it."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.planning.checking.placed import placed
from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

RULE = "holds"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for here in placed(problem, plan).values():
        until = here.activity.hold_until
        if until is not None and here.start < until and not here.started and here.activity.frozen is None:
            yield Violation(RULE, f"{here.id} begins at {here.start}, and quality holds it until {until}.", (here.id,), slot=here.start)
