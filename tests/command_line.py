"""Running commands in tests, and small files for them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from evenhand.cli import main, progress
from evenhand.exchange.planfile import write_plan
from evenhand.exchange.reading import read_problem
from evenhand.planning.plan import Assignment, Plan, objective_values
from evenhand.planning.problem import Problem
from evenhand.planning.result import Result, Status, StoppedBy
from tests.exchange.samples import PSPLIB

SPANS = {"1": (2, 2), "2": (2, 5), "3": (2, 6), "4": (6, 8), "5": (8, 8)}  # a good plan for the PSPLIB sample, mode 0


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """What it said to machines."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer


progress.PATIENCE_OF_A_LOG = float("inf")  # tests look at what is said, whatever the machine and however busy it is


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Ran:
    try:
        code = main([str(word) for word in words])
    except SystemExit as ended:  # argparse ends so, on a usage error
        code = int(ended.code or 0)
    said = capsys.readouterr()
    return Ran(int(code), said.out, said.err)


def write_sample(folder: Path) -> Path:
    path = folder / "sample.mm"
    path.write_text(PSPLIB)
    return path


def sample_plan(problem: Problem, **moved: tuple[int, int]) -> Plan:
    """A good plan for the sample, but for the activities named (a2=(start, end))."""
    spans = SPANS | {name.removeprefix("a"): span for name, span in moved.items()}
    return Plan(tuple(Assignment(a.id, 0, *spans[a.local_id]) for a in problem.activities))


def result_of(problem: Problem, plan: Plan | None) -> Result:
    if plan is None:
        return Result(Status.UNKNOWN, StoppedBy.EFFORT, None, None, None, 1.0)
    return Result(Status.FEASIBLE, StoppedBy.EFFORT, plan, objective_values(problem, plan), None, 1.0)


def write_sample_plan(folder: Path, **moved: tuple[int, int]) -> tuple[Path, Path]:
    """The sample and a plan file for it."""
    sample = write_sample(folder)
    problem = read_problem(sample).problem
    path = folder / "plan.json"
    write_plan(path, problem, result_of(problem, sample_plan(problem, **moved)))
    return sample, path


def without_plan(result: Result, **changes: Any) -> Result:
    return replace(result, plan=None, objective=None, **changes)
