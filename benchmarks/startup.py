"""How soon a fresh process has the first plan of the demo, with the compiled code already on disk."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.figures import Table, write
from benchmarks.machine import machine

REPEATS = 5
PROJECT_ROOT = Path(__file__).resolve().parents[1]


def run_startup(out: Path, *, workers: int, seed: int, repeats: int = REPEATS) -> Table:
    """One start that does not count, which compiles, and then so many that do."""
    records = [start(workers, seed) for _ in range(repeats + 1)][1:]
    made = Table(
        "First import to first plan of the demo",
        f"{repeats} fresh processes, {workers} workers, seed {seed}",
        [f"First plan after {median(r['first_plan'] for r in records):.2f} s, the median of {repeats}."],
        ("process", "imported, s", "portfolio made and read, s", "first plan, s"),
        [[str(k), *(f"{r[name]:.2f}" for name in ("imported", "read", "first_plan"))] for k, r in enumerate(records, 1)],
        records,
    )
    write(out, "startup", machine(), [made])
    return made


def start(workers: int, seed: int) -> dict[str, float]:
    """Seconds since the first statement of a fresh process: to all imported, the demo read, its first plan."""
    command = [sys.executable, "-m", "benchmarks.first_plan", str(workers), str(seed)]
    said = subprocess.run(command, cwd=PROJECT_ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {name: float(value) for name, value in json.loads(said).items()}
