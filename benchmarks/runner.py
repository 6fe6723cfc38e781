"""One instance after the other, never two at once: Evenhand, then its peer, on the same processor in the same minute."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from benchmarks.families import FAMILIES, best_known_of, instance_name, instances, read_best_known
from benchmarks.machine import machine
from benchmarks.ours import run_evenhand, warm_up
from benchmarks.outcome import Outcome
from benchmarks.report import Row, Run, as_json, as_markdown


class Solver(Protocol):
    def __call__(self, path: Path, *, time_limit: float, workers: int, seed: int) -> Outcome: ...


def run_family(
    name: str,
    folder: Path,
    out: Path,
    *,
    time_limit: float,
    run_peer: Solver | None,
    peer_time_limit: float | None,
    workers: int,
    seed: int,
    only: Sequence[str] = (),
) -> list[Row]:
    """Measure a family; ``run_peer`` None leaves the peer out. Results are written after every instance."""
    family = FAMILIES[name]
    known = read_best_known(folder, family)
    run = Run(family, time_limit, peer_time_limit if run_peer is not None else None, workers, seed, machine())
    rows: list[Row] = []
    out.mkdir(parents=True, exist_ok=True)
    warm_up()
    for path in instances(family, folder, only):
        ours = run_evenhand(path, time_limit=time_limit, workers=workers, seed=seed)
        peer = None
        if run_peer is not None and peer_time_limit is not None:
            peer = run_peer(path, time_limit=peer_time_limit, workers=workers, seed=seed)
        rows.append(Row(instance_name(path), best_known_of(path, known), ours, peer))
        print(f"{name} {rows[-1].instance}: {ours.objective} {ours.status}" + (f" | {peer.objective} {peer.status}" if peer else ""), file=sys.stderr)
        (out / f"{name}.json").write_text(as_json(run, rows), encoding="utf-8")
        (out / f"{name}.md").write_text(as_markdown(run, rows), encoding="utf-8")
    return rows
