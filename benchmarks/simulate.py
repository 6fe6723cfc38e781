"""How long ten thousand futures of a portfolio take."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.figures import Table, write
from benchmarks.machine import machine
from benchmarks.plant import generated
from evenhand.planning.risk import simulate

PROJECTS = 56  # about 1,400 activities
FUTURES = 10_000
WORKERS = (1, 2)


def run_simulate(out: Path, *, projects: int = PROJECTS, futures: int = FUTURES, seed: int) -> Table:
    """Simulate twice with each number of workers: the second time, nothing is left to compile."""
    plant = generated(projects, seed)
    records = []
    for workers in WORKERS:
        seconds = []
        for _ in range(2):
            began = time.perf_counter()
            simulate(plant.problem, plant.plan, futures=futures, seed=seed, workers=workers)
            seconds.append(time.perf_counter() - began)
        records.append({"workers": workers, "first_call": seconds[0], "warm": seconds[1]})
    size = f"{projects} projects, {len(plant.problem.activities)} activities"
    made = Table(
        f"Simulation, {size}",
        f"{futures} futures, seed {seed}",
        [f"{futures} futures with {r['workers']} workers, warm: {r['warm']:.2f} s." for r in records],
        ("workers", "first call, s", "warm, s"),
        [[str(r["workers"]), f"{r['first_call']:.2f}", f"{r['warm']:.2f}"] for r in records],
        records,
    )
    write(out, "simulate", machine(), [made])
    return made
