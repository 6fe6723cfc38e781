"""Who pays, in a real browser: the walk by keyboard, the path drawn, the conclusion signed; each page in order."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from evenhand.matters.actions import change_orders
from evenhand.matters.actions.assessing import answer_question, conclude_assessment
from evenhand.matters.actions.costs import take_back_cost
from evenhand.matters.actions.finding_cause import begin_assessment
from evenhand.matters.actions.trees import change_tree, draft_tree
from evenhand.matters.models import Conclusion
from evenhand.matters.tree import editing
from evenhand.records.verification import verify
from tests.browser import Visitor, press, visitor
from tests.cast import PASSWORD, Cast
from tests.matters.assessing import TO_HALF, Case, a_matter, allocated, cost, proof, proposed, signed_cause, the_case


@pytest.fixture
def case(site: str, people: Cast) -> Case:
    return the_case(people)


def test_the_walk_by_keyboard(browser: Browser, site: str, case: Case):
    signed_cause(case)
    path = f"/matters/{case.matter.pk}/assessment/"
    with visitor(browser, site, case.cast.clara) as clara:
        page = clara.open(path)
        expect(page.locator("#walk")).to_contain_text("Did we make a mistake?")
        press(page, "1")
        press(page, "c")
        expect(page.locator(".error-summary")).to_contain_text("Must name its evidence")
        expect(page.get_by_label("yes")).to_be_checked()
        clara.complaints.clear()  # the refusal's own status is told there
        clara.must_be_in_order("assessment-without-evidence-desk-light")
        page.get_by_label("Evidence").fill("Batch record 17, step 12")
        page.get_by_role("button", name="Give this answer").click()
        expect(page.locator("#walk")).to_contain_text("Did anything of the sponsor's contribute to it?")
        expect(page.locator(".tree-chosen-text")).to_have_text("✓ yes")
        press(page, "4")
        press(page, "c")
        expect(page.locator("#walk")).to_contain_text("The CMO pays")
        page.get_by_role("link", name="Sign the conclusion").click()
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Sign the conclusion").click()
        expect(page.locator(".page-sentence")).to_contain_text("Concluded by Clara Lindqvist: The CMO pays.")
    assert [step["answer"] for step in Conclusion.objects.get().path] == ["yes", "unknown"]
    assert verify().problems == ()


def drawn_up(case: Case) -> Any:
    """Concluded, allocated, something taken back, a change order sent."""
    assessment = signed_cause(case)
    for question, answer in TO_HALF.items():
        answer_question(by=case.cast.clara, assessment_id=assessment.pk, question=question, answer=answer, evidence=f"Record of {question}")
    conclude_assessment(by=case.cast.clara, assessment_id=assessment.pk, proof=proof(case.cast.clara))
    cost(case, "labour", 41_250_00, "Two more weeks of four operators")
    cost(case, "sponsor materials", 18_400_50, "Starting material of the batch")
    wrong = cost(case, "cleaning", 3_200_00, "Cleaning of suite 2")
    take_back_cost(by=case.cast.clara, entry_id=wrong.pk, reason="Of another matter")
    allocated(case)
    order = change_orders.draw_up_change_order(
        by=case.cast.clara,
        matter_id=case.matter.pk,
        title="Re-run of the kilo batch",
        text="Impurity 4 was at 0.31 %.\nThe batch is run again, with the cooling scaled.",
        days=9,
    )
    return change_orders.approve_change_order(by=case.cast.ada, order_id=order.pk, proof=proof(case.cast.ada))


def open_each(someone: Visitor, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        someone.open(path)
        someone.page.wait_for_load_state("networkidle")
        someone.must_be_in_order_everywhere(name)


def test_every_page_is_in_order(browser: Browser, site: str, case: Case):
    other = a_matter(case.project, case.cast, "The filter is torn")
    unfinished = draft_tree(by=case.cast.clara, site=case.project.site, name="From 2028", begin_with="1")
    edit = partial(editing.with_answer_changed, identity="kind", answer="gmp", text="GMP", leads_to="mistake")
    change_tree(by=case.cast.clara, draft_id=unfinished.pk, edit=edit)
    empty = draft_tree(by=case.cast.clara, site=case.project.site, name="From nothing", begin_with="empty")
    mine, of_other = f"/matters/{case.matter.pk}", f"/matters/{other.pk}"
    drafts = "/matters/trees/drafts"
    with visitor(browser, site, case.cast.clara) as clara:
        open_each(clara, {"assessment-empty": f"{mine}/assessment/", "ledger-empty": f"{mine}/ledger/"})
        order = drawn_up(case)
        proposed_of(case, other)
        pages = {
            "trees": "/matters/trees/",
            "tree-version": "/matters/trees/1/",
            "tree-draft": f"{drafts}/{unfinished.pk}/",
            "tree-draft-empty": f"{drafts}/{empty.pk}/",
            "tree-question": f"{drafts}/{unfinished.pk}/questions/kind/",
            "tree-try": f"{drafts}/{unfinished.pk}/try/?a-mistake=no&a-followed=yes",
            "assessment-cause": f"{of_other}/assessment/",
            "assessment-concluded": f"{mine}/assessment/",
            "ledger": f"{mine}/ledger/",
            "change-order": f"/change-orders/{order.pk}/",
            "contracts": f"/projects/{case.project.pk}/contracts/",
            "contract-new": f"/projects/{case.project.pk}/contracts/new/",
            "project-ledger": f"/projects/{case.project.pk}/ledger/",
        }
        open_each(clara, pages)


def proposed_of(case: Case, matter: Any) -> None:
    proposed(Case(case.cast, case.gus, matter, case.project, case.tree))


def test_a_walk_in_the_middle_is_in_order(browser: Browser, site: str, case: Case):
    assessment = signed_cause(case)
    for question in ("mistake", "followed", "equipment"):
        answer_question(by=case.cast.clara, assessment_id=assessment.pk, question=question, answer=TO_HALF[question], evidence="Batch record 17")
    begin_assessment(by=case.cast.esi, matter_id=a_matter(case.project, case.cast, "Another").pk)
    with visitor(browser, site, case.cast.clara) as clara:
        open_each(clara, {"assessment-walk": f"/matters/{case.matter.pk}/assessment/"})
