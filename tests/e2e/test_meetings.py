"""A production meeting in a real browser: run by keyboard on one screen, followed on another, refused while anything is missing, closed and signed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from evenhand.matters.models import Category, Gravity
from evenhand.meetings.actions.hold_huddle import hold_huddle
from evenhand.meetings.actions.note_action import note_action
from evenhand.meetings.actions.run_meeting import turn_to
from evenhand.meetings.models import Huddle, Meeting, MeetingState
from evenhand.records.verification import verify
from tests.browser import press, visitor
from tests.cast import PASSWORD, Cast
from tests.matters.raising import at, clock_shows, raised
from tests.meetings.meeting import a_running_meeting, carry, close, escalated, item_on, planned
from tests.portfolio.small import Small, small_portfolio

WALL = {"width": 1920, "height": 1080}


@pytest.fixture
def small(site: str) -> Small:
    return small_portfolio()


def test_a_meeting_is_run_by_keyboard_and_followed_on_another_screen(browser: Browser, site: str, people: Cast, small: Small):
    clock_shows(small.site, at(4, 9))
    first = escalated(small, people)
    second = escalated(small, people, "The filter is torn", project_id=None)
    meeting = planned(small, people)
    with visitor(browser, site, people.clara) as clara, visitor(browser, site, people.ada, size=WALL) as ada:
        page, other = clara.open(meeting.get_absolute_url()), ada.open("/meetings/")
        clara.must_be_in_order("meeting-planned-desk-light")
        press(page, "b")
        expect(page.locator(".said")).to_contain_text("has begun, and you chair it")
        other = ada.open(meeting.get_absolute_url())
        expect(other.locator(".page-sentence")).to_contain_text("Two matters undecided, of 2. Clara Lindqvist chairs it")
        press(other, "h")
        expect(page.locator(".agenda")).to_contain_text("Ada Moreau")

        press(page, "j")  # the second matter: the other screen follows by itself
        expect(page.locator(".item-title")).to_contain_text("The filter is torn")
        expect(other.locator(".item-title")).to_contain_text("The filter is torn")
        press(page, "c")
        page.get_by_label("What is missing").fill("The price of a new one")
        page.get_by_label("Who brings it").select_option(label="Dai Pritchard")
        page.get_by_role("button", name="Carry it over").click()
        expect(page.locator(".said")).to_contain_text("Carried over, and recorded.")
        expect(other.locator(".item-outcome")).to_contain_text("The price of a new one")
        expect(other.locator(".page-sentence")).to_contain_text("One matter undecided, of 2.")

        press(page, "x")
        expect(page.locator("h1")).to_have_text("It cannot be closed yet")
        clara.must_be_in_order("meeting-cannot-close-desk-light")
        page.get_by_role("link", name=f"Matter {first.pk} has no decision").click()
        expect(page.locator(".item-title")).to_contain_text("Impurity of 0.4 %")
        press(page, "a")
        page.keyboard.type("Ask the sponsor for the limit")
        page.keyboard.press("Enter")
        expect(page.locator(".meeting-item")).to_contain_text("Has no owner and date")
        press(page, "n")
        page.get_by_label("Why no decision is needed").fill("The laboratory has it tomorrow")
        page.get_by_role("button", name="Note why").click()
        expect(page.locator(".said")).to_contain_text("Noted, and recorded.")
        press(page, "x")
        expect(page.locator("h1")).to_have_text("It cannot be closed yet")
        page.get_by_role("link", name="The action").click()
        page.get_by_label("By whom").select_option(label="Ben Okafor")
        page.get_by_label("By the end of").fill("2027-03-09")
        page.get_by_role("button", name="Assign it").click()
        expect(page.locator(".said")).to_contain_text("Ben Okafor has it.")
        expect(other.locator(".page-sentence")).to_contain_text("All 2 have their decision")
        ada.must_be_in_order("meeting-followed-wall-light")
        press(page, "x")
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Close and sign").click()
        expect(page.locator("h1")).to_have_text("Minutes of production meeting 1")
        expect(page.locator(".minutes-signature").first).to_contain_text("Clara Lindqvist")
        expect(other.locator("h1")).to_have_text("Minutes of production meeting 1")
        clara.complaints[:] = [c for c in clara.complaints if "409" not in c]
        clara.must_be_in_order("meeting-minutes-desk-light")
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.CLOSED
    assert item_on(meeting, second).reason == "The price of a new one"
    assert verify().problems == ()


def test_a_huddle_in_five_minutes_by_keyboard(browser: Browser, site: str, people: Cast, small: Small):
    with visitor(browser, site, people.esi, size=WALL) as esi:
        page = esi.open(f"/huddle/{small.project.pk}/")
        press(page, "m")
        page.keyboard.type("The pump squeaks")
        page.get_by_label("About").select_option("technology")
        page.keyboard.press("Enter")
        expect(page.locator(".said")).to_contain_text("is raised, and with the team")
        expect(page.locator(".huddle-line").first).to_be_visible()
        page.get_by_role("link", name="The pump squeaks").focus()
        press(page, "s")
        page.get_by_label("How it was settled").fill("Oiled")
        page.get_by_role("button", name="Settle the matter").click()
        expect(page.locator(".huddle-columns")).not_to_contain_text("The pump squeaks")
        press(page, "h")
        expect(page.locator(".said")).to_contain_text("Held, and recorded")
        esi.must_be_in_order("huddle-held-wall-light")
    assert Huddle.objects.get().project == small.project


def test_every_page_of_the_meetings_is_in_order(browser: Browser, site: str, people: Cast, small: Small):
    with visitor(browser, site, people.clara) as clara:
        for name, path in {"meetings-empty": "/meetings/", "huddle-empty": "/huddle/"}.items():
            clara.open(path)
            clara.must_be_in_order_everywhere(name)
    held = a_running_meeting(small, people)
    carry(held, held.item)
    close(held)
    clock_shows(small.site, at(11, 9))
    raised(small, people.dai, statement="Oxygen sensor of suite 1 fails", gravity=Gravity.SAFETY, project_id=None)
    raised(small, people.clara, statement="Solvent is late by a week", category=Category.TIMELINE)
    hold_huddle(by=people.esi, site=small.site, seconds=250)
    following = Meeting.objects.next_planned(small.site)
    assert following is not None
    clock_shows(small.site, at(11, 10))
    with visitor(browser, site, people.clara) as clara:
        page = clara.open(following.get_absolute_url())
        clara.must_be_in_order_everywhere("meeting-planned")
        page.get_by_role("button", name="Begin").click()
        expect(page.locator(".agenda")).to_contain_text("carried over 1 time")
        item = item_on(following, held.matter)
        turn_to(by=people.clara, meeting_id=following.pk, item_id=item.pk)
        noted = note_action(by=people.clara, meeting_id=following.pk, what="Ask the sponsor for the limit", item_id=item.pk)
        root = f"/meetings/{following.pk}"
        pages = {
            "meetings": "/meetings/",
            "meeting": f"{root}/",
            "meeting-carry": f"{root}/items/{item.pk}/carry-over/",
            "meeting-not-needed": f"{root}/items/{item.pk}/not-needed/",
            "meeting-assign": f"{root}/actions/{noted.pk}/assign/",
            "meeting-chair": f"{root}/chair/",
            "meeting-correct": f"{root}/correct/",
            "meeting-close": f"{root}/close/",
            "meeting-plan": "/meetings/plan/",
            "minutes": f"/meetings/{held.meeting.pk}/minutes/",
            "huddle": "/huddle/",
            "huddle-project": f"/huddle/{small.project.pk}/",
            "huddle-columns": "/huddle/columns/",
            "today-meetings": "/",
        }
        for name, path in pages.items():
            clara.open(path)
            clara.must_be_in_order_everywhere(name)
