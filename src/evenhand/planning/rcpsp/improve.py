"""Improving: rounds of a fixed amount of work, merged at a barrier, so that the same effort gives the same schedule.

A round runs `TASKS` tasks, whatever the number of workers: workers only decide how many run at the same time. A task's
random numbers come from the seed, the round and the task. Wall time only decides whether another round begins, and
how long CP-SAT may take when it is nearly over.

Effort 1 is the work of about a second of two workers on the machine of the benchmarks.
"""

from __future__ import annotations

import time
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from evenhand.planning.rcpsp.arrays import Integers, RcpspArrays
from evenhand.planning.rcpsp.bounds import simple_bound
from evenhand.planning.rcpsp.outcome import Outcome
from evenhand.planning.rcpsp.packing import Packed, pack
from evenhand.planning.rcpsp.rounds import TASKS, Search, play_round
from evenhand.planning.result import Cancelled, OnProgress, Progress, StoppedBy


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
        Called between rounds.

    Raises
    ------
    ValueError
        If ``start`` breaks a rule, or links form a cycle.
    """
    began = time.monotonic()
    if start is not None and not arrays.keeps_the_rules(start):
        raise ValueError("The schedule to begin with must keep releases, links and capacities.")
    packed = pack(arrays)
    threads: AbstractContextManager[Executor | None] = ThreadPoolExecutor(min(workers, TASKS)) if workers > 1 else nullcontext()
    with threads as executor:
        search = _begin(packed, seed, executor, start, None if time_limit is None else began + time_limit)
        stopped_by = _run(search, effort, on_progress, cancelled)
    starts = packed.unpacked(search.best)
    return Outcome(starts, arrays.makespan(starts), search.lower_bound, search.work, stopped_by)


def _begin(packed: Packed, seed: int, executor: Executor | None, start: Integers | None, deadline: float | None) -> Search:
    """The given schedule, or else one activity after the other."""
    if start is not None:
        best = packed.packed(start)
    else:
        order = np.argsort(packed.heads, kind="stable")
        best = np.zeros(packed.size, dtype=np.int32)
        best[order] = np.cumsum(packed.durations[order]) - packed.durations[order]
    bound = simple_bound(packed)
    return Search(packed, seed, executor, deadline, best, int((best + packed.durations).max(initial=bound)), bound)


def _run(search: Search, effort: float | None, on_progress: OnProgress | None, cancelled: Cancelled | None) -> StoppedBy:
    """Round after round until something stops it."""
    began = time.monotonic()
    while True:
        if search.makespan <= search.lower_bound:
            return StoppedBy.PROOF
        if cancelled is not None and cancelled():
            return StoppedBy.CANCELLED
        if effort is not None and search.work >= effort:
            return StoppedBy.EFFORT
        if search.deadline is not None and time.monotonic() >= search.deadline:
            return StoppedBy.TIME
        phase = play_round(search)
        if on_progress is not None:
            share = search.work / effort if effort else 0.0
            if search.deadline is not None and search.deadline > began:
                share = max(share, (time.monotonic() - began) / (search.deadline - began))
            on_progress(Progress(phase, (search.makespan,), (search.lower_bound,), min(share, 1.0)))
