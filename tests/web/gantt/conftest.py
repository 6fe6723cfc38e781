from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.patience import PATIENCE
from tests.web.gantt.sample import document
from tests.web.gantt.served import served

SCREENSHOTS = Path(__file__).resolve().parents[3] / "build" / "screenshots"


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a page with the Gantt: `open_page(document, width=…, height=…, color_scheme=…)`."""
    with ExitStack() as stack:

        def opened(shown: Any = None, *, width: int = 1280, height: int = 720, **settings: Any) -> Page:
            address = stack.enter_context(served(document() if shown is None else shown))
            context = browser.new_context(viewport={"width": width, "height": height}, timezone_id="America/New_York", **settings)
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(PATIENCE * 1000)
            page.goto(address)
            page.wait_for_selector("body[data-ready]", state="attached")
            return page

        yield opened


@pytest.fixture
def page(open_page: Open) -> Page:
    """The sample plan on a desk's screen, by unit, two weeks in view; the browser itself is in another time zone than the site."""
    opened = open_page()
    opened.evaluate("test.gantt.zoomTo(0, 24 * 16).draw()")
    return opened


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keeps a screenshot for people to look at."""

    def kept(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(100)
        page.screenshot(path=SCREENSHOTS / f"gantt-{name}.png")

    return kept
