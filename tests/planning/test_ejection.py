"""Ejection chains end with everybody in place, or are given up."""

from __future__ import annotations

from evenhand.planning.budget import Budget
from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled
from evenhand.planning.ejection import Chain
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from tests.planning.cast import activity, mode, plan, problem


def forced(made: Problem, before: Plan, name: str, end: int) -> Plan | None:
    """The plan after the activity's project was forced to this end, or None where the chain was given up."""
    compiled = Compiled(made)
    a = next(i for i, x in enumerate(compiled.activities) if x.id == name)
    chain = Chain(compiled, compiled.placing_of(before), {}, budget=Budget(5.0), seed=0, most=4)
    return compiled.plan_of(chain.placing) if chain.run(compiled.project_of[a], {a: end}) else None


def test_who_is_in_the_way_is_put_out_and_in_again() -> None:
    made = problem(activity("mix", mode(3, suite_b=1)), activity("dry", mode(2, suite_b=1), project="birch"))
    found = forced(made, plan(mix=(0, 3), dry=(3, 5)), "dry", 2)
    assert found is not None and found.of[made.activities[1].id].end == 2 and check(made, found) == ()


def test_what_would_use_up_a_stock_is_given_up() -> None:
    made = problem(activity("mix", mode(3, solvent=6)), activity("dry", mode(6), mode(2, solvent=5), project="birch"))
    assert forced(made, plan(mix=(0, 3), dry=(0, 6)), "dry", 2) is None
