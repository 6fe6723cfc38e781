"""How long pages take while many people browse and a plan run uses the other core."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.browsing import THINK
from benchmarks.figures import Table, percentile, write
from benchmarks.machine import machine
from benchmarks.own_site import DATABASES, PROJECT_ROOT, TITLES, Environment, own_site, told

PROJECTS = 240
PEOPLE = 50
SECONDS = 120.0
ADDRESS = re.compile(r"http://([^:/]+):(\d+)/")
LOGGING_IN = ("log-in form", "log-in")
ENDS_WITHIN = 30  # seconds


def run_pages(
    out: Path,
    *,
    projects: int = PROJECTS,
    people: int = PEOPLE,
    seconds: float = SECONDS,
    databases: Sequence[str] = DATABASES,
    seed: int = 0,
) -> list[Table]:
    """On each database: a generated plant with a published plan, served as in production, a run under way, and everybody browsing."""
    made = []
    for database in databases:
        with own_site(database) as site:
            entered = told(site, "enter_site", projects, people, seed)
            told(site, "long_runs", seed)
            with served(site) as (host, port):
                asked = {"host": host, "port": port, "seconds": seconds, "seed": seed, **entered}
                told(site, "under_way")
                browsed = browsing(asked)
                told(site, "under_way")
        made.append(table(database, projects, people, entered["activities"], browsed, seed))
        write(out, "pages", machine(), made)
    return made


@contextmanager
def served(site: Environment) -> Iterator[tuple[str, int]]:
    """`evenhand serve`, with its worker; where it answers."""
    command = [sys.executable, "-c", "import sys; from evenhand.cli import main; sys.exit(main(sys.argv[1:]))", "serve", "--port", "0"]
    server = subprocess.Popen(command, cwd=PROJECT_ROOT, env=site, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        said = next((found for line in server.stdout if (found := ADDRESS.search(line))), None)
        if said is None:
            raise RuntimeError("The site did not start.")
        yield said[1], int(said[2])
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def browsing(asked: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.browsing"]
    ran = subprocess.run(command, cwd=PROJECT_ROOT, input=json.dumps(asked), check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def table(database: str, projects: int, people: int, activities: int, browsed: dict[str, Any], seed: int) -> Table:
    """Log-ins are shown and not counted: checking a password takes long on purpose."""
    requests = browsed["requests"]
    whole = [r for r in requests if r["what"] not in LOGGING_IN]
    kinds = list(dict.fromkeys(sorted(r["what"] for r in whole)))
    records = [figures("all pages", whole), *(figures(kind, [r for r in whole if r["what"] == kind]) for kind in kinds)]
    records += [figures(kind, [r for r in requests if r["what"] == kind]) for kind in LOGGING_IN]
    failures = sum(r["failed"] for r in requests)
    return Table(
        f"Pages on {TITLES[database]}: {people} people, {projects} projects, {activities} activities",
        f"everybody with a connection of their own, {THINK[0]:g} to {THINK[1]:g} s between two pages, {browsed['seconds']:.0f} s, a plan run under way, seed {seed}",
        [
            f"95 % of {len(whole)} requests were answered within {records[0]['p95']:.0f} ms (the server's part: {records[0]['first_p95']:.0f} ms);"
            f" the median is {records[0]['median']:.0f} ms.",
            f"{len(whole) / browsed['seconds']:.1f} requests a second; {failures or 'none'} failed.",
        ],
        ("page", "requests", "median, ms", "95 %, ms", "slowest, ms", "server, 95 %, ms", "KiB", "failed"),
        [cells(record) for record in records],
        records,
    )


def figures(what: str, requests: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """``first``: milliseconds to the head of the answer, which is the server's part; ``p95`` and the others: to its end."""
    whole, first = [r["whole"] for r in requests] or [0.0], [r["first"] for r in requests] or [0.0]
    return {
        "page": what,
        "requests": len(requests),
        "median": median(whole),
        "p95": percentile(whole),
        "slowest": max(whole),
        "first_p95": percentile(first),
        "kib": median(r["bytes"] for r in requests) / 1024 if requests else 0.0,
        "failed": sum(r["failed"] for r in requests),
    }


def cells(record: dict[str, Any]) -> list[str]:
    numbers = (f"{record[name]:.0f}" for name in ("median", "p95", "slowest", "first_p95", "kib"))
    return [record["page"], str(record["requests"]), *numbers, str(record["failed"])]
