"""The way of a matter from its options to the minutes, through the pages: decided in the meeting, paid for, the meeting closed and signed."""

from __future__ import annotations

from playwright.sync_api import expect

from evenhand.plant.models import Site
from evenhand.schedules.models import Variant
from tests.browser import Visitor, press
from tests.cast import PASSWORD
from tests.e2e.from_the_huddle import STATEMENT, it_is
from tests.e2e.team import WRONG_PASSWORD, Team, number_of_it, posts, refused, signs, the_meeting
from tests.patience import LONG_PATIENCE
from tests.schedules.stories import solve_everything

LONG = LONG_PATIENCE * 1000
NO_DECISION = "has no decision, nor a reason why none is needed."
ACTION = "Repeat the HPLC with the reference"
LABOUR, MATERIALS = "41 250.01", "18 400.50"
LABOUR_ROW = ["EUR 41 250.01", "EUR 20 625.01", "EUR 20 625.00", "", "EUR 20 625.00"]  # the amount, the CMO, the sponsor, moved by caps, owed
MATERIALS_ROW = ["EUR 18 400.50", "EUR 9 200.25", "EUR 9 200.25", "", "EUR −9 200.25"]
TOGETHER, CMO, SPONSOR, DUE = "EUR 59 650.51", "EUR 29 825.26", "EUR 29 825.25", "EUR 11 424.75"


def options_computed(clara: Visitor, site: Site) -> None:
    """They come on the page by themselves."""
    page = clara.open(f"/matters/{number_of_it()}/")
    page.get_by_role("button", name="Compute what can be done").click()
    options = page.locator("#options")
    expect(options).to_contain_text("Being computed")
    solve_everything(site)
    expect(options).to_contain_text("Compute again", timeout=LONG)
    titles = [row.title for row in Variant.objects.order_by("pk") if row.is_found]
    assert len(titles) >= 3 and "Go on as is" in titles
    for title in titles:
        expect(options).to_contain_text(title)
    clara.must_be_in_order("story-6-options")


def meeting_begun(team: Team, site: Site) -> None:
    page = team.clara.open("/meetings/")
    press(page, "n")
    page.get_by_label("When").fill("2026-11-24T14:00")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("main")).to_contain_text(STATEMENT)
    it_is(site, 24, 14)
    press(page, "b")
    expect(page.locator(".said")).to_contain_text("has begun, and you chair it")
    other = team.ada.open(the_meeting())
    press(other, "h")
    expect(page.locator(".agenda")).to_contain_text("Ada Moreau")
    expect(other.locator(".page-sentence")).to_contain_text("One matter undecided, of 1. Clara Lindqvist chairs it")
    page.get_by_role("button", name=STATEMENT).click()
    expect(other.locator(".item-title")).to_contain_text(STATEMENT)
    expect(other.locator(".option-cards")).to_contain_text("Go on as is")
    team.ada.must_be_in_order("story-7-meeting-followed")


def not_closed_early(clara: Visitor) -> None:
    """By no page and no endpoint; what is missing is named."""
    page = clara.open(the_meeting())
    press(page, "x")
    expect(page.locator("h1")).to_have_text("It cannot be closed yet")
    expect(page.locator(".error-summary")).to_contain_text(NO_DECISION)
    clara.must_be_in_order("story-8-cannot-close")
    answer = posts(clara, f"{the_meeting()}close/", password=PASSWORD)
    assert answer.status == 409 and NO_DECISION in answer.text()


def decided_by_nobody_else(team: Team) -> None:
    """Who has no right sees no button, and is refused where they ask without one."""
    path = item_path(team) + "decide/"
    given = {"kind": "go", "reason": "Because", "password": PASSWORD, "option": "", "publish_now": "on"}
    page = team.ben.open(the_meeting())
    expect(page.locator(".item-title")).to_contain_text(STATEMENT)
    expect(page.get_by_role("link", name="Decide")).to_have_count(0)
    for someone in (team.ben, team.olga):
        for address in (path, f"/matters/{number_of_it()}/decide/"):
            answer = posts(someone, address, **given)
            assert answer.status == 403 and "This page is for senior managers." in answer.text()
    assert team.olga.page.request.get(team.olga.site + the_meeting()).status == 403


def item_path(team: Team) -> str:
    address = team.ada.page.get_by_role("link", name="Decide d").get_attribute("href")
    assert address is not None
    return address.removesuffix("decide/")


def decided_in_the_meeting(team: Team) -> None:
    page = team.ada.page
    press(page, "d")
    expect(page.locator("h1")).to_have_text("Decide")
    page.get_by_label("Go: it goes on").check()
    page.get_by_role("radio", name="Go on as is").check()
    page.locator("#id_reason").fill("It is purged in the next step.")
    page.get_by_label("Action 1").fill(ACTION)
    page.locator("#id_owner_1").select_option(label="Dai Pritchard")
    page.locator("#id_due_on_1").fill("2026-11-27")
    signs(page, "Decide and sign", WRONG_PASSWORD)
    refused(team.ada, "#id_password_error", "That is not your password")
    signs(page, "Decide and sign")
    expect(page.locator(".said")).to_contain_text(f"Matter {number_of_it()} is decided: go")
    page = team.clara.open(the_meeting())
    expect(page.locator(".page-sentence")).to_contain_text("The one matter has its decision.")
    expect(page.locator(".meeting-item")).to_contain_text("Go, go on as is")
    expect(page.locator(".meeting-item")).to_contain_text(ACTION)
    team.clara.must_be_in_order("story-9-decided")


