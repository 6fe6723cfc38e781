"""How much there is of a resource, slot by slot and week by week."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from evenhand.plant.actions.people import enter_absence
from evenhand.plant.capacity import calendar_mask, capacity_of, weeks_of
from evenhand.plant.overview import chart_of
from evenhand.plant.queries import plant_rows
from evenhand.records.people import SYSTEM
from tests.portfolio.small import Small


@pytest.fixture
def chemists(small: Small):
    enter_absence(by=SYSTEM, resource_id=small.chemists.pk, starts_at=datetime(2027, 3, 8), ends_at=datetime(2027, 3, 10), amount=1)
    rows = plant_rows(small.site)
    masks = {calendar.pk: calendar_mask(calendar, small.site) for calendar in rows.calendars}
    row = next(row for row in rows.resources if row.code == "chemists")
    return row, capacity_of(row, small.site, masks), small.site


def test_open_slots_holidays_and_absences(chemists):
    _, has, site = chemists

    def at(*wall: int) -> int:
        return int(has[site.slot(datetime(*wall))])

    assert [at(2027, 3, 1, hour) for hour in (4, 8, 12, 16)] == [0, 4, 4, 0]
    assert at(2027, 3, 6, 8) == 0  # Saturday
    assert at(2027, 3, 29, 8) == 0  # Easter Monday
    assert [at(2027, 3, day, 8) for day in (8, 9, 10)] == [3, 3, 4]


def test_week_by_week(chemists):
    row, has, site = chemists
    weeks = weeks_of(has, None, site, date(2027, 3, 3), 5)
    assert [(week.monday, week.has, week.share) for week in weeks] == [
        (date(2027, 3, 1), 40, None),
        (date(2027, 3, 8), 36, None),
        (date(2027, 3, 15), 40, None),
        (date(2027, 3, 22), 40, None),
        (date(2027, 3, 29), 32, None),
    ]
    assert "nothing is planned yet" in chart_of(weeks, row).words


def test_more_than_there_is_stands_above_the_line(chemists):
    row, has, site = chemists
    chart = chart_of(weeks_of(has, has * 2, site, date(2027, 3, 1), 3), row)
    assert {bar.kind for bar in chart.bars} == {"over"}
    assert chart.line > 0 and "at 200 %" in chart.words


def test_a_night_over_which_work_pauses_is_no_work(chemists):
    _, has, site = chemists
    two_all_week = np.full(len(has), 2)
    weeks = weeks_of(has, two_all_week, site, date(2027, 3, 1), 2)
    assert [week.used for week in weeks] == [20, 20]  # ten open slots a week, two people each
    assert weeks[0].share == 0.5
