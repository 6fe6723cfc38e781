"""Changeovers: between two activities with a product that follow each other directly on a unit there is time to clean."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evenhand.planning.checking.unit_order import unit_orders
from evenhand.planning.checking.violation import Violation
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

RULE = "changeovers"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for unit, order in unit_orders(problem, plan).items():
        if unit not in problem.changeovers_on:
            continue
        with_product = [here for here in order if here.activity.product is not None]
        for earlier, later in pairwise(with_product):
            cleaning = problem.changeovers_on[unit].duration(earlier.activity, later.activity)
            facts = earlier.started and later.started
            if cleaning > 0 and later.start < earlier.end + cleaning and not facts:
                yield Violation(
                    RULE,
                    f"{unit} needs {cleaning} slots between {earlier.id}, which ends at {earlier.end}, and {later.id}; "
                    f"it begins at {later.start} and may not before {earlier.end + cleaning}.",
                    (earlier.id, later.id),
                    unit,
                    later.start,
                )
