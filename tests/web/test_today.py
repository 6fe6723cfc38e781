"""Today: what presses, what comes, what changed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.accounts.models import Person
from evenhand.demo.published import published_plan as plan_of
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity, Project, ProjectState, Promise
from evenhand.records.models import TrailEntry
from evenhand.schedules.models import PublishedPlace
from evenhand.web.latest import READ, latest_changes, look
from evenhand.web.standing import standing_for
from tests.cast import Cast
from tests.schedules.rows import small
from tests.schedules.stories import draft_with, publish, published_plant


@pytest.fixture
def plant(cast: Cast) -> Site:
    return published_plant(cast)


def page_of(client: Client, person: Person) -> str:
    client.force_login(person)
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_project_manager_sees_own_projects_everybody_else_all(client: Client, cast: Cast, plant: Site):
    mine = Project.objects.order_by("pk").first()
    assert mine is not None
    Project.objects.exclude(pk=mine.pk).update(manager=cast.ben)
    Project.objects.filter(pk=mine.pk).update(manager=cast.clara)
    own, everything = standing_for(cast.clara, plant), standing_for(cast.esi, plant)
    assert own.mine and not everything.mine
    assert {item.project.pk for item in own.pressing} <= {mine.pk}
    assert all(step.words.startswith(f"{mine.code} ") for step in own.steps)
    assert everything.sentence != own.sentence
    assert "Your promises" in page_of(client, cast.clara) and "Your promises" not in page_of(client, cast.esi)


def test_a_promise_that_the_plan_breaks_is_named(client: Client, cast: Cast, plant: Site):
    promise = Promise.objects.filter(activity__actual_finish__isnull=True).first()
    assert promise is not None
    place = PublishedPlace.objects.get(activity=promise.activity_id)
    Promise.objects.filter(pk=promise.pk).update(due=place.ends_at.replace(year=place.ends_at.year - 1))
    page = page_of(client, cast.ben)
    project = promise.activity.project
    assert f"{project.code} {project.name}" in page.split("Next seven days")[0]
    assert "after the promise" in page


def test_what_begins_and_ends_in_seven_days_is_listed_in_order(client: Client, cast: Cast, plant: Site):
    now = plant.now()
    place = PublishedPlace.objects.filter(starts_at__gte=now, activity__actual_start__isnull=True).order_by("starts_at").first()
    assert place is not None
    activity = Activity.objects.select_related("project").get(pk=place.activity_id)
    Site.objects.filter(pk=plant.pk).update(pinned_now=place.starts_at)
    page = page_of(client, cast.ben)
    assert f"{activity.project.code} {activity.name} begins" in page


def test_drafts_are_for_who_plans_and_say_that_they_were_overtaken(client: Client, cast: Cast, plant: Site):
    first, second = (draft_with(plant, plan_of(small().problem)) for _ in range(2))
    publish(first, cast.ben, "One of two")
    page = page_of(client, cast.ben)
    assert str(second) in page and "overtaken by a newer revision" in page
    assert "Drafts and runs" not in page_of(client, cast.dai)


def test_what_was_done_at_once_is_one_line_and_how_many_is_true(cast: Cast, plant: Site):
    lines = latest_changes(None).lines
    assert max(line.also for line in lines) > 0
    for line in lines:
        if line.also:
            assert TrailEntry.objects.filter(at__gte=line.at.replace(second=0, microsecond=0)).count() > line.also
    assert sum(line.also + 1 for line in lines) <= READ


def test_what_is_new_since_one_looked_is_marked_for_that_person_alone(client: Client, cast: Cast, plant: Site):
    assert "What changed last" in page_of(client, cast.ben)
    publish(draft_with(plant, plan_of(small().problem)), cast.ben, "Another week")
    assert "What changed since you looked" in page_of(client, cast.ben)
    assert "What changed last" in page_of(client, cast.ben)
    assert not look(cast.dai).looked


def test_queries_do_not_grow_with_the_projects(client: Client, cast: Cast, plant: Site):
    client.force_login(cast.ben)
    client.get("/")
    with CaptureQueriesContext(connection) as of_four:
        client.get("/")
    Project.objects.order_by("-pk").exclude(pk=Project.objects.order_by("pk")[0].pk).update(state=ProjectState.FINISHED)
    client.get("/")
    with CaptureQueriesContext(connection) as of_one:
        client.get("/")
    assert Project.objects.count() == 4
    assert len(of_four) == len(of_one)
