"""``python -m benchmarks --folder DOWNLOAD j120 factory ...`` and ``python -m benchmarks expedite gantt options pages publish simulate startup``"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.expedite import PROJECTS, run_expedite
from benchmarks.families import FAMILIES
from benchmarks.gantt import run_gantt
from benchmarks.options import PROJECTS as WEIGHED_PROJECTS
from benchmarks.options import run_options
from benchmarks.own_site import DATABASES
from benchmarks.pages import PEOPLE, SECONDS, run_pages
from benchmarks.publish import PROJECTS as SITE_PROJECTS
from benchmarks.publish import run_publish
from benchmarks.runner import run_family
from benchmarks.simulate import PROJECTS as SIMULATED_PROJECTS
from benchmarks.simulate import run_simulate
from benchmarks.startup import run_startup

GENERATED = ("expedite", "gantt", "options", "pages", "publish", "simulate", "startup")
TIME_LIMIT = 10.0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure Evenhand, and PyJobShop beside it, on public instances; and Evenhand alone on generated plants.",
    )
    made.add_argument("family", nargs="+", choices=(*FAMILIES, *GENERATED), help="what to measure, one after the other")
    made.add_argument("--folder", type=Path, help="where the public instances lie")
    made.add_argument("--out", type=Path, default=Path("benchmarks/results"), help="where the tables go")
    made.add_argument("--time-limit", type=float, metavar="S", help="seconds of wall time an instance (10) or request (10; 60 projects: 20)")
    made.add_argument("--peer-time-limit", type=float, metavar="S", help="other seconds for the peer")
    made.add_argument("--no-peer", action="store_true", help="leave the peer out")
    made.add_argument("--workers", type=int, default=2)
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--only", nargs="+", default=(), metavar="PATTERN", help="only instances whose name fits, such as 'j1205*'")
    made.add_argument("--requests", type=int, default=10, metavar="N", help="expedite: how many requests of each size")
    made.add_argument(
        "--projects",
        type=int,
        nargs="+",
        metavar="N",
        help="expedite: sizes of the plant (60 240); pages, publish (240), options (60) and simulate (56): the first of them",
    )
    made.add_argument("--database", nargs="+", choices=DATABASES, default=DATABASES, help="options, pages, publish: on which databases (both)")
    made.add_argument("--people", type=int, default=PEOPLE, metavar="N", help="pages: how many people browse (50)")
    made.add_argument("--seconds", type=float, default=SECONDS, metavar="S", help="pages: for how long they browse (120)")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    made = parser()
    asked = made.parse_args(arguments)
    if asked.folder is None and any(family in FAMILIES for family in asked.family):
        made.error("Public instances need --folder: where they lie.")
    for family in asked.family:
        if family in GENERATED:
            _run_generated(family, asked)
        elif not _run_public(family, asked):
            print(f"{family}: no instance of it in {asked.folder}.", file=sys.stderr)
            return 2
        print((asked.out / f"{family}.md").read_text(encoding="utf-8"))
    return 0


def _run_public(family: str, asked: argparse.Namespace) -> bool:
    """Whether there was anything to measure."""
    run_peer = None if asked.no_peer else import_module("benchmarks.peer").run_peer  # PyJobShop is loaded only where it is asked for
    limit = asked.time_limit or TIME_LIMIT
    rows = run_family(
        family,
        asked.folder,
        asked.out,
        time_limit=limit,
        run_peer=run_peer,
        peer_time_limit=asked.peer_time_limit or limit,
        workers=asked.workers,
        seed=asked.seed,
        only=asked.only,
    )
    return bool(rows)


def _run_generated(family: str, asked: argparse.Namespace) -> None:
    projects = asked.projects[0] if asked.projects else None
    if family == "expedite":
        run_expedite(
            asked.out,
            sizes=asked.projects or PROJECTS,
            requests=asked.requests,
            time_limit=asked.time_limit,
            workers=asked.workers,
            seed=asked.seed,
        )
    elif family == "simulate":
        run_simulate(asked.out, projects=projects or SIMULATED_PROJECTS, seed=asked.seed)
    elif family == "publish":
        run_publish(asked.out, projects=projects or SITE_PROJECTS, databases=asked.database, seed=asked.seed)
    elif family == "options":
        run_options(asked.out, projects=projects or WEIGHED_PROJECTS, databases=asked.database, seed=asked.seed)
    elif family == "pages":
        size = projects or SITE_PROJECTS
        run_pages(asked.out, projects=size, people=asked.people, seconds=asked.seconds, databases=asked.database, seed=asked.seed)
    elif family == "gantt":
        run_gantt(asked.out, seed=asked.seed)
    else:
        run_startup(asked.out, workers=asked.workers, seed=asked.seed)


if __name__ == "__main__":
    sys.exit(main())
