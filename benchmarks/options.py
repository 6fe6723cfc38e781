"""How soon the options of a matter are there: the first, and all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import Table, write
from benchmarks.machine import machine
from benchmarks.own_site import DATABASES, TITLES, own_site, told

PROJECTS = 60
MATTERS = 5


def run_options(out: Path, *, projects: int = PROJECTS, databases: Sequence[str] = DATABASES, matters: int = MATTERS, seed: int = 0) -> list[Table]:
    """On each database, a generated plant with its published plan, and matters of projects across it, one after another."""
    made = []
    for database in databases:
        with own_site(database) as site:
            told(site, "enter_site", projects, 0, seed)
            found = told(site, "weighed", matters, seed)
        made.append(table(database, projects, found, seed))
        write(out, "options", machine(), made)
    return made


def table(database: str, projects: int, found: dict[str, Any], seed: int) -> Table:
    records = found["matters"]
    first, every = [r["first"] for r in records], [r["all"] for r in records]
    return Table(
        f"Options on {TITLES[database]}: {projects} projects, {found['activities']} activities",
        f"{len(records)} matters, one after another, from the button to the option on the page; seed {seed}",
        [
            f"The first option after {median(first):.1f} s, the median of {len(first)} (slowest {max(first):.1f} s).",
            f"All after {median(every):.1f} s (slowest {max(every):.1f} s).",
        ],
        ("matter", "about", "first, s", "all, s", "options had", "not to be had"),
        [[str(k), r["about"], f"{r['first']:.1f}", f"{r['all']:.1f}", str(r["had"]), str(r["not_had"])] for k, r in enumerate(records, 1)],
        records,
    )
