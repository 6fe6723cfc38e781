"""The families of public instances: where their files lie under the folder given, and how their results are judged."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path


@dataclass(frozen=True)
class Family:
    """``files``: the pattern under the folder; ``known_as``: the set's name in best_known.csv."""

    name: str
    title: str
    files: str
    known_as: str | None = None


FAMILIES: Mapping[str, Family] = {
    family.name: family
    for family in (
        Family("factory", "Real factory", "biomanufacturing/*.json*"),
        Family("j30", "J30", "psplib/j30/*.sm*", "J30"),
        Family("j60", "J60", "psplib/j60/*.sm*", "J60"),
        Family("j120", "J120", "psplib/j120/*.sm*", "J120"),
        Family("mplib1", "MPLIB1", "mplib1/*.txt*", "MPLIB1"),
        Family("mmlib50", "MMLIB50", "mmlib50/*.mm*", "MMLIB50"),
        Family("mista", "MISTA 2013", "mista2013/*.txt*", "MISTA"),
        Family("rcpsp_max", "RCPSP/max", "rcpsp_max/*.sch*"),
    )
}


def instances(family: Family, folder: Path, only: Sequence[str] = ()) -> list[Path]:
    """The family's files, in the order of the numbers in their names; ``only``: patterns of which one must fit."""
    found = [p for p in folder.glob(family.files) if not only or any(fnmatch(instance_name(p), pattern) for pattern in only)]
    return sorted(found, key=lambda p: [int(piece) if piece.isdigit() else piece for piece in _pieces(p.name)])


def instance_name(path: Path) -> str:
    """The file's name without what only says how it is packed: ``j301_1.sm``, ``A-1``, ``problem_data_o5_s1``."""
    name = path.name.removesuffix(".gz")
    return name.removesuffix(".json") if name.endswith(".json") else name


def _pieces(name: str) -> list[str]:
    spaced = "".join(c if c.isdigit() else f" {c} " for c in name)
    return spaced.split()


def read_best_known(folder: Path, family: Family) -> dict[str, tuple[int, ...]]:
    """The best known objective of each instance, from best_known.csv; nothing where there is no such file."""
    file = folder / "best_known.csv"
    if family.known_as is None or not file.exists():
        return {}
    with open(file, newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["set"] == family.known_as and row["ub"]]
    return {row["instance"]: tuple(int(value) for value in row["ub"].split("/")) for row in rows}


def best_known_of(path: Path, known: Mapping[str, tuple[int, ...]]) -> tuple[int, ...] | None:
    name = instance_name(path)
    return known.get(name, known.get(name.rsplit(".", 1)[0]))
