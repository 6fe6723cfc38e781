"""What the demo's story says is true of its portfolio."""

import re
from datetime import date

import pytest

from evenhand.demo import cast, story
from evenhand.demo.load import load_of_units
from evenhand.demo.published import published_plan
from evenhand.exchange.portfolio import portfolio_of
from evenhand.planning.checks import check
from evenhand.planning.unhindered import earliest_spans


@pytest.fixture(scope="module")
def demo():
    return portfolio_of(story.demo_portfolio())


@pytest.fixture(scope="module")
def plan(demo):
    return published_plan(demo.problem)


def days_late(demo, plan, project):
    promise = demo.problem.promise[f"{project}/delivery"]
    return (plan.of[promise.activity].end - promise.due) / demo.time_scale.slots_per_day


def due(demo, project):
    return demo.time_scale.wall(demo.problem.promise[f"{project}/delivery"].due - 1).date()


def test_the_published_plan_keeps_every_rule(demo, plan):
    assert check(demo.problem, plan) == ()
    assert demo.notes == ()


def test_it_is_monday_morning_with_24_projects_of_the_cast(demo):
    assert demo.time_scale.to_text(demo.problem.now) == "2026-11-23T08:00+01:00"
    assert [p.id for p in demo.problem.projects] == [name for name, *_ in cast.PROJECTS]
    assert set(demo.sponsor_of.values()) == set(cast.SPONSORS)
    assert len(cast.SPONSORS) == 11


def test_three_suites_are_about_70_percent_full(demo, plan):
    suites = [r.id for r in demo.problem.resources if r.id.startswith("gmp-")]
    assert len(suites) == 3
    assert load_of_units(demo.problem, plan, suites).with_cleaning == pytest.approx(0.70, abs=0.01)


def test_only_the_two_that_the_story_calls_late_are_late(demo, plan):
    late = {p.id for p in demo.problem.promises if plan.of[p.activity].end > p.due}
    assert late == {f"{story.HELD}/delivery", f"{story.OVERRUN}/delivery"}


def test_quality_holds_one_release_past_its_promise(demo):
    held = [a for a in demo.problem.activities if a.hold_until is not None]
    assert [a.id for a in held] == [f"{story.HELD}/release"]
    assert demo.time_scale.wall(held[0].hold_until).date() == date(2027, 1, 5)
    assert due(demo, story.HELD) == date(2026, 12, 27)


def test_no_plan_can_mend_the_two(demo):
    for project in (story.HELD, story.OVERRUN):
        spans = earliest_spans(demo.problem, demo.problem.activities_of[project])
        assert spans[f"{project}/shipment"][1] > demo.problem.promise[f"{project}/delivery"].due


def test_the_overrun_is_in_process_development(demo):
    development = demo.problem.activity[f"{story.OVERRUN}/process-development"]
    assert development.actual.remaining > development.modes[0].duration
    assert due(demo, story.OVERRUN) == date(2027, 5, 14)


def test_three_promises_are_close(demo, plan):
    to_come = [p for p in demo.problem.promises if demo.problem.activity[p.activity].actual is None]
    close = {p.id for p in to_come if 0 <= p.due - plan.of[p.activity].end < 3 * demo.time_scale.slots_per_day}
    assert close == {f"{project}/delivery" for project in story.CLOSE}


def test_the_expedited_project_is_on_time_and_asks_for_an_earlier_date(demo, plan):
    assert days_late(demo, plan, story.EXPEDITED) < 0
    by = demo.time_scale.from_text(story.EXPEDITE_BY, is_end=True)
    assert by < plan.of[f"{story.EXPEDITED}/shipment"].end
    assert due(demo, story.EXPEDITED) == date(2028, 7, 28)


def test_the_crowded_project_is_on_time_has_one_suite_and_could_be_earlier_alone(demo, plan):
    assert days_late(demo, plan, story.CROWDED) < 0
    batches = [a for a in demo.problem.activities_of[story.CROWDED] if a.local_id.startswith("batch-") and a.local_id != "batch-record"]
    assert {d.resource for a in batches for m in a.modes for d in m.demands} == {"gmp-1", "operators"}
    by = demo.time_scale.from_text(story.CROWDED_BY, is_end=True)
    spans = earliest_spans(demo.problem, demo.problem.activities_of[story.CROWDED])
    assert spans[f"{story.CROWDED}/shipment"][1] <= by < plan.of[f"{story.CROWDED}/shipment"].end
    assert due(demo, story.CROWDED) == date(2027, 9, 25)


def test_every_project_and_date_of_the_story_is_one_of_the_portfolio(demo):
    known = {p.id for p in demo.problem.projects}
    named = set(re.findall(r"\b[A-Z]{2}-\d+\b", story.STORY))
    assert named <= known
    assert {story.HELD, story.OVERRUN, story.EXPEDITED, story.CROWDED, story.IMPURE, *story.CLOSE} == named
    assert demo.document["story"] == story.STORY
