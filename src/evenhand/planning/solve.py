"""From a problem to a plan: a first one, then better ones, then a bound; until proof, effort, time or a stop."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from ortools.sat.python import cp_model

from evenhand.planning.bounds import lower_bound
from evenhand.planning.budget import Budget
from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.construct import first_plan
from evenhand.planning.improve import improve
from evenhand.planning.parts import Objective
from evenhand.planning.plan import Plan, objective_values
from evenhand.planning.problem import Problem
from evenhand.planning.result import Cancelled, OnProgress, Progress, Result, Status, StoppedBy
from evenhand.planning.whole import Whole, solve_whole

DEFAULT_EFFORT = 20.0
SMALL = 260  # activities up to which the whole problem is also searched as one model


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
        effort = DEFAULT_EFFORT
    return _Run(problem, Budget(effort, time_limit, cancelled), seed, workers, on_progress).result(start)


class _Run:
    """One planning run."""

    def __init__(self, problem: Problem, budget: Budget, seed: int, workers: int, on_progress: OnProgress | None) -> None:
        self.problem = problem
        self.compiled = Compiled(problem)
        self.budget = budget
        self.seed = seed
        self.workers = workers
        self.on_progress = on_progress
        self.bound = lower_bound(self.compiled)

    def result(self, start: Plan | None) -> Result:
        if not self.problem.activities:
            return self._result({}, StoppedBy.PROOF)
        self._tell("first plan", None)
        best = self._first(start)
        if best is None:
            return self._without_plan()
        self._tell("improving", self.compiled.objective(best))
        if self._meets_bound(self.compiled.objective(best)):
            return self._result(best, StoppedBy.PROOF)
        if len(self.compiled.activities) - len(self.compiled.facts) <= SMALL:
            return self._small(best)
        placing, why = self._improve(best, self.budget)
        return self._result(placing, why)

    def _first(self, start: Plan | None) -> Placing | None:
        """The best of: the plan to start from, the published one, and a new one."""
        c = self.compiled
        candidates = []
        if start is not None and not check(self.problem, start):
            candidates.append(c.placing_of(start))
        if not candidates:
            found = first_plan(c, self.budget, self.seed)
            if found is not None:
                candidates.append(found)
        return min(candidates, key=c.objective, default=None)

    def _improve(self, best: Placing, budget: Budget, stop: Event | None = None) -> tuple[Placing, StoppedBy]:
        return improve(
            self.compiled,
            best,
            budget,
            seed=self.seed,
            workers=self.workers,
            on_better=lambda value: self._tell("improving", value),
            good_enough=lambda value: self._meets_bound(value) or (stop is not None and stop.is_set()),
        )

    def _small(self, best: Placing) -> Result:
        """Search the whole and by neighbourhoods, side by side; each by its own share of the effort, so that neither waits."""
        budget, c = self.budget, self.compiled
        half = None if budget.effort is None else (budget.effort - budget.work) / 2
        solvers: list[cp_model.CpSolver] = []
        done = Event()
        searching = Budget(half, budget.time_limit, budget.cancelled, started=budget.started)
        deterministic = None if half is None else half / 12.0

        def whole() -> Whole:
            found = solve_whole(c, budget, seed=self.seed, workers=1, hint=best, deterministic=deterministic, register=solvers.append)
            if found.proved:
                done.set()
            return found

        def near() -> tuple[Placing, StoppedBy]:
            placing, why = self._improve(best, searching, done)
            if why in (StoppedBy.CANCELLED, StoppedBy.TIME) or self._meets_bound(c.objective(placing)):
                for solver in solvers:
                    solver.stop_search()
            return placing, why

        with ThreadPoolExecutor(max_workers=2 if self.workers > 1 else 1) as pool:
            first, second = pool.submit(whole), pool.submit(near)
            found, (placing, why) = first.result(), second.result()
        budget.work += found.work + searching.work
        if found.bound is not None:
            self.bound = (max(self.bound[0], found.bound), *self.bound[1:])
        if found.proved and found.placing is not None:
            return self._result(found.placing, StoppedBy.PROOF, proved=True)
        if found.placing is not None and c.objective(found.placing) < c.objective(placing):
            placing = found.placing
        return self._result(placing, why if not self._meets_bound(c.objective(placing)) else StoppedBy.PROOF)

    def _without_plan(self) -> Result:
        """No first plan was found: prove that there is none, or say that it is not known."""
        why = self.budget.stop()
        if why in (StoppedBy.CANCELLED, StoppedBy.TIME):
            return Result(Status.UNKNOWN, why, None, None, self.bound, self.budget.work)
        deterministic = None if self.budget.effort is None else max(0.1, (self.budget.effort - self.budget.work) / 12.0)
        found = solve_whole(self.compiled, self.budget, seed=self.seed, workers=1, deterministic=deterministic)
        self.budget.work += found.work
        if found.placing is not None:
            return self._result(found.placing, StoppedBy.PROOF if found.proved else StoppedBy.EFFORT, proved=found.proved)
        if found.infeasible:
            return Result(Status.INFEASIBLE, StoppedBy.PROOF, None, None, None, self.budget.work)
        return Result(Status.UNKNOWN, self.budget.stop() or StoppedBy.EFFORT, None, None, self.bound, self.budget.work)

    def _meets_bound(self, value: tuple[int, ...]) -> bool:
        """Whether no plan can be better."""
        if self.problem.objective is Objective.PROMISES and self.problem.published:
            return value <= self.bound
        return value[:3] <= self.bound[:3]

    def _tell(self, phase: str, objective: tuple[int, ...] | None) -> None:
        if self.on_progress is not None:
            self.on_progress(Progress(phase, objective, self.bound, self.budget.share))

    def _result(self, placing: Placing, why: StoppedBy, *, proved: bool = False) -> Result:
        """The result, checked: no plan leaves here that the checker has not passed."""
        found = self.compiled.plan_of(placing)
        violations = check(self.problem, found)
        if violations:
            raise AssertionError(f"The planner made a plan that the checker refuses: {violations[0]}")
        objective = objective_values(self.problem, found)
        proved = proved or why is StoppedBy.PROOF
        bound = objective if proved else self.bound
        return Result(Status.OPTIMAL if proved else Status.FEASIBLE, why, found, objective, bound, self.budget.work)
