"""A portfolio file becomes a problem: the example that users copy, read line by line."""

from datetime import date

import pytest

from evenhand.exchange.portfolio import portfolio_of, read_portfolio
from evenhand.planning.problem import (
    Actual,
    Consecutive,
    Demand,
    Frozen,
    LateMaterial,
    LeverKind,
    LeverWindow,
    Link,
    LinkKind,
    Mode,
    Promise,
    ResourceKind,
    SameResources,
    Stretch,
)
from evenhand.plant.site_time import TimeScale
from tests.exchange.small_portfolio import SMALL, changed, small

DAY = 6  # slots


@pytest.fixture(scope="module")
def portfolio():
    return read_portfolio(SMALL)


def test_the_site_gives_the_time_scale_and_the_frame(portfolio):
    assert portfolio.time_scale == TimeScale("Europe/Brussels", date(2026, 10, 5), 240)
    problem = portfolio.problem
    assert problem.now == 49 * DAY + 2
    assert problem.frozen_until == problem.now + 14 * DAY
    assert problem.horizon == (date(2027, 12, 31) - date(2026, 10, 5)).days * DAY + DAY
    assert (portfolio.site, portfolio.currency) == ("A small site", "EUR")


def test_sponsors_stay_outside_the_problem(portfolio):
    assert portfolio.sponsor_of == {"AP-101": "alder", "BD-7": "birch"}
    assert portfolio.sponsor_names["birch"] == "Birch & Daughters"
    assert "alder" not in repr(portfolio.problem)
    assert "Birch" not in repr(portfolio.problem)


def test_a_calendar_opens_weekly_windows_and_closes_holidays(portfolio):
    chemists = portfolio.problem.resource["chemists"].capacity
    monday = portfolio.time_scale.from_text("2026-12-21")
    assert [chemists.at(monday + k) for k in range(DAY)] == [0, 0, 3, 3, 0, 0]
    christmas = portfolio.time_scale.from_text("2026-12-25")
    assert {chemists.at(slot) for slot in range(christmas, christmas + 10 * DAY)} == {0}


def test_an_absence_takes_its_amount_away(portfolio):
    chemists = portfolio.problem.resource["chemists"].capacity
    assert chemists.at(portfolio.time_scale.from_text("2027-02-08T08:00")) == 2
    assert chemists.at(portfolio.time_scale.from_text("2027-02-12T12:00")) == 2
    assert chemists.at(portfolio.time_scale.from_text("2027-02-15T08:00")) == 3


def test_an_absence_without_an_amount_takes_all():
    absence = {"from": "2027-03-01", "to": "2027-03-02"}
    portfolio = portfolio_of(changed(("resources", 2, "absences", 1), absence))
    assert portfolio.problem.resource["chemists"].capacity.at(portfolio.time_scale.from_text("2027-03-02T08:00")) == 0


def test_overtime_becomes_one_lever_a_block_where_the_resource_is_closed(portfolio):
    levers = [x for x in portfolio.problem.levers if x.kind is LeverKind.OVERTIME]
    assert [x.id for x in levers][:2] == ["operators/saturday/2026-11-30", "operators/saturday/2026-12-28"]
    saturday = portfolio.time_scale.from_text("2026-12-05T08:00")
    assert levers[0].windows[0] == LeverWindow(saturday, saturday + 2, 4)
    assert levers[0].cost == 240000
    operators = portfolio.problem.resource["operators"].capacity
    assert {operators.at(slot) for x in levers for w in x.windows for slot in range(w.start, w.end)} == {0}
    assert min(w.start for x in levers for w in x.windows) >= portfolio.problem.now + 7 * DAY


def test_an_added_person_counts_where_the_resource_is_open(portfolio):
    levers = [x for x in portfolio.problem.levers if x.kind is LeverKind.ADDED_PERSON]
    operators = portfolio.problem.resource["operators"].capacity
    assert all(operators.at(slot) > 0 for x in levers for w in x.windows for slot in range(w.start, w.end))
    assert min(w.start for x in levers for w in x.windows) == portfolio.problem.now + 21 * DAY


def test_activities_are_read_with_all_they_say(portfolio):
    development = portfolio.problem.activity["AP-101/development"]
    assert development.modes == (Mode(40, (Demand("chemists", 1),), 30, 60),)
    assert development.stretch is Stretch.PAUSABLE
    assert development.actual == Actual(28 * DAY + 2, 0, None, 12)
    assert portfolio.problem.activity["AP-101/raw-materials"].late_material == LateMaterial(0.15, 84)
    batch = portfolio.problem.activity["BD-7/batch"]
    assert [m.duration for m in batch.modes] == [36, 24]
    assert (batch.product, batch.band) == ("BD-7", 1)
    assert portfolio.problem.activity["BD-7/shipment"].hold_until == portfolio.time_scale.from_text("2027-01-11")


