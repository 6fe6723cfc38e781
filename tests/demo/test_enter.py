"""The demo as rows: complete, recorded, entered once."""

from __future__ import annotations

import pytest

from evenhand.accounts.models import Person
from evenhand.demo.enter import ACCOUNTS, PASSWORD, enter_demo
from evenhand.demo.story import HELD
from evenhand.planning.problem import Problem
from evenhand.plant.models import Resource, Site
from evenhand.plant.queries import plant_rows
from evenhand.portfolio.models import Activity, Project, PromiseChange
from evenhand.portfolio.queries import portfolio_rows
from evenhand.records.errors import Conflict
from evenhand.records.verification import verify

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document():
    from evenhand.demo.story import demo_portfolio

    return demo_portfolio()


def test_it_is_all_there_and_recorded(document):
    entered = enter_demo(document)
    problem: Problem = entered.portfolio.problem
    assert Project.objects.count() == len(problem.projects) == 24
    assert Activity.objects.count() == len(problem.activities)
    assert Resource.objects.count() == len(problem.resources)
    assert PromiseChange.objects.count() == len(problem.promises)
    assert Activity.objects.get(project__code=HELD, hold_until__isnull=False).hold_reason
    assert verify().problems == ()


def test_a_second_time_is_refused(document):
    enter_demo(document)
    before = Person.objects.count(), Site.objects.count()
    with pytest.raises(Conflict, match="There is a site already"):
        enter_demo(document)
    assert (Person.objects.count(), Site.objects.count()) == before


def test_the_accounts_work(document, client):
    enter_demo(document)
    for account in ACCOUNTS:
        assert Person.objects.get(email=account.email).check_password(PASSWORD)


def test_the_rows_say_what_the_problem_says(document):
    entered = enter_demo(document)
    problem, site = entered.portfolio.problem, Site.objects.get()
    rows = portfolio_rows(site)
    slot = site.slot
    assert [p.code for p in rows.projects] == [p.id for p in problem.projects]
    for row, activity in zip(rows.activities, problem.activities, strict=True):
        assert row.full_code == activity.id
        assert (row.effective_product.code if row.effective_product else None) == activity.product
        assert row.effective_band == activity.band
        assert (slot(row.earliest_start) if row.earliest_start else 0) == activity.earliest_start
        assert (None if row.hold_until is None else slot(row.hold_until)) == activity.hold_until
        assert (None if row.actual_start is None else slot(row.actual_start)) == (activity.actual.start if activity.actual else None)
        modes = [
            (m.duration_minutes // site.slot_minutes, tuple((n.resource.code, n.amount) for n in m.need_rows), m.optimistic_minutes)
            for m in row.mode_rows
        ]
        assert modes == [
            (m.duration, tuple((d.resource, d.amount) for d in m.demands), None if m.optimistic is None else m.optimistic * site.slot_minutes)
            for m in activity.modes
        ]
    assert [(k.before.full_code, k.after.full_code, k.kind, k.lag_minutes // site.slot_minutes) for k in rows.links] == [
        (k.before, k.after, k.kind.value, k.lag) for k in problem.links
    ]
    assert [(p.full_code, p.activity.full_code, slot(p.due)) for p in rows.promises] == [(p.id, p.activity, p.due) for p in problem.promises]
    assert (site.slot(site.now()), site.horizon_slot, slot(site.end_of_freeze())) == (problem.now, problem.horizon, problem.frozen_until)


def test_the_capacities_are_those_of_the_problem(document):
    from evenhand.plant.capacity import calendar_mask, profile_of

    entered = enter_demo(document)
    rows = plant_rows(Site.objects.get())
    masks = {calendar.pk: calendar_mask(calendar, rows.site) for calendar in rows.calendars}
    capacities = {row.code: profile_of(row, rows.site, masks) for row in rows.resources}
    assert capacities == {resource.id: resource.capacity for resource in entered.portfolio.problem.resources}


def test_loading_asks_a_constant_number_of_questions(document, django_assert_num_queries):
    enter_demo(document)
    site = Site.objects.get()
    with django_assert_num_queries(8):
        rows = portfolio_rows(site)
        assert all(need.resource.code for a in rows.activities for m in a.mode_rows for need in m.need_rows)
        assert all(link.before.project.sponsor for link in rows.links)
    with django_assert_num_queries(9):
        plant_rows(site)
    project = Project.objects.first()
    with django_assert_num_queries(8):
        portfolio_rows(site, projects=[project.pk])
