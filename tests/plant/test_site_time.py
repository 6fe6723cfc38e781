"""Slots of a site's wall clock, and the texts people write for them."""

from datetime import date
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.plant.site_time import TimeScale, UnclearTime

BRUSSELS = TimeScale("Europe/Brussels", date(2026, 1, 5), 60)
DIVISORS = [d for d in range(1, 1441) if 1440 % d == 0]


@given(
    st.sampled_from(sorted(available_timezones())), st.dates(date(1971, 1, 1), date(2160, 1, 1)), st.sampled_from(DIVISORS), st.integers(0, 50_000)
)
def test_slot_to_text_to_slot_is_the_identity_in_every_zone(zone, origin, minutes, slot):
    scale = TimeScale(zone, origin, minutes)
    assert scale.from_text(scale.to_text(slot)) == slot


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Brussels", date(2026, 3, 29)), ("Europe/Brussels", date(2026, 10, 25)), ("Pacific/Apia", date(2011, 12, 30))]
)
def test_slot_to_text_to_slot_is_the_identity_in_the_night_of_a_change(zone, day):
    scale = TimeScale(zone, day, 15)
    assert [scale.from_text(scale.to_text(slot)) for slot in range(200)] == list(range(200))


def test_the_day_shift_is_the_same_slots_in_summer_and_winter():
    assert BRUSSELS.from_text("2026-01-12T08:00+01:00") % 24 == BRUSSELS.from_text("2026-07-13T08:00+02:00") % 24 == 8


def test_an_offset_of_another_zone_is_converted():
    assert BRUSSELS.from_text("2026-07-13T06:00Z") == BRUSSELS.from_text("2026-07-13T08:00+02:00") == BRUSSELS.from_text("2026-07-13T08:00")


def test_both_readings_of_an_ambiguous_hour_are_the_same_stretch_of_wall_clock():
    assert BRUSSELS.from_text("2026-10-25T02:00+02:00") == BRUSSELS.from_text("2026-10-25T02:00+01:00")


@pytest.mark.parametrize(
    ("text", "what"), [("2026-10-25T02:00", "happens twice in Europe/Brussels"), ("2026-03-29T02:00", "does not happen in Europe/Brussels")]
)
def test_a_local_time_in_the_night_of_a_change_must_say_its_offset(text, what):
    with pytest.raises(UnclearTime) as error:
        BRUSSELS.from_text(text)
    assert what in str(error.value)
    assert f"{text}+01:00" in str(error.value)
    assert f"{text}+02:00" in str(error.value)


def test_a_date_is_the_beginning_of_its_day_or_its_end():
    assert BRUSSELS.from_text("2026-01-06") == 24
    assert BRUSSELS.from_text("2026-01-06", is_end=True) == 48


def test_a_time_between_two_slots_names_both():
    with pytest.raises(UnclearTime, match=r"2026-01-05T08:30, between 2026-01-05T08:00\+01:00 and 2026-01-05T09:00\+01:00"):
        BRUSSELS.from_text("2026-01-05T08:30")


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-02-30T08:00", "2026-01-05T25:00", "next week", "2026-W02-1", "0001-01-01", "2026-01-05T08:00+99:00"]
)
def test_what_the_calendar_does_not_have_is_refused(text):
    with pytest.raises(UnclearTime):
        BRUSSELS.from_text(text)


@pytest.mark.parametrize(
    ("text", "slots"), [("12h", 12), ("3d", 72), ("2w", 336), ("90min", None), ("4 slots", 4), ("1.5d", 36), ("-2d", -48), ("0h", 0)]
)
def test_durations(text, slots):
    if slots is None:
        with pytest.raises(UnclearTime, match="is 90min; nearest is 1h or 2h"):
            BRUSSELS.slots(text)
    else:
        assert BRUSSELS.slots(text) == slots


@given(st.sampled_from(DIVISORS), st.integers(-(10**7), 10**7))
def test_a_duration_is_read_back_as_written(minutes, slots):
    scale = TimeScale("UTC", date(2026, 1, 1), minutes)
    assert scale.slots(scale.duration(slots)) == slots


@pytest.mark.parametrize(("zone", "minutes"), [("Europe/Bruxelles", 60), ("../etc/passwd", 60), ("", 60), ("UTC", 50), ("UTC", 0)])
def test_a_site_needs_a_zone_that_exists_and_slots_that_divide_a_day(zone, minutes):
    with pytest.raises(UnclearTime):
        TimeScale(zone, date(2026, 1, 1), minutes)
