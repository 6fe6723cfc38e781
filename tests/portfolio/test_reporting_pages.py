"""What happened is reported on the activity's own page, as on a phone: nothing is corrected by it, so no reason is asked for."""

from __future__ import annotations

import pytest
from django.test import Client

from evenhand.portfolio.views import changed_in_words
from evenhand.records.models import TrailEntry
from tests.cast import Cast
from tests.portfolio.small import Small


@pytest.fixture
def esi(client: Client, cast: Cast, small: Small) -> Client:
    client.force_login(cast.esi)
    return client


def test_started_work_offers_its_finish_and_what_remains(esi: Client, small: Small):
    kilo = small.activity("kilo").pk
    page = esi.get(f"/projects/activities/{kilo}/").content.decode()
    assert f"/projects/activities/{kilo}/finish/" in page and f"/projects/activities/{kilo}/remaining/" in page


def test_what_remains_is_recorded_and_not_as_a_correction(esi: Client, small: Small):
    kilo = small.activity("kilo")
    path = f"/projects/activities/{kilo.pk}/remaining/"
    assert esi.post(path, {"remaining_minutes": "", "version": str(kilo.version)}).status_code == 422
    assert esi.post(path, {"remaining_minutes": "8 h", "version": str(kilo.version)}).status_code == 302
    assert small.activity("kilo").remaining_minutes == 480
    assert TrailEntry.objects.order_by("-sequence")[0].event == "remaining_recorded"


def test_a_finish_is_recorded_and_one_before_the_start_is_refused_at_its_field(esi: Client, small: Small):
    kilo = small.activity("kilo")
    path = f"/projects/activities/{kilo.pk}/finish/"
    early = esi.post(path, {"finished_at": "2020-01-01T08:00", "version": str(kilo.version)})
    assert early.status_code == 422 and "finished_at" in early.context["form"].errors
    assert esi.post(path, {"finished_at": "2027-03-01T08:00", "version": str(kilo.version)}).status_code == 302
    assert small.activity("kilo").is_finished
    assert TrailEntry.objects.order_by("-sequence")[0].event == "finish_recorded"


def test_what_has_not_started_cannot_finish(esi: Client, small: Small):
    batch = small.activity("batch")
    response = esi.post(f"/projects/activities/{batch.pk}/finish/", {"finished_at": "2027-03-01T08:00", "version": str(batch.version)})
    assert response.status_code == 409 and "record its start first" in response.content.decode()


def test_a_bar_of_the_gantt_leads_to_its_activity_and_back(esi: Client, small: Small):
    kilo = small.activity("kilo")
    response = esi.get("/projects/activities/of-plan/", {"id": kilo.full_code})
    assert response.status_code == 302 and response["Location"] == kilo.get_absolute_url()
    for wrong in ("", "QF-1", "QF-1/nothing", "\0/x", "x" * 5000):
        assert esi.get("/projects/activities/of-plan/", {"id": wrong}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "ticked", "says"),
    [
        (1, 1, "1 activity changed, and recorded."),
        (3, 3, "3 activities changed, and recorded."),
        (2, 3, "2 activities changed, and recorded; 1 other was so already."),
        (0, 2, "Nothing changed: all that are ticked were so already."),
    ],
)
def test_what_a_bulk_edit_did_is_said_as_it_is(changed, ticked, says):
    assert changed_in_words(changed, ticked) == says
