"""Promises: between two plans, what was on time stays on time, and what was late gets no later."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem, PromiseId

RULE = "promises"


def harmed(problem: Problem, before: Plan, after: Plan, excepted: Collection[PromiseId] = ()) -> Iterator[Violation]:
    """Every promise that the second plan harms, but the excepted.

    A promise that the first plan does not plan counts as on time there; one that the second does not plan is harmed.

    Parameters
    ----------
    problem
        The problem both plans are for.
    before
        The plan that is compared with.
    after
        The plan that may harm.
    excepted
        Promises that may get later: those whose project asked for it.
    """
    for promise in problem.promises:
        if promise.id in excepted:
            continue
        was, now = before.of.get(promise.activity), after.of.get(promise.activity)
        about = f"{promise.id} promises {promise.activity} by {promise.due}"
        if now is None:
            yield Violation(RULE, f"{about}; it is no longer in the plan.", (promise.activity,))
        elif was is None or was.end <= promise.due:
            if now.end > promise.due:
                yield Violation(RULE, f"{about}; it was on time, and now ends at {now.end}.", (promise.activity,), slot=now.end)
        elif now.end > was.end:
            sentence = f"{about}; it was late, ending at {was.end}, and now ends at {now.end}, later still."
            yield Violation(RULE, sentence, (promise.activity,), slot=now.end)
