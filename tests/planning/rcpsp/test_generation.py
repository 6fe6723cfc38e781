"""Schedule generation keeps every rule, however resources are packed, and justification never lengthens a schedule."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.planning.rcpsp import RcpspArrays
from evenhand.planning.rcpsp.generation import generate, justify
from evenhand.planning.rcpsp.network import LONG_SCHEDULE, scratch_for
from evenhand.planning.rcpsp.packing import Packed, pack, topological_order
from tests.planning.rcpsp.instances import drawn


def in_link_order(packed: Packed, seed: int) -> np.ndarray:
    keys = packed.heads + np.random.default_rng(seed).random(packed.size)
    return np.argsort(keys).astype(np.int32)


@pytest.mark.parametrize("resources", [1, 2, 5, 20], ids=lambda k: f"{k} resources")
@pytest.mark.parametrize("seed", range(5))
def test_a_generated_schedule_keeps_links_capacities_and_releases(seed: int, resources: int) -> None:
    arrays = drawn(seed, 40, resources, releases=True)
    packed = pack(arrays)
    starts = np.zeros(packed.size, dtype=np.int32)
    generate(in_link_order(packed, seed), packed.network, scratch_for(packed.network), 0, starts)
    assert arrays.keeps_the_rules(packed.unpacked(starts))


def test_a_long_schedule_that_skips_full_blocks_is_the_same_as_one_that_does_not() -> None:
    arrays = drawn(1, LONG_SCHEDULE + 100, 3)
    packed = pack(arrays)
    order = in_link_order(packed, 1)
    skipping = scratch_for(packed.network)
    plain = scratch_for(packed.network)._replace(summit=np.empty((0, 1), dtype=np.uint64))
    assert packed.size >= LONG_SCHEDULE and len(skipping.summit) > 0
    found, expected = np.zeros(packed.size, dtype=np.int32), np.zeros(packed.size, dtype=np.int32)
    assert generate(order, packed.network, skipping, 0, found) == generate(order, packed.network, plain, 0, expected)
    assert (found == expected).all()


def test_each_activity_is_as_early_as_those_before_it_in_the_order_allow() -> None:
    arrays = RcpspArrays.of([3, 2, 2], [[2], [1], [1]], [2], [[], [2], []])
    packed = pack(arrays)
    starts = np.zeros(3, dtype=np.int32)
    assert generate(np.array([1, 0, 2], dtype=np.int32), packed.network, scratch_for(packed.network), 0, starts) == 7
    assert starts.tolist() == [2, 0, 5]


@pytest.mark.parametrize("seed", range(10))
def test_justification_never_lengthens_a_schedule(seed: int) -> None:
    arrays = drawn(seed, 60, 3)
    packed = pack(arrays)
    order, scratch = in_link_order(packed, seed), scratch_for(packed.network)
    span_there, span_back = justify(order, packed.network, packed.mirrored, scratch, 0)
    assert span_back <= span_there
    assert arrays.keeps_the_rules(packed.unpacked(scratch.back)) and arrays.makespan(packed.unpacked(scratch.back)) == span_back
    alone = np.zeros(packed.size, dtype=np.int32)
    assert span_there <= generate(order, packed.network, scratch, span_back, alone)


def test_a_cycle_is_refused() -> None:
    with pytest.raises(ValueError, match="Links must not form a cycle"):
        topological_order(RcpspArrays.of([1, 1], [[], []], [], [[1], [0]]))
