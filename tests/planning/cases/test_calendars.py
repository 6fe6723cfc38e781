"""Work lies in open time, and its end follows from its start, its mode, how it stretches and when its resources are closed."""

import pytest

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Activity, Actual, Frozen, Profile, ResourceKind
from tests.planning.cast import SUITE_A, SUITE_B, activity, holding, mode, pausable, plan, problem, resource, rules_broken

MIX = activity("mix", mode(3, suite_a=1))
CRYSTALLISE = pausable("crystallise", mode(3, suite_a=1))
STORE = holding("store", mode(2, suite_a=1))
SIGN = activity("sign", mode(0, suite_a=1))


def test_fixed_work_lasts_its_duration() -> None:
    assert check(problem(MIX), plan(mix=(0, 3))) == ()
    sentence = "mix is planned from 0 to 4, which is 4 slots, and takes 3."
    assert check(problem(MIX), plan(mix=(0, 4))) == (Violation("calendars", sentence, (MIX.id,), slot=0),)
    assert rules_broken(problem(MIX), plan(mix=(0, 2))) == ("calendars",)


def test_fixed_work_does_not_reach_into_the_weekend() -> None:
    assert check(problem(MIX), plan(mix=(2, 5))) == ()
    sentence = "mix is planned from 3 to 6 without a pause, and suite_a is closed at 5."
    assert check(problem(MIX), plan(mix=(3, 6))) == (Violation("calendars", sentence, (MIX.id,), SUITE_A.id, 5),)


def test_pausable_work_stands_still_over_the_weekend() -> None:
    assert check(problem(CRYSTALLISE), plan(crystallise=(2, 5))) == ()
    assert check(problem(CRYSTALLISE), plan(crystallise=(3, 8))) == ()
    sentence = "crystallise begins at 3 and takes 3 open slots, so it ends at 8; it is planned to end at 6."
    assert check(problem(CRYSTALLISE), plan(crystallise=(3, 6))) == (Violation("calendars", sentence, (CRYSTALLISE.id,), slot=6),)


def test_pausable_work_does_not_end_after_a_pause_without_work() -> None:
    assert rules_broken(problem(CRYSTALLISE), plan(crystallise=(2, 7))) == ("calendars",)


def test_pausable_work_does_not_begin_in_closed_time() -> None:
    sentence = "crystallise begins at 6, when suite_a is closed."
    assert check(problem(CRYSTALLISE), plan(crystallise=(6, 10))) == (Violation("calendars", sentence, (CRYSTALLISE.id,), SUITE_A.id, 6),)


def test_pausable_work_stands_still_while_any_of_its_resources_is_closed() -> None:
    with_people = pausable("mix", mode(3, suite_b=1, chemists=1))
    assert check(problem(with_people), plan(mix=(3, 8))) == ()
    assert rules_broken(problem(with_people), plan(mix=(3, 6))) == ("calendars",)


def test_pausable_work_that_never_finds_its_open_slots() -> None:
    closing = resource("suite_a", ResourceKind.UNIT, Profile(((0, 1), (2, 0))))
    sentence = "crystallise begins at 0 and finds no 3 open slots from there."
    assert check(problem(CRYSTALLISE, resources=(closing, SUITE_B)), plan(crystallise=(0, 3))) == (
        Violation("calendars", sentence, (CRYSTALLISE.id,), slot=0),
    )


def test_holding_work_may_stay_longer_and_not_shorter() -> None:
    assert check(problem(STORE), plan(store=(0, 2))) == ()
    assert check(problem(STORE), plan(store=(0, 5))) == ()
    sentence = "store is planned from 0 to 1, which is 1 slots, and takes at least 2."
    assert check(problem(STORE), plan(store=(0, 1))) == (Violation("calendars", sentence, (STORE.id,), slot=0),)


def test_holding_work_keeps_its_resources_in_open_time_only() -> None:
    sentence = "store is planned from 0 to 6 without a pause, and suite_a is closed at 5."
    assert check(problem(STORE), plan(store=(0, 6))) == (Violation("calendars", sentence, (STORE.id,), SUITE_A.id, 5),)


