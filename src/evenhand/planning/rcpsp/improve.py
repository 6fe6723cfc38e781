"""Improving: rounds of a fixed amount of work, merged at a barrier, so that the same effort gives the same schedule.

A round runs `TASKS` tasks, whatever the number of workers: workers only decide how many run at the same time. A task's
random numbers come from the seed, the round and the task. Wall time only decides whether another round begins.

Effort 1 is the work of about a second of two workers on the machine of the benchmarks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from evenhand.planning.rcpsp.arrays import Integers, RcpspArrays
from evenhand.planning.rcpsp.bounds import simple_bound
from evenhand.planning.rcpsp.evolution import Population, admit, empty_population, evolve, populate
from evenhand.planning.rcpsp.kernel import Ints
from evenhand.planning.rcpsp.outcome import Outcome
from evenhand.planning.rcpsp.packing import Packed, pack
from evenhand.planning.rcpsp.random_numbers import derived_state
from evenhand.planning.result import Cancelled, OnProgress, Progress, StoppedBy

TASKS = 2
PLACEMENTS_A_SECOND = 12_000_000  # activities placed a second, a worker
ROUND_SECONDS = 0.2
POPULATION = 300

T = TypeVar("T")
Job = Callable[[], T]


@dataclass
class Search:
    """What the rounds work on and what they have found."""

    packed: Packed
    seed: int
    executor: Executor | None
    best: Ints
    makespan: int
    lower_bound: int
    work: float = 0.0
    round: int = 0
    islands: list[Population] = field(default_factory=list)

    def side_by_side(self, jobs: Iterable[Job[T]]) -> list[T]:
        """Run the tasks of a round; results in the order of the tasks."""
        if self.executor is None:
            return [job() for job in jobs]
        return [future.result() for future in [self.executor.submit(job) for job in jobs]]

    def offer(self, starts: Ints, makespan: int) -> None:
        if makespan < self.makespan:
            self.best, self.makespan = starts.copy(), makespan


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
    threads = ThreadPoolExecutor(min(workers, TASKS)) if workers > 1 else nullcontext()
    with threads as executor:
        search = _begin(packed, seed, executor, start)
        stopped_by = _run(search, effort, None if time_limit is None else began + time_limit, on_progress, cancelled)
    starts = packed.unpacked(search.best)
    return Outcome(starts, max(search.makespan, arrays.makespan(starts)), search.lower_bound, search.work, stopped_by)


def _begin(packed: Packed, seed: int, executor: Executor | None, start: Integers | None) -> Search:
    """The given schedule, or else one activity after the other."""
    if start is not None:
        best = packed.packed(start)
    else:
        order = np.argsort(packed.heads, kind="stable")
        best = np.zeros(packed.size, dtype=np.int32)
        best[order] = np.cumsum(packed.durations[order]) - packed.durations[order]
    makespan = int((best + packed.durations).max(initial=0))
    bound = simple_bound(packed)
    return Search(packed, seed, executor, best, max(makespan, bound) if packed.size == 0 else makespan, bound)


def _run(search: Search, effort: float | None, deadline: float | None, on_progress: OnProgress | None, cancelled: Cancelled | None) -> StoppedBy:
    """Round after round until something stops it."""
    began = time.monotonic()
    while True:
        if search.makespan <= search.lower_bound:
            return StoppedBy.PROOF
        if cancelled is not None and cancelled():
            return StoppedBy.CANCELLED
        if effort is not None and search.work >= effort:
            return StoppedBy.EFFORT
        now = time.monotonic()
        if deadline is not None and now >= deadline:
            return StoppedBy.TIME
        play_round(search)
        if on_progress is not None:
            share = max(search.work / effort if effort else 0.0, (time.monotonic() - began) / (deadline - began) if deadline else 0.0)
            on_progress(Progress("evolution", (search.makespan,), (search.lower_bound,), min(share, 1.0)))


def play_round(search: Search) -> None:
    """One round of the populations."""
    packed = search.packed
    states = [derived_state(search.seed, search.round, task) for task in range(TASKS)]
    if not search.islands:
        search.islands = [empty_population(packed, POPULATION) for _ in range(TASKS)]
        search.side_by_side([lambda p=p, s=s: populate(packed, p, s) for p, s in zip(search.islands, states, strict=True)])  # type: ignore[misc]
        made = POPULATION
        if search.round == 0:
            admit(packed, search.islands[0], 0, search.best, states[0])
    else:
        made = max(20, int(PLACEMENTS_A_SECOND * ROUND_SECONDS / (3 * packed.size)))
        search.side_by_side([lambda p=p, s=s: evolve(packed, p, s, made) for p, s in zip(search.islands, states, strict=True)])  # type: ignore[misc]
    for island in search.islands:
        search.offer(island.best, island.makespan)
    search.work += made * 3 * packed.size / PLACEMENTS_A_SECOND
    search.round += 1
    if search.round % 5 == 0:
        _exchange(search)


def _exchange(search: Search) -> None:
    """Deal the individuals of all islands anew."""
    size = len(search.islands[0].fitness)
    rng = np.random.default_rng([search.seed, search.round])
    dealt = rng.permutation(TASKS * size).reshape(TASKS, size)
    everyone = Population(*(np.concatenate([getattr(i, name) for i in search.islands]) for name in ("left", "right", "spans", "fitness")))
    search.islands = [everyone.take(chosen) for chosen in dealt]
