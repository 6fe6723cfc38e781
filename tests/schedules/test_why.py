"""Why a promise stands where it does, for people."""

from __future__ import annotations

import pytest
from django.test import Client

from evenhand.plant.models import Site
from evenhand.portfolio.models import Promise
from evenhand.schedules.bridge import present
from evenhand.schedules.why import why
from tests.cast import Cast
from tests.schedules.stories import published_plant


@pytest.fixture
def plant(cast: Cast) -> Site:
    return published_plant(cast)


def in_the_plan(site: Site) -> list[int]:
    now = present(site)
    return [key for promise, key in now.situation.promise_keys.items() if promise in now.problem.promise]


def test_it_speaks_in_names_and_days_not_in_ids_and_slots(plant: Site):
    now = present(plant)
    for key in in_the_plan(plant):
        said = why(now, key)
        text = " ".join((said.head, *said.chain, *said.helps))
        assert said.chain
        assert "slot" not in text
        assert not [a.id for a in now.problem.activities if a.id in text]
        assert not [r.id for r in now.problem.resources if f" {r.id}," in text or f" {r.id} " in text]


def test_a_link_leads_to_a_page_and_the_project_page_gets_the_part(client: Client, cast: Cast, plant: Site):
    client.force_login(cast.clara)
    address = f"/plan/promises/{in_the_plan(plant)[0]}/why/"
    page, part = client.get(address).content.decode(), client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<h1" in page and "<h1" not in part
    project = Promise.objects.get(pk=in_the_plan(plant)[0]).activity.project
    assert f'<a href="{project.get_absolute_url()}">' in page  # back to where one came from
    assert why(present(plant), in_the_plan(plant)[0]).chain[0] in part.replace("&#x27;", "'")


@pytest.mark.parametrize("promise", [0, 999_999, 10**30])
def test_a_promise_that_nobody_has_is_not_found(promise: int, client: Client, cast: Cast, plant: Site):
    client.force_login(cast.clara)
    assert client.get(f"/plan/promises/{promise}/why/").status_code == 404


def test_the_project_page_offers_it_for_each_planned_promise(client: Client, cast: Cast, plant: Site):
    client.force_login(cast.clara)
    promise = Promise.objects.select_related("activity__project").filter(activity__actual_finish__isnull=True)[0]
    page = client.get(promise.activity.project.get_absolute_url()).content.decode()
    assert f"/plan/promises/{promise.pk}/why/" in page
    assert "/expedite/?project=" in page
