"""``python -m benchmarks --folder DOWNLOAD j120 factory ...``"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.families import FAMILIES
from benchmarks.runner import run_family


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Evenhand, and PyJobShop beside it, on public instances.")
    made.add_argument("family", nargs="+", choices=FAMILIES, help="which families to measure, one after the other")
    made.add_argument("--folder", type=Path, required=True, help="where the instances lie")
    made.add_argument("--out", type=Path, default=Path("benchmarks/results"), help="where the tables go")
    made.add_argument("--time-limit", type=float, default=10.0, metavar="S", help="seconds of wall time an instance")
    made.add_argument("--peer-time-limit", type=float, metavar="S", help="other seconds for the peer")
    made.add_argument("--no-peer", action="store_true", help="leave the peer out")
    made.add_argument("--workers", type=int, default=2)
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--only", nargs="+", default=(), metavar="PATTERN", help="only instances whose name fits, such as 'j1205*'")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    run_peer = None if asked.no_peer else import_module("benchmarks.peer").run_peer  # PyJobShop is loaded only where it is asked for
    for family in asked.family:
        rows = run_family(
            family,
            asked.folder,
            asked.out,
            time_limit=asked.time_limit,
            run_peer=run_peer,
            peer_time_limit=asked.peer_time_limit or asked.time_limit,
            workers=asked.workers,
            seed=asked.seed,
            only=asked.only,
        )
        if not rows:
            print(f"{family}: no instance of it in {asked.folder}.", file=sys.stderr)
            return 2
        print((asked.out / f"{family}.md").read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
