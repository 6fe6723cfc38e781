"""The people of a story, each at a browser of their own, and what they do on many pages alike."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import APIResponse, Browser, Page, expect

from evenhand.matters.models import Matter
from evenhand.meetings.models import Meeting
from tests.browser import DESK, Visitor, visitor
from tests.cast import PASSWORD, Cast

WRONG_PASSWORD = "eight lanterns at dawn"
WALL = {"width": 1920, "height": 1080}


@dataclass(frozen=True)
class Team:
    ada: Visitor
    ben: Visitor
    clara: Visitor
    dai: Visitor
    esi: Visitor
    olga: Visitor


@contextlib.contextmanager
def the_team(browser: Browser, site: str, people: Cast) -> Iterator[Team]:
    with contextlib.ExitStack() as open_browsers:
        team = Team(
            *(
                open_browsers.enter_context(visitor(browser, site, getattr(people, name), size=WALL if name == "esi" else DESK))
                for name in ("ada", "ben", "clara", "dai", "esi", "olga")
            )
        )
        yield team
        for someone in vars(team).values():
            assert someone.complaints == []


def number_of_it() -> int:
    """Of the one matter of the story, whatever was counted before."""
    return int(Matter.objects.order_by("pk")[0].pk)


def the_meeting() -> str:
    """The address of the one meeting of the story."""
    return str(Meeting.objects.get().get_absolute_url())


def refused(someone: Visitor, where: str, words: str) -> None:
    """It says so there; of the refusal's own status the browser's console may complain."""
    expect(someone.page.locator(where).first).to_contain_text(words)
    allow_refusals(someone)


def allow_refusals(someone: Visitor) -> None:
    someone.complaints[:] = [said for said in someone.complaints if not any(f"status of {code}" in said for code in (403, 409, 422))]


def signs(page: Page, button: str, password: str = PASSWORD) -> None:
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name=button).click()


def posts(someone: Visitor, path: str, **form: str) -> APIResponse:
    """Past the pages, as whoever is logged in there: with their session and a valid token."""
    token = someone.open("/").locator("[name=csrfmiddlewaretoken]").first.input_value()
    allow_refusals(someone)  # some have no page here, but for the refusal
    return someone.page.request.post(someone.site + path, form={**form, "csrfmiddlewaretoken": token}, headers={"Referer": someone.site + path})
