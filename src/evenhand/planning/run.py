"""One planning run: a first plan, then better ones, then a bound; until proof, effort, time or a stop."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import numpy as np
from ortools.sat.python import cp_model

from evenhand.planning.bounds import lower_bound
from evenhand.planning.budget import Budget
from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.conflicts import broken_facts, collisions
from evenhand.planning.construct import first_plan, near_published, tangled
from evenhand.planning.improve import improve, regroup
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND
from evenhand.planning.parts import Objective
from evenhand.planning.plan import Assignment, Plan, objective_values
from evenhand.planning.problem import Problem
from evenhand.planning.rcpsp import Recognised, recognise
from evenhand.planning.rcpsp import improve as improve_rcpsp
from evenhand.planning.relaxing import with_changeovers_that_add_up
from evenhand.planning.result import OnProgress, Progress, Result, Status, StoppedBy
from evenhand.planning.whole import Whole, solve_whole

SMALL = 260  # activities up to which the whole problem is searched as one model all the while
MEDIUM = 1200  # and up to which it is, begun anew from the better plan half-way


def planned(problem: Problem, budget: Budget, *, seed: int, workers: int, start: Plan | None, on_progress: OnProgress | None) -> Result:
    """Plan a problem by the engine that fits it."""
    recognised = recognise(problem)
    if recognised is not None and problem.activities:
        return _pure(problem, recognised, budget, seed=seed, workers=workers, start=start, on_progress=on_progress)
    return _Run(problem, budget, seed, workers, on_progress, start).result(start)


def _pure(
    problem: Problem, recognised: Recognised, budget: Budget, *, seed: int, workers: int, start: Plan | None, on_progress: OnProgress | None
) -> Result:
    """A problem of the pure family, by the engine made for it."""
    ids = [problem.activities[i].id for i in recognised.activities]
    begin = None
    if start is not None and not check(problem, start):
        begin = np.array([start.of[a].start - recognised.origin for a in ids])
    outcome = improve_rcpsp(
        recognised.arrays,
        effort=budget.effort,
        time_limit=None if budget.time_limit is None else budget.seconds_left,
        workers=workers,
        seed=seed,
        start=begin,
        on_progress=on_progress,
        cancelled=budget.cancelled,
    )
    starts = dict(zip(ids, (int(s) + recognised.origin for s in outcome.starts), strict=True))
    found = Plan(tuple(Assignment(a.id, 0, starts[a.id], starts[a.id] + a.modes[0].duration) for a in problem.activities))
    objective = _checked(problem, found)
    bound = (outcome.lower_bound + recognised.origin,)
    proved = objective <= bound
    why = StoppedBy.PROOF if proved else outcome.stopped_by
    return Result(Status.OPTIMAL if proved else Status.FEASIBLE, why, found, objective, min(bound, objective), outcome.work)


def _checked(problem: Problem, plan: Plan) -> tuple[int, ...]:
    """The plan's objective, once the checker has passed it: no plan leaves here that it has not."""
    violations = check(problem, plan)
    if violations:
        raise AssertionError(f"The planner made a plan that the checker refuses: {violations[0]}")
    return objective_values(problem, plan)


