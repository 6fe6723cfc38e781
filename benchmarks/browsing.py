"""People with browsers, each on a thread with a connection of its own: what they ask for and how long each answer takes. A process of its own.

``python -m benchmarks.browsing`` reads who browses where from standard input as JSON, and writes each request as JSON.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, RemoteDisconnected
from random import Random
from typing import Any
from urllib.parse import urlencode

THINK = (2.0, 8.0)  # seconds between two pages, drawn evenly
PATIENCE = 60.0  # seconds until an answer counts as a failure
PAGES = {"Today": 20, "Plan": 20, "Project": 25, "Projects": 12, "Plant": 8, "Records": 8, "Expedite": 7}  # of 100
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
LATER = re.compile(rb'hx-get="([^"]+)" hx-trigger="load"')
STREAM = re.compile(rb'"(/plan/runs/\d+/events/)"')


@dataclass(frozen=True)
class Asked:
    """One request: what for, milliseconds to the head of the answer and to its end, its status (0: there was no answer), its bytes."""

    what: str
    first: float
    whole: float
    status: int
    bytes: int

    @property
    def failed(self) -> bool:
        return self.status not in (200, 304)


@dataclass
class Browser:
    """Keeps cookies, the connection, and what may be asked for again with its tag."""

    host: str
    port: int
    asked: list[Asked] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        self.stream: HTTPConnection | None = None

    def ask(self, what: str, path: str, sent: dict[str, str] | None = None) -> bytes:
        began = time.perf_counter()
        try:
            answer = self.answer(self.connection, path, sent)
            first = time.perf_counter()
            body, status = answer.read(), answer.status
        except (OSError, HTTPException):
            self.connection.close()
            first, body, status = time.perf_counter(), b"", 0
        ended = time.perf_counter()
        self.asked.append(Asked(what, 1000 * (first - began), 1000 * (ended - began), status, len(body)))
        return body

    def answer(self, connection: HTTPConnection, path: str, sent: dict[str, str] | None = None) -> HTTPResponse:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Accept": "text/html,*/*"}
        if sent is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self.host}:{self.port}{path}"}
        elif path in self.tags:
            headers["If-None-Match"] = self.tags[path]
        try:
            answer = spoken(connection, path, sent, headers)
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):  # closed while the person was thinking: a browser connects anew
            connection.close()
            answer = spoken(connection, path, sent, headers)
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if tag := answer.headers.get("ETag"):
            self.tags[path] = tag
        return answer

    def log_in(self, email: str, password: str) -> None:
        found = TOKEN.search(self.ask("log-in form", "/accounts/login/"))
        if found is None:
            raise RuntimeError("The log-in page has no form.")
        began = len(self.asked)
        self.ask("log-in", "/accounts/login/", {"login": email, "password": password, "csrfmiddlewaretoken": found[1].decode()})
        sent = self.asked[began]
        if sent.status != 302 or "sessionid" not in self.cookies:
            raise RuntimeError(f"{email} could not log in: status {sent.status}.")
        self.asked[began] = Asked(sent.what, sent.first, sent.whole, 200, sent.bytes)

    def listen(self, path: str) -> None:
        """Follow a run, as its page does, until another page is opened."""
        self.stream = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            status = self.answer(self.stream, path).status
        except (OSError, HTTPException):
            status = 0
        if status != 200:
            self.asked.append(Asked("stream of the run", 0.0, 0.0, status, 0))

    def leave(self) -> None:
        if self.stream is not None:
            self.stream.close()
            self.stream = None


def spoken(connection: HTTPConnection, path: str, sent: dict[str, str] | None, headers: dict[str, str]) -> HTTPResponse:
    connection.request("GET" if sent is None else "POST", path, None if sent is None else urlencode(sent), headers)
    return connection.getresponse()


def browse(browser: Browser, projects: Sequence[int], draw: Random, until: float) -> None:
    """Pages and thinking in turn; nobody begins at the same moment."""
    time.sleep(draw.uniform(0, THINK[1]))
    while time.perf_counter() < until:
        browser.leave()
        (page,) = draw.choices(list(PAGES), list(PAGES.values()))
        open_page(browser, page, projects, draw)
        time.sleep(draw.uniform(*THINK))
    browser.leave()


def open_page(browser: Browser, page: str, projects: Sequence[int], draw: Random) -> None:
    """The page, and what its script asks for; its static files are in the browser's cache."""
    if page == "Project":
        body = browser.ask(page, f"/projects/{draw.choice(projects)}/")
        for address in LATER.findall(body):
            browser.ask("Project: its matters", address.decode())
        return
    paths = {"Today": "/", "Plan": "/plan/", "Projects": "/projects/", "Plant": "/plant/", "Records": "/records/", "Expedite": "/expedite/"}
    body = browser.ask(page, paths[page])
    if page == "Plan":
        if found := STREAM.search(body):
            browser.listen(found[1].decode())
        browser.ask("Plan: the Gantt's document", "/plan/gantt.json")
        browser.ask("Plan: how it stands", "/plan/standing/")


def all_browse(asked: dict[str, Any]) -> dict[str, Any]:
    """Everybody logs in, one after another; then all browse at once for so many seconds."""
    browsers = [Browser(asked["host"], asked["port"]) for _ in asked["people"]]
    for browser, email in zip(browsers, asked["people"], strict=True):
        browser.log_in(email, asked["password"])
    began = time.perf_counter()
    until = began + asked["seconds"]
    draws = [Random(f"{asked['seed']}/{k}") for k in range(len(browsers))]
    threads = [threading.Thread(target=browse, args=(b, asked["projects"], d, until)) for b, d in zip(browsers, draws, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seconds": time.perf_counter() - began, "requests": [{**asdict(a), "failed": a.failed} for b in browsers for a in b.asked]}


if __name__ == "__main__":
    print(json.dumps(all_browse(json.load(sys.stdin))))
