"""The first plan: put in as early as there is room, in an order that content decides; repaired where lags, ties and campaigns ask for it."""

from __future__ import annotations

import pytest

from evenhand.planning.budget import Budget
from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled
from evenhand.planning.construct import first_plan, insertion_orders, near_published
from evenhand.planning.insertion import Insertion
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Activity, Consecutive, Link, LinkKind, Problem, Published
from tests.planning.cast import activity, both, holding, mode, pausable, plan, problem, promise


def first(made: Problem) -> Plan | None:
    compiled = Compiled(made)
    placing = first_plan(compiled, Budget(effort=2.0), seed=0)
    return None if placing is None else compiled.plan_of(placing)


def inserted(made: Problem) -> Plan | None:
    """By insertion alone, all at once, without CP-SAT."""
    compiled = Compiled(made)
    insertion = Insertion(compiled, Occupancy(compiled, compiled.facts))
    if not insertion.insert([a for a in range(len(compiled.activities)) if a not in compiled.facts]):
        assert insertion.occupancy.placing == compiled.facts
        return None
    return compiled.plan_of(insertion.occupancy.placing)


def link(before: str, after: str, lag: int = 0, max_lag: int | None = None, kind: LinkKind = LinkKind.FS) -> Link:
    return Link(kind, *both(before, after), lag, max_lag)


def test_as_early_as_there_is_room() -> None:
    made = problem(activity("mix", mode(3, suite_b=1)), activity("dry", mode(2, suite_b=1)), links=(link("mix", "dry", 1),))
    assert inserted(made) == plan(mix=(0, 3), dry=(4, 6))


def test_the_mode_that_ends_first() -> None:
    assert inserted(problem(activity("mix", mode(5, suite_b=1), mode(3, hplcs=1), mode(4)))) == plan(mix=(0, 3, 1))


def test_who_comes_too_early_for_a_maximal_lag_is_pushed() -> None:
    made = problem(activity("mix", mode(1)), activity("dry", mode(1), earliest_start=9), links=(link("mix", "dry", 0, 2),))
    assert inserted(made) == plan(mix=(6, 7), dry=(9, 10))


def test_holding_work_is_stretched_to_what_waits_for_it() -> None:
    made = problem(
        holding("keep", mode(1, suite_b=1)),
        activity("go", mode(1), earliest_start=5),
        links=(link("keep", "go", 0, 0), link("go", "keep", 0, None, LinkKind.SF)),
    )
    found = first(made)
    assert found is not None and check(made, found) == () and found.of[both("keep", "go")[0]].end == 5


def test_a_campaign_that_would_be_split() -> None:
    made = problem(
        activity("one", mode(2, suite_b=1)),
        activity("two", mode(2, suite_b=1), earliest_start=6),
        activity("three", mode(2, suite_b=1), earliest_start=3),
        consecutives=(Consecutive(*both("one", "two")),),
    )
    found = first(made)
    assert found is not None and check(made, found) == ()


def test_a_campaign_the_wrong_way_round() -> None:
    made = problem(
        activity("one", mode(2, suite_b=1), earliest_start=4), activity("two", mode(2, suite_b=1)), consecutives=(Consecutive(*both("one", "two")),)
    )
    assert inserted(made) == plan(one=(4, 6), two=(6, 8))


def test_no_more_of_a_stock_than_there_is() -> None:
    made = problem(activity("mix", mode(1, solvent=6), mode(4)), activity("rinse", mode(1, solvent=6), mode(3, solvent=1)))
    found = inserted(made)
    assert found is not None and check(made, found) == ()


def test_what_does_not_go_in_leaves_nothing_behind() -> None:
    assert inserted(problem(activity("mix", mode(3, suite_b=1)), activity("dry", mode(3, suite_b=1), latest_end=5), horizon=5)) is None


def test_the_most_urgent_project_goes_in_first() -> None:
    made = problem(
        activity("mix", mode(3, suite_b=1)),
        activity("dry", mode(3, suite_b=1), project="birch"),
        promises=(promise("amber 1", "mix", 9), promise("birch 1", "dry", 3)),
    )
    compiled = Compiled(made)
    assert [compiled.project_ids[p] for p in next(insertion_orders(compiled))] == ["birch", "amber"]
    assert first(made) == plan(mix=(3, 6), dry=(0, 3))


def crowd(count: int = 12) -> tuple[Activity, ...]:
    return tuple(pausable(f"a{k}", mode(1 + k % 4, suite_a=1), mode(2 + k % 3, chemists=2), project=f"p{k % 4}") for k in range(count))


def test_without_budget_there_is_no_plan() -> None:
    assert first_plan(Compiled(problem(*crowd())), Budget(cancelled=lambda: True), seed=0) is None


def test_what_is_published_and_still_fits_stays() -> None:
    two = (activity("mix", mode(3, suite_b=1)), activity("dry", mode(2, suite_b=1), project="birch"))
    published = (Published(two[0].id, 4, 0), Published(two[1].id, 8, 0))
    for made, stays in (
        (problem(*two, published=published), plan(mix=(4, 7), dry=(8, 10))),
        (problem(two[0], activity("dry", mode(5, suite_b=1), project="birch"), published=(published[0], Published(two[1].id, 3, 0))), None),
    ):
        compiled = Compiled(made)
        placing = near_published(compiled, Budget(effort=1.0), seed=0)
        assert placing is not None
        found = compiled.plan_of(placing)
        assert check(made, found) == () and (stays is None or found == stays)


@pytest.mark.parametrize("start", [-3, 1000])
def test_a_published_start_outside_the_horizon_is_no_place_to_stay(start: int) -> None:
    made = problem(activity("mix", mode(3, suite_b=1)), published=(Published(both("mix", "mix")[0], start, 0),))
    compiled = Compiled(made)
    placing = near_published(compiled, Budget(effort=1.0), seed=0)
    assert placing is not None and check(made, compiled.plan_of(placing)) == ()
