"""A promise at risk, from Today to its reasons; an answer with overtime, from the wish to the publication; and who decides for harm."""

from __future__ import annotations

import copy
import json
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from playwright.sync_api import Browser, expect

from evenhand.accounts.models import Person
from evenhand.demo.published import published_plan
from evenhand.planning.expedite import expedite
from evenhand.planning.problem import Promise as PlannedPromise
from evenhand.plant.models import Site
from evenhand.portfolio.actions.promises import change_promise
from evenhand.portfolio.models import Promise
from evenhand.records.models import TrailEntry
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from evenhand.schedules.actions.make_draft import take_way
from evenhand.schedules.actions.run_states import end_run, take_next_run
from evenhand.schedules.actions.start_run import start_expedite
from evenhand.schedules.answer_json import answer_to_json, request_from_json
from evenhand.schedules.bridge import Present, present
from evenhand.schedules.models import Draft, PlanRun, Revision, RunState
from evenhand.schedules.why import why
from tests.browser import visitor
from tests.cast import PASSWORD, Cast
from tests.patience import LONG_PATIENCE
from tests.schedules.rows import rows_of, small
from tests.schedules.stories import draft_with, publish, published_plant, row_of, solve_everything

LONG = LONG_PATIENCE * 1000  # milliseconds for a run


def plant_with_a_promise_at_risk(people: Cast) -> tuple[Site, Promise]:
    """The last promise is for the very day on which the published plan has it done, so that any delay breaks it. Clara manages its project."""
    chosen = small()
    site, plan = rows_of(chosen), published_plan(chosen.problem)
    last = last_promise(chosen.problem.promises, plan)
    row = Promise.objects.select_related("activity__project").get(activity=row_of(last.activity))
    day = site.wall(plan.of[last.activity].end - 1).date()
    due = datetime.combine(day + timedelta(days=1), time.min)
    change_promise(by=SYSTEM, promise_id=row.pk, version=None, due=due, reason="Its trial begins earlier")
    publish(draft_with(site, plan), people.ben, "The first plan")
    return site, row


def last_promise(promises: Any, plan: Any) -> PlannedPromise:
    found: PlannedPromise = max(promises, key=lambda p: plan.of[p.activity].end)
    return found


def test_a_project_manager_is_told_of_a_promise_at_risk_and_sees_why(browser: Browser, site: str, people: Cast):
    plant, promise = plant_with_a_promise_at_risk(people)
    project = promise.activity.project
    with visitor(browser, site, people.clara) as clara:
        page = clara.open("/")
        told = page.locator("section[aria-labelledby=promises] li").filter(has_text=project.code)
        expect(page.locator("#promises")).to_have_text("Your promises late or at risk")
        expect(told).to_contain_text("of futures")
        clara.must_be_in_order("today-at-risk-desk-light")
        told.get_by_role("link").click()
        expect(page.locator("h1")).to_contain_text(project.name)
        page.locator("summary").filter(has_text="Why").first.click()
        reasons = why(present(plant), promise.pk)
        expect(page.locator("details[open] [role=status]")).to_contain_text(reasons.chain[0])
        clara.must_be_in_order("project-why-desk-light")
        page.get_by_role("link", name="Expedite the promise").first.click()
        expect(page.get_by_label("Project")).to_have_value(project.code)
        expect(page.get_by_label("Promise")).to_have_value(f"{project.code}/{promise.code}")
        assert clara.complaints == []


def test_a_senior_manager_answers_with_overtime_and_publishes(browser: Browser, site: str, people: Cast):
    plant = published_plant(people)
    now = present(plant)
    promise = last_promise(now.problem.promises, now.plan)
    project = now.problem.activity[promise.activity].project
    day = plant.wall(wished(now, promise) - 1).date()
    with visitor(browser, site, people.ada) as ada:
        page = ada.open(f"/expedite/?project={project}&promise={promise.id}&by={day.isoformat()}")
        page.get_by_label("overtime").check()
        page.get_by_label("Effort").select_option("5")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("svg.axis")).to_be_visible()
        solve_everything(plant)
        expect(page.locator("h1")).to_contain_text(f"for {now.situation.currency}", timeout=LONG)
        rung = page.locator("table", has_text="The ladder").get_by_role("row").filter(has_text="overtime").first
        expect(rung).to_contain_text(now.situation.currency)
        expect(page.get_by_role("heading", name="Certificate: overtime")).to_be_visible()
        ada.must_be_in_order("expedite-overtime-desk-light")
        page.get_by_role("button", name="Make this a draft").click()
        expect(page.locator("h1")).to_contain_text("Draft")
        page.get_by_role("link", name="Publish…").click()
        page.get_by_label("Why").fill("Overtime, agreed with operations")
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Sign and publish revision 2").click()
        expect(page.locator("h1")).to_have_text("Revision 2")
        ada.must_be_in_order("revision-overtime-desk-light")
        assert ada.complaints == []
    assert Revision.objects.get(number=2).by == people.ada
    assert present(plant).situation.grants and present(plant).plan.of[promise.activity].end < now.plan.of[promise.activity].end
    assert verify().problems == ()


