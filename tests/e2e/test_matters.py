"""A matter in a real browser: raised from the Gantt by a key and on the phone, up by its clock, acknowledged, settled; each page in order."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from evenhand.matters.actions.assign_action import assign_action
from evenhand.matters.actions.attach_files import File
from evenhand.matters.actions.catch_up import catch_up
from evenhand.matters.actions.change_matter import tell_of_matter
from evenhand.matters.actions.pause_clock import pause_clock
from evenhand.matters.actions.set_clocks import enter_days_away, give_responsibility, set_clock
from evenhand.matters.models import Category, Gravity, Matter
from evenhand.records.verification import verify
from tests.browser import PHONE, press, visitor
from tests.cast import Cast
from tests.matters.raising import at, clock_shows, raised
from tests.portfolio.small import Small, small_portfolio
from tests.schedules.stories import published_plant


@pytest.fixture
def small(site: str) -> Small:
    return small_portfolio()


def test_raised_on_the_phone_and_acknowledged_at_the_desk(browser: Browser, site: str, people: Cast, small: Small):
    with visitor(browser, site, people.esi, size=PHONE) as esi:
        page = esi.open("/")
        page.get_by_role("link", name="Raise a matter").click()
        page.get_by_label("What is the matter").fill("Solvent runs into the drain\nBelow reactor 2.")
        page.get_by_label("Technology").check()
        page.get_by_label("Safety", exact=True).check()
        page.get_by_role("button", name="Raise the matter").click()
        expect(page.locator(".said")).to_contain_text("is raised, and with senior management")
        esi.must_be_in_order("matter-raised-phone-light")
    with visitor(browser, site, people.ada) as ada:
        page = ada.open("/")
        expect(page.locator(".bell")).to_contain_text("1 new")
        expect(page.get_by_role("main")).to_contain_text("4 h left to acknowledge: Solvent runs into the drain")
        page.get_by_role("link", name="Solvent runs into the drain").first.click()
        expect(page.locator("h1")).to_have_text(re.compile(r"^Matter \d+: Solvent runs into the drain$"))
        press(page, "a")
        expect(page.locator(".said")).to_contain_text("is acknowledged, and you are responsible for it")
        expect(page.locator(".clock")).to_contain_text("Ada Moreau decides it by Wed 3 Mar 2027 08:00 CET, 48 h left")
        page.get_by_label("What was tried").fill("The drain is closed.")
        page.get_by_role("button", name="Add to the story").click()
        expect(page.locator(".story")).to_contain_text("The drain is closed.")
        page.get_by_role("link", name="Settle").click()
        page.get_by_label("How it was settled").fill("The seal is new.")
        page.get_by_role("button", name="Settle the matter").click()
        expect(page.locator(".page-header")).to_contain_text("Settled by Ada Moreau")
        ada.must_be_in_order("matter-settled-desk-light")
    assert verify().problems == ()


def test_raised_from_the_gantt_by_a_key(browser: Browser, site: str, people: Cast):
    published_plant(people)
    with visitor(browser, site, people.ben) as ben:
        page = ben.open("/plan/")
        page.locator("#plan[data-ready]").wait_for()
        page.locator("#plan .gantt-scroll").focus()
        page.keyboard.press("ArrowDown")
        press(page, "m")
        expect(page.locator("h1")).to_have_text("Raise a matter")
        expect(page.locator(".page-sentence")).to_contain_text("About")
        page.get_by_label("What is the matter").fill("The filter is torn")
        page.get_by_label("Technology").check()
        page.get_by_role("button", name="Raise the matter").click()
        expect(page.locator("h1")).to_contain_text("The filter is torn")
    matter = Matter.objects.get()
    assert matter.activity is not None and matter.project == matter.activity.project


def a_week_of_matters(people: Cast, small: Small) -> Matter:
    """One on each tier, one that stands still, one late, one settled before; with actions, files and people away."""
    batch = small.activity("batch").pk
    files = [File("hplc-batch-3.pdf", b"%PDF-1.7")]
    main = raised(small, people.esi, activity_id=batch, days_at_stake=12, cost_at_stake=40_000_00, files=files)
    tell_of_matter(by=people.clara, matter_id=main.pk, text="Washed once more: 0.3 %. The limit is 0.15 %.")
    assign_action(
        by=people.clara, matter_id=main.pk, what="Repeat the HPLC with the reference of batch 2", owner_id=people.dai.pk, due_on=date(2027, 3, 1)
    )
    set_clock(by=people.ada, site=small.site, stage="site", category=Category.FINANCIAL, minutes=480, calendar_id=None, reason="Money is quick")
    give_responsibility(by=people.finn, site=small.site, category=Category.TECHNOLOGY, manager_id=people.ada.pk, reason="By skill")
    enter_days_away(by=people.ada, person_id=people.ada.pk, first_day=date(2027, 3, 8), last_day=date(2027, 3, 12), note="Visits a sponsor")
    clock_shows(small.site, at(2, 14))
    catch_up()
    assign_action(by=people.clara, matter_id=main.pk, what="Ask the sponsor for the limit", owner_id=people.clara.pk, due_on=date(2027, 3, 4))
    paused = raised(small, people.clara, statement="Solvent is late by a week", category=Category.TIMELINE)
    pause_clock(by=people.clara, matter_id=paused.pk, version=None, reason="delivery", note="Acetonitrile, order 4711", until=at(4, 12))
    raised(
        small, people.ben, statement="The filter costs twice what was planned", category=Category.FINANCIAL, cost_at_stake=18_000_00, project_id=None
    )
    raised(small, people.dai, statement="Oxygen sensor of suite 1 fails", gravity=Gravity.SAFETY, project_id=None)
    clock_shows(small.site, at(2, 17, 30))
    catch_up()
    return main


def test_every_page_of_the_matters_is_in_order(browser: Browser, site: str, people: Cast, small: Small):
    with visitor(browser, site, people.ada) as ada:
        for name, path in {
            "matters-empty": "/matters/",
            "actions-empty": "/actions/",
            "notices-empty": "/notices/",
            "clocks-empty": "/matters/clocks/",
        }.items():
            ada.open(path)
            ada.must_be_in_order_everywhere(name)
    main = a_week_of_matters(people, small)
    pages = {
        "matters": "/matters/",
        "matters-none": "/matters/?q=nothing",
        "matter": main.get_absolute_url(),
        "matter-raise": "/matters/raise/?activity=QF-1/batch",
        "matter-settle": f"/matters/{main.pk}/settle/",
        "matter-pause": f"/matters/{main.pk}/pause/",
        "matter-hand-over": f"/matters/{main.pk}/hand-over/",
        "matter-change": f"/matters/{main.pk}/change/",
        "matter-assign": f"/matters/{main.pk}/assign/",
        "actions": "/actions/?who=all",
        "notices": "/notices/",
        "notices-choose": "/notices/choose/",
        "clocks": "/matters/clocks/",
        "clock-set": "/matters/clocks/set/",
        "responsibility": "/matters/clocks/responsible/technology/",
        "days-away": "/matters/clocks/away/",
        "today-matters": "/",
        "project-matters": f"/projects/{small.project.pk}/",
    }
    with visitor(browser, site, people.ada) as ada:
        for name, path in pages.items():
            ada.open(path)
            ada.must_be_in_order_everywhere(name)
        ada.open("/matters/raise/")
        ada.page.get_by_role("button", name="Raise the matter").click()
        expect(ada.page.locator(".error-summary")).to_be_visible()
        ada.complaints[:] = [c for c in ada.complaints if "422" not in c]
        ada.must_be_in_order_everywhere("matter-raise-wrong")
