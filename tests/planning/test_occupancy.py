"""What placed work leaves of the resources: where another activity may start, and whether activities fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled, Placed
from evenhand.planning.occupancy import Occupancy, fits
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Consecutive, DifferentResources, Frozen, Link, LinkKind, ModeDependency, Problem, SameResources, Stretch
from tests.planning import strategies
from tests.planning.cast import CLEANING, activity, both, holding, mode, pausable, problem
from tests.planning.properties import examples


def beside(made: Problem, **places: tuple[int, int]) -> tuple[Compiled, Occupancy]:
    compiled = Compiled(made)
    at = {name: compiled.index[both(name, name)[0]] for name in places}
    return compiled, Occupancy(compiled, {at[name]: Placed(0, *span) for name, span in places.items()})


def starts(compiled: Compiled, occupancy: Occupancy, name: str, mode_: int = 0, high: int = 14, until: int = 0) -> list[int]:
    allowed, _ = occupancy.allowed_starts(compiled.index[both(name, name)[0]], mode_, 0, high, until)
    return [int(s) for s in np.flatnonzero(allowed)]


MIX, DRY = activity("mix", mode(3, suite_b=1)), activity("dry", mode(2, suite_b=1))


def test_an_empty_plant() -> None:
    assert starts(*beside(problem(MIX)), "mix") == list(range(12))


def test_a_suite_that_is_taken() -> None:
    assert starts(*beside(problem(MIX, DRY), dry=(4, 6)), "mix") == [0, 1, *range(6, 12)]


def test_a_pool_that_is_partly_taken() -> None:
    made = problem(activity("one", mode(2, hplcs=1)), activity("two", mode(2, hplcs=2)), activity("three", mode(2, hplcs=1)))
    compiled, occupancy = beside(made, one=(4, 6))
    assert starts(compiled, occupancy, "two") == [0, 1, 2, *range(6, 13)] and starts(compiled, occupancy, "three") == list(range(13))


def test_work_that_pauses_needs_no_opening_and_keeps_its_suite() -> None:
    made = problem(pausable("mix", mode(3, suite_a=1)), pausable("dry", mode(2, suite_a=1)))
    assert starts(*beside(made), "mix") == [0, 1, 2, 3, 4, 7, 8, 9]
    assert starts(*beside(made, dry=(4, 8)), "mix") == [0, 1, 8, 9]


def test_work_that_does_not_pause_needs_it_open() -> None:
    assert starts(*beside(problem(activity("mix", mode(3, suite_a=1)))), "mix") == [0, 1, 2, 7, 8, 9]


def test_cleaning_in_between() -> None:
    red, green = activity("red", mode(1, suite_b=1), product="R"), activity("green", mode(1, suite_b=1), product="G", band=1)
    made = problem(red, green, changeovers=(CLEANING,))  # red to green 5, green to red 7
    assert starts(*beside(made, green=(9, 10)), "red", high=20) == [0, 1, 2, 3, 17, 18, 19]


def test_what_has_no_length_lies_between_others_and_not_within_them() -> None:
    made = problem(activity("mark", mode(0, suite_b=1)), DRY)
    assert starts(*beside(made, dry=(4, 6)), "mark", high=8) == [0, 1, 2, 3, 4, 6, 7, 8]
    compiled, occupancy = beside(made, mark=(4, 4))
    assert starts(compiled, occupancy, "dry", high=8) == [0, 1, 2, 4, 5, 6]


def test_a_campaign_is_not_split() -> None:
    made = problem(MIX, DRY, activity("other", mode(1, suite_b=1)), consecutives=(Consecutive(*both("mix", "dry")),))
    assert starts(*beside(made, mix=(2, 5), dry=(8, 10)), "other") == [0, 1, 10, 11, 12, 13]


def test_work_that_holds_is_looked_at_until_it_ends() -> None:
    made = problem(holding("keep", mode(1, suite_b=1)), DRY)
    compiled, occupancy = beside(made, dry=(4, 6))
    assert starts(compiled, occupancy, "keep", high=9) == [0, 1, 2, 3, 6, 7, 8]
    assert starts(compiled, occupancy, "keep", high=9, until=8) == [6, 7, 8]
    assert starts(*beside(problem(holding("keep", mode(0, suite_a=1)))), "keep", high=9, until=6) == [6, 7, 8, 9]


def test_frozen_work_starts_where_it_is_frozen_or_nowhere() -> None:
    made = problem(holding("keep", mode(1, suite_b=1), mode(1), frozen=Frozen(3, 1)), frozen_until=9)
    compiled, occupancy = beside(made)
    assert starts(compiled, occupancy, "keep", 1) == [3] and starts(compiled, occupancy, "keep", 0) == []
    allowed, _ = occupancy.allowed_starts(0, 1, 4, 14)
    assert not allowed.any()


def test_history_uses_nothing() -> None:
    made = problem(MIX, DRY, now=5)
    assert starts(*beside(made, mix=(2, 6)), "dry", high=10) == [6, 7, 8]


def test_taken_out_it_is_as_before() -> None:
    compiled, occupancy = beside(problem(MIX, DRY), dry=(4, 6))
    dry = compiled.index[DRY.id]
    copy = occupancy.without({dry})
    assert starts(compiled, copy, "mix") == list(range(12)) and dry in occupancy.placing
    occupancy.remove(dry)
    assert not any(used.any() for used in occupancy.used) and not any(occupancy.on_unit)


@pytest.mark.parametrize(
    "ties",
    [
        {"links": (Link(LinkKind.FS, *both("mix", "dry"), 1),)},
        {"links": (Link(LinkKind.SS, *both("dry", "mix"), -9, -5),)},
        {"same_resources": (SameResources(*both("mix", "dry")),)},
        {"mode_dependencies": (ModeDependency(*(both("mix", "dry")[0], 0, both("mix", "dry")[1]), frozenset({1})),)},
        {"consecutives": (Consecutive(*both("dry", "mix")),)},
    ],
)
def test_what_breaks_a_tie_with_the_rest_does_not_fit(ties: dict[str, object]) -> None:
    two = (activity("mix", mode(2, suite_b=1)), activity("dry", mode(2, suite_b=1, hplcs=1), mode(2)))
    compiled, occupancy = beside(problem(*two), mix=(0, 2))
    assert fits(compiled, occupancy, {compiled.index[DRY.id]: Placed(0, 2, 4)})
    compiled, occupancy = beside(problem(*two, **ties), mix=(0, 2))
    assert not fits(compiled, occupancy, {compiled.index[DRY.id]: Placed(0, 2, 4)})


def test_sharing_a_resource_that_may_not_be_shared_does_not_fit() -> None:
    tie = DifferentResources(*both("mix", "dry"))
    compiled, occupancy = beside(problem(MIX, DRY, different_resources=(tie,)), mix=(0, 3))
    assert not fits(compiled, occupancy, {compiled.index[DRY.id]: Placed(0, 3, 5)})


def test_more_than_the_stock_does_not_fit() -> None:
    made = problem(activity("mix", mode(1, solvent=6)), activity("rinse", mode(1, solvent=5)))
    compiled, occupancy = beside(made, mix=(0, 1))
    assert not fits(compiled, occupancy, {compiled.index[both("rinse", "rinse")[0]]: Placed(0, 5, 6)})


@examples(80)
@given(st.data())
def test_it_allows_just_what_the_checker_does(data: st.DataObject) -> None:
    """One activity anywhere beside the others of a plan: allowed and keeping its links and ties, exactly where the checker finds nothing."""
    made, some = data.draw(strategies.problems_with_a_plan())
    compiled = Compiled(made)
    placing = compiled.placing_of(some)
    movable = [a for a in placing if a not in compiled.facts]
    assume(movable)
    a = data.draw(st.sampled_from(movable))
    one = compiled.activities[a]
    rest = Occupancy(compiled, placing).without({a})
    for mode_ in range(len(one.modes)):
        for until in (0, data.draw(st.integers(0, made.horizon))) if one.stretch is Stretch.HOLDING else (0,):
            allowed, end = rest.allowed_starts(a, mode_, 0, made.horizon, until)
            for start in range(len(end)):
                if end[start] < 0:
                    continue
                tried = Plan(tuple(Assignment(one.id, mode_, start, int(end[start])) if x.activity == one.id else x for x in some.assignments))
                where = {**placing, a: Placed(mode_, start, int(end[start]))}
                whole = Occupancy(compiled, where)
                keeps = bool(allowed[start]) and whole.keeps_ties([a]) and whole.stocks_last([a])
                assert keeps or not compiled.changeovers_add_up or check(made, tried) != (), tried
                assert not keeps or check(made, tried) == (), tried
                if keeps:
                    assert fits(compiled, rest, {a: where[a]})


def test_not_even_a_changeover_forgives_a_neighbour_of_a_neighbour() -> None:
    """Also beyond the span itself: the setup to whoever is next counts from its start."""
    red, green = (activity(name, mode(1, suite_b=1), product=name) for name in ("red", "green"))
    compiled, occupancy = beside(problem(red, replace(green, band=1), changeovers=(CLEANING,)), green=(13, 14))
    assert starts(compiled, occupancy, "red", high=12)[-1] == 7
