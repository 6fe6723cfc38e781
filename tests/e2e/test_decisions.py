"""From the options to the decision in a real browser: computed live, harm and holds refused, decided with a signature, printed."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from evenhand.matters.actions.escalate_matter import escalate_matter
from evenhand.matters.models import Decision, Matter
from evenhand.portfolio.models import Activity, Project
from evenhand.records.verification import verify
from tests.browser import press, visitor
from tests.cast import PASSWORD, Cast
from tests.matters.deciding import an_option, decided, facts, harm_to, matter_about, options_for
from tests.schedules.stories import published_plant, solve_everything


def the_matter(people: Cast) -> Matter:
    """With senior management; about work that has not begun."""
    site = published_plant(people)
    project = Project.objects.filter(site=site).order_by("pk").first()
    first = Activity.objects.select_related("project__site").filter(project=project, actual_start__isnull=True).order_by("order").first()
    matter = matter_about(first, people)
    escalate_matter(by=people.esi, matter_id=matter.pk, version=None, tier=3, reason="It cannot wait.")
    return Matter.objects.with_names().get(pk=matter.pk)


def test_computed_live_and_decided_with_a_signature(browser: Browser, site: str, people: Cast):
    matter = the_matter(people)
    with visitor(browser, site, people.ada) as ada:
        page = ada.open(matter.get_absolute_url())
        page.get_by_role("button", name="Compute what can be done").click()
        expect(page.locator("#options")).to_contain_text("Being computed")
        solve_everything(matter.site)
        expect(page.locator("#options")).to_contain_text("Go on as is", timeout=60_000)
        expect(page.locator("#options")).to_contain_text("Compute again", timeout=60_000)
        expect(page.locator("#options")).to_contain_text("Stop the project")
        page.evaluate("scrollTo(0, 0)")
        ada.must_be_in_order("options-desk-light")
        press(page, "d")
        expect(page.locator("h1")).to_have_text("Decide")
        page.get_by_label("Go: it goes on").check()
        page.get_by_role("radio", name="Go on as is").check()
        page.locator("#id_reason").fill("It is purged in the next step.")
        page.get_by_label("Action 1").fill("Repeat the HPLC with the reference")
        page.get_by_label("Your password").fill("something else")
        page.get_by_role("button", name="Decide and sign").click()
        expect(page.get_by_role("main")).to_contain_text("by whom and by when")
        ada.complaints.clear()  # the browser remarks on the 422 itself
        ada.must_be_in_order("decide-refused-desk-light")
        page.get_by_label("Action 1").fill("")
        page.get_by_label("Your password").fill("something else")
        page.get_by_role("button", name="Decide and sign").click()
        expect(page.get_by_role("main")).to_contain_text("That is not your password")
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Decide and sign").click()
        expect(page.locator(".said")).to_contain_text("is decided: go")
        expect(page.get_by_role("main")).to_contain_text("I decided this")
        ada.complaints.clear()
        ada.must_be_in_order("decision-desk-light")
    assert Decision.objects.get().kind == "go" and verify().problems == ()


def test_every_page_of_decisions_is_in_order(browser: Browser, site: str, people: Cast):
    matter = the_matter(people)
    with visitor(browser, site, people.ada) as ada:
        ada.open("/decisions/")
        ada.must_be_in_order_everywhere("decisions-empty")
    other = Project.objects.exclude(pk=matter.project_id).first()
    options = options_for(matter, matter.site)
    an_option(options, matter.site, "as is", facts(matter.project), title="Go on as is")
    harmful = an_option(
        options, matter.site, "least harm", facts(matter.project, others=(harm_to(other),), cost=12_000_00, levers=("a",)), title="Keep the promise"
    )
    with visitor(browser, site, people.ada) as ada:
        pages = {
            "options-computing": matter.get_absolute_url(),
            "option-harmful": f"/matters/{matter.pk}/options/{harmful.pk}/",
            "decide": f"/matters/{matter.pk}/decide/?option={harmful.pk}",
        }
        for name, path in pages.items():
            ada.open(path)
            ada.must_be_in_order_everywhere(name)
        made = decided(Matter.objects.get(pk=matter.pk), people.ada, kind="ask", asked_for="the HPLC of batch 3")
        for name, path in {"asked": matter.get_absolute_url(), "question": made.get_absolute_url(), "decisions": "/decisions/"}.items():
            ada.open(path)
            ada.must_be_in_order_everywhere(name)
