"""What cannot be done by deciding and publishing, in a real browser: harming silently, passing a quality hold, overtaking others, deciding after somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from evenhand.accounts.actions import grant_role
from evenhand.accounts.roles import Role
from evenhand.matters.actions.escalate_matter import escalate_matter
from evenhand.matters.models import Decision, Matter
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity, Project
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from evenhand.schedules.bridge import present
from evenhand.schedules.models import Revision
from tests.browser import Visitor, visitor
from tests.cast import PASSWORD, Cast
from tests.e2e.team import allow_refusals, refused, signs
from tests.matters.deciding import a_moved_plan, an_option, facts, harm_to, matter_about, options_for
from tests.schedules.stories import a_free_one, draft_with, published_plant, row_of


@pytest.fixture
def plant(people: Cast) -> Site:
    return published_plant(people)


def with_senior_management(activity: Activity, people: Cast) -> Matter:
    matter = matter_about(activity, people)
    escalate_matter(by=people.esi, matter_id=matter.pk, version=None, tier=3, reason="It cannot wait.")
    return Matter.objects.with_names().get(pk=matter.pk)


def work_that_may_move(plant: Site) -> Activity:
    now = present(plant)
    return Activity.objects.select_related("project__site").get(pk=row_of(a_free_one(now.problem, now.plan)).pk)


def choose(page: Page, kind: str, option: str, reason: str) -> None:
    page.get_by_label(kind).check()
    page.get_by_role("radio", name=option).check()
    page.locator("#id_reason").fill(reason)


def test_harm_is_named_or_not_done(browser: Browser, site: str, people: Cast, plant: Site):
    matter = with_senior_management(work_that_may_move(plant), people)
    first, second = Project.objects.filter(site=plant).exclude(pk=matter.project_id).order_by("code")[:2]
    found = facts(matter.project, others=(harm_to(first), harm_to(second)))
    option = an_option(options_for(matter, plant), plant, "least harm", found, a_moved_plan(plant), title="Keep the promise")
    with visitor(browser, site, people.ada) as ada:
        page = ada.open(f"/matters/{matter.pk}/decide/?option={option.pk}")
        choose(page, "Fast-track", "Keep the promise", "The patients wait for it.")
        signs(page, "Decide and sign")
        refused(ada, "#id_harms_error", f"The option harms {first.code}, {second.code}. Harm to another project is decided by name")
        ada.must_be_in_order("refused-1-harming-silently")
        page.get_by_label(f"{first.code}:").check()
        signs(page, "Decide and sign")
        refused(ada, "#id_harms_error", f"The option harms {second.code}. Harm to another project is decided by name")
        assert not Decision.objects.exists() and Revision.objects.count() == 1 and Matter.objects.count() == 1
        page.get_by_label(f"{second.code}:").check()
        signs(page, "Decide and sign")
        expect(page.locator(".said")).to_contain_text("is decided: fast-track, and revision 2 is published.")
        ada.must_be_in_order("refused-2-harm-by-name")
        decision = page.url
        for harmed in (first, second):
            page.goto(decision)
            page.locator("#harms + ul li", has_text=harmed.code).get_by_role("link").click()
            expect(page.locator("h1")).to_contain_text(f"{harmed.code} is harmed by decision 1 on matter {matter.pk}")
        assert ada.complaints == []
    assert verify().problems == ()


def test_a_quality_hold_cannot_be_decided_away(browser: Browser, site: str, people: Cast, plant: Site):
    """Neither by deciding about the held work, nor by an option for it that was computed before, nor by publishing a draft."""
    work = work_that_may_move(plant)
    matter = with_senior_management(work, people)
    an_option(options_for(matter, plant), plant, "earlier", facts(work.project), a_moved_plan(plant), title="Earlier")
    draft = draft_with(plant, a_moved_plan(plant), people.ben)
    with visitor(browser, site, people.dai) as dai, visitor(browser, site, people.ada) as ada, visitor(browser, site, people.ben) as ben:
        held_until(dai, work, present(plant).situation.scale.wall(draft.plan.plan.of[work.full_code].start) + timedelta(days=30))
        page = ada.open(f"/matters/{matter.pk}/decide/")
        expect(page.locator(".refusal")).to_contain_text("A go or a fast-track of it is refused.")
        choose(page, "Go: it goes on", "Earlier", "The sponsor presses.")
        signs(page, "Decide and sign")
        refused(ada, ".error-summary", "No decision moves it past the hold: quality clears it first.")
        ada.must_be_in_order("refused-3-past-a-hold")
        page.get_by_label("Add budget").check()
        page.get_by_text("For add budget").click()
        page.get_by_label("Budget that is added").fill("500")
        signs(page, "Decide and sign")
        refused(ada, ".error-summary", "a hold cannot be decided away.")
        page = ben.open(f"/plan/drafts/{draft.pk}/publish/")
        refused(ben, ".error-summary", f"{work.name} ({work.full_code}) would begin")
        refused(ben, ".error-summary", "and quality holds it until")
        ben.must_be_in_order("refused-4-draft-past-a-hold")
        expect(page.get_by_role("button", name="Sign and publish")).to_have_count(0)
        assert [*ada.complaints, *ben.complaints, *dai.complaints] == []
    assert not Decision.objects.exists() and Revision.objects.count() == 1 and verify().problems == ()


def held_until(dai: Visitor, work: Activity, until: datetime) -> None:
    page = dai.open(work.get_absolute_url())
    page.get_by_role("link", name="Put it on quality hold").click()
    page.get_by_label("Held until").fill(until.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Why").fill("Deviation 2026-114: out of specification")
    page.get_by_role("button", name="Put it on hold").click()
    expect(page.locator(".said")).to_contain_text(f"{work.name} is held.")


def test_a_stale_draft_is_not_published(browser: Browser, site: str, people: Cast, plant: Site):
    """Ben and Ada look at a draft each. Ada signs hers; Ben is told, and Ada's plan stands."""
    by_ben, by_ada = (draft_with(plant, a_moved_plan(plant), person) for person in (people.ben, people.ada))
    with visitor(browser, site, people.ben) as ben, visitor(browser, site, people.ada) as ada:
        slow, quick = ben.open(f"/plan/drafts/{by_ben.pk}/publish/"), ada.open(f"/plan/drafts/{by_ada.pk}/publish/")
        for page, reason in ((quick, "As decided"), (slow, "As every month")):
            page.get_by_label("Why").fill(reason)
            signs(page, "Sign and publish revision 2")
        expect(quick.locator("h1")).to_have_text("Revision 2")
        refused(ben, ".error-summary", "Revision 2 was published by Ada Moreau after this draft was made, so the draft may undo what is in it.")
        ben.must_be_in_order("refused-5-stale-draft")
        slow = ben.open(by_ben.get_absolute_url())
        expect(slow.locator(".overtaken")).to_contain_text("It cannot be published any more; plan or move again from revision 2.")
        assert [*ada.complaints, *ben.complaints] == []
    assert Revision.objects.get(number=2).by == people.ada and Revision.objects.count() == 2 and verify().problems == ()


