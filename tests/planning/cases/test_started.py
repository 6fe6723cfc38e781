"""What has started keeps its start and mode, and what is finished its end."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Actual
from tests.planning.cast import activity, mode, plan, problem, rules_broken

FINISHED = activity("mix", mode(2), mode(3), actual=Actual(1, 1, end=6))
GOING_ON = activity("dry", mode(4), actual=Actual(2, remaining=3))
TODAY = problem(FINISHED, GOING_ON, now=7)


def test_facts_as_they_were() -> None:
    assert check(TODAY, plan(mix=(1, 6, 1), dry=(2, 10))) == ()


def test_a_start_that_was_another() -> None:
    sentence = "mix started at 1; the plan has it start at 2."
    assert check(TODAY, plan(mix=(2, 6, 1), dry=(2, 10))) == (Violation("started", sentence, (FINISHED.id,), slot=2),)
    sentence = "dry started at 2; the plan has it start at 7."
    assert check(TODAY, plan(mix=(1, 6, 1), dry=(7, 10))) == (Violation("started", sentence, (GOING_ON.id,), slot=7),)


def test_a_mode_that_was_another() -> None:
    sentence = "mix started in mode 1; the plan has it in mode 0."
    assert check(TODAY, plan(mix=(1, 6, 0), dry=(2, 10))) == (Violation("started", sentence, (FINISHED.id,)),)


def test_an_end_that_was_another() -> None:
    sentence = "mix ended at 6; the plan has it end at 5."
    assert check(TODAY, plan(mix=(1, 5, 1), dry=(2, 10))) == (Violation("started", sentence, (FINISHED.id,), slot=5),)


def test_the_end_of_what_goes_on_is_for_the_calendars() -> None:
    assert rules_broken(TODAY, plan(mix=(1, 6, 1), dry=(2, 11))) == ("calendars",)
