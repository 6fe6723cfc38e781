"""The planner's day in a real browser: a delay, a run, what moves, a signature; a draft that was overtaken; a run stopped half-way; a wish."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from evenhand.plant.models import Site
from evenhand.schedules.actions.start_run import start_run
from evenhand.schedules.bridge import present
from evenhand.schedules.models import Draft, PlanRun, Revision
from tests.browser import press, visitor
from tests.cast import PASSWORD, Cast
from tests.patience import LONG_PATIENCE
from tests.schedules.rows import demo
from tests.schedules.stories import change, draft_with, publish, published_plant, row_of
from tests.schedules.test_runs import environment

LONG = LONG_PATIENCE * 1000  # milliseconds for a run


@pytest.fixture
def plant(people: Cast) -> Site:
    return published_plant(people)


@contextlib.contextmanager
def a_worker() -> Iterator[None]:
    """`manage.py run_worker`, as it is run in production."""
    code = "import django; django.setup(); from django.core.management import call_command; call_command('run_worker', nice=0)"
    process = subprocess.Popen([sys.executable, "-c", code], env=environment())
    try:
        yield
    finally:
        process.terminate()
        process.wait(LONG_PATIENCE)  # what it computes just now it ends first


def delay(site: Site) -> str:
    """Started work takes two weeks of work longer, and what follows it can no longer start when published."""
    now = present(site)
    late = next(a for a in now.problem.activities if a.actual and a.actual.end is None and any(x.before == a.id for x in now.problem.links))
    row = row_of(late.id)
    change(row, remaining_minutes=row.remaining_minutes + 60 * 80)
    return late.id


def test_a_planner_replans_after_a_delay_and_publishes(browser: Browser, site: str, people: Cast, plant: Site):
    with a_worker(), visitor(browser, site, people.ben) as ben:
        page = ben.open("/plan/")
        expect(page.locator(".plan-differs")).to_contain_text("Revision 1 keeps every rule")
        delay(plant)
        page.reload()
        expect(page.locator(".plan-differs")).to_contain_text("No longer holds")
        press(page, "n")
        page.get_by_label("Effort").select_option("5")
        page.locator("#plan-anew").get_by_role("button", name="Plan anew").click()
        expect(page.locator("h1")).to_contain_text("Draft", timeout=LONG)  # the page goes on by itself when the run is over
        expect(page.locator(".plan-differs")).to_contain_text("activit")
        ben.must_be_in_order("draft-desk-light")
        page.get_by_role("link", name="Publish…").click()
        expect(page.get_by_role("heading", name="What moves, and for whom")).to_be_visible()
        ben.must_be_in_order("publish-desk-light")
        page.get_by_label("Why").fill("The reactor was down")
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Sign and publish revision 2").click()
        expect(page.locator("h1")).to_have_text("Revision 2")
        expect(page.locator(".said")).to_contain_text("Revision 2 is published and signed")
        page.locator("#plan[data-ready]").wait_for()
        ben.must_be_in_order("revision-desk-light")
        page.goto(site + "/plan/")
        expect(page.locator(".plan-differs")).to_contain_text("Revision 2 keeps every rule")
        assert ben.complaints == []


def test_a_draft_is_overtaken_by_a_newer_revision(browser: Browser, site: str, people: Cast, plant: Site):
    slow = draft_with(plant, present(plant).valid_plan, people.ben)
    with visitor(browser, site, people.ben) as ben:
        page = ben.open(f"/plan/drafts/{slow.pk}/publish/")
        page.get_by_label("Why").fill("As every month")
        page.get_by_label("Your password").fill(PASSWORD)
        publish(draft_with(plant, present(plant).valid_plan, people.ada), people.ada, "Quicker")
        page.get_by_role("button", name="Sign and publish").click()
        expect(page.locator(".error-summary").first).to_contain_text("Revision 2 was published by Ada Moreau after this draft was made")
        ben.complaints.clear()  # the browser remarks on the 409 itself
        ben.must_be_in_order("overtaken-desk-light")
        page = ben.open(slow.get_absolute_url())
        expect(page.locator(".overtaken")).to_contain_text("cannot be published any more")
        assert ben.complaints == []
    assert Revision.objects.count() == 2


def test_a_run_is_stopped_half_way_and_keeps_the_best_so_far(browser: Browser, site: str, people: Cast):
    plant = published_plant(people, demo())
    run = start_run(by=people.ben, site=plant, effort=3000.0)
    with visitor(browser, site, people.ben) as ben:
        page = ben.open(f"/plan/?run={run.pk}")
        expect(page.locator("[data-run-words]")).to_have_text("waiting for a worker")
        with a_worker():
            expect(page.locator("[data-run-words]")).to_have_text("under way", timeout=LONG)
            expect(page.locator("[data-run-best]")).to_contain_text("late", timeout=LONG)
            ben.must_be_in_order("run-desk-light")
            page.get_by_role("button", name=re.compile("Stop run")).click()
            expect(page.locator("h1")).to_contain_text("Draft", timeout=LONG)
        assert ben.complaints == []
    run.refresh_from_db()
    assert run.state == "cancelled" and Draft.objects.filter(run=run).exists()


def test_a_bar_is_moved_and_the_move_is_a_draft(browser: Browser, site: str, people: Cast, plant: Site):
    now = present(plant)
    from tests.schedules.stories import a_free_one

    identity = a_free_one(now.problem, now.plan)
    with visitor(browser, site, people.ben) as ben:
        page = ben.open(f"/plan/?activity={identity}")
        page.locator("#plan[data-ready]").wait_for()
        expect(page.locator("#selected")).to_contain_text("Can it be earlier?")
        page.locator("#plan canvas").first.focus()
        page.locator(".gantt-scroll").focus()
        press(page, "d")
        for _ in range(7 * plant.scale.slots_per_day):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.locator(".gantt-note")).to_be_visible()
        expect(page.locator(".selected-draft").or_(page.locator(".gantt-note[data-kind=refused]"))).to_be_visible()
        assert ben.complaints == []


def test_a_wish_grows_into_an_answer_and_becomes_a_draft(browser: Browser, site: str, people: Cast, plant: Site):
    now = present(plant)
    promise = max(now.problem.promises, key=lambda p: now.plan.of[p.activity].end)
    project = now.problem.activity[promise.activity].project
    day = now.situation.scale.wall(now.plan.of[promise.activity].end - 1).date()
    with a_worker(), visitor(browser, site, people.clara) as clara:
        page = clara.open("/expedite/")
        clara.must_be_in_order("expedite-empty-desk-light")
        page.get_by_label("Project").select_option(project)
        page.get_by_label("Promise").select_option(promise.id)
        page.get_by_label("By the end of").fill(day.isoformat())
        page.get_by_label("Effort").select_option("5")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("svg.axis")).to_be_visible()
        expect(page.locator("h1")).to_contain_text("Yes", timeout=LONG)
        clara.must_be_in_order("expedite-desk-light")
        page.get_by_role("button", name="Make this a draft").click()
        expect(page.locator("h1")).to_contain_text("Draft")
        page.locator("#plan[data-ready]").wait_for()
        assert clara.complaints == []
    assert PlanRun.objects.get(kind="expedite").answer["best"] >= 0


def test_the_pages_are_in_order(browser: Browser, site: str, people: Cast, plant: Site):
    draft = draft_with(plant, present(plant).valid_plan, people.ben)
    pages = {
        "plan": "/plan/",
        "plan-draft": draft.get_absolute_url(),
        "plan-publish": f"/plan/drafts/{draft.pk}/publish/",
        "plan-compare": "/plan/compare/?before=revision-1&after=now",
        "plan-revisions": "/plan/revisions/",
        "plan-revision": "/plan/revisions/1/",
        "expedite": "/expedite/",
    }
    with visitor(browser, site, people.ben) as ben:
        for name, path in pages.items():
            page = ben.open(path)
            if page.locator("#plan").count():
                page.locator("#plan[data-ready]").wait_for()
            page.wait_for_load_state("networkidle")
            ben.must_be_in_order_everywhere(name)
