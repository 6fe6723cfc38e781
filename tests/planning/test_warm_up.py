"""Warming up compiles every kernel that expediting, simulating and explaining enter."""

from __future__ import annotations

from evenhand.planning.explain import explain
from evenhand.planning.problem import PromiseId
from evenhand.planning.recreate import ruin, settle, table
from evenhand.planning.right_shift import run_block
from evenhand.planning.warm_up import warm_up
from tests.planning.cast import activity, mode, pausable, plan, problem, promise


def test_afterwards_nothing_is_left_to_compile() -> None:
    warm_up()
    compiled = list(run_block.signatures)  # type: ignore[attr-defined]
    made = problem(activity("mix", mode(3, suite_b=1)), pausable("dry", mode(2, suite_a=1)), promises=(promise("late", "mix", 1),))
    assert explain(made, plan(mix=(2, 5), dry=(0, 2)), PromiseId("late")).steps
    assert list(run_block.signatures) == compiled  # type: ignore[attr-defined]
    for kernel in (table.add, ruin.rounds, settle.settle, run_block):
        assert kernel.signatures, kernel  # type: ignore[attr-defined]
