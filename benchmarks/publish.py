"""How long a publication of a large plan takes: checked, signed, recorded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import Table, write
from benchmarks.machine import machine
from benchmarks.own_site import DATABASES, TITLES, own_site, told

PROJECTS = 240
REPEATS = 5


def run_publish(out: Path, *, projects: int = PROJECTS, databases: Sequence[str] = DATABASES, repeats: int = REPEATS, seed: int = 0) -> list[Table]:
    """On each database, a generated plant whose plan is made anew and published, again and again."""
    made = []
    for database in databases:
        with own_site(database) as site:
            told(site, "enter_site", projects, 0, seed)
            found = told(site, "publications", repeats, seed)
        made.append(table(database, projects, found, seed))
        write(out, "publish", machine(), made)
    return made


def table(database: str, projects: int, found: dict[str, Any], seed: int) -> Table:
    records = found["publications"]
    seconds = [r["published"] for r in records]
    return Table(
        f"Publishing on {TITLES[database]}: {projects} projects, {found['activities']} activities",
        f"{len(records)} publications of plans made anew, one after another, seed {seed}",
        [
            f"Published in {median(seconds):.2f} s, the median of {len(seconds)} (slowest {max(seconds):.2f} s), with {max(r['queries'] for r in records)} queries.",
            f"What moves for whom, shown before, found out in {median(r['looked'] for r in records):.2f} s, chances included.",
        ],
        ("publication", "activities moved", "shown before, s", "published, s", "queries"),
        [[str(k), str(r["moved"]), f"{r['looked']:.2f}", f"{r['published']:.2f}", str(r["queries"])] for k, r in enumerate(records, 1)],
        records,
    )
