"""Earliest starts, now, the frozen weeks, latest ends and the horizon."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Actual, Frozen
from tests.planning.cast import activity, mode, plan, problem, rules_broken

MIX = activity("mix", mode(2))


def test_not_before_its_materials_are_there() -> None:
    waiting = problem(activity("mix", mode(2), earliest_start=5))
    assert check(waiting, plan(mix=(5, 7))) == ()
    sentence = "mix begins at 4, before its earliest start, 5."
    assert check(waiting, plan(mix=(4, 6))) == (Violation("windows", sentence, (MIX.id,), slot=4),)


def test_not_before_now() -> None:
    assert check(problem(MIX, now=3), plan(mix=(3, 5))) == ()
    assert check(problem(MIX, now=3), plan(mix=(2, 4))) == (Violation("windows", "mix begins at 2, before now, 3.", (MIX.id,), slot=2),)
    assert rules_broken(problem(MIX), plan(mix=(-1, 1))) == ("windows",)


def test_nothing_new_into_the_frozen_weeks() -> None:
    frozen_weeks = problem(MIX, now=1, frozen_until=14)
    assert check(frozen_weeks, plan(mix=(14, 16))) == ()
    sentence = "mix begins at 13, before the end of the frozen weeks, 14."
    assert check(frozen_weeks, plan(mix=(13, 15))) == (Violation("windows", sentence, (MIX.id,), slot=13),)


def test_the_latest_of_the_bounds_is_named() -> None:
    bounded = problem(activity("mix", mode(2), earliest_start=4), now=3, frozen_until=5)
    sentence = "mix begins at 0, before the end of the frozen weeks, 5."
    assert check(bounded, plan(mix=(0, 2))) == (Violation("windows", sentence, (MIX.id,), slot=0),)


def test_not_after_its_latest_end() -> None:
    bounded = problem(activity("mix", mode(2), latest_end=9))
    assert check(bounded, plan(mix=(7, 9))) == ()
    assert check(bounded, plan(mix=(8, 10))) == (Violation("windows", "mix ends at 10, after its latest end, 9.", (MIX.id,), slot=10),)


def test_not_after_the_horizon() -> None:
    assert check(problem(MIX, horizon=9), plan(mix=(7, 9))) == ()
    assert check(problem(MIX, horizon=9), plan(mix=(8, 10))) == (Violation("windows", "mix ends at 10, after the horizon, 9.", (MIX.id,), slot=10),)


def test_what_is_frozen_keeps_its_place_before_every_earliest_start() -> None:
    frozen = activity("mix", mode(2), earliest_start=8, frozen=Frozen(4))
    assert check(problem(frozen, now=5, frozen_until=14), plan(mix=(4, 6))) == ()


def test_what_is_frozen_still_has_its_latest_end() -> None:
    assert rules_broken(problem(activity("mix", mode(2), latest_end=5, frozen=Frozen(4))), plan(mix=(4, 6))) == ("windows",)


def test_what_has_started_is_a_fact() -> None:
    late = activity("mix", mode(2), earliest_start=1, latest_end=5, actual=Actual(0, remaining=9))
    assert check(problem(late, now=4, frozen_until=9, horizon=10), plan(mix=(0, 13))) == ()
