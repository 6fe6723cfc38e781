"""Why there is no plan: which rules collide, in words; small sets, and truly colliding ones."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given

from evenhand.planning.compiled import Compiled
from evenhand.planning.conflicts import broken_facts, collisions, smallest_conflict
from evenhand.planning.problem import (
    Actual,
    Consecutive,
    DifferentResources,
    Frozen,
    Link,
    LinkKind,
    ModeDependency,
    Problem,
    ResourceKind,
    SameResources,
)
from evenhand.planning.relaxing import statements, with_only
from evenhand.planning.result import Status
from evenhand.planning.solve import plan as make_plan
from tests.planning import strategies
from tests.planning.cast import CLEANING, HPLCS, SUITE_B, activity, both, holding, mode, pausable, problem
from tests.planning.exhaustive import TooManyTries, any_plan
from tests.planning.properties import TINY, examples


def link(before: str, after: str, lag: int = 0, max_lag: int | None = None) -> Link:
    return Link(LinkKind.FS, *both(before, after), lag, max_lag)


def test_a_maximal_lag_and_a_quality_hold() -> None:
    made = problem(
        activity("batch-1", mode(3, suite_b=1), latest_end=6),
        activity("batch-2", mode(3, suite_b=1), hold_until=30),
        activity("review", mode(1)),
        links=(link("batch-1", "batch-2", 0, 18), link("batch-2", "review")),
    )
    assert collisions(made) == (
        "batch-1 must end by 6, its latest end.",
        "batch-2 may not start before 30: quality holds it until then.",
        "batch-2 must start within 18 slots after batch-1 ends (maximal lag).",
    )


def test_slots_are_written_as_wished() -> None:
    made = problem(activity("mix", mode(3), earliest_start=4), activity("dry", mode(2), latest_end=8), links=(link("mix", "dry", 1),))
    assert collisions(made, to_text=lambda slot: f"day {slot}") == (
        "mix may not start before day 4, its earliest start.",
        "dry must end by day 8, its latest end.",
        "dry must start 1 slot or more after mix ends.",
    )


def test_a_suite_that_is_too_small_for_two() -> None:
    made = problem(activity("mix", mode(3, suite_b=1), latest_end=5), activity("dry", mode(3, suite_b=1), latest_end=5, project="birch"))
    assert collisions(made) == (
        "mix must end by 5, its latest end.",
        "dry must end by 5, its latest end.",
        "suite_b does one thing at a time, and mix and dry need it.",
    )


def test_work_that_cannot_pause_and_is_longer_than_any_week() -> None:
    assert collisions(problem(activity("mix", mode(6, suite_a=1)))) == ("suite_a is closed at times, and mix needs it.",)


def test_a_horizon_that_is_too_near() -> None:
    said = collisions(problem(pausable("mix", mode(6, suite_a=1)), horizon=7))
    assert said == ("suite_a is closed at times, and mix needs it.", "All work must end by 7, the horizon.")


def test_two_frozen_on_one_suite() -> None:
    made = problem(
        activity("mix", mode(3, suite_b=1), frozen=Frozen(2)),
        activity("dry", mode(3, suite_b=1), mode(3), frozen=Frozen(4)),
        activity("rest", mode(1)),
    )
    assert broken_facts(Compiled(made))
    assert collisions(made) == (
        "mix is frozen at 2.",
        "dry is frozen at 4 in mode 0.",
        "suite_b does one thing at a time, and mix and dry need it.",
    )


def test_what_has_happened_is_told_as_a_fact() -> None:
    made = problem(
        activity("mix", mode(3), actual=Actual(1, end=4)),
        activity("dry", mode(2)),
        links=(link("mix", "dry", 0, 3),),
        now=10,
    )
    assert collisions(made) == (
        "dry must start within 3 slots after mix ends (maximal lag).",
        "mix started at 1 and ended at 4.",
        "Nothing new may start before now, 10.",
    )


def test_work_going_on_ends_in_the_future() -> None:
    made = problem(
        activity("mix", mode(9), actual=Actual(1, remaining=5)), activity("dry", mode(2), latest_end=8), links=(link("mix", "dry"),), now=4
    )
    assert "mix started at 1 and ends at 9." in collisions(made)


def test_a_stock_that_does_not_last() -> None:
    made = problem(activity("mix", mode(1, solvent=6)), activity("wash", mode(1, solvent=5)), activity("rinse", mode(1, solvent=1)))
    assert collisions(made) == ("There are 10 of solvent in all, for mix and wash.",)


def test_a_pool_that_is_too_small() -> None:
    made = problem(*(activity(name, mode(3, hplcs=1), latest_end=5) for name in ("a", "b", "c")))
    assert collisions(made)[-1] == "There are at most 2 of hplcs at a time, for a, b and c."


def test_ties_that_contradict_each_other() -> None:
    two = (activity("mix", mode(1, suite_a=1), mode(1, suite_b=1)), activity("dry", mode(1, suite_a=1), mode(1, suite_b=1)))
    same, different = SameResources(*both("mix", "dry")), DifferentResources(*both("mix", "dry"))
    assert collisions(problem(*two, same_resources=(same,), different_resources=(different,))) == (
        "mix and dry must use the same resources.",
        "mix and dry must share no resource.",
    )
    rules = tuple(ModeDependency(*(both("mix", "dry")[0], m, both("mix", "dry")[1]), frozenset()) for m in (0, 1))
    assert collisions(problem(*two, mode_dependencies=rules)) == (
        "If mix is in mode 0, dry must be in mode none.",
        "If mix is in mode 1, dry must be in mode none.",
    )


def test_a_campaign_split_by_frozen_work() -> None:
    made = problem(
        activity("first", mode(2, suite_b=1), frozen=Frozen(0)),
        activity("other", mode(2, suite_b=1), frozen=Frozen(3)),
        activity("second", mode(2, suite_b=1)),
        consecutives=(Consecutive(*both("first", "second")),),
    )
    said = collisions(made)
    assert "second must follow first directly on every unit that both use." in said and "other is frozen at 3." in said


def test_cleaning_takes_too_long() -> None:
    made = problem(
        activity("red", mode(2, suite_b=1), product="R", band=0, latest_end=8),
        activity("green", mode(2, suite_b=1), product="G", band=1, latest_end=8),
        changeovers=(CLEANING,),
    )
    assert collisions(made)[-1] == "suite_b takes time to change over between red and green."


def test_frozen_weeks_that_begin_too_late() -> None:
    made = problem(activity("mix", mode(3), latest_end=9), frozen_until=7, now=2)
    assert collisions(made) == ("mix must end by 9, its latest end.", "What is not frozen may not start before 7, the end of the frozen weeks.")


def test_the_planner_tells_the_collisions() -> None:
    impossible = problem(activity("mix", mode(3, suite_b=1), latest_end=5), activity("dry", mode(3, suite_b=1), latest_end=5))
    result = make_plan(impossible, effort=2.0)
    assert result.status is Status.INFEASIBLE and result.plan is None
    assert result.collisions == collisions(impossible) and len(result.collisions) == 3


def test_one_culprit_is_found_among_many_projects() -> None:
    crowd = [
        pausable(f"{project}/{k}", mode(2 + k % 3, suite_b=1), mode(3, hplcs=1, chemists=1), project=project)
        for project in ("amber", "birch", "cedar", "elm", "fir", "gorse")
        for k in range(4)
    ]
    chain = tuple(link(a.id, b.id) for a, b in pairwise(crowd) if a.project == b.project)
    made = problem(*crowd, links=chain, horizon=140)
    assert make_plan(made, effort=1.0).plan is not None
    spoilt = replace(made, activities=tuple(replace(a, latest_end=6) if a.id == "elm/3" else a for a in made.activities))
    said = collisions(spoilt)
    assert said[0] == "elm/3 must end by 6, its latest end." and len(said) <= 5
    assert not any(re.search("amber|birch|cedar|fir|gorse", sentence) for sentence in said)


def test_without_effort_nothing_is_claimed() -> None:
    assert collisions(problem(activity("mix", mode(6, suite_a=1))), effort=0.0) == ()


def test_a_problem_that_has_a_plan_has_no_collisions() -> None:
    assert collisions(problem(activity("mix", mode(3, suite_a=1)), holding("keep", mode(1, hplcs=1)))) == ()


@examples(30)
@given(strategies.problems(most=4))
def test_what_is_said_to_collide_does_and_none_of_it_can_be_spared(made: Problem) -> None:
    try:
        assume(any_plan(made, TINY) is None)
        conflict = smallest_conflict(made)
        assert conflict is not None and collisions(made)
        assert any_plan(with_only(conflict.problem, conflict.keys), TINY) is None
        for key in conflict.keys:
            assert any_plan(with_only(conflict.problem, conflict.keys - {key}), 3 * TINY) is not None, key
    except TooManyTries:
        assume(False)


@pytest.mark.parametrize(
    "family", ["earliest start", "latest end", "hold", "frozen", "lag", "maximal lag", "amount", "hours", "changeovers", "horizon"]
)
def test_every_rule_can_be_left_out(family: str) -> None:
    made = problem(
        activity("red", mode(2, suite_b=1), product="R", band=0, latest_end=20, earliest_start=2),
        activity("green", mode(2, suite_b=1), product="G", band=1, hold_until=3),
        activity("blue", mode(2, suite_a=1, hplcs=2), frozen=Frozen(1)),
        links=(link("red", "green", 1, 9),),
        changeovers=(CLEANING,),
    )
    keys = [s.key for s in statements(made)]
    assert family in {key.family for key in keys}
    assert set(keys) <= {s.key for s in statements(with_only(made, keys))}
    fewer = with_only(made, [key for key in keys if key.family != family])
    left = {s.key.family for s in statements(fewer)}
    assert fewer.horizon > made.horizon if family == "horizon" else family not in left or family in ("amount", "lag")
    if family == "lag":
        assert fewer.links[0].lag < -made.horizon and fewer.links[0].max_lag == 9
    if family == "amount":
        assert fewer.resource[SUITE_B.id].kind is ResourceKind.POOL and fewer.changeovers == ()
        assert min(value for _, value in fewer.resource[HPLCS.id].capacity.steps) >= 3
