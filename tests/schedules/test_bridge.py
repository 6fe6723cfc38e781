"""Rows become the problem that they describe, in as many queries whatever their number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from evenhand.accounts.events import LOGGED_IN
from evenhand.demo.published import published_plan
from evenhand.planning.problem import Problem
from evenhand.portfolio.models import Activity, Project
from evenhand.records.trail import append
from evenhand.schedules import bridge
from evenhand.schedules.bridge import present, read
from tests.schedules.rows import demo, rows_of, small
from tests.schedules.stories import change, draft_with, published_plant

pytestmark = pytest.mark.django_db


def unpublished(problem: Problem) -> Problem:
    return replace(problem, published=(), frozen_until=problem.now, activities=tuple(replace(a, frozen=None) for a in problem.activities))


def still_to_come(problem: Problem) -> Problem:
    return replace(problem, published=tuple(p for p in problem.published if problem.activity[p.activity].actual is None))


def test_the_demo_plant_comes_through_rows_unchanged():
    given = demo()
    found = read(rows_of(given)).situation
    wanted = unpublished(given.problem)
    for part in Problem.__dataclass_fields__:
        assert getattr(found.problem, part) == getattr(wanted, part), part
    assert found.scale == given.time_scale
    assert found.names["SL-250"] == given.names["SL-250"]
    assert found.sponsors["SL-250"] == given.sponsor_names[given.sponsor_of["SL-250"]]


def test_the_queries_do_not_grow_with_the_portfolio(connection_queries):
    site = rows_of(small())
    before = connection_queries(lambda: read(site))
    for activity in list(Activity.objects.all()[:40]):
        modes = list(activity.modes.all())
        activity.pk, activity.code, activity.actual_start, activity.actual_finish = None, f"{activity.code}-again", None, None
        activity.actual_mode = activity.remaining_minutes = None
        activity.save()
        for mode in modes:
            mode.pk, mode.activity = None, activity
            mode.save()
    assert connection_queries(lambda: read(site)) == before <= 25


def test_only_running_projects_are_planned():
    site = rows_of(small())
    Project.objects.filter(code=small().problem.projects[0].id).update(state="paused")
    found = read(site).problem
    gone = small().problem.projects[0].id
    assert gone not in {p.id for p in found.projects}
    assert not any(gone in link.before or gone in link.after for link in found.links)


def test_what_is_left_of_started_work_shrinks_as_the_clock_goes_on():
    site = rows_of(small())
    row = Activity.objects.filter(actual_start__isnull=False, actual_finish__isnull=True, remaining_minutes__gt=16 * 60).first()
    identity = f"{row.project.code}/{row.code}"
    before = read(site).problem.activity[identity].actual.remaining
    site.pinned_now = site.wall(site.slot(site.now()) + 7 * site.scale.slots_per_day)
    after = read(site).problem.activity[identity].actual.remaining
    assert 1 <= after < before


def test_what_is_published_comes_back_with_its_frozen_weeks(cast):
    given = demo()
    found = present(published_plant(cast, given))
    assert still_to_come(found.problem) == still_to_come(given.problem)  # the first revision has what began where it began
    assert found.valid_plan == published_plan(given.problem)


@pytest.fixture
def connection_queries():
    from django.db import connection

    def count(what) -> int:
        with CaptureQueriesContext(connection) as captured:
            what()
        return len(captured)

    return count


def test_a_log_in_or_a_draft_does_not_have_the_plant_read_anew_and_a_change_does(cast):
    site = published_plant(cast)
    before = present(site)
    with transaction.atomic():
        append(by=cast.ben, event=LOGGED_IN, subject=cast.ben)
    draft_with(site, before.plan, cast.ben)
    assert present(site) is before
    change(Activity.objects.first(), name="Another name")
    after = present(site)
    assert after is not before and "Another name" in after.situation.names.values()


def test_the_published_plan_is_checked_once_for_all_who_look(cast, monkeypatch):
    now = present(published_plant(cast))
    assert now.broken == () and now.valid_plan is now.plan
    monkeypatch.setattr(bridge, "check", lambda problem, plan: pytest.fail("It was checked already."))
    assert now.broken == () and now.valid_plan is now.plan
