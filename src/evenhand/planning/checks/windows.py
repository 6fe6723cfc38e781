"""Windows: earliest starts, now, the frozen weeks, latest ends and the horizon.

What is frozen keeps its published start and is asked for none of the earliest starts.
"""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.planning.checking.placed import Placed, placed
from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

RULE = "windows"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for here in placed(problem, plan).values():
        if here.started:
            continue
        if here.activity.frozen is None:
            yield from _starts_late_enough(problem, here)
        yield from _ends_early_enough(problem, here)


def _starts_late_enough(problem: Problem, here: Placed) -> Iterator[Violation]:
    bounds = (
        (here.activity.earliest_start, "its earliest start"),
        (problem.now, "now"),
        (problem.frozen_until, "the end of the frozen weeks"),
    )
    bound, name = max(bounds, key=lambda pair: pair[0])
    if here.start < bound:
        yield Violation(RULE, f"{here.id} begins at {here.start}, before {name}, {bound}.", (here.id,), slot=here.start)


def _ends_early_enough(problem: Problem, here: Placed) -> Iterator[Violation]:
    latest = here.activity.latest_end
    if latest is not None and here.end > latest:
        yield Violation(RULE, f"{here.id} ends at {here.end}, after its latest end, {latest}.", (here.id,), slot=here.end)
    if here.end > problem.horizon:
        yield Violation(RULE, f"{here.id} ends at {here.end}, after the horizon, {problem.horizon}.", (here.id,), slot=here.end)
