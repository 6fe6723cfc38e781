"""From the huddle to the minutes in a real browser, through the pages, six people at six screens: the impurity that was seen in the plant."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser

from evenhand.matters.actions.contracts import enter_contract
from evenhand.plant.models import Site
from evenhand.portfolio.models import Project
from evenhand.records.verification import verify
from evenhand.schedules.bridge import present
from tests.cast import Cast
from tests.e2e import from_the_huddle as before
from tests.e2e import to_the_minutes as then
from tests.e2e.team import the_team
from tests.matters.assessing import tree_in_force
from tests.schedules.stories import a_free_one, published_plant, row_of


@pytest.fixture
def plant(people: Cast) -> Site:
    """Its plan is published; the project has a contract, bound to the decision tree in force."""
    plant = published_plant(people)
    tree = tree_in_force(people, plant)
    enter_contract(
        by=people.clara,
        project_id=the_project(plant).pk,
        tree_number=tree.number,
        reference="Master service agreement, schedule 4",
        agreed_on=date(2026, 10, 1),
        day_rate=4_000_00,
    )
    return plant


def the_project(plant: Site) -> Project:
    """With work ahead that may be moved."""
    now = present(plant)
    return row_of(a_free_one(now.problem, now.plan)).project


def test_from_the_huddle_to_the_minutes(browser: Browser, site: str, people: Cast, plant: Site):
    with the_team(browser, site, people) as team:
        before.raised_in_the_huddle(team, the_project(plant))
        before.up_overnight_and_acknowledged(team, plant)
        before.assessed(team)
        before.shares_settled(team.ada)
        then.options_computed(team.clara, plant)
        then.meeting_begun(team, plant)
        then.not_closed_early(team.clara)
        then.decided_by_nobody_else(team)
        then.decided_in_the_meeting(team)
        then.costs_allocated(team)
        then.change_order_accepted(team)
        then.ledger_adds_up(team.clara)
        then.closed_and_signed(team)
        then.decided_and_not_done(team)
    assert verify().problems == ()
