"""Which time counts: every hour, or the open hours of a calendar; with holidays, pauses, and the nights in which the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.matters.working_time import WorkingTime, moment

BRUSSELS = ZoneInfo("Europe/Brussels")
HOUR = timedelta(hours=1)
DAY_SHIFT = WorkingTime(BRUSSELS, dict.fromkeys(range(5), ((480, 960),)), frozenset({date(2027, 3, 29)}))  # Easter Monday
NIGHT_SHIFT = WorkingTime(BRUSSELS, dict.fromkeys(range(7), ((0, 360), (1320, 1440))))
EVERY_HOUR = WorkingTime(BRUSSELS)


def wall(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BRUSSELS).astimezone(UTC)


def test_every_hour_counts_over_a_weekend():
    assert EVERY_HOUR.after(wall(2027, 3, 5, 16), 24 * HOUR) == wall(2027, 3, 6, 16)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (wall(2027, 3, 1, 8), 4, wall(2027, 3, 1, 12)),
        (wall(2027, 3, 1, 6), 4, wall(2027, 3, 1, 12)),  # before the shift it waits for the shift
        (wall(2027, 3, 1, 14), 4, wall(2027, 3, 2, 10)),
        (wall(2027, 3, 1, 12), 4, wall(2027, 3, 1, 16)),  # to the minute at which the shift ends
        (wall(2027, 3, 5, 15), 2, wall(2027, 3, 8, 9)),  # over a weekend
        (wall(2027, 3, 26, 15), 2, wall(2027, 3, 30, 9)),  # over Easter: Monday is closed, and the clocks went forward on Sunday
    ],
)
def test_the_open_hours_of_a_calendar(start, hours, due):
    assert DAY_SHIFT.after(start, hours * HOUR) == due
    assert DAY_SHIFT.between(start, due) == hours * HOUR


def test_a_night_shift_is_an_hour_shorter_when_the_clocks_go_forward():
    night = wall(2027, 3, 27, 22)
    assert NIGHT_SHIFT.between(night, wall(2027, 3, 28, 6)) == 7 * HOUR
    assert NIGHT_SHIFT.after(night, 7 * HOUR) == wall(2027, 3, 28, 6)


def test_and_an_hour_longer_when_they_go_back():
    night = wall(2027, 10, 30, 22)
    assert NIGHT_SHIFT.between(night, wall(2027, 10, 31, 6)) == 9 * HOUR


def test_a_day_is_24_hours_also_when_the_clocks_change():
    assert EVERY_HOUR.after(wall(2027, 3, 27, 18), 24 * HOUR) == wall(2027, 3, 28, 19)
    assert EVERY_HOUR.after(wall(2027, 10, 30, 18), 24 * HOUR) == wall(2027, 10, 31, 17)


def test_a_time_that_the_clocks_leap_over_is_the_moment_of_the_leap():
    assert moment(BRUSSELS, date(2027, 3, 28), 150) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert moment(BRUSSELS, date(2027, 10, 31), 150) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # of two the first
    leap = WorkingTime(BRUSSELS, {6: ((120, 180),)})
    assert leap.between(wall(2027, 3, 28, 0), wall(2027, 3, 28, 12)) == timedelta()


def test_what_stands_still_is_not_counted():
    start, pause = wall(2027, 3, 1, 8), (wall(2027, 3, 1, 9), wall(2027, 3, 1, 11))
    assert EVERY_HOUR.after(start, 4 * HOUR, [pause]) == wall(2027, 3, 1, 14)
    assert DAY_SHIFT.after(start, 7 * HOUR, [pause]) == wall(2027, 3, 2, 9)


def test_a_calendar_that_never_opens_has_no_end():
    assert WorkingTime(BRUSSELS, {}).after(wall(2027, 3, 1, 8), HOUR) is None


def test_a_stretch_lies_within_a_day():
    with pytest.raises(ValueError, match=r"Must be a stretch of a day such as \(480, 960\); is \(960, 480\)"):
        WorkingTime(BRUSSELS, {0: ((960, 480),)})


minutes = st.integers(0, 60 * 24 * 60)
spans = st.lists(st.tuples(minutes, st.integers(1, 5000)), max_size=4)


@settings(deadline=None)
@given(start=minutes, length=st.integers(1, 20_000), pauses=spans, time=st.sampled_from([EVERY_HOUR, DAY_SHIFT, NIGHT_SHIFT]))
def test_after_and_between_agree(start, length, pauses, time):
    origin = wall(2027, 3, 1, 0)
    begin = origin + timedelta(minutes=start)
    still = [(origin + timedelta(minutes=a), origin + timedelta(minutes=a + b)) for a, b in pauses]
    due = time.after(begin, timedelta(minutes=length), still)
    assert due is not None
    assert time.between(begin, due, still) == timedelta(minutes=length)
    assert time.between(begin, due - timedelta(minutes=1), still) < timedelta(minutes=length)