def wished(now: Present, promise: PlannedPromise) -> int:
    """Twenty days before it ends: overtime reaches that and reordering, which comes to sixteen, does not, in this plant."""
    return int(now.plan.of[promise.activity].end) - 20 * now.situation.scale.slots_per_day


_answers: dict[str, dict[str, Any]] = {}


def answered(site: Site, by: Person, **wish: Any) -> PlanRun:
    """An answer as a run leaves it, without its process; what is asked again of the same plant is searched for once."""
    run = start_expedite(by=by, site=site, effort=1.0, **wish)
    key = json.dumps(run.request)
    if key not in _answers:
        problem, plan = run.snapshot.problem, run.begins_with.plan
        _answers[key] = answer_to_json(expedite(problem, plan, request_from_json(run.request), effort=run.effort))
    held = take_next_run(worker="test")
    assert held is not None and held.pk == run.pk
    with transaction.atomic():
        return end_run(run=held, to=RunState.FINISHED, answer=_answers[key], result={"stopped_by": "effort"})


def too_early(site: Site, by: Person) -> PlanRun:
    """The answer to a wish that cannot be had without harm."""
    now = present(site)
    promise = last_promise(now.problem.promises, now.plan)
    until = (now.plan.of[promise.activity].end + now.problem.frozen_until) // 2
    return answered(site, by, project=now.problem.activity[promise.activity].project, promise=promise.id, until=until)


def with_harm(run: PlanRun) -> PlanRun:
    """One of its ways is said to harm somebody else by nine slots: what such a way is treated like."""
    way = copy.deepcopy(run.answer["ladder"][0]) | {"worst_harm": 9, "total_harm": 9}
    way["certificate"]["harmless"] = False
    way["certificate"]["promises"][0]["harm"] = 9
    run.answer = {**run.answer, "alternatives": [way]}
    run.save(update_fields=["answer"])
    return run


def test_least_harm_is_shown_as_such_and_a_senior_manager_decides_with_a_reason(browser: Browser, site: str, people: Cast):
    plant = published_plant(people)
    run = with_harm(too_early(plant, people.clara))
    with visitor(browser, site, people.clara) as clara:
        page = clara.open(run.get_absolute_url())
        expect(page.get_by_role("heading", name="Least-harm alternatives")).to_be_visible()
        expect(page.locator("#consequences")).to_be_visible()
        page.locator("details.alternative > summary").first.click()
        expect(page.locator("details.alternative").first).to_contain_text("A senior manager decides.")
        expect(page.get_by_role("button", name="Decide for this")).to_have_count(0)
        assert clara.complaints == []
    with visitor(browser, site, people.ada) as ada:
        page = ada.open(run.get_absolute_url())
        page.locator("details.alternative > summary").first.click()
        expect(page.locator("details.alternative").first).to_contain_text("Who is harmed")
        ada.must_be_in_order("expedite-least-harm-desk-light")
        decide = page.get_by_role("button", name="Decide for this, and make a draft")
        decide.click()
        expect(page.get_by_label("Why")).to_be_focused()  # the browser asks for the reason; nothing was sent
        assert not Draft.objects.exclude(state="published").exists()
        page.get_by_label("Why").fill("A trial waits for it")
        decide.click()
        expect(page.locator("h1")).to_contain_text("Draft")
        assert ada.complaints == []
    (entry,) = TrailEntry.objects.filter(event="least_harm_chosen")
    assert (entry.by_name, entry.reason) == ("Ada Moreau", "A trial waits for it")
    assert Draft.objects.get(run=run).harms and verify().problems == ()


def test_the_pages_are_in_order_with_much_on_them(browser: Browser, site: str, people: Cast):
    plant, promise = plant_with_a_promise_at_risk(people)
    run = too_early(plant, people.ada)
    with_harm(run)
    draft = take_way(by=people.ada, run_id=run.pk, kind="ladder", index=run.answer["best"])
    publish(take_way(by=people.ada, run_id=run.pk, kind="ladder", index=run.answer["best"]), people.ada, "Asked for")
    pages = {
        "today-full": "/",
        "why": f"/plan/promises/{promise.pk}/why/",
        "expedite-answer": run.get_absolute_url(),
        "draft-overtaken": draft.get_absolute_url(),
        "compare-differs": "/plan/compare/?before=revision-1&after=revision-2",
        "revision-moved": "/plan/revisions/2/",
    }
    with visitor(browser, site, people.ada) as ada:
        for name, path in pages.items():
            page = ada.open(path)
            if page.locator("#plan").count():
                page.locator("#plan[data-ready]").wait_for()
            page.wait_for_load_state("networkidle")
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            ada.must_be_in_order_everywhere(name)
