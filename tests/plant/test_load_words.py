"""Which units are the tightest, and when, in a sentence."""

from __future__ import annotations

from datetime import date, timedelta

from evenhand.plant.capacity import Week
from evenhand.plant.load_words import load_sentence

MONDAY = date(2027, 3, 1)


def weeks(*shares: int | None) -> list[Week]:
    """In per cent of 100 slots; None where it is closed."""
    return [Week(MONDAY + timedelta(weeks=k), 0 if share is None else 100, 0 if share is None else share) for k, share in enumerate(shares)]


def test_the_tightest_unit_is_named_with_its_full_weeks_and_those_that_come_next():
    units = [("Dryer", weeks(10, 20, 0, 0)), ("Suite 1", weeks(95, 100, 50, 90)), ("Suite 2", weeks(60, 60, 60, 60)), ("Mill", weeks(5, 5, 5, 5))]
    assert load_sentence(units) == (
        "Suite 1 is the tightest unit: 84 % full over the next 4 weeks, "
        "90 % or more in the two weeks from Mon 1 Mar 2027 to that of Mon 8 Mar 2027 and in the week of Mon 22 Mar 2027. "
        "Next come Suite 2 (60 %) and Dryer (8 %)."
    )


def test_where_nothing_is_full_the_fullest_week_is_named():
    assert load_sentence([("Suite 1", weeks(30, 70))]) == (
        "Suite 1 is the tightest unit: 50 % full over the next 2 weeks, fullest in the week of Mon 8 Mar 2027 (70 %)."
    )


def test_many_stretches_are_counted():
    assert "90 % or more in three weeks, the first that of Mon 1 Mar 2027" in load_sentence([("Suite 1", weeks(95, 0, 95, 0, 95))])


def test_weeks_in_which_a_unit_is_closed_do_not_make_it_look_empty():
    assert "80 % full" in load_sentence([("Suite 1", weeks(80, None, 80))])


def test_nothing_is_said_where_nothing_is_planned():
    assert load_sentence([("Suite 1", [Week(MONDAY, 100, None)])]) == ""
    assert load_sentence([("Suite 1", weeks(0, 0))]) == ""
    assert load_sentence([]) == ""
