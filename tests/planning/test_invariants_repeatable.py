"""Invariant 2, repeatable: the same problem, seed and effort give the same plan, byte for byte, in any process, with any number of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.demo.generator import generate
from evenhand.exchange.portfolio import write_portfolio
from evenhand.planning.expedite import ExpediteRequest, expedite
from evenhand.planning.problem import LeverKind, Link, LinkKind, Objective, Problem
from evenhand.planning.rcpsp import recognise
from evenhand.planning.result import StoppedBy
from evenhand.planning.solve import plan as make_plan
from tests.planning import strategies
from tests.planning.cast import HPLCS, activity, mode, problem
from tests.planning.properties import examples


@examples(25)
@given(strategies.problems(most=6, objective=None), st.integers(0, 5))
def test_the_same_result_again_and_with_two_threads(made: Problem, seed: int) -> None:
    again = replace(made)  # another object, nothing remembered
    assert make_plan(again, effort=0.6, seed=seed, workers=2) == make_plan(made, effort=0.6, seed=seed)


@examples(12)
@given(st.data())
def test_the_same_answer_again_and_with_two_threads(data: st.DataObject) -> None:
    made, before = data.draw(strategies.problems_with_a_plan())
    project = made.activities[0].project
    by = max(0, max(before.of[a.id].end for a in made.activities_of[project]) - 3)
    request = ExpediteRequest(project, None, by, frozenset(LeverKind))
    assert expedite(replace(made), before, request, effort=1.0, workers=2) == expedite(made, before, request, effort=1.0)


def crowd(objective: Objective) -> Problem:
    """More than a model proves best within a moment: the neighbourhoods decide."""
    work = [
        activity(f"p{p}/a{k}", mode(2 + (3 * p + 5 * k) % 7, hplcs=1, suite_b=k % 2 or 1), mode(4 + k, chemists=1), project=f"p{p}")
        for p in range(9)
        for k in range(4)
    ]
    return problem(*work, objective=objective, horizon=400)


@pytest.mark.parametrize("objective", list(Objective))
def test_a_search_that_the_effort_ends_is_the_same_with_two_threads(objective: Objective) -> None:
    one = make_plan(crowd(objective), effort=2.0, workers=1)
    two = make_plan(crowd(objective), effort=2.0, workers=2)
    assert one == two
    assert one.stopped_by in (StoppedBy.EFFORT, StoppedBy.PROOF)


def test_a_problem_of_the_pure_family_is_planned_the_same_with_two_threads() -> None:
    work = [activity(f"a{k}", mode(1 + 7 * k % 9, hplcs=1 + k % 2), project=f"p{k % 6}") for k in range(50)]
    links = tuple(Link(LinkKind.FS, work[k].id, work[k + 1 + 5 * k % 7].id) for k in range(42))
    made = problem(*work, links=links, objective=Objective.MAKESPAN, horizon=1000, resources=(HPLCS,))
    assert recognise(made) is not None
    assert make_plan(made, effort=1.0, workers=1) == make_plan(made, effort=1.0, workers=2)


def test_another_seed_may_be_another_plan_and_never_a_worse_bound() -> None:
    plans = [make_plan(crowd(Objective.PROMISES), effort=0.5, seed=seed) for seed in range(3)]
    assert all(p.bound is not None and p.objective is not None and p.bound <= p.objective for p in plans)


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("repeatable") / "portfolio.yaml"
    write_portfolio(path, generate(3, 0.7, 1))
    return path


def run(words: list[object], hash_seed: str) -> None:
    """The command line in a process of its own."""
    program = "import sys; from evenhand.cli import main; sys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run([sys.executable, "-c", program, *map(str, words)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_plan_files_of_different_processes_are_the_same_bytes(portfolio: Path, tmp_path: Path) -> None:
    written = []
    for k, (hash_seed, workers) in enumerate((("0", 1), ("4711", 2))):
        run(["plan", portfolio, "--out", tmp_path / f"{k}.json", "--effort", 2, "--seed", 3, "--workers", workers], hash_seed)
        written.append((tmp_path / f"{k}.json").read_bytes())
    assert written[0] == written[1]
