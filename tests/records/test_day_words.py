from __future__ import annotations

from datetime import date, datetime

import pytest

from evenhand.plant.form_fields import EndDayField
from evenhand.plant.site_time import TimeScale
from evenhand.plant.templatetags.plant_words import ends as end_in_templates
from evenhand.records.day_words import end_in_words, last_day, start_in_words
from evenhand.schedules.words import SlotWords

HOURS = SlotWords(TimeScale("Europe/Brussels", date(2027, 3, 1), 60))


@pytest.mark.parametrize(
    ("wall", "start", "end"),
    [
        (datetime(2027, 3, 13), "Sat 13 Mar 2027", "Fri 12 Mar 2027"),
        (datetime(2027, 3, 12, 14), "Fri 12 Mar 2027 14:00", "Fri 12 Mar 2027 14:00"),
        (datetime(2027, 3, 12, 23, 59), "Fri 12 Mar 2027 23:59", "Fri 12 Mar 2027 23:59"),
        (datetime(2027, 3, 1), "Mon 1 Mar 2027", "Sun 28 Feb 2027"),
    ],
)
def test_what_ends_at_midnight_ends_on_the_day_that_is_over(wall, start, end):
    assert (start_in_words(wall), end_in_words(wall)) == (start, end)


def test_pages_schedules_and_forms_say_the_same_end():
    """A promise of Friday 12 March: in the portfolio's pages, in the schedules', and in the field where it is typed."""
    wall, slot = datetime(2027, 3, 13), 12 * 24
    assert end_in_templates(wall) == HOURS.end(slot) == end_in_words(wall) == "Fri 12 Mar 2027"
    assert EndDayField().prepare_value(wall) == HOURS.last_day(slot) == last_day(wall) == date(2027, 3, 12)
    assert HOURS.moment(slot) == start_in_words(wall) == "Sat 13 Mar 2027"
    assert HOURS.moment(None) == HOURS.end(None) == ""
