"""The independent checker: every rule again, written from its definition, in plain Python.

One file a rule, named as the solver's rule of the same name in `evenhand.planning.rules`. Nothing here is shared with the
solver but the problem and plan types, so a plan that passes is right whatever the solver did.

Work that has started or is finished is a fact: where facts alone break a rule, the plan is not to blame and nothing is
reported. Capacity before ``now`` is history.
"""

from __future__ import annotations

from evenhand.planning.checking.violation import Violation
from evenhand.planning.checks import (
    calendars,
    campaigns,
    capacity,
    changeovers,
    different_resources,
    freeze,
    holds,
    modes,
    precedence,
    promises,
    same_resources,
    started,
    stock,
    windows,
)
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

__all__ = ["RULES", "Violation", "check", "promises"]

RULES = (
    modes,
    started,
    freeze,
    holds,
    windows,
    calendars,
    capacity,
    stock,
    precedence,
    same_resources,
    different_resources,
    changeovers,
    campaigns,
)


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Every place where the plan breaks a rule; none means that the plan may be shown.

    Never raises, whatever the plan says. An activity that is missing or in a mode that does not exist is reported once
    by the rule `modes` and left out of the others. Promises are no rule here: `evenhand.planning.checks.promises` compares two plans.
    """
    return tuple(violation for rule in RULES for violation in rule.violations(problem, plan))
