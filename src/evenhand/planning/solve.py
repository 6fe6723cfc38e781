"""From a problem to a plan: a first one, then better ones, then a bound; until proof, effort, time or a stop."""

from __future__ import annotations

from importlib import import_module

from evenhand.planning import default_effort
from evenhand.planning.budget import Budget
from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled
from evenhand.planning.insertion import as_published
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.result import Cancelled, OnProgress, Progress, Result

LAST_SECONDS = 0.1
LAST_SECONDS_AN_ACTIVITY = 0.0004


def plan(
    problem: Problem,
    *,
    effort: float | None = None,
    time_limit: float | None = None,
    workers: int = 1,
    seed: int = 0,
    start: Plan | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
) -> Result:
    """Plan all activities of a problem.

    Parameters
    ----------
    effort : deterministic work to spend (about one second of one core a unit); default 20 where no time limit is given.
    time_limit : wall seconds after which the best so far is returned; such a result is not repeatable and says so.
    workers : threads; the result does not depend on them, only how long it takes.
    seed : breaks ties and steers the search.
    start : a complete plan to begin from; ignored where it breaks a rule.
    """
    if effort is None and time_limit is None:
        effort = default_effort.PLAN
    if time_limit is not None:  # what follows the search, the checker above all, takes time too
        time_limit -= min(time_limit / 2, LAST_SECONDS + LAST_SECONDS_AN_ACTIVITY * len(problem.activities))
    budget = Budget(effort, time_limit, cancelled)
    if on_progress is not None and start is None and problem.published:
        _tell_published(problem, on_progress)
    result: Result = import_module("evenhand.planning.run").planned(problem, budget, seed=seed, workers=workers, start=start, on_progress=on_progress)
    return result


def _tell_published(problem: Problem, on_progress: OnProgress) -> None:
    """Tell of the published plan where it still stands: CP-SAT and numba take seconds to load, and it is known before."""
    compiled = Compiled(problem)
    placing = as_published(compiled)
    if placing is not None and not check(problem, compiled.plan_of(placing)):
        on_progress(Progress("published plan", compiled.objective(placing), None, 0.0))
