"""Figures that are not of public instances: titled tables in one Markdown file, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.report import in_brief, line


@dataclass(frozen=True)
class Table:
    """``asked``: what was measured with which limits, a sentence; ``records``: the rows as JSON has them."""

    title: str
    asked: str
    summary: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    records: Sequence[Mapping[str, Any]]


def write(out: Path, name: str, machine: Mapping[str, str], tables: Sequence[Table]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.md").write_text(as_markdown(machine, tables), encoding="utf-8")
    (out / f"{name}.json").write_text(as_json(name, machine, tables), encoding="utf-8")


def as_markdown(machine: Mapping[str, str], tables: Sequence[Table]) -> str:
    return "\n".join(_section(machine, table) for table in tables)


def _section(machine: Mapping[str, str], table: Table) -> str:
    versions = f"Evenhand {machine['evenhand']}, OR-Tools {machine['ortools']}, numba {machine['numba']}, Python {machine['python']}"
    lines = [
        f"## {table.title}",
        "",
        f"{in_brief(machine)}; {table.asked}; {versions}.",
        "",
        *(f"- {sentence}" for sentence in table.summary),
        "",
        line(table.heads),
        line(["---"] * len(table.heads)),
        *(line(row) for row in table.rows),
    ]
    return "\n".join(lines) + "\n"


def as_json(name: str, machine: Mapping[str, str], tables: Sequence[Table]) -> str:
    sections = [{"title": t.title, "asked": t.asked, "summary": list(t.summary), "measured": list(t.records)} for t in tables]
    return json.dumps({"family": name, "machine": dict(machine), "tables": sections}, indent=1) + "\n"


def percentile(values: Sequence[float]) -> float:
    """The 95th; of few values the highest."""
    return quantiles(values, n=20)[-1] if len(values) >= 20 else max(values)