def costs_allocated(team: Team) -> None:
    page = team.clara.open(f"/matters/{number_of_it()}/ledger/")
    for head, amount, what in (("labour", LABOUR, "Two more weeks of four operators"), ("sponsor materials", MATERIALS, "Starting material")):
        press(page, "n")
        page.get_by_label("Head").select_option(head)
        page.get_by_label("Amount").fill(amount.replace(" ", ""))
        page.get_by_label("For what").fill(what)
        page.get_by_label("Evidence").fill("Time sheets, weeks 47 and 48")
        page.get_by_role("button", name="Enter the cost").click()
        expect(page.locator(".said")).to_contain_text(f"EUR {amount} is entered.")
    page = team.ada.open(f"/matters/{number_of_it()}/ledger/")
    press(page, "a")
    page.get_by_label("Why").fill("As the laboratory found")
    signs(page, "Sign the allocation", WRONG_PASSWORD)
    refused(team.ada, "#id_password_error", "That is not your password")
    signs(page, "Sign the allocation")
    expect(page.locator(".said")).to_contain_text("The costs are allocated and signed.")


def change_order_accepted(team: Team) -> None:
    page = team.clara.open(f"/matters/{number_of_it()}/ledger/")
    page.get_by_role("link", name="Draw up a change order").click()
    page.get_by_label("Title").fill("Re-run of the kilo batch")
    page.get_by_label("To the sponsor").fill("Impurity 4 was at 0.31 %.\nHalf of it is yours to bear, as the laboratory found.")
    page.get_by_label("Days by which").fill("9")
    page.get_by_role("button", name="Draw it up").click()
    expect(page.locator("h1")).to_have_text("Change order 1: Re-run of the kilo batch")
    expect(page.locator("tfoot")).to_contain_text(DUE)
    expect(page.get_by_role("link", name="Approve it")).to_have_count(0)
    address = page.url.removeprefix(team.clara.site)
    page = team.ada.open(address)
    press(page, "a")
    signs(page, "Sign and approve")
    expect(page.locator(".said")).to_contain_text("It is approved and signed.")
    page = team.clara.open(address)
    page.get_by_role("link", name="Record that it is sent").click()
    page.get_by_label("Sent to").fill("Their head of outsourcing, by letter")
    page.get_by_role("button", name="Record that it is sent").click()
    page.get_by_role("link", name="The sponsor accepted").click()
    page.get_by_label("Where the answer is").fill("Signed copy of 24 November 2026")
    page.get_by_role("button", name="Record it").click()
    expect(page.locator(".said")).to_contain_text("The budget moved with it.")
    team.clara.must_be_in_order("story-10-change-order")


def ledger_adds_up(clara: Visitor) -> None:
    page = clara.open(f"/matters/{number_of_it()}/ledger/")
    expect(page.locator(".page-sentence")).to_have_text(
        f"The CMO bears {CMO}, the sponsor {SPONSOR}: together {TOGETHER}, to the cent, all that is entered."
    )
    table = page.get_by_role("region", name="Table of the allocation")
    for head, cells in (("Labour", LABOUR_ROW), ("Sponsor's materials", MATERIALS_ROW)):
        expect(table.get_by_role("row", name=head).get_by_role("cell")).to_have_text(cells)
    expect(table.locator("tfoot td")).to_have_text([TOGETHER, CMO, SPONSOR, "", DUE])
    expect(page.get_by_role("main")).not_to_contain_text("Due and not asked for yet")
    expect(page.locator("#orders + ul")).to_contain_text("Accepted")
    clara.must_be_in_order("story-11-ledger")


def closed_and_signed(team: Team) -> None:
    page = team.clara.open(the_meeting())
    following = team.ada.open(the_meeting())
    press(page, "x")
    expect(page.locator("h1")).to_have_text("Close the meeting")
    signs(page, "Close and sign", WRONG_PASSWORD)
    refused(team.clara, "#id_password_error", "That is not your password")
    signs(page, "Close and sign")
    for screen in (page, following):
        expect(screen.locator("h1")).to_have_text("Minutes of production meeting 1")
        expect(screen.get_by_role("main")).to_contain_text("It is purged in the next step.")
        expect(screen.locator(".minutes-signature").first).to_contain_text("Clara Lindqvist")
    team.clara.must_be_in_order("story-12-minutes")
    link = page.get_by_role("link", name="Save as PDF").get_attribute("href")
    answer = page.request.get(f"{team.clara.site}{link}")
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF-")


def decided_and_not_done(team: Team) -> None:
    page = team.ada.open("/decisions/")
    expect(page.locator("#undone + ul")).to_contain_text("1 action open")
    page = team.dai.open("/actions/")
    row = page.get_by_role("row", name=ACTION)
    expect(row).to_contain_text("Dai Pritchard")
    team.dai.must_be_in_order("story-13-actions")
    row.get_by_role("link", name=ACTION).click()
    expect(page.locator("h1")).to_contain_text(ACTION)