@pytest.mark.parametrize("signing", [SIGN, pausable("sign", mode(0, suite_a=1)), holding("sign", mode(0, suite_a=1))])
def test_what_has_no_length_needs_no_opening(signing: Activity) -> None:
    assert check(problem(signing), plan(sign=(5, 5))) == ()


def test_what_has_no_length_and_does_not_hold_ends_where_it_begins() -> None:
    assert rules_broken(problem(SIGN), plan(sign=(0, 1))) == ("calendars",)
    assert rules_broken(problem(pausable("sign", mode(0))), plan(sign=(0, 1))) == ("calendars",)
    assert check(problem(holding("sign", mode(0))), plan(sign=(0, 1))) == ()


def test_stock_has_no_calendar() -> None:
    none_left = resource("solvent", ResourceKind.STOCK, 0)
    spent = activity("mix", mode(1), mode(1, solvent=1))
    assert rules_broken(problem(spent, resources=(none_left,)), plan(mix=(0, 1, 1))) == ("stock",)


def test_started_work_ends_when_what_remains_is_done() -> None:
    begun = activity("mix", mode(9, suite_a=1), actual=Actual(0, remaining=2))
    assert check(problem(begun, now=3), plan(mix=(0, 5))) == ()
    sentence = "mix has 2 slots of work left from 3, so it ends at 5; it is planned to end at 9."
    assert check(problem(begun, now=3), plan(mix=(0, 9))) == (Violation("calendars", sentence, (begun.id,), slot=9),)


def test_started_fixed_work_runs_on_through_closed_time() -> None:
    begun = activity("mix", mode(3, suite_a=1), actual=Actual(0, remaining=3))
    assert check(problem(begun, now=4), plan(mix=(0, 7))) == ()


def test_started_pausable_work_pauses_over_closed_time() -> None:
    begun = pausable("mix", mode(3, suite_a=1), actual=Actual(0, remaining=2))
    assert check(problem(begun, now=4), plan(mix=(0, 8))) == ()
    assert check(problem(begun, now=5), plan(mix=(0, 9))) == ()
    assert rules_broken(problem(begun, now=4), plan(mix=(0, 6))) == ("calendars",)


def test_started_pausable_work_waits_where_its_people_are_too_few() -> None:
    few = resource("chemists", ResourceKind.PEOPLE, Profile(((0, 3), (4, 1), (6, 3))))
    begun = pausable("mix", mode(3, chemists=2), actual=Actual(0, remaining=2))
    assert check(problem(begun, now=3, resources=(few,)), plan(mix=(0, 8))) == ()


def test_started_pausable_work_that_cannot_end_ends_at_the_horizon() -> None:
    closing = resource("suite_a", ResourceKind.UNIT, Profile(((0, 1), (2, 0))))
    begun = pausable("mix", mode(3, suite_a=1), actual=Actual(0, remaining=3))
    assert check(problem(begun, now=1, horizon=20, resources=(closing,)), plan(mix=(0, 20))) == ()


def test_closed_time_before_now_is_history() -> None:
    frozen = activity("mix", mode(3, suite_a=1), frozen=Frozen(5))
    assert check(problem(frozen, now=7), plan(mix=(5, 8))) == ()
    assert rules_broken(problem(frozen, now=6), plan(mix=(5, 8))) == ("calendars",)


def test_a_beginning_in_closed_time_before_now_is_history() -> None:
    frozen = pausable("crystallise", mode(3, suite_a=1), frozen=Frozen(5))
    assert check(problem(frozen, now=7), plan(crystallise=(5, 10))) == ()
    assert rules_broken(problem(frozen, now=5), plan(crystallise=(5, 10))) == ("calendars",)


def test_calendars_go_on_after_the_horizon() -> None:
    assert rules_broken(problem(CRYSTALLISE, horizon=6), plan(crystallise=(3, 8))) == ("windows",)
