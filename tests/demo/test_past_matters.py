"""When the people of the demo's past year were there to decide."""

from __future__ import annotations

from datetime import date

import pytest

from evenhand.demo.past_matters import by_day, by_evening, in_the_week
from evenhand.demo.told_afterwards import Told
from evenhand.plant.models import Site

FRIDAY, SATURDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)


@pytest.fixture
def told() -> Told:
    return Told(Site(time_zone="Europe/Brussels"), {}, (), {}, None)  # type: ignore[arg-type]


def test_what_falls_in_the_night_is_decided_the_next_morning(told: Told):
    assert by_day(told, told.moment(FRIDAY, 3, 41)) == told.moment(FRIDAY, 7, 41)
    assert by_day(told, told.moment(FRIDAY, 20, 5)) == told.moment(SATURDAY, 7, 5)
    assert by_day(told, told.moment(FRIDAY, 19, 59)) == told.moment(FRIDAY, 19, 59)


def test_what_can_wait_is_decided_on_monday(told: Told):
    assert in_the_week(told, told.moment(FRIDAY, 23, 10)) == told.moment(MONDAY, 7, 10)
    assert in_the_week(told, told.moment(SATURDAY, 11, 55)) == told.moment(MONDAY, 7, 55)
    assert in_the_week(told, told.moment(FRIDAY, 11, 55)) == told.moment(FRIDAY, 11, 55)


def test_what_falls_in_the_night_was_settled_the_evening_before_but_not_too_soon(told: Told):
    assert by_evening(told, told.moment(SATURDAY, 3, 4), told.moment(FRIDAY, 14)) == told.moment(FRIDAY, 19, 4)
    assert by_evening(told, told.moment(FRIDAY, 22, 4), told.moment(FRIDAY, 20, 8)) == told.moment(FRIDAY, 20, 8)
    assert by_evening(told, told.moment(FRIDAY, 12), told.moment(FRIDAY, 9)) == told.moment(FRIDAY, 12)
