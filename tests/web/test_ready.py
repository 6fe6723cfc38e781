"""What a process finds out before the first page is asked for."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.plant.overview import overview
from evenhand.portfolio.outlook import running_outlooks
from evenhand.portfolio.published import published_plan
from evenhand.web import ready
from evenhand.web.plan_gantt import of_published
from tests.schedules.stories import published_plant


@pytest.fixture
def still_open(monkeypatch):
    """The connection of a test is its transaction."""
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.mark.usefixtures("still_open")
def test_the_first_page_finds_it_known(cast):
    site = published_plant(cast)
    ready.make_ready()
    with CaptureQueriesContext(connection) as asked:
        for outlook in running_outlooks(site, published_plan(site)):
            assert outlook.html
        assert overview(site).fullness and of_published(site).body
    assert not [q for q in asked if "portfolio_activity" in q["sql"] or "plant_resource" in q["sql"]]


@pytest.mark.usefixtures("still_open")
def test_what_cannot_be_found_out_is_in_the_log_and_stops_nothing(cast, monkeypatch, caplog):
    monkeypatch.setattr(ready, "the_site", lambda: 1 / 0)
    with caplog.at_level(logging.ERROR, "evenhand.web"):
        ready.make_ready()
    assert "could not be made ready" in caplog.text


@pytest.mark.usefixtures("still_open")
def test_before_there_is_a_site_there_is_nothing_to_find_out(cast):
    ready.make_ready()
