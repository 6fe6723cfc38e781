"""Squeezing a window: one slot shorter, or impossible; never a schedule that breaks a rule."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.planning.rcpsp import RcpspArrays
from evenhand.planning.rcpsp.brake import Brake
from evenhand.planning.rcpsp.packing import pack
from evenhand.planning.rcpsp.squeeze import Verdict, Window, squeeze, window_around
from tests.planning.rcpsp.instances import drawn


def one_after_the_other(durations: np.ndarray) -> np.ndarray:
    return (np.cumsum(durations) - durations).astype(np.int32)


@pytest.mark.parametrize("seed", range(8))
def test_a_slack_schedule_gets_one_slot_shorter_and_keeps_the_rules(seed: int) -> None:
    arrays = drawn(seed, 30, 3)
    packed = pack(arrays)
    starts = one_after_the_other(packed.durations)
    makespan = int((starts + packed.durations).max())
    shorter = 0
    for centre in range(0, makespan, 10):
        result = squeeze(packed, starts, window_around(packed, starts, centre, 8), limit=1.0, seed=1, brake=Brake(None, None))
        if result.starts is not None:
            shorter += 1
            assert int((result.starts + packed.durations).max()) < makespan
            assert arrays.keeps_the_rules(packed.unpacked(result.starts))
    assert shorter > 0


def test_what_lies_outside_the_window_keeps_its_place_or_moves_one_slot() -> None:
    packed = pack(RcpspArrays.of([2, 2, 2, 2], [[1], [1], [1], [1]], [2], [[1], [2], [3], []]))
    starts = np.array([0, 2, 5, 7], dtype=np.int32)  # a slot of nothing before the third
    window = window_around(packed, starts, 3, 1)
    assert window.free.tolist() == [1] and window.later.tolist() == [2, 3]
    result = squeeze(packed, starts, window, limit=1.0, seed=1, brake=Brake(None, None))
    assert result.starts is not None and result.starts.tolist() == [0, 2, 4, 6]


def test_a_window_over_everything_proves_the_shortest_makespan() -> None:
    packed = pack(RcpspArrays.of([3, 3, 3], [[2], [2], [2]], [3], [[], [], []]))
    starts = one_after_the_other(packed.durations)
    everything = Window(np.arange(3), np.arange(0))
    assert squeeze(packed, starts, everything, limit=1.0, seed=1, brake=Brake(None, None)).verdict is Verdict.IMPOSSIBLE
