"""Improving finds the shortest schedules, proves them, says why it stopped, and is repeatable."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.planning.rcpsp import Outcome, RcpspArrays, improve
from evenhand.planning.result import Progress, StoppedBy
from tests.planning.rcpsp.instances import drawn, shortest_makespan


def improved(arrays: RcpspArrays, effort: float = 0.5, workers: int = 1, seed: int = 1) -> Outcome:
    return improve(arrays, effort=effort, time_limit=None, workers=workers, seed=seed)


@pytest.mark.parametrize("seed", range(12))
def test_a_handful_of_activities_is_planned_as_short_as_can_be_and_proved(seed: int) -> None:
    arrays = drawn(seed, 5, 2, longest=3, releases=seed % 2 == 1)
    outcome = improved(arrays, effort=5)
    assert arrays.keeps_the_rules(outcome.starts)
    assert outcome.makespan == arrays.makespan(outcome.starts) == shortest_makespan(arrays, 30)
    assert outcome.lower_bound == outcome.makespan and outcome.stopped_by is StoppedBy.PROOF


@pytest.mark.parametrize("seed", range(4))
def test_every_schedule_keeps_the_rules_and_its_bound(seed: int) -> None:
    arrays = drawn(seed, 80, 4, longest=9, releases=True)
    outcome = improved(arrays)
    assert arrays.keeps_the_rules(outcome.starts)
    assert outcome.lower_bound <= outcome.makespan == arrays.makespan(outcome.starts)


def hard() -> RcpspArrays:
    """Sixty activities, too crowded for a proof in a moment."""
    rng = np.random.default_rng(7)
    successors = [sorted({int(j) for j in rng.integers(i + 1, min(i + 20, 60), size=2)}) if i < 58 else [] for i in range(60)]
    return RcpspArrays.of(rng.integers(1, 11, size=60).tolist(), rng.integers(0, 11, size=(60, 4)).tolist(), [16, 15, 16, 15], successors)


def test_same_problem_seed_and_effort_give_the_same_bytes_for_any_number_of_workers() -> None:
    one, again, two = improved(hard(), 2, 1), improved(hard(), 2, 1), improved(hard(), 2, 2)
    assert one.stopped_by is StoppedBy.EFFORT
    assert one.starts.tobytes() == again.starts.tobytes() == two.starts.tobytes()
    assert (one.makespan, one.lower_bound, one.work) == (two.makespan, two.lower_bound, two.work)


def test_another_seed_searches_elsewhere() -> None:
    assert improved(hard(), seed=1).starts.tobytes() != improved(hard(), seed=2).starts.tobytes()


def test_more_effort_is_never_worse_and_a_good_start_is_never_lost() -> None:
    short, long = improved(hard(), 0.3), improved(hard(), 2)
    assert long.makespan <= short.makespan
    resumed = improve(hard(), effort=0.1, time_limit=None, workers=1, seed=9, start=long.starts)
    assert resumed.makespan <= long.makespan


def test_it_stops_when_cancelled_and_gives_the_best_so_far() -> None:
    asked: list[bool] = []

    def after_three() -> bool:
        asked.append(True)
        return len(asked) > 3

    outcome = improve(hard(), effort=None, time_limit=None, workers=1, seed=1, cancelled=after_three)
    assert outcome.stopped_by is StoppedBy.CANCELLED and hard().keeps_the_rules(outcome.starts)


def test_a_time_limit_of_nothing_still_gives_a_schedule_and_says_that_time_cut_it_short() -> None:
    outcome = improve(hard(), effort=None, time_limit=0.0, workers=1, seed=1)
    assert outcome.stopped_by is StoppedBy.TIME and hard().keeps_the_rules(outcome.starts)


def test_progress_reports_never_get_worse() -> None:
    reports: list[Progress] = []
    improve(hard(), effort=2, time_limit=None, workers=1, seed=1, on_progress=reports.append)
    spans = [r.objective[0] for r in reports if r.objective is not None]
    assert len(spans) == len(reports) > 3 and spans == sorted(spans, reverse=True)
    assert [r.share for r in reports] == sorted(r.share for r in reports) and reports[-1].share == 1.0


def test_a_start_that_breaks_a_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="must keep releases, links and capacities"):
        improve(hard(), effort=1, time_limit=None, workers=1, seed=1, start=np.zeros(60, dtype=np.int64))


def test_nothing_to_plan_is_planned_at_once() -> None:
    empty = RcpspArrays.of([], [], [], [])
    milestones = RcpspArrays.of([0, 0], [[], []], [], [[1], []], [4, 2])
    assert improved(empty).makespan == 0
    outcome = improved(milestones)
    assert outcome.starts.tolist() == [4, 4] and outcome.stopped_by is StoppedBy.PROOF and outcome.lower_bound == 4


def test_without_resources_the_critical_path_is_the_answer() -> None:
    outcome = improved(RcpspArrays.of([2, 3, 4], [[], [], []], [], [[1], [], []]))
    assert outcome.makespan == outcome.lower_bound == 5
