"""A project manager's day in a real browser: cells edited by keyboard, two people at the same activity; each page in order."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from evenhand.plant.actions.resources import record_calibration
from evenhand.portfolio.actions.activities import edit_activity
from evenhand.portfolio.actions.holds import set_quality_hold
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.browser import visitor
from tests.cast import Cast
from tests.portfolio.small import Small, small_portfolio


@pytest.fixture
def small(site: str) -> Small:
    return small_portfolio()


def cell(page: Page, small: Small, code: str, field: str):
    return page.locator(f"#cell-{small.activity(code).pk}-{field} [data-cell]")


def editor(page: Page, small: Small, code: str, field: str):
    return page.locator(f"#cell-{small.activity(code).pk}-{field} [data-takes-focus]")


def test_cells_are_edited_by_keyboard(browser: Browser, site: str, people: Cast, small: Small):
    with visitor(browser, site, people.clara) as clara:
        page = clara.open(f"/projects/{small.project.pk}/")
        cell(page, small, "development", "name").focus()
        page.keyboard.press("ArrowDown")
        expect(cell(page, small, "kilo", "name")).to_be_focused()
        page.keyboard.press("Enter")
        expect(editor(page, small, "kilo", "name")).to_be_focused()
        clara.must_be_in_order("cell-editor-desk-light")
        page.keyboard.type("Kilo batch, first step")
        page.keyboard.press("Escape")
        expect(cell(page, small, "kilo", "name")).to_be_focused()
        expect(cell(page, small, "kilo", "name")).to_contain_text("Kilo batch")
        page.keyboard.press("Enter")
        expect(editor(page, small, "kilo", "name")).to_be_focused()
        page.keyboard.type("Kilo batch, first step")
        page.keyboard.press("Enter")
        expect(cell(page, small, "kilo", "name")).to_be_focused()
        expect(cell(page, small, "kilo", "name")).to_contain_text("Kilo batch, first step")
        expect(page.locator("#cell-said")).to_contain_text("is changed, and recorded")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(editor(page, small, "kilo", "duration")).to_be_focused()
        page.keyboard.type("48 h (40 to 60)")
        page.keyboard.press("Tab")
        expect(editor(page, small, "kilo", "earliest_start")).to_be_focused()
        expect(cell(page, small, "kilo", "duration")).to_contain_text("48 h (40 to 60)")
        page.keyboard.press("Escape")
        expect(cell(page, small, "kilo", "earliest_start")).to_be_focused()
        page.get_by_role("button", name="Undo").click()
        expect(cell(page, small, "kilo", "duration")).to_contain_text("40 h (32 to 56)")
        clara.must_be_in_order("cell-undone-desk-light")
    assert small.activity("kilo").version == 4
    assert verify().problems == ()


def test_two_people_edit_the_same_activity(browser: Browser, site: str, people: Cast, small: Small):
    with visitor(browser, site, people.clara) as clara:
        page = clara.open(f"/projects/{small.project.pk}/")
        cell(page, small, "batch", "name").click()
        expect(editor(page, small, "batch", "name")).to_be_focused()
        edit_activity(by=people.ben, activity_id=small.activity("batch").pk, version=1, name="GMP batch 1")
        page.keyboard.type("GMP batch, phase 1")
        page.keyboard.press("Enter")
        error = page.locator(".cell-editor .field-error")
        expect(error).to_contain_text("Ben Okafor changed name (was GMP batch, is GMP batch 1)")
        expect(editor(page, small, "batch", "name")).to_have_value("GMP batch, phase 1")
        expect(editor(page, small, "batch", "name")).to_be_focused()
        clara.complaints[:] = [c for c in clara.complaints if "409" not in c]
        clara.must_be_in_order("cell-conflict-desk-light")
        page.keyboard.press("Enter")  # it has been read: this is a change to what Ben made of it
        expect(cell(page, small, "batch", "name")).to_contain_text("GMP batch, phase 1")
    assert small.activity("batch").version == 3
    assert verify().problems == ()


AS_SOON_AS_IT_IS_THERE = """name => new MutationObserver((changes, observer) => {
  const editor = document.querySelector("[data-editor]");
  if (!editor) return;
  observer.disconnect();
  editor.elements.text.value = name;
  editor.requestSubmit();
}).observe(document.body, { childList: true, subtree: true })"""


def test_nobody_is_too_quick_for_a_cell(browser: Browser, site: str, people: Cast, small: Small):
    with visitor(browser, site, people.clara) as clara:
        page = clara.open(f"/projects/{small.project.pk}/")
        page.evaluate(AS_SOON_AS_IT_IS_THERE, "GMP batch, phase 1")
        cell(page, small, "batch", "name").click()
        expect(cell(page, small, "batch", "name")).to_contain_text("GMP batch, phase 1")
    assert small.activity("batch").name == "GMP batch, phase 1"


def test_every_page_is_in_order(browser: Browser, site: str, people: Cast, small: Small):
    record_calibration(by=SYSTEM, resource_id=small.gmp.pk, version=None, calibrated_on=date(2026, 2, 1), calibration_due=date(2027, 2, 1))
    set_quality_hold(by=SYSTEM, activity_id=small.activity("release").pk, version=None, until=datetime(2027, 3, 20), reason="Deviation 17")
    release = small.activity("release").pk
    pages = {
        "projects": "/projects/",
        "projects-nothing": "/projects/?q=nothing",
        "projects-wrong": "/projects/?state=lunch",
        "project": f"/projects/{small.project.pk}/",
        "project-history": f"/projects/{small.project.pk}/history/",
        "project-new": "/projects/new/",
        "activity": f"/projects/activities/{release}/",
        "activity-edit": f"/projects/activities/{release}/edit/",
        "activity-link": f"/projects/activities/{release}/link/",
        "template": f"/projects/{small.other.pk}/template/",
        "promise-change": f"/projects/promises/{small.promise.pk}/change/",
        "masters": "/projects/masters/",
        "plant": "/plant/",
        "resource": f"/plant/resources/{small.chemists.pk}/",
        "resource-new": "/plant/resources/new/",
        "calendar": f"/plant/calendars/{small.chemists.calendar_id}/",
        "matrix": f"/plant/changeovers/{small.gmp.matrix_id}/",
    }
    with visitor(browser, site, people.ben) as ben:
        for name, path in pages.items():
            ben.open(path)
            ben.complaints[:] = [c for c in ben.complaints if "422" not in c]  # the browser remarks on the status itself
            ben.must_be_in_order_everywhere(name)


def test_every_form_is_in_order(browser: Browser, site: str, people: Cast, small: Small):
    """Once each: they share one template, which the pages above show on the phone and in the dark."""
    project, release, resource = small.project.pk, small.activity("release").pk, small.chemists.pk
    pages = {
        "project-edit": f"/projects/{project}/edit/",
        "project-state": f"/projects/{project}/state/",
        "budget": f"/projects/{project}/budget/",
        "activity-new": f"/projects/{project}/activity/",
        "promise-new": f"/projects/activities/{release}/promise/",
        "site-edit": "/plant/site/",
        "resource-edit": f"/plant/resources/{resource}/edit/",
        "cleaning": f"/plant/resources/{small.gmp.pk}/cleaning/",
        "calibration": f"/plant/resources/{small.gmp.pk}/calibration/",
        "absence-new": f"/plant/resources/{resource}/absence/",
        "lever-new": f"/plant/resources/{resource}/lever/",
        "sponsor-new": "/projects/sponsors/new/",
        "product-new": "/projects/products/new/",
        "report": f"/projects/activities/{release}/report/",
        "matrix-new": "/plant/changeovers/new/",
        "qualify": f"/plant/resources/{resource}/qualify/",
        "calendar-new": "/plant/calendars/new/",
        "holiday-new": f"/plant/calendars/{small.chemists.calendar_id}/holiday/",
    }
    with visitor(browser, site, people.ben) as ben:
        for name, path in pages.items():
            ben.open(path)
            ben.must_be_in_order(f"{name}-desk-light")


def test_the_first_steps_on_an_empty_site(browser: Browser, site: str, people: Cast):
    with visitor(browser, site, people.ben) as ben:
        for name, path in {
            "today-empty": "/",
            "plan-empty": "/plan/",
            "expedite-no-site": "/expedite/",
            "projects-empty": "/projects/",
            "plant-empty": "/plant/",
            "site-set-up": "/plant/set-up/",
        }.items():
            ben.open(path)
            ben.must_be_in_order(f"{name}-desk-light")
        page = ben.page
        page.get_by_label("Name of the site").fill("Tidewell")
        page.get_by_label("First day").fill("2027-01-04")
        page.get_by_role("button", name="Set up the site").click()
        expect(page.locator(".error-summary")).to_be_focused()
        ben.complaints.clear()
        ben.must_be_in_order("site-set-up-wrong-desk-light")
        page.get_by_label("Plan until the end of").fill("2028-12-31")
        page.get_by_role("button", name="Set up the site").click()
        expect(page.locator(".said")).to_contain_text("The site is set up.")
        ben.must_be_in_order("plant-new-desk-light")
