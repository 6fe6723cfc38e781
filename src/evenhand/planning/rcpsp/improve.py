"""Improving: rounds of a fixed amount of work, merged at a barrier, so that the same effort gives the same schedule.

A round runs `TASKS` tasks, whatever the number of workers: workers only decide how many run at the same time. A task's
random numbers come from the seed, the round and the task. Wall time only decides whether another round begins, and
how long CP-SAT may take when it is nearly over.

Effort 1 is the work of about a second of two workers on the machine of the benchmarks.
"""

from __future__ import annotations

import time
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from evenhand.planning.rcpsp.arrays import Integers, RcpspArrays
from evenhand.planning.rcpsp.bounds import simple_bound
from evenhand.planning.rcpsp.brake import Brake
from evenhand.planning.rcpsp.outcome import Outcome
from evenhand.planning.rcpsp.packing import Packed, pack
from evenhand.planning.rcpsp.rounds import TASKS, Search, play_round
from evenhand.planning.result import Cancelled, OnProgress, Progress, StoppedBy

SEEDS = 2**31  # what all that draws random numbers can take


def improve(
    arrays: RcpspArrays,
    *,
    effort: float | None,
    time_limit: float | None,
    workers: int,
    seed: int,
    start: Integers | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
) -> Outcome:
    """A short schedule, and a lower bound on the makespan.

    Parameters
    ----------
    arrays
        The problem.
    effort
        Deterministic work to spend; about seconds on two workers. None: unlimited.
    time_limit
        Wall-clock guard, seconds. None: unlimited. With neither, it stops at a proof or when cancelled.
    workers
        Threads, 1 or more. More than `TASKS` are of no use. The result is the same for any number.
    seed
        Seed of the random numbers.
    start
        A schedule to begin with (shape (n,), slots); it must keep the rules.
    on_progress, cancelled
        Called by the caller's thread, the first after every round (some 0.2 s), the second some ten times a second.

    Raises
    ------
    ValueError
        If ``start`` breaks a rule, or links form a cycle.
    """
    began = time.monotonic()
    if start is not None and not arrays.keeps_the_rules(start):
        raise ValueError("The schedule to begin with must keep releases, links and capacities.")
    packed = pack(arrays)
    brake = Brake(None if time_limit is None else began + time_limit, cancelled)
    with ThreadPoolExecutor(min(workers, TASKS)) as executor:
        search = _begin(packed, seed % SEEDS, executor, brake, start)
        report = Report(on_progress, effort, began, time_limit)
        stopped_by = _run(search, effort, report)
    starts = packed.unpacked(search.best)
    return Outcome(starts, arrays.makespan(starts), search.lower_bound, search.work, stopped_by)


def _begin(packed: Packed, seed: int, executor: Executor, brake: Brake, start: Integers | None) -> Search:
    """The given schedule, or else one activity after the other."""
    if start is not None:
        best = packed.packed(start)
    else:
        order = np.argsort(packed.heads, kind="stable")
        best = np.zeros(packed.size, dtype=np.int32)
        best[order] = np.cumsum(packed.durations[order]) - packed.durations[order]
    bound = simple_bound(packed)
    return Search(packed, seed, executor, brake, best, int((best + packed.durations).max(initial=bound)), bound)


def _run(search: Search, effort: float | None, report: Report) -> StoppedBy:
    """Round after round until something stops it."""
    while True:
        if search.makespan <= search.lower_bound:
            return StoppedBy.PROOF
        if (reason := search.brake.look()) is not None:
            return reason
        if effort is not None and search.work >= effort:
            return StoppedBy.EFFORT
        phase = play_round(search)
        report.send(search, phase)


@dataclass(frozen=True)
class Report:
    """Tells the caller how far it is: the share of the effort or of the time, whichever is further."""

    on_progress: OnProgress | None
    effort: float | None
    began: float
    time_limit: float | None

    def send(self, search: Search, phase: str) -> None:
        if self.on_progress is not None:
            share = search.work / self.effort if self.effort else 0.0
            if self.time_limit:
                share = max(share, (time.monotonic() - self.began) / self.time_limit)
            self.on_progress(Progress(phase, (search.makespan,), (search.lower_bound,), min(share, 1.0)))
