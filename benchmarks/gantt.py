"""The Gantt in the system's Chromium: how soon 6,000 bars are shown, and how long each frame of a zoom takes."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from statistics import median
from threading import Thread

from benchmarks.figures import Table, percentile, write
from benchmarks.machine import machine
from evenhand.demo.generator import generate
from evenhand.demo.published import published_plan
from evenhand.exchange.portfolio import portfolio_of
from evenhand.planning.plan import Assignment, Plan
from evenhand.web.gantt_document import Document, gantt_document

PROJECTS = 240
REPEATS = 7
STEPS = 60  # of zooming in, and as many of zooming out
WINDOW = {"width": 1440, "height": 900}
MOVED = 0.2  # the share of activities that the draft has elsewhere than the published revision
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gantt</title><link rel="stylesheet" href="/gantt/gantt.css">'
    '<link rel="stylesheet" href="/page.css"><script type="module" src="/page.js"></script></head><body><div id="plan"></div></body></html>'
)
STYLE = "html, body, #plan { margin: 0; height: 100%; }"


def run_gantt(out: Path, *, projects: int = PROJECTS, repeats: int = REPEATS, steps: int = STEPS, seed: int = 0) -> Table:
    """Fresh pages for the time until it is ready; then, on the last of them, the frames of a zoom by unit and by project."""
    document = generated_document(projects, seed)
    ready, frames, version = measure(document, repeats, steps)
    bars, links = len(document["bars"]["id"]), len(document["links"]["before"])
    made = Table(
        f"The Gantt: {bars} bars",
        f"Chromium {version} without a graphics processor, {WINDOW['width']} x {WINDOW['height']} pixels, {bars} bars, {links} links, a published revision"
        f" behind them, seed {seed}",
        [
            f"Ready in {median(r['drawn'] for r in ready):.0f} ms after the document is parsed, the median of {repeats} fresh pages"
            f" (slowest {max(r['drawn'] for r in ready):.0f} ms); on the screen after {median(r['shown'] for r in ready):.0f} ms.",
            *(
                f"By {grouping}: a redraw takes {median(f['draw']):.1f} ms (95 %: {percentile(f['draw']):.1f} ms), the whole frame"
                f" {median(f['frame']):.1f} ms (95 %: {percentile(f['frame']):.1f} ms)."
                for grouping, f in frames.items()
            ),
        ],
        ("measured", "median, ms", "95 %, ms", "slowest, ms", "of"),
        [
            ["ready: the document drawn", *figures([r["drawn"] for r in ready])],
            ["ready: on the screen", *figures([r["shown"] for r in ready])],
            *([f"by {g}: {what}", *figures(f[key])] for g, f in frames.items() for what, key in (("redraw", "draw"), ("frame", "frame"))),
            *([f"by {g}: bars drawn", *figures(f["bars"], digits=0)] for g, f in frames.items()),
        ],
        [*({"measured": "ready", **r} for r in ready), *({"measured": grouping, **f} for grouping, f in frames.items())],
    )
    write(out, "gantt", machine(), [made])
    return made


def generated_document(projects: int, seed: int) -> Document:
    """A generated plant's published plan, and a draft in which some of what has not begun lies a few days later."""
    portfolio = portfolio_of(generate(projects, seed=seed + 1))
    published = published_plan(portfolio.problem)
    draw = random.Random(f"{seed}/draft")
    days = portfolio.time_scale.slots_per_day
    moved = []
    for place in published.assignments:
        shift = draw.randrange(1, 10) * days if place.start > portfolio.problem.now and draw.random() < MOVED else 0
        moved.append(Assignment(place.activity, place.mode, place.start + shift, place.end + shift))
    chances = {p.id: draw.betavariate(6, 1.5) for p in portfolio.problem.promises}
    return gantt_document(
        portfolio.problem,
        Plan(tuple(moved)),
        time_scale=portfolio.time_scale,
        names=portfolio.names,
        published=published,
        published_name="revision 12",
        chances=chances,
    )


def measure(document: Document, repeats: int, steps: int) -> tuple[list[dict[str, float]], dict[str, dict[str, list[float]]], str]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only who measures this needs a browser

    with served(document) as address, sync_playwright() as playwright:
        # Frames follow each other without waiting for the screen, so that the time between them is what a frame costs.
        arguments = ["--no-sandbox", "--disable-frame-rate-limit", "--disable-gpu-vsync"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        ready = []
        for _ in range(repeats):
            page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
            page.goto(address)
            page.wait_for_selector("body[data-ready]", state="attached")
            ready.append(page.evaluate("measureReady()"))
            if len(ready) < repeats:
                page.close()
        frames = {grouping: page.evaluate(f"measureFrames('{grouping}', {steps})") for grouping in ("unit", "project")}
        return ready, frames, browser.version


@contextmanager
def served(document: Document) -> Iterator[str]:
    """The page, its script and the component on a port of this machine, with a strict content security policy."""
    script = (Path(__file__).parent / "gantt_page.js").read_text(encoding="utf-8")
    own = {"/": PAGE, "/page.css": STYLE, "/page.js": script, "/document.json": json.dumps(document, separators=(",", ":"))}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path in own:
                body = own[self.path]
            elif self.path.startswith("/gantt/") and ".." not in self.path:
                body = component_file(self.path.removeprefix("/gantt/"))
            else:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", TYPES.get(Path(self.path).suffix, "text/html"))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def component_file(name: str) -> str:
    return files("evenhand.web").joinpath("static/evenhand/gantt", name).read_text(encoding="utf-8")


def figures(values: Sequence[float], digits: int = 1) -> list[str]:
    return [*(f"{value:.{digits}f}" for value in (median(values), percentile(values), max(values))), str(len(values))]
