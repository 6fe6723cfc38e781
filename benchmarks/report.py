"""The figures as a Markdown table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import mean
from typing import Any

from benchmarks.families import Family
from benchmarks.outcome import Outcome, gap


@dataclass(frozen=True)
class Row:
    instance: str
    best_known: tuple[int, ...] | None
    ours: Outcome
    peer: Outcome | None


@dataclass(frozen=True)
class Run:
    """What was asked for: seconds for each solver on each instance, workers, seed."""

    family: Family
    time_limit: float
    peer_time_limit: float | None
    workers: int
    seed: int
    machine: Mapping[str, str]


def as_json(run: Run, rows: Sequence[Row]) -> str:
    def outcome(o: Outcome | None, best: tuple[int, ...] | None) -> dict[str, Any] | None:
        return None if o is None else {**asdict(o), "gap": gap(o, best)}

    document = {
        "family": run.family.name,
        "machine": dict(run.machine),
        "time_limit": run.time_limit,
        "peer_time_limit": run.peer_time_limit,
        "workers": run.workers,
        "seed": run.seed,
        "instances": [
            {
                "instance": r.instance,
                "best_known": r.best_known,
                "evenhand": outcome(r.ours, r.best_known),
                "pyjobshop": outcome(r.peer, r.best_known),
            }
            for r in rows
        ],
        "summary": summary(rows),
    }
    return json.dumps(document, indent=1) + "\n"


def as_markdown(run: Run, rows: Sequence[Row]) -> str:
    m = run.machine
    heads = ["instance", "best known", *_heads("Evenhand"), "first plan, s", *(_heads("PyJobShop") if run.peer_time_limit is not None else ())]
    limits = f"{run.time_limit:g} s" + (f" (PyJobShop {run.peer_time_limit:g} s)" if run.peer_time_limit not in (None, run.time_limit) else "")
    lines = [
        f"## {run.family.title}",
        "",
        f"{in_brief(m)}; {limits} an instance, {run.workers} workers, seed {run.seed}; "
        f"Evenhand {m['evenhand']}, PyJobShop {m['pyjobshop']}, OR-Tools {m['ortools']}, numba {m['numba']}, Python {m['python']}.",
        "",
        *(f"- {sentence}" for sentence in summary(rows)),
        "",
        line(heads),
        line(["---"] * len(heads)),
    ]
    for row in rows:
        cells = [row.instance, _values(row.best_known), *_cells(row.ours, row.best_known), _seconds(row.ours.first_plan)]
        lines.append(line(cells + (_cells(row.peer, row.best_known) if row.peer is not None else [])))
    return "\n".join(lines) + "\n"


def in_brief(machine: Mapping[str, str]) -> str:
    return f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores, {machine['memory']}"


def _heads(solver: str) -> list[str]:
    return [solver, "gap", "bound", "status", "s"]


def _cells(outcome: Outcome, best_known: tuple[int, ...] | None) -> list[str]:
    distance = gap(outcome, best_known)
    shown = "" if distance is None else f"{distance:+.2f} %" if best_known is not None and len(best_known) == 1 else f"{distance:+g}"
    value = _values(outcome.objective) + (f" **breaks {len(outcome.violations)} rules**" if outcome.violations else "")
    return [value, shown, "" if outcome.bound is None else str(outcome.bound), outcome.status, _seconds(outcome.seconds)]


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.1f}"


def _values(values: tuple[int, ...] | None) -> str:
    return "–" if values is None else "/".join(map(str, values))


def line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def summary(rows: Sequence[Row]) -> list[str]:
    """Sentences: how many plans, the mean gaps, who was better where."""
    said = [_said_of("Evenhand", [(r.ours, r.best_known) for r in rows])]
    both = [(r.ours, r.peer) for r in rows if r.peer is not None]
    if both:
        said.append(_said_of("PyJobShop", [(r.peer, r.best_known) for r in rows if r.peer is not None]))
        ours_better = sum(_better(a, b) for a, b in both)
        peer_better = sum(_better(b, a) for a, b in both)
        said.append(f"Evenhand better on {ours_better}, equal on {len(both) - ours_better - peer_better}, worse on {peer_better} of {len(both)}.")
    return said


def _said_of(solver: str, outcomes: Sequence[tuple[Outcome, tuple[int, ...] | None]]) -> str:
    planned = [(o, best) for o, best in outcomes if o.counts]
    said = f"{solver}: a checked plan for {len(planned)} of {len(outcomes)} instances"
    proved = sum(o.status in ("optimal", "infeasible") for o, _ in outcomes)
    said += f", {proved} proved"
    gaps = [(distance, len(best)) for o, best in planned if best is not None and (distance := gap(o, best)) is not None]
    if gaps:
        unit = " %" if gaps[0][1] == 1 else ""
        at_best = sum(distance <= 0 for distance, _ in gaps)
        said += f"; mean gap to best known {mean(d for d, _ in gaps):+.2f}{unit} over {len(gaps)}, {at_best} at it or below"
    broken = sum(bool(o.violations) for o, _ in outcomes)
    return said + (f"; {broken} plans break rules." if broken else ".")


def _better(one: Outcome, other: Outcome) -> bool:
    if not one.counts or one.objective is None:
        return False
    return not other.counts or other.objective is None or one.objective < other.objective
