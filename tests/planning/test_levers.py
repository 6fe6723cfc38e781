"""Levers pulled: more of a resource for the project that asked, in some windows, and the same as before for everybody else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from evenhand.planning.checks import check
from evenhand.planning.levers import levers_used, may_use_levers, with_levers
from evenhand.planning.plan import Plan
from evenhand.planning.problem import (
    Actual,
    Frozen,
    Lever,
    LeverId,
    LeverKind,
    LeverWindow,
    ModeDependency,
    Problem,
    ProjectId,
    Resource,
    ResourceId,
    SameResources,
)
from evenhand.planning.solve import plan as make_plan
from tests.planning import strategies
from tests.planning.cast import CHEMISTS, CLEANING, SOLVENT, SUITE_A, activity, both, mode, pausable, plan, problem, rules_broken
from tests.planning.properties import examples

AMBER = ProjectId("amber")


def lever(name: str, resource: Resource, *windows: tuple[int, int, int], cost: int = 100, kind: LeverKind = LeverKind.OVERTIME) -> Lever:
    return Lever(LeverId(name), kind, resource.id, tuple(LeverWindow(*window) for window in windows), cost)


WEEKEND = lever("weekend", SUITE_A, (5, 7, 1))
STAFF = lever("staff", CHEMISTS, (5, 7, 2))
MIX = pausable("mix", mode(6, suite_a=1, chemists=2))
OTHER = pausable("other", mode(6, chemists=1), project="birch")


def test_no_levers_no_change() -> None:
    made = problem(MIX, OTHER, levers=(WEEKEND,))
    assert with_levers(made, (), AMBER) is made


def test_a_project_works_through_the_weekend_where_all_it_needs_is_open() -> None:
    made = problem(MIX, OTHER)
    for levers, shortest in (((WEEKEND,), 8), ((STAFF,), 8), ((WEEKEND, STAFF), 6)):
        pulled = with_levers(made, levers, AMBER)
        found = make_plan(pulled, effort=1.0).plan
        assert found is not None and found.of[MIX.id].end == shortest and found.of[OTHER.id].end == 8


def test_the_current_plan_still_stands() -> None:
    before = plan(mix=(0, 8), other=(0, 8))
    assert check(with_levers(problem(MIX, OTHER), (WEEKEND, STAFF), AMBER), before) == ()


def test_others_may_not_use_what_was_added() -> None:
    pulled = with_levers(problem(MIX, OTHER), (STAFF,), AMBER)
    assert len(pulled.activity[MIX.id].modes) == 2 and len(pulled.activity[OTHER.id].modes) == 1
    assert rules_broken(pulled, plan(mix=(0, 8), other=(0, 6))) == ("calendars",)


def test_an_added_person_is_one_more_and_not_two() -> None:
    added = lever("fourth", CHEMISTS, *((7 * week, 7 * week + 5, 1) for week in range(8)), kind=LeverKind.ADDED_PERSON)
    team = pausable("mix", mode(3, chemists=4), mode(99))
    pulled = with_levers(problem(team, OTHER), (added,), AMBER)
    assert rules_broken(pulled, plan(mix=(0, 3, 2), other=(0, 8))) == ("capacity",)  # three are there, one is added, five are needed
    assert rules_broken(pulled, plan(mix=(7, 10, 2), other=(0, 8))) == ("capacity",)  # the other works that Monday still
    assert check(pulled, plan(mix=(8, 11, 2), other=(0, 8))) == ()


def test_cleaning_and_ties_hold_for_work_with_levers_too() -> None:
    red, green = (pausable(name, mode(2, suite_a=1), product=name, band=band) for band, name in enumerate(("red", "green")))
    made = problem(red, replace(green, project=ProjectId("birch")), changeovers=(CLEANING,))
    pulled = with_levers(made, (WEEKEND,), AMBER)
    assert rules_broken(pulled, plan(red=(0, 2, 1), green=(3, 5))) == ("changeovers",)
    assert check(pulled, plan(red=(0, 2, 1), green=(7, 9))) == ()
    tied = problem(MIX, pausable("dry", mode(1, suite_a=1), mode(1, suite_b=1)), same_resources=(SameResources(*both("mix", "dry"), None),))
    assert "same resources" in rules_broken(with_levers(tied, (WEEKEND,), AMBER), plan(mix=(0, 6, 1), dry=(7, 8, 3)))


def test_a_mode_and_its_twin_count_as_the_same_in_dependencies() -> None:
    first, second = pausable("first", mode(1, suite_a=1), mode(1)), pausable("second", mode(1, suite_a=1), mode(1))
    rule = ModeDependency(*(both("first", "second")[0], 0, both("first", "second")[1]), frozenset({0}))
    pulled = with_levers(problem(first, second, mode_dependencies=(rule,)), (WEEKEND,), AMBER)
    for twin in (0, 2):
        assert rules_broken(pulled, plan(first=(0, 1, twin), second=(1, 2, 1))) == ("modes",)
        assert check(pulled, plan(first=(0, 1, twin), second=(1, 2, 2))) == ()


def test_what_has_begun_or_is_frozen_is_beyond_levers() -> None:
    assert may_use_levers(MIX, AMBER) and not may_use_levers(MIX, ProjectId("birch"))
    assert not may_use_levers(replace(MIX, actual=Actual(0, remaining=1)), AMBER)
    assert not may_use_levers(replace(MIX, frozen=Frozen(0)), AMBER)


def test_a_stock_is_no_resource_for_levers() -> None:
    made = problem(activity("mix", mode(1, solvent=10)))
    assert with_levers(made, (lever("more", SOLVENT, (0, 5, 3)),), AMBER) is not None
    assert with_levers(made, (lever("more", SOLVENT, (0, 5, 3)),), AMBER).resource[SOLVENT.id] == SOLVENT


def test_which_levers_a_plan_uses() -> None:
    made = problem(MIX, OTHER)
    later = lever("later weekend", SUITE_A, (12, 14, 1))
    levers = (WEEKEND, STAFF, later)
    assert levers_used(made, levers, plan(mix=(0, 8), other=(0, 8))) == ()
    assert levers_used(made, levers, plan(mix=(0, 6, 1), other=(0, 8))) == (STAFF, WEEKEND)
    assert levers_used(made, levers, plan(mix=(7, 15, 1), other=(0, 8))) == (later,)


def test_of_two_levers_for_the_same_the_cheaper_counts() -> None:
    dear, cheap = lever("dear", SUITE_A, (5, 7, 1), cost=900), lever("cheap", SUITE_A, (5, 7, 1), cost=90)
    made = problem(pausable("mix", mode(6, suite_a=1)))
    assert levers_used(made, (dear, cheap), plan(mix=(0, 6, 1))) == (cheap,)


@examples(80)
@given(strategies.problems_with_a_plan())
def test_a_plan_stands_whatever_levers_are_pulled_for_whom(made_and_plan: tuple[Problem, Plan]) -> None:
    made, before = made_and_plan
    everywhere = tuple(
        Lever(LeverId(f"{r.id} {k}"), LeverKind.OVERTIME, ResourceId(r.id), (LeverWindow(made.now + k, made.horizon, 1),), 1)
        for r in made.resources
        for k in range(2)
        if made.now + k < made.horizon
    )
    for project in made.projects:
        pulled = with_levers(made, (*made.levers, *everywhere), project.id)
        assert check(pulled, before) == ()
        assert levers_used(made, everywhere, before) == ()
