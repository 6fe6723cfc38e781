"""Evenhand on one instance, through the interface that everybody uses, every plan re-checked."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.outcome import Outcome
from evenhand.exchange.reading import read_problem
from evenhand.planning.checks import check
from evenhand.planning.plan import objective_values
from evenhand.planning.problem import Activity, ActivityId, Mode, Problem, Project, ProjectId
from evenhand.planning.result import Progress
from evenhand.planning.solve import plan


def run_evenhand(path: Path, *, time_limit: float, workers: int, seed: int) -> Outcome:
    began = time.perf_counter()
    problem = read_problem(path).problem
    first: list[float] = []

    def note(progress: Progress) -> None:
        if progress.objective is not None and not first:
            first.append(time.perf_counter() - began)

    result = plan(problem, time_limit=time_limit, workers=workers, seed=seed, on_progress=note)
    seconds = time.perf_counter() - began
    bound = result.bound[0] if result.bound else None
    if result.plan is None:
        return Outcome(result.status.value, None, bound, seconds)
    violations = tuple(v.sentence for v in check(problem, result.plan))
    return Outcome(result.status.value, objective_values(problem, result.plan), bound, seconds, violations, min(first, default=seconds))


def warm_up() -> None:
    """Compile what is compiled on first use, so that no instance pays for it."""
    project = ProjectId("1")
    tiny = Problem((), (Project(project),), (Activity(ActivityId("1/1"), project, (Mode(1),)),), horizon=2)
    plan(tiny, time_limit=5.0, workers=1, seed=0)
