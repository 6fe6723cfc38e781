"""Every activity is planned exactly once, in a mode that exists, and mode dependencies hold."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.plan import Plan
from evenhand.planning.problem import ActivityId, Actual, ModeDependency
from tests.planning.cast import activity, both, mode, plan, problem, rules_broken

MIX = activity("mix", mode(2), mode(3))
DRY = activity("dry", mode(1), mode(2))
MIX_1_THEN_DRY_1 = ModeDependency(MIX.id, 1, DRY.id, frozenset({1}))


def test_each_activity_once_in_one_of_its_modes() -> None:
    assert check(problem(MIX, DRY), plan(mix=(0, 2), dry=(0, 2, 1))) == ()


def test_a_missing_activity_is_reported_and_the_rest_still_checked() -> None:
    assert check(problem(MIX, DRY), plan(dry=(0, 5))) == (
        Violation("modes", "mix is not in the plan.", (MIX.id,)),
        Violation("calendars", "dry is planned from 0 to 5, which is 5 slots, and takes 1.", (DRY.id,), slot=0),
    )


def test_an_empty_plan_lacks_everything() -> None:
    assert rules_broken(problem(MIX, DRY), Plan(())) == ("modes", "modes")


def test_an_activity_twice() -> None:
    twice = Plan((*plan(mix=(0, 2)).assignments, *plan(mix=(4, 6)).assignments))
    assert check(problem(MIX), twice) == (Violation("modes", "mix is in the plan 2 times.", (MIX.id,)),)


def test_an_unknown_activity() -> None:
    assert check(problem(MIX), plan(mix=(0, 2), boil=(0, 2))) == (
        Violation("modes", "boil is in the plan and not in the problem.", (ActivityId("boil"),)),
    )


def test_modes_that_do_not_exist() -> None:
    sentence = "mix is in mode 2, and its modes are 0 to 1."
    assert check(problem(MIX), plan(mix=(0, 2, 2))) == (Violation("modes", sentence, (MIX.id,)),)
    assert rules_broken(problem(MIX), plan(mix=(0, 2, -1))) == ("modes",)


def test_a_mode_that_asks_for_another() -> None:
    tied = problem(MIX, DRY, mode_dependencies=(MIX_1_THEN_DRY_1,))
    sentence = "mix is in mode 1, so dry must be in mode 1; it is in mode 0."
    assert check(tied, plan(mix=(0, 3, 1), dry=(0, 1, 0))) == (Violation("modes", sentence, both("mix", "dry")),)
    assert check(tied, plan(mix=(0, 3, 1), dry=(0, 2, 1))) == ()
    assert check(tied, plan(mix=(0, 2, 0), dry=(0, 1, 0))) == ()


def test_a_dependency_that_two_facts_break_is_history() -> None:
    mixed = activity("mix", mode(2), mode(3), actual=Actual(0, 1, end=3))
    dried = activity("dry", mode(1), mode(2), actual=Actual(0, 0, end=1))
    done = plan(mix=(0, 3, 1), dry=(0, 1, 0))
    assert check(problem(mixed, dried, now=4, mode_dependencies=(MIX_1_THEN_DRY_1,)), done) == ()
    assert rules_broken(problem(mixed, DRY, now=4, mode_dependencies=(MIX_1_THEN_DRY_1,)), plan(mix=(0, 3, 1), dry=(4, 5, 0))) == ("modes",)
