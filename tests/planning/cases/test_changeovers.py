"""Between two activities with a product that follow each other directly on a unit there is time to clean."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Activity, Actual, Changeovers, Problem
from tests.planning.cast import CLEANING, SUITE_B, activity, both, mode, plan, problem, rules_broken

RED = activity("red", mode(3, suite_b=1), product="R", band=0)
RED_TOO = activity("red_too", mode(3, suite_b=1), product="R", band=0)
BLUE = activity("blue", mode(2, suite_b=1), product="B", band=0)
POTENT = activity("potent", mode(2, suite_b=1), product="P", band=1)
PLAIN = activity("plain", mode(1, suite_b=1))


def cleaned(*activities: Activity) -> Problem:
    return problem(*activities, changeovers=(CLEANING,))


def test_another_product() -> None:
    assert check(cleaned(RED, BLUE), plan(red=(0, 3), blue=(6, 8))) == ()
    sentence = "suite_b needs 3 slots between red, which ends at 3, and blue; it begins at 5 and may not before 6."
    assert check(cleaned(RED, BLUE), plan(red=(0, 3), blue=(5, 7))) == (Violation("changeovers", sentence, both("red", "blue"), SUITE_B.id, 5),)


def test_the_same_product() -> None:
    assert check(cleaned(RED, RED_TOO), plan(red=(0, 3), red_too=(4, 7))) == ()
    assert rules_broken(cleaned(RED, RED_TOO), plan(red=(0, 3), red_too=(3, 6))) == ("changeovers",)


def test_the_bands_of_both_count_and_their_order() -> None:
    to_potent = cleaned(RED, POTENT)
    assert check(to_potent, plan(red=(0, 3), potent=(8, 10))) == ()
    assert rules_broken(to_potent, plan(red=(0, 3), potent=(7, 9))) == ("changeovers",)
    assert check(to_potent, plan(potent=(0, 2), red=(9, 12))) == ()
    assert rules_broken(to_potent, plan(potent=(0, 2), red=(8, 11))) == ("changeovers",)


def test_what_has_no_product_is_passed_over() -> None:
    assert check(cleaned(RED, PLAIN), plan(red=(0, 3), plain=(3, 4))) == ()
    assert rules_broken(cleaned(RED, PLAIN, BLUE), plan(red=(0, 3), plain=(3, 4), blue=(5, 7))) == ("changeovers",)
    assert check(cleaned(RED, PLAIN, BLUE), plan(red=(0, 3), plain=(3, 4), blue=(6, 8))) == ()


def test_only_what_follows_directly_counts() -> None:
    detour = problem(RED, BLUE, POTENT, changeovers=(Changeovers((SUITE_B.id,), 0, ((9, 1), (1, 1))),))
    assert check(detour, plan(red=(0, 3), potent=(4, 6), blue=(7, 9))) == ()
    assert rules_broken(detour, plan(red=(0, 3), blue=(7, 9), potent=(10, 12))) == ("changeovers",)


def test_only_units_with_changeovers_are_cleaned() -> None:
    assert check(problem(RED, BLUE), plan(red=(0, 3), blue=(3, 5))) == ()
    pooled = tuple(activity(name, mode(2, hplcs=1), product=name) for name in ("red", "blue"))
    assert check(problem(*pooled, changeovers=(CLEANING,)), plan(red=(0, 2), blue=(2, 4))) == ()


def test_what_has_no_length_is_cleaned_after_too() -> None:
    sample = activity("sample", mode(0, suite_b=1), product="S")
    assert check(cleaned(RED, sample), plan(red=(0, 3), sample=(6, 6))) == ()
    assert rules_broken(cleaned(RED, sample), plan(red=(0, 3), sample=(5, 5))) == ("changeovers",)


def test_simultaneous_activities_without_length_may_come_in_any_order() -> None:
    free_one_way = Changeovers((SUITE_B.id,), 0, ((5, 5), (0, 5)))
    low, high = (activity(name, mode(0, suite_b=1), product=name, band=band) for name, band in (("low", 0), ("high", 1)))
    for activities in ((low, high), (high, low)):
        assert check(problem(*activities, changeovers=(free_one_way,)), plan(low=(4, 4), high=(4, 4))) == ()
    never_free = Changeovers((SUITE_B.id,), 0, ((5, 5), (1, 5)))
    assert rules_broken(problem(low, high, changeovers=(never_free,)), plan(low=(4, 4), high=(4, 4))) == ("changeovers",)


def test_facts_alone_are_history_and_the_last_fact_is_cleaned_after() -> None:
    was_red = activity("red", mode(3, suite_b=1), product="R", actual=Actual(0, end=3))
    was_blue = activity("blue", mode(3, suite_b=1), product="B", actual=Actual(3, end=5))
    assert check(problem(was_red, was_blue, now=5, changeovers=(CLEANING,)), plan(red=(0, 3), blue=(3, 5))) == ()
    next_one = problem(was_red, POTENT, now=3, changeovers=(CLEANING,))
    assert check(next_one, plan(red=(0, 3), potent=(8, 10))) == ()
    assert rules_broken(next_one, plan(red=(0, 3), potent=(7, 9))) == ("changeovers",)
