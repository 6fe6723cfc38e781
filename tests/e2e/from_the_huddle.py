"""The way of a matter to senior management, through the pages: raised in the huddle, up by its clock, assessed and signed, the shares settled."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import expect

from evenhand.matters.actions.catch_up import catch_up
from evenhand.plant.models import Site
from evenhand.portfolio.models import Project
from tests.browser import Visitor, press
from tests.e2e.team import WRONG_PASSWORD, Team, number_of_it, refused, signs
from tests.matters.raising import ZONE, clock_shows

STATEMENT = "Impurity 4 is at 0.31 percent"
WHYS = (
    ("The batch was held at 62 degrees for four hours", "method", "Batch record 17, step 12"),
    ("The cooling was set by the recipe of the smaller kettle", "machine", "Recipe KL-3, revision 2"),
)
CAUSE = "The recipe does not scale the cooling"
HUMAN_ERROR = "Human error alone closes nothing"


def it_is(site: Site, day: int, hour: int, minute: int = 0) -> None:
    """In November 2026; the clocks' job runs."""
    clock_shows(Site.objects.get(pk=site.pk), datetime(2026, 11, day, hour, minute, tzinfo=ZONE))
    catch_up()


def raised_in_the_huddle(team: Team, project: Project) -> None:
    """By keyboard alone."""
    page = team.esi.open(f"/huddle/{project.pk}/")
    press(page, "m")
    page.keyboard.type(STATEMENT)
    press(page, "Tab")
    page.keyboard.type("tech")
    press(page, "Tab", "Tab", "Enter")
    expect(page.locator(".said")).to_contain_text(re.compile(r"Matter \d+ is raised, and with the team"))
    expect(page.locator(".huddle-columns")).to_contain_text(STATEMENT)
    press(page, "h")
    expect(page.locator(".said")).to_contain_text("Held, and recorded")
    team.esi.must_be_in_order("story-1-huddle")


def up_overnight_and_acknowledged(team: Team, site: Site) -> None:
    """Nobody sends it up: 4 hours with the team and 24 with the site run out on Tuesday at noon."""
    it_is(site, 24, 12, 30)
    page = team.ada.open("/")
    expect(page.locator(".bell")).to_contain_text("1 new")
    expect(page.get_by_role("main")).to_contain_text(f"left to acknowledge: {STATEMENT}")
    team.ada.must_be_in_order("story-2-today")
    page.locator(".bell").click()
    expect(page.get_by_role("main")).to_contain_text("it is now with senior management; Ada Moreau is responsible")
    page.goto(team.ada.site + "/")
    page.get_by_role("link", name=STATEMENT).first.click()
    expect(page.locator(".story")).to_contain_text("The clock ran out.")
    press(page, "a")
    expect(page.locator(".said")).to_contain_text("is acknowledged, and you are responsible for it")


def assessed(team: Team) -> None:
    cause_proposed(team.clara)
    cause_signed(team.dai)
    walked_and_concluded(team.clara)


def cause_proposed(clara: Visitor) -> None:
    page = clara.open(f"/matters/{number_of_it()}/")
    page.get_by_role("link", name="Assess it").click()
    page.get_by_role("button", name="Begin the assessment").click()
    for k, (statement, category, evidence) in enumerate(WHYS):
        form = page.get_by_role("form", name="And why was that so?" if k else "Why did it happen?")
        form.get_by_label("Because").fill(statement)
        form.get_by_label("Where it lies").select_option(category)
        if k == 0:
            form.get_by_role("button", name="Add this why").click()
            refused(clara, "#id_why-evidence_error", "This field is required")
        form.get_by_label("Evidence").fill(evidence)
        form.get_by_role("button", name="Add this why").click()
        expect(page.locator(".whys")).to_contain_text(statement)
    form = page.get_by_role("form", name="The root cause")
    for statement, category, field in (("Human error.", "Method", "statement"), ("The operator was tired", "People", "categories")):
        form.get_by_label("The root cause").fill(statement)
        form.get_by_label(category).check()
        form.get_by_role("button", name="Propose it").click()
        refused(clara, f"#id_cause-{field}_error", HUMAN_ERROR)
        form.get_by_label(category).uncheck()
    clara.must_be_in_order("story-3-human-error-alone")
    form.get_by_label("The root cause").fill(CAUSE)
    form.get_by_label("Method").check()
    form.get_by_role("button", name="Propose it").click()
    expect(page.locator(".said")).to_contain_text("The root cause is proposed. Somebody else, of quality, signs it.")
    expect(page.get_by_role("link", name="Sign the root cause")).to_have_count(0)


def cause_signed(dai: Visitor) -> None:
    page = dai.open(f"/matters/{number_of_it()}/assessment/")
    press(page, "s")
    signs(page, "Sign the root cause", WRONG_PASSWORD)
    refused(dai, "#id_password_error", "That is not your password")
    dai.must_be_in_order("story-4-wrong-password")
    dai.open(f"/matters/{number_of_it()}/assessment/")
    expect(page.locator(".page-sentence")).to_have_text("A root cause is proposed. Quality signs it; after that it is asked who pays.")
    press(page, "s")
    signs(page, "Sign the root cause")
    expect(page.locator(".page-sentence")).to_contain_text("The root cause is signed.")


def walked_and_concluded(clara: Visitor) -> None:
    """Unknown, yes, unknown; and then the sponsor disputes its part."""
    page = clara.open(f"/matters/{number_of_it()}/assessment/")
    for question, key, evidence in (
        ("Did we make a mistake?", "3", ""),
        ("Were the batch record and cGMP followed?", "1", "Batch record 17"),
        ("Did equipment or a utility of the CMO fail?", "3", ""),
        ("Did the sponsor's material, method, instruction or late approval cause it?", "2", "Letter of the sponsor, 23 November"),
    ):
        expect(page.locator("#walk")).to_contain_text(question)
        press(page, key)
        if evidence:
            page.get_by_role("textbox", name="Evidence").fill(evidence)
            page.get_by_role("button", name="Give this answer").click()
        else:
            press(page, "c")
    expect(page.locator("#walk")).to_have_text("Disputed: to the laboratory")
    press(page, "s")
    signs(page, "Sign the conclusion")
    expect(page.locator(".page-sentence")).to_have_text("Concluded by Clara Lindqvist: Disputed: to the laboratory.")


def shares_settled(ada: Visitor) -> None:
    """100.01 % are refused at their field; what was typed is still there."""
    page = ada.open(f"/matters/{number_of_it()}/assessment/")
    page.get_by_role("link", name="Settle the shares").click()
    page.get_by_label("The CMO's share").fill("50.00")
    page.get_by_label("The sponsor's share").fill("50.01")
    page.get_by_label("Evidence").fill("Report 2026-88 of the laboratory")
    signs(page, "Sign the shares")
    refused(ada, "#id_sponsor_share_error", "The shares must add up to 100 %; 50 % and 50.01 % are 100.01 %.")
    ada.must_be_in_order("story-5-more-than-all")
    expect(page.get_by_label("Evidence")).to_have_value("Report 2026-88 of the laboratory")
    page.get_by_label("The sponsor's share").fill("50.00")
    signs(page, "Sign the shares")
    expect(page.locator(".said")).to_contain_text("The shares are settled and signed.")
    expect(page.locator(".path-end").first).to_contain_text("Settled by Ada Moreau")
