"""A real Chromium, the system's own, and what is looked for on each page it opens."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from evenhand.accounts.models import Person
from tests.patience import PATIENCE

SCREENSHOTS = Path(__file__).resolve().parents[1] / "build/screenshots"
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "chromium")
NAMES = ("chromium", "chromium-browser", "google-chrome")
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


class NoBrowser(RuntimeError):
    """Chromium is missing and may not be installed from here."""


def executable() -> str:
    """Chromium's path, installing Debian's package where that is allowed."""
    if found := on_path():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with (Path(tempfile.gettempdir()) / "evenhand-install.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # one worker installs, the others wait for it
            if not on_path():
                subprocess.run(["apt-get", "update", "-q"], check=False, capture_output=True)
                subprocess.run(INSTALL, check=False, capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if found := on_path():
        return found
    raise NoBrowser(f"Chromium is not installed, and the pages are tested in it. Run: sudo {' '.join(INSTALL)}")


def on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextlib.contextmanager
def running_browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's event loop is in this thread; the database is not asked from it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody at a browser. Whatever the console complains of is kept: a broken content security policy, a script's error."""

    site: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def must_be_in_order(self, name: str) -> None:
        """No complaint, nothing that axe finds, nothing wider than the screen; and a picture for people to look at."""
        must_be_nothing(name, self.wrong(name, AXE))

    def must_be_in_order_everywhere(self, name: str) -> None:
        """The same at the desk and on the phone, light and dark. What is dark differs in its colours alone, so only those are looked at again, once."""
        wrong = []
        for screen, size, dark in (("desk", DESK, COLOURS), ("phone", PHONE, {})):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            for scheme, rules in (("dark", dark), ("light", AXE)):
                self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                wrong += [f"{screen}, {scheme}: {found}" for found in self.wrong(f"{name}-{screen}-{scheme}", rules)]
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        must_be_nothing(name, wrong)

    def wrong(self, name: str, rules: dict[str, Any]) -> list[str]:
        found = [f"the console says: {complaint}" for complaint in self.complaints]
        if connection.vendor != "sqlite":
            return found  # what a page looks like does not depend on the database
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
        for violation in self.found_by_axe(rules) if rules else ():
            found.append(f"{violation['id']}: {violation['help']}: {[node['html'] for node in violation['nodes'][:3]]}")
        width = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return [*found, f"it is {width} px wider than the screen"] if width > 0 else found

    def found_by_axe(self, rules: dict[str, Any]) -> list[dict[str, Any]]:
        """Its script is put into a page once, and says only what is wrong."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        options = {**rules, "resultTypes": ["violations"]}
        found: list[dict[str, Any]] = self.page.evaluate("options => axe.run(document, options).then(results => results.violations)", options)
        return found


def must_be_nothing(name: str, wrong: list[str]) -> None:
    assert not wrong, "\n".join([f"The page {name} is not in order:", *wrong])


@contextlib.contextmanager
def visitor(browser: Browser, site: str, person: Person | None, *, size: dict[str, int] = DESK, scheme: str = "light") -> Iterator[Visitor]:
    """Logged in as that person, or not at all."""
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce", locale="en-GB", timezone_id="Europe/Brussels")
    context.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)
    if person is not None:
        client = Client()
        client.force_login(person)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": site}])
    visiting = Visitor(site, context, context.new_page())
    visiting.page.on("console", lambda message: visiting.complaints.append(message.text) if message.type == "error" else None)
    visiting.page.on("pageerror", lambda error: visiting.complaints.append(str(error)))
    try:
        yield visiting
    finally:
        context.close()


def press(page: Page, *keys: str) -> None:
    """Once the page's scripts are there to hear it."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)