def test_two_decide_the_same_matter_at_the_same_moment(browser: Browser, site: str, people: Cast, plant: Site):
    """One decides; the other is told who did, and what."""
    grant_role(by=SYSTEM, person_id=people.nils.pk, role=Role.SENIOR_MANAGER)
    matter = with_senior_management(work_that_may_move(plant), people)
    with visitor(browser, site, people.ada) as ada, visitor(browser, site, people.nils) as nils:
        for someone, kind in ((ada, "Go: it goes on"), (nils, "No-go: it is stopped")):
            page = someone.open(f"/matters/{matter.pk}/decide/")
            page.get_by_label(kind).check()
            page.locator("#id_reason").fill("So it is")
            page.get_by_label("Your password").fill(PASSWORD)
        for someone in (ada, nils):
            someone.page.evaluate("setTimeout(() => document.querySelector('.decide-form').requestSubmit(), 0)")  # does not wait for the answer
        winner, loser = (ada, nils) if is_told_of_success(ada) else (nils, ada)
        name, kind = ("Ada Moreau", "go") if winner is ada else ("Nils Noroles", "no-go")
        expect(winner.page.locator(".said")).to_contain_text(f"Matter {matter.pk} is decided: {kind}")
        expect(loser.page.get_by_role("main")).to_contain_text(f"Matter {matter.pk} was decided by {name} on")
        expect(loser.page.get_by_role("main")).to_contain_text(f"{kind}, “So it is”")
        allow_refusals(loser)
        loser.must_be_in_order("refused-6-decided-by-another")
        assert winner.complaints == []
    decision = Decision.objects.get()
    assert (decision.by.printed_name, decision.kind) == (name, kind) and verify().problems == ()


def is_told_of_success(someone: Visitor) -> bool:
    """Once there is an answer of either kind."""
    told = someone.page.get_by_role("main").get_by_text("was decided by")
    expect(someone.page.locator(".said").or_(told).first).to_be_visible()
    return someone.page.locator(".said").count() > 0
