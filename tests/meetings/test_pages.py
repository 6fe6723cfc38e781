"""The pages of the meetings, as Django's test client sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from evenhand.matters.models import Matter, MatterState
from evenhand.matters.site_clock import wall_of
from evenhand.matters.words import time_in_words
from evenhand.meetings.actions.hold_huddle import hold_huddle
from evenhand.meetings.actions.note_action import note_action
from evenhand.meetings.actions.plan_meeting import call_off_meeting
from evenhand.meetings.board.whole import board_of
from evenhand.meetings.models import AgendaItem, Huddle, HuddleBoard, Meeting, MeetingState, Outcome
from evenhand.records.words import moment_in_words
from tests.cast import PASSWORD, Cast
from tests.matters.raising import at, clock_shows
from tests.meetings.meeting import Held, carry, close, escalated, planned
from tests.portfolio.small import Small


@pytest.fixture
def clara(client: Client, held: Held) -> Client:
    client.force_login(held.cast.clara)
    return client


def test_it_is_planned_begun_and_followed(client: Client, small: Small, cast: Cast):
    client.force_login(cast.clara)
    assert b"None is planned" in client.get("/meetings/").content
    answer = client.post("/meetings/plan/", {"planned_for": "2027-03-04T10:00", "kind": "weekly"}, follow=True)
    assert "planned for Thu 4 Mar 2027 10:00 CET" in answer.content.decode()
    meeting = Meeting.objects.get()
    answer = client.post(f"/meetings/{meeting.pk}/begin/", follow=True)
    assert "has begun, and you chair it" in answer.content.decode()


def test_the_screen_says_what_is_undecided(clara: Client, held: Held):
    page = clara.get(f"/meetings/{held.meeting.pk}/").content.decode()
    assert "One matter undecided, of 1." in page
    assert "is-undecided" in page
    assert "Close: 1 missing" in page


def test_a_screen_puts_on_the_agenda_what_came_up(clara: Client, held: Held):
    other = escalated(held.small, held.cast, "The filter is torn")
    page = clara.get(f"/meetings/{held.meeting.pk}/screen/").content.decode()
    assert f"Matter {other.pk}: The filter is torn" in page


def test_an_item_is_opened_carried_over_and_the_meeting_closed(clara: Client, held: Held):
    root = f"/meetings/{held.meeting.pk}"
    clara.post(f"{root}/items/{held.item.pk}/turn/")
    given = {"missing": "The HPLC of batch 2", "prepares": held.cast.dai.pk, "to": "2027-03-11", "version": held.item.version}
    assert clara.post(f"{root}/items/{held.item.pk}/carry-over/", given).status_code == 302
    assert held.item.outcome == Outcome.CARRIED_OVER
    answer = clara.post(f"{root}/close/", {"password": PASSWORD, "version": held.now().version}, follow=True)
    assert answer.request["PATH_INFO"] == f"{root}/minutes/"
    page = answer.content.decode()
    assert "The minutes are as they were signed." in page
    assert "Dai Pritchard brings what is missing" in page
    assert clara.get(f"{root}/", follow=True).request["PATH_INFO"] == f"{root}/minutes/"
    assert clara.get(f"{root}/screen/").status_code == 204


def test_it_is_decided_from_the_screen(client: Client, held: Held):
    client.force_login(held.cast.ada)
    address = f"/meetings/{held.meeting.pk}/items/{held.item.pk}/decide/"
    assert client.get(address).status_code == 200
    given = {"kind": "go", "reason": "The limit allows it", "password": PASSWORD, "version": held.matter.version}
    answer = client.post(address, given, follow=True)
    assert Matter.objects.get(pk=held.matter.pk).state == MatterState.DECIDED, answer.content.decode()
    assert answer.request["PATH_INFO"] == f"/meetings/{held.meeting.pk}/"


def test_the_closing_page_links_to_each_thing_that_is_missing(clara: Client, held: Held):
    noted = note_action(by=held.cast.clara, meeting_id=held.meeting.pk, what="Ask the sponsor")
    page = clara.get(f"/meetings/{held.meeting.pk}/close/").content.decode()
    assert f"?item={held.item.pk}" in page
    assert f"/meetings/{held.meeting.pk}/actions/{noted.pk}/assign/" in page


def test_an_action_is_noted_from_the_screen_and_given_to_somebody(clara: Client, held: Held):
    root = f"/meetings/{held.meeting.pk}"
    assert clara.post(f"{root}/note/", {"what": ""}).status_code == 422
    clara.post(f"{root}/note/", {"what": "Ask the sponsor", "item": held.item.pk})
    noted = held.meeting.noted_actions.get()
    assert "Has no owner and date" in clara.get(f"{root}/?item={held.item.pk}").content.decode()
    clara.post(f"{root}/actions/{noted.pk}/assign/", {"owner": held.cast.ben.pk, "due_on": "2027-03-09", "version": noted.version})
    noted.refresh_from_db()
    assert noted.action is not None and noted.action.matter == held.matter


def test_the_minutes_are_a_pdf(clara: Client, held: Held):
    carry(held, held.item)
    close(held)
    answer = clara.get(f"/meetings/{held.meeting.pk}/minutes.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert clara.get(f"/meetings/{held.meeting.pk + 1}/minutes/").status_code == 404


@pytest.mark.parametrize("path", ["/meetings/", "/meetings/{}/", "/meetings/{}/screen/", "/huddle/"])
def test_a_page_asks_as_much_with_one_matter_as_with_many(path, clara: Client, held: Held, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = path.format(held.meeting.pk)
    clara.get(address)
    with CaptureQueriesContext(connection) as few:
        clara.get(address)
    for k in range(5):
        escalated(held.small, held.cast, f"Matter {k}")
    clara.get(address)
    clara.get(address)
    with CaptureQueriesContext(connection) as many:
        clara.get(address)
    assert len(many) <= len(few) + 1, [q["sql"][:120] for q in many.captured_queries]


def test_today_search_and_history_know_of_it(clara: Client, held: Held):
    assert "Production meeting 1 is running; Clara Lindqvist chairs it." in clara.get("/").content.decode()
    assert clara.get("/search/?q=meeting 1")["Location"] == held.meeting.get_absolute_url()
    assert "began production meeting 1" in clara.get(reverse("records:history", args=["meetings.meeting", held.meeting.pk])).content.decode()


def test_a_huddle_is_held_with_one_key(client: Client, small: Small, cast: Cast):
    client.force_login(cast.clara)
    page = client.get("/huddle/").content.decode()
    assert all(name in page for name in ("Safety", "Quality", "Delivery", "Inventory", "People"))
    client.post("/huddle/held/", {"seconds": "240", "project": ""})
    client.post("/huddle/held/", {"seconds": "300", "project": small.project.pk})
    assert [(h.project, h.seconds, h.by) for h in Huddle.objects.order_by("pk")] == [(None, 240, cast.clara), (small.project, 300, cast.clara)]
    assert client.post("/huddle/held/", {"seconds": "240", "project": ""}).status_code == 409


def test_a_board_that_nobody_looked_at_for_long_begins_a_week_back(small: Small, cast: Cast):
    clock_shows(small.site, at(1, 8))
    hold_huddle(by=cast.clara, site=small.site, seconds=240)
    clock_shows(small.site, at(4, 8))
    assert board_of(small.site, None).since == wall_of(small.site, at(1, 8))
    clock_shows(small.site, at(26, 8))
    assert board_of(small.site, None).since == wall_of(small.site, at(19, 8))


def test_past_meetings_say_what_came_of_them_and_how_long_they_took(clara: Client, held: Held):
    carry(held, held.item)
    clock_shows(held.small.site, at(4, 11))
    close(held)
    page = " ".join(strip_tags(clara.get("/meetings/").content.decode().replace("<td", " <td")).split())
    row = Meeting.objects.get(pk=held.meeting.pk)
    assert f"Production meeting 1 {moment_in_words(row.begun_at)} none decided, 1 carried over {time_in_words(row.length)} Clara Lindqvist" in page


def test_minutes_name_the_meeting_that_came_next(clara: Client, held: Held):
    carry(held, held.item)
    close(held)
    second = Meeting.objects.get(number=2)
    third = Meeting.objects.create(site=held.small.site, number=3, planned_for=second.planned_for + timedelta(days=7))
    assert Meeting.objects.following(held.meeting) == second
    assert Meeting.objects.following(second) == third
    assert Meeting.objects.following(third) is None
    call_off_meeting(by=held.cast.clara, meeting_id=second.pk, version=second.version, reason="Holiday")
    assert Meeting.objects.following(held.meeting) == third


def test_a_matter_is_raised_settled_and_sent_up_in_the_huddle(client: Client, small: Small, cast: Cast):
    client.force_login(cast.esi)
    address = f"/huddle/{small.project.pk}/"
    given = {"statement": "The filter is torn", "category": "technology", "project": small.project.pk}
    answer = client.post("/huddle/raise/", given, follow=True)
    assert answer.request["PATH_INFO"] == address
    assert "The filter is torn" in answer.content.decode()
    matter = Matter.objects.get()
    answer = client.post(
        f"/huddle/matters/{matter.pk}/escalate/?of={small.project.pk}", {"tier": 2, "reason": "Needs the site", "version": matter.version}
    )
    assert answer["Location"] == address
    matter.refresh_from_db()
    assert "The filter is torn" in client.get("/huddle/").content.decode()
    client.post(f"/huddle/matters/{matter.pk}/settle/", {"settlement": "A new one", "version": matter.version})
    assert Matter.objects.get().state == MatterState.SETTLED
    assert client.post("/huddle/raise/", {"statement": "", "category": "technology"}).status_code == 422


def test_columns_are_set_by_the_site(client: Client, small: Small, cast: Cast):
    client.force_login(cast.clara)
    shown = client.get("/huddle/columns/").context["form"]
    given = {name: field.initial for name, field in shown.fields.items() if field.initial}
    given |= {"name_4": "Hands", "reason": "As on the wall"}
    assert client.post("/huddle/columns/", given).status_code == 302
    assert HuddleBoard.objects.get().columns[4] == {"name": "Hands", "fills": ["absences"]}
    answer = client.post("/huddle/columns/", {**given, "fills_0": [], "version": 1})
    assert answer.status_code == 422
    assert "Must be filled with something: Safety is not" in answer.content.decode()
    del given["fills_0"], given["name_0"]
    assert "missing: matters of safety" in client.post("/huddle/columns/", {**given, "version": 1}).content.decode()


def test_whoever_owes_something_to_the_next_meeting_is_told_on_today(client: Client, held: Held):
    carry(held, held.item)
    close(held)
    client.force_login(held.cast.dai)
    assert f"Bring to the next production meeting, for matter {held.matter.pk}: The HPLC of batch 2" in client.get("/").content.decode()
    client.force_login(held.cast.esi)
    assert "Bring to the next production meeting" not in client.get("/").content.decode()
    clock_shows(held.small.site, at(11, 8))
    assert "Production meeting 2 is planned for Thu 11 Mar 2027 10:00 CET." in client.get("/").content.decode()


def test_a_planned_one_shows_what_would_be_on_it(client: Client, held: Held):
    following = planned(held.small, held.cast, at(11, 10))
    client.force_login(held.cast.ben)
    page = client.get(f"/meetings/{following.pk}/").content.decode()
    assert f"Matter {held.matter.pk}: Impurity" in page
    assert "is not closed yet; this one begins after it" in page
    assert AgendaItem.objects.filter(meeting=following).count() == 0
    assert following.state == MeetingState.PLANNED