class _Run:
    """One planning run."""

    def __init__(self, problem: Problem, budget: Budget, seed: int, workers: int, on_progress: OnProgress | None, start: Plan | None) -> None:
        self.problem = problem
        # Who is alike in the problem may be elsewhere in the plan to start from: then they are not interchangeable.
        self.compiled = Compiled(problem, {a.activity: (a.start, a.end, a.mode) for a in start.assignments} if start is not None else None)
        self.budget = budget
        self.seed = seed
        self.workers = workers
        self.on_progress = on_progress
        self.bound = lower_bound(self.compiled)

    def result(self, start: Plan | None) -> Result:
        if not self.problem.activities:
            return self._result({}, StoppedBy.PROOF)
        if broken_facts(self.compiled):
            return self._infeasible()
        self._tell("first plan", None)
        best = self._first(start)
        if best is None:
            return self._without_plan()
        self._tell("improving", self.compiled.objective(best), best)
        if self._meets_bound(self.compiled.objective(best)):
            return self._result(best, StoppedBy.PROOF)
        movable = len(self.compiled.activities) - len(self.compiled.facts)
        if movable <= SMALL:
            return self._side_by_side(best, legs=1)
        if self.problem.objective is Objective.MAKESPAN:
            best = regroup(self.compiled, best, self.budget, seed=self.seed, workers=self.workers)
            self._tell("improving", self.compiled.objective(best), best)
            if movable <= MEDIUM:
                return self._side_by_side(best, legs=2)
        return self._result(*self._improve(best, self.budget, self.workers))

    def _first(self, start: Plan | None) -> Placing | None:
        """The best of: the plan to start from, the published one, and a new one."""
        c = self.compiled
        candidates: list[Placing | None] = []
        if start is not None and not check(self.problem, start):
            candidates.append(c.placing_of(start))
        if self.problem.published:
            candidates.append(near_published(c, self.budget, self.seed))
        found = [x for x in candidates if x is not None and not check(self.problem, c.plan_of(x))]
        if not found:
            anew = self._tangled_first() or first_plan(c, self.budget, self.seed)
            # Where changeovers do not add up, frozen work may want something in between that construction does not look for.
            found = [] if anew is None or (not c.changeovers_add_up and check(self.problem, c.plan_of(anew))) else [anew]
        return min(found, key=c.objective, default=None)

    def _tangled_first(self) -> Placing | None:
        """For one project whose modes share stocks or depend on each other: the first plan of the whole model, which sees all of them at once."""
        c = self.compiled
        free = [a for a in range(len(c.activities)) if a not in c.facts]
        if len(free) > SMALL or len({c.project_of[a] for a in free}) != 1 or not tangled(c, free):
            return None
        left = None if self.budget.effort is None else max(0.0, self.budget.effort - self.budget.work) / 2
        deterministic = None if left is None else left / WORK_A_DETERMINISTIC_SECOND
        found = solve_whole(c, self.budget, seed=self.seed, workers=1, deterministic=deterministic, any_will_do=True)
        self.budget.work += found.work
        return found.placing

    def _improve(self, best: Placing, budget: Budget, workers: int, stop: Event | None = None) -> tuple[Placing, StoppedBy]:
        return improve(
            self.compiled,
            best,
            budget,
            seed=self.seed,
            workers=workers,
            on_better=lambda value, placing: self._tell("improving", value, placing),
            good_enough=lambda value: self._meets_bound(value) or (stop is not None and stop.is_set()),
        )

    def _side_by_side(self, best: Placing, legs: int) -> Result:
        """Search the whole as one model and by neighbourhoods, side by side; after each leg both go on from the better plan."""
        c = self.compiled
        why: StoppedBy | None = None
        for leg in range(legs, 0, -1):
            found, near, why = self._leg(best, leg)
            if found.bound is not None:
                self.bound = (max(self.bound[0], found.bound), *self.bound[1:])
            if found.proved and found.placing is not None:
                return self._result(found.placing, StoppedBy.PROOF, proved=True)
            best = min((p for p in (near, found.placing, best) if p is not None), key=c.objective)
            if self._meets_bound(c.objective(best)):
                return self._result(best, StoppedBy.PROOF)
            stopped = self.budget.stop()
            if stopped is not None:
                return self._result(best, stopped)
        return self._result(best, self.budget.stop() or why or StoppedBy.EFFORT)

    def _leg(self, best: Placing, legs: int) -> tuple[Whole, Placing, StoppedBy]:
        """One leg, with its share of what is left of the budget; each search has its own, so that neither depends on the other's speed."""
        budget, c = self.budget, self.compiled
        half = None if budget.effort is None else max(0.0, budget.effort - budget.work) / 2 / legs
        seconds = None if budget.time_limit is None else budget.seconds_left / legs
        searching, modelling = Budget(half, seconds, budget.cancelled), Budget(None, seconds, budget.cancelled)
        solvers: list[cp_model.CpSolver] = []
        done = Event()

        def whole() -> Whole:
            deterministic = None if half is None else half / WORK_A_DETERMINISTIC_SECOND
            found = solve_whole(c, modelling, seed=self.seed + legs, workers=1, hint=best, deterministic=deterministic, register=solvers.append)
            if found.proved:
                done.set()
            return found

        def near() -> tuple[Placing, StoppedBy]:
            placing, why = self._improve(best, searching, 1, done)
            # What the other search finds may not depend on how fast this one is, unless wall time counts anyway.
            if why is StoppedBy.CANCELLED or (why in (StoppedBy.TIME, StoppedBy.PROOF) and budget.effort is None):
                for solver in solvers:
                    solver.stop_search()
            return placing, why

        with ThreadPoolExecutor(max_workers=2 if self.workers > 1 else 1) as pool:
            first, second = pool.submit(whole), pool.submit(near)
            found, (placing, why) = first.result(), second.result()
        budget.work += found.work + (0.0 if found.proved else searching.work)  # after a proof, how far the other came is chance
        return found, placing, why

    def _without_plan(self) -> Result:
        """No first plan was found: prove that there is none, or say that it is not known."""
        why = self.budget.stop()
        if why in (StoppedBy.CANCELLED, StoppedBy.TIME):
            return Result(Status.UNKNOWN, why, None, None, self.bound, self.budget.work)
        deterministic = None if self.budget.effort is None else max(0.1, (self.budget.effort - self.budget.work) / 12.0)
        found = solve_whole(self.compiled, self.budget, seed=self.seed, workers=1, deterministic=deterministic)
        self.budget.work += found.work
        if found.placing is not None and not check(self.problem, self.compiled.plan_of(found.placing)):
            return self._result(found.placing, StoppedBy.PROOF if found.proved else StoppedBy.EFFORT, proved=found.proved)
        if found.infeasible or self._infeasible_with_shorter_changeovers(deterministic):
            return self._infeasible()
        return Result(Status.UNKNOWN, self.budget.stop() or StoppedBy.EFFORT, None, None, self.bound, self.budget.work)

    def _infeasible_with_shorter_changeovers(self, deterministic: float | None) -> bool:
        """Whether there is no plan even with changeovers that the whole model states exactly; theirs are stricter where they do not add up."""
        if self.compiled.changeovers_add_up or self.budget.stop() in (StoppedBy.CANCELLED, StoppedBy.TIME):
            return False
        easier = Compiled(with_changeovers_that_add_up(self.problem))
        found = solve_whole(easier, self.budget, seed=self.seed, workers=1, deterministic=deterministic)
        self.budget.work += found.work
        return found.infeasible

    def _infeasible(self) -> Result:
        """There is no plan; and which rules cannot hold together."""
        limit = None if self.budget.time_limit is None else self.budget.seconds_left
        found = collisions(self.problem, time_limit=limit, cancelled=self.budget.cancelled)
        return Result(Status.INFEASIBLE, StoppedBy.PROOF, None, None, None, self.budget.work, found)

    def _meets_bound(self, value: tuple[int, ...]) -> bool:
        """Whether no plan can be better."""
        if self.problem.objective is Objective.PROMISES and self.problem.published:
            return value <= self.bound
        return value[:3] <= self.bound[:3]

    def _tell(self, phase: str, objective: tuple[int, ...] | None, best: Placing | None = None) -> None:
        if self.on_progress is not None:
            plan = None if best is None else partial(self.compiled.plan_of, best)
            self.on_progress(Progress(phase, objective, self.bound, self.budget.share, plan))

    def _result(self, placing: Placing, why: StoppedBy, *, proved: bool = False) -> Result:
        found = self.compiled.plan_of(placing)
        objective = _checked(self.problem, found)
        proved = proved or why is StoppedBy.PROOF
        bound = objective if proved else self.bound
        return Result(Status.OPTIMAL if proved else Status.FEASIBLE, why, found, objective, bound, self.budget.work)
