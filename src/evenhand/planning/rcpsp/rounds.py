"""The rounds of a search: populations evolve; when they stand still, windows are squeezed in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import numpy as np

from evenhand.planning.rcpsp.brake import Brake
from evenhand.planning.rcpsp.evolution import RANK, admit, empty_population, evolve, populate, schedules_at, shortest
from evenhand.planning.rcpsp.kernel import Ints
from evenhand.planning.rcpsp.network import Population
from evenhand.planning.rcpsp.packing import Packed
from evenhand.planning.rcpsp.random_numbers import derived_state
from evenhand.planning.rcpsp.squeeze import Squeezed, Verdict, Window, squeeze, window_around

TASKS = 2
LOOK_EVERY = 0.1  # seconds between two looks whether a long round is to be cut short
ROUND_SECONDS = 0.2
PLACEMENTS_A_SECOND = 12_000_000  # activities placed by the kernels, a worker
SECONDS_A_UNIT = 5.0  # of CP-SAT's deterministic time
SMALLEST_POPULATION, LARGEST_POPULATION = 30, 400
GENES = 36_000  # activities in a population: the larger the problem, the fewer individuals can be brought forward
DEAL_EVERY = 5  # rounds between two deals of the individuals
SMALLEST_WINDOW, LARGEST_WINDOW = 30, 60  # activities
WINDOW_LIMIT = 0.03  # CP-SAT's deterministic time
LONGEST_WHOLE = 4.0  # CP-SAT's deterministic time
LARGEST_WHOLE = 150  # activities that CP-SAT is asked about at once
WHOLE_SHARE = 30  # divided by the number of activities: the share of the work so far that one question about the whole may take
STILL = 0.002  # share of children let in below which a population is renewed
PATIENCE_TO_RENEW = 40  # rounds

T = TypeVar("T")


@dataclass
class Search:
    """What the rounds work on and what they have found. ``quiet``: rounds since the last shorter schedule."""

    packed: Packed
    seed: int
    executor: Executor
    brake: Brake
    best: Ints
    makespan: int
    lower_bound: int
    work: float = 0.0
    round: int = 0
    quiet: int = 0
    squeezes: int = 0
    whole_limit: float = WINDOW_LIMIT
    islands: list[Population] = field(default_factory=list)

    @property
    def patience(self) -> int:
        """Rounds without a shorter schedule after which windows are squeezed: fewer for small problems."""
        return min(8, self.packed.size // 15)

    def side_by_side(self, jobs: Sequence[Callable[[], T]]) -> list[T]:
        """Run the tasks of a round; results in the order of the tasks."""
        futures = [self.executor.submit(job) for job in jobs]
        while wait(futures, timeout=LOOK_EVERY).not_done:
            self.brake.look()
        return [future.result() for future in futures]

    def offer(self, starts: Ints, makespan: int) -> None:
        if makespan < self.makespan:
            self.best, self.makespan, self.quiet = starts.copy(), makespan, -1


def play_round(search: Search) -> str:
    """Play one round; returns what it did."""
    if not search.islands:
        _settle(search)
        phase = "first schedules"
    elif search.quiet >= search.patience and search.round % 2:
        phase = _squeeze_round(search)
    else:
        _evolve_round(search)
        phase = "evolution"
    search.round += 1
    search.quiet += 1
    return phase


def _children(search: Search, seconds: float) -> int:
    return max(10, int(PLACEMENTS_A_SECOND * seconds / _cost_of_a_child(search)))


def _cost_of_a_child(search: Search) -> int:
    """In activities placed: three schedules, and what goes with each."""
    return 3 * (search.packed.size + 20)


def _settle(search: Search) -> None:
    """Fresh populations; into the very first goes the schedule to begin with."""
    packed = search.packed
    states = [derived_state(search.seed, search.round, task) for task in range(TASKS)]
    size = max(SMALLEST_POPULATION, min(LARGEST_POPULATION, GENES // packed.size))
    search.islands = [empty_population(packed.size, size) for _ in range(TASKS)]
    search.side_by_side(
        [
            partial(populate, packed.network, packed.mirrored, packed.tails, island, state)
            for island, state in zip(search.islands, states, strict=True)
        ]
    )
    admit(packed.network, packed.mirrored, search.islands[0], 0, search.best, states[0])
    _look_for_shorter(search)
    search.work += size * _cost_of_a_child(search) / PLACEMENTS_A_SECOND


def _evolve_round(search: Search) -> None:
    children = _children(search, ROUND_SECONDS)
    let_in = sum(search.side_by_side([partial(_evolve_island, search, task, children) for task in range(TASKS)]))
    search.work += children * _cost_of_a_child(search) / PLACEMENTS_A_SECOND
    _look_for_shorter(search)
    if search.quiet >= PATIENCE_TO_RENEW and let_in < STILL * TASKS * children:
        search.islands = []
        search.quiet = 0
    elif search.round % DEAL_EVERY == 0:
        _deal(search)


def _evolve_island(search: Search, task: int, children: int, part: int = 0) -> int:
    packed = search.packed
    state = derived_state(search.seed, search.round, task, part)
    return evolve(packed.network, packed.mirrored, packed.scarcity, search.islands[task], state, children)


def _look_for_shorter(search: Search) -> None:
    for island in search.islands:
        search.offer(*shortest(island, search.packed.durations))


def _deal(search: Search) -> None:
    """Deal the individuals of all islands anew."""
    size = len(search.islands[0].fitness)
    dealt = np.random.default_rng([search.seed, search.round]).permutation(TASKS * size).reshape(TASKS, size)
    left, right = np.concatenate([i.left for i in search.islands]), np.concatenate([i.right for i in search.islands])
    spans, fitness = np.concatenate([i.spans for i in search.islands]), np.concatenate([i.fitness for i in search.islands])
    search.islands = [Population(left[chosen], right[chosen], spans[chosen], fitness[chosen]) for chosen in dealt]


def _squeeze_round(search: Search) -> str:
    """Each task squeezes a window of one of the shortest schedules; or one asks about the whole while the rest evolve."""
    search.squeezes += 1
    whole_seconds = search.whole_limit * SECONDS_A_UNIT
    affordable = search.squeezes == 1 or whole_seconds <= min(1.0, WHOLE_SHARE / search.packed.size) * search.work
    if search.packed.size <= LARGEST_WHOLE and search.squeezes % 4 == 1 and affordable:
        _whole_round(search, whole_seconds)
        return "proof"
    results = search.side_by_side([partial(_squeeze_somewhere, search, task) for task in range(TASKS)])
    for task, result in enumerate(results):
        if result.starts is not None:
            _take_in(search, task, result.starts)
    search.work += max(result.work for result in results) * SECONDS_A_UNIT
    return "squeeze"


def _whole_round(search: Search, seconds: float) -> None:
    packed = search.packed
    everything = Window(np.arange(packed.size), np.arange(0))
    limit = search.whole_limit

    def ask() -> Squeezed | None:
        return squeeze(packed, search.best, everything, limit, search.seed + search.round, search.brake)

    def evolve_meanwhile(task: int) -> Squeezed | None:
        for part in range(round(seconds / ROUND_SECONDS)):
            if search.brake.pulled_by is None:
                _evolve_island(search, task, _children(search, ROUND_SECONDS), part)
        return None

    jobs: list[Callable[[], Squeezed | None]] = [ask, *(partial(evolve_meanwhile, task) for task in range(1, TASKS))]
    result = search.side_by_side(jobs)[0]
    assert result is not None
    if result.verdict is Verdict.IMPOSSIBLE:
        search.lower_bound = search.makespan
    elif result.starts is not None:
        _take_in(search, 0, result.starts)
    elif search.brake.pulled_by is None:
        search.whole_limit = min(2 * search.whole_limit, LONGEST_WHOLE)
    _look_for_shorter(search)
    search.work += seconds


def _squeeze_somewhere(search: Search, task: int) -> Squeezed:
    """A random window of one of the shortest schedules, justified to one side or the other."""
    packed = search.packed
    rng = np.random.default_rng([search.seed, search.round, task])
    starts = search.best
    equals = [(island, place) for island in search.islands for place in np.flatnonzero(island.fitness >> RANK == search.makespan)]
    if equals:
        island, place = equals[int(rng.integers(len(equals)))]
        schedules = schedules_at(island, int(place), packed.durations, search.makespan)
        starts = schedules[int(rng.integers(len(schedules)))]
    size = int(rng.integers(SMALLEST_WINDOW, LARGEST_WINDOW + 1))
    window = window_around(packed, starts, int(rng.integers(search.makespan)), size)
    return squeeze(packed, starts, window, WINDOW_LIMIT, search.seed + search.round * TASKS + task, search.brake)


def _take_in(search: Search, task: int, starts: Ints) -> None:
    """A shorter schedule joins the population in place of its worst."""
    packed, island = search.packed, search.islands[task]
    place = int(island.fitness.argmax())
    admit(packed.network, packed.mirrored, island, place, starts, derived_state(search.seed, search.round, TASKS + task))
    search.offer(*shortest(island, packed.durations))
