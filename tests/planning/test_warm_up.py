"""Warming up compiles every kernel that expediting and simulating enter."""

from __future__ import annotations

from evenhand.planning.recreate import ruin, settle, table
from evenhand.planning.right_shift import run_block
from evenhand.planning.warm_up import warm_up


def test_afterwards_nothing_is_left_to_compile() -> None:
    warm_up()
    for kernel in (table.add, ruin.rounds, settle.settle, run_block):
        assert kernel.signatures, kernel  # type: ignore[attr-defined]
