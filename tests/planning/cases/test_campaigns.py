"""On every unit that both use, one activity follows the other directly, and nothing comes between them."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Activity, ActivityId, Actual, Consecutive, Problem
from tests.planning.cast import SUITE_B, activity, both, mode, plan, problem, rules_broken

FIRST = activity("first", mode(2, suite_b=1), mode(2, suite_a=1))
SECOND = activity("second", mode(2, suite_b=1), mode(2, suite_a=1))
OTHER = activity("other", mode(1, suite_b=1))
SIGN = activity("sign", mode(0, suite_b=1))


def campaign(*activities: Activity, now: int = 0) -> Problem:
    return problem(*activities, now=now, consecutives=(Consecutive(FIRST.id, SECOND.id),))


def test_one_directly_after_the_other_with_or_without_a_gap() -> None:
    assert check(campaign(FIRST, SECOND, OTHER), plan(first=(0, 2), second=(2, 4), other=(4, 5))) == ()
    assert check(campaign(FIRST, SECOND, OTHER), plan(first=(0, 2), second=(9, 11), other=(12, 13))) == ()


def test_something_between_them() -> None:
    sentence = "second must follow first directly on suite_b; other comes between them."
    involved = (FIRST.id, ActivityId("other"), SECOND.id)
    assert check(campaign(FIRST, SECOND, OTHER), plan(first=(0, 2), other=(2, 3), second=(3, 5))) == (
        Violation("campaigns", sentence, involved, SUITE_B.id, 2),
    )


def test_what_has_no_length_comes_between_them_too() -> None:
    assert rules_broken(campaign(FIRST, SECOND, SIGN), plan(first=(0, 2), sign=(2, 2), second=(2, 4))) == ("campaigns",)
    assert check(campaign(FIRST, SECOND, SIGN), plan(first=(0, 2), sign=(0, 0), second=(2, 4))) == ()


def test_the_other_way_round() -> None:
    sentence = "second must follow first directly on suite_b; it comes before it."
    assert check(campaign(FIRST, SECOND), plan(second=(0, 2), first=(2, 4))) == (
        Violation("campaigns", sentence, both("first", "second"), SUITE_B.id, 0),
    )


def test_on_two_units_they_are_free() -> None:
    assert check(campaign(FIRST, SECOND, OTHER), plan(second=(0, 2, 1), other=(2, 3), first=(3, 5))) == ()


def test_facts_alone_are_history_and_a_campaign_under_way_is_not_cut() -> None:
    was_first = activity("first", mode(2, suite_b=1), actual=Actual(0, end=2))
    was_other = activity("other", mode(1, suite_b=1), actual=Actual(2, end=3))
    was_second = activity("second", mode(2, suite_b=1), actual=Actual(3, end=5))
    assert check(campaign(was_first, was_other, was_second, now=5), plan(first=(0, 2), other=(2, 3), second=(3, 5))) == ()
    assert rules_broken(campaign(was_first, OTHER, SECOND, now=2), plan(first=(0, 2), other=(2, 3), second=(3, 5))) == ("campaigns",)


def test_simultaneous_activities_without_length_may_come_in_any_order() -> None:
    opened, closed = activity("first", mode(0, suite_b=1)), activity("second", mode(0, suite_b=1))
    together = plan(first=(3, 3), second=(3, 3), sign=(3, 3))
    for activities in ((opened, closed, SIGN), (closed, SIGN, opened), (SIGN, closed, opened)):
        assert check(campaign(*activities), together) == ()
    both_ways = problem(opened, closed, consecutives=(Consecutive(FIRST.id, SECOND.id), Consecutive(SECOND.id, FIRST.id)))
    assert rules_broken(both_ways, plan(first=(3, 3), second=(3, 3))) == ("campaigns",)


def test_many_simultaneous_activities_without_length_too() -> None:
    signs = [activity(f"sign {k}", mode(0, suite_b=1)) for k in range(8)]
    opened, closed = activity("first", mode(0, suite_b=1)), activity("second", mode(0, suite_b=1))
    last = activity("last", mode(2, suite_b=1))
    runs = (Consecutive(FIRST.id, SECOND.id), Consecutive(SECOND.id, last.id), Consecutive(signs[4].id, signs[1].id))
    there = {"last": (3, 5)} | dict.fromkeys(("first", "second", *(s.id for s in signs)), (3, 3))
    for activities in ((opened, closed, *signs, last), (closed, *signs, opened, last)):
        assert check(problem(*activities, consecutives=runs), plan(**there)) == ()
    two_before_last = (*runs, Consecutive(signs[0].id, last.id))
    assert rules_broken(problem(opened, closed, *signs, last, consecutives=two_before_last), plan(**there)) == ("campaigns",)
    in_a_circle = (*runs, Consecutive(signs[1].id, signs[4].id))
    assert rules_broken(problem(opened, closed, *signs, last, consecutives=in_a_circle), plan(**there)) == ("campaigns",)