def test_links_ties_and_promises_get_full_ids(portfolio):
    problem = portfolio.problem
    assert Link(LinkKind.FS, "AP-101/testing", "AP-101/release", DAY) in problem.links
    assert Link(LinkKind.FS, "BD-7/batch", "BD-7/drying", 0, 3 * DAY) in problem.links
    assert problem.same_resources == (SameResources("AP-101/batch-1", "AP-101/batch-2", frozenset({"suite-1"})),)
    assert problem.consecutives == (Consecutive("AP-101/batch-1", "AP-101/batch-2"),)
    due = portfolio.time_scale.from_text("2027-03-06")
    assert problem.promises[0] == Promise("AP-101/release", "AP-101/release", due)


def test_kinds_and_changeovers(portfolio):
    problem = portfolio.problem
    assert [r.kind for r in problem.resources] == [ResourceKind.UNIT, ResourceKind.POOL, *[ResourceKind.PEOPLE] * 3]
    assert problem.changeovers[0].between == ((18, 30), (42, 42))
    assert (problem.changeovers[0].same_product, problem.changeovers[0].fail_chance) == (3, 0.1)


def test_links_and_promises_between_projects():
    document = small()
    document["links"] = [{"before": "AP-101/batch-2", "after": "BD-7/shipment", "type": "SS", "lag": "-1d", "max_lag": "60d"}]
    document["promises"] = [{"id": "both", "activity": "BD-7/drying", "due": "2027-02-01"}]
    problem = portfolio_of(document).problem
    assert problem.links[-1] == Link(LinkKind.SS, "AP-101/batch-2", "BD-7/shipment", -DAY, 60 * DAY)
    assert problem.promise["both"].activity == "BD-7/drying"


def test_a_product_can_be_taken_away():
    assert portfolio_of(changed(("projects", 1, "activities", 1, "product"), None)).problem.activity["BD-7/drying"].product is None


def test_a_published_start_in_the_frozen_weeks_is_frozen(portfolio):
    batch = portfolio.problem.activity["BD-7/batch"]
    assert batch.frozen == Frozen(portfolio.time_scale.from_text("2026-12-01"), 0)
    assert portfolio.notes == ()


def test_published_after_the_frozen_weeks_is_not_frozen():
    portfolio = portfolio_of(changed(("projects", 1, "activities", 0, "published", "start"), "2026-12-08"))
    assert portfolio.problem.activity["BD-7/batch"].frozen is None
    assert portfolio.notes == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("projects", 1, "activities", 0, "earliest_start"), "2026-12-02"),  # its material comes later
        (("projects", 1, "activities", 0, "hold_until"), "2026-12-02"),  # quality releases it later
        (("projects", 1, "activities", 0, "published", "start"), "2026-11-23"),  # it is past
        (("projects", 1, "activities", 0, "published", "start"), "2026-11-28"),  # a Saturday, when its operators are away
        (("projects", 1, "activities", 0, "after"), ["before-it"]),  # what comes before has begun, and ends later
    ],
)
def test_a_published_start_that_facts_make_impossible_is_left_unfrozen_and_told(path, value):
    document = changed(path, value)
    begun = {"id": "before-it", "stretch": "pausable", "duration": "96h", "needs": {"hplc": 1}}
    document["projects"][1]["activities"].append({**begun, "actual": {"started": "2026-11-16T08:00", "remaining": "240h"}})
    portfolio = portfolio_of(document)
    assert portfolio.problem.activity["BD-7/batch"].frozen is None
    assert portfolio.notes == ("BD-7/batch cannot start when published, within the frozen weeks; it is left unfrozen.",)


def test_what_follows_an_unfrozen_activity_too_closely_is_unfrozen_with_it():
    document = changed(("projects", 1, "activities", 0, "hold_until"), "2026-12-03")
    document["projects"][1]["activities"][1]["published"] = {"start": "2026-12-05"}
    portfolio = portfolio_of(document)
    assert portfolio.problem.activity["BD-7/drying"].frozen is None
    assert [note.split()[0] for note in portfolio.notes] == ["BD-7/batch", "BD-7/drying"]


def test_the_file_may_overrule_the_freeze():
    assert portfolio_of(changed(("projects", 1, "activities", 0, "frozen"), False)).problem.activity["BD-7/batch"].frozen is None
    forced = portfolio_of(changed(("projects", 1, "activities", 1, "frozen"), {"start": "2027-01-04"}))
    assert forced.problem.activity["BD-7/drying"].frozen == Frozen(forced.time_scale.from_text("2027-01-04"))
