"""From a plan to a better one: large-neighbourhood search (Shaw 1998; Godard, Laborie & Nuijten 2005) over projects.

A round takes the plan as it is, frees a few projects in each of `TASKS` neighbourhoods, plans them anew by CP-SAT beside
the others, and keeps what made the plan better, or other and no worse. Rounds are the same whatever the number of
threads, so the result depends on problem, seed and effort alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from evenhand.planning.budget import Budget
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.construct import in_groups
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND, WORK_A_MODEL, Effort, Found, replan
from evenhand.planning.occupancy import Occupancy, fits
from evenhand.planning.parts import Objective
from evenhand.planning.result import StoppedBy

TASKS = 2  # neighbourhoods a round
FIRST_SIZE = 100.0  # activities freed at first
EFFORT = 0.15  # CP-SAT's deterministic time a neighbourhood


@dataclass
class Search:
    """The state of a search: the best placing, and how large a neighbourhood pays."""

    compiled: Compiled
    occupancy: Occupancy
    budget: Budget
    random: Random
    size: float = FIRST_SIZE
    objective: tuple[int, ...] = ()
    idle: int = 0
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.objective = self.compiled.objective(self.occupancy.placing)


def improve(
    compiled: Compiled,
    start: Placing,
    budget: Budget,
    *,
    seed: int,
    workers: int,
    on_better: Callable[[tuple[int, ...], Placing], None] | None = None,
    good_enough: Callable[[tuple[int, ...]], bool] | None = None,
) -> tuple[Placing, StoppedBy]:
    """Search from a complete placing until the budget is spent or ``good_enough``; returns the best placing and why it stopped."""
    search = Search(compiled, Occupancy(compiled, start), budget, Random(seed))
    movable = [p for p, members in enumerate(compiled.activities_of) if any(a not in compiled.facts for a in members)]
    with ThreadPoolExecutor(max_workers=max(1, min(workers, TASKS))) as pool:
        while True:
            if not movable or (good_enough is not None and good_enough(search.objective)):
                return search.occupancy.placing, StoppedBy.PROOF
            why = budget.stop()
            if why is not None:
                return search.occupancy.placing, why
            before = search.objective
            _round(search, movable, pool)
            if search.objective < before and on_better is not None:
                on_better(search.objective, search.occupancy.placing)


def regroup(compiled: Compiled, start: Placing, budget: Budget, *, seed: int, workers: int) -> Placing:
    """The best of the placing and `TASKS` new ones, in which projects are put in in groups, in orders drawn by chance."""
    random = Random(seed)
    projects = [p for p, members in enumerate(compiled.activities_of) if members]
    with ThreadPoolExecutor(max_workers=max(1, min(workers, TASKS))) as pool:
        tasks = []
        for _ in range(TASKS):
            part = Budget(None, budget.seconds_left, budget.cancelled)
            order = random.sample(projects, len(projects))
            tasks.append((part, pool.submit(in_groups, compiled, order, part, random.randrange(2**31))))
        found = [start]
        for part, task in tasks:
            placing = task.result()
            budget.work += part.work
            if placing is not None:
                found.append(placing)
    return min(found, key=compiled.objective)


def _round(search: Search, movable: Sequence[int], pool: Executor) -> None:
    c = search.compiled
    chosen = _choose(search, movable)
    tasks = []
    makespan = c.problem.objective is Objective.MAKESPAN
    for projects in chosen:
        free = [a for p in projects for a in c.activities_of[p] if a not in c.facts]
        seed = search.random.randrange(2**31)
        # Which project's finish matters after the last end is drawn anew each time: else the search stands still on plateaus.
        weight = {p: search.random.choice((1, 1, 2, 4, 8)) for p in projects} if makespan else {}
        tasks.append((free, pool.submit(_task, search, free, weight, seed)))
    for free, future in tasks:
        found = future.result()
        search.budget.work += WORK_A_MODEL + WORK_A_DETERMINISTIC_SECOND * found.work
        _take(search, free, found)
        if found.proved or found.infeasible:
            search.size = min(1000.0, search.size * (1.08 if found.work < EFFORT / 4 else 1.02))
        else:
            search.size = max(25.0, search.size * 0.95)


def _task(search: Search, free: Sequence[int], weight: Mapping[int, int], seed: int) -> Found:
    c = search.compiled
    effort = Effort(EFFORT, min(search.budget.seconds_left, 8.0), seed)
    high = c.horizon
    if c.problem.objective is Objective.MAKESPAN:
        high = search.objective[0]
    beside = search.occupancy.without(set(free))
    return replan(c, beside, free, effort, hint=search.occupancy.placing, ceiling=search.objective[:1], window=(0, high), weight=weight)


def _take(search: Search, free: Sequence[int], found: Found) -> None:
    """Keep what was found if it fits beside what has been kept this round, and is no worse."""
    if found.placing is None or all(search.occupancy.placing[a] == found.placing[a] for a in free):
        return
    merged = {**search.occupancy.placing, **found.placing}
    value = search.compiled.objective(merged)
    if value > search.objective:
        return
    beside = search.occupancy.without(set(free))
    if not fits(search.compiled, beside, found.placing):
        return
    for a, placed in found.placing.items():
        beside.add(a, placed)
    search.occupancy = beside
    search.objective = value


def _choose(search: Search, movable: Sequence[int]) -> list[list[int]]:
    """Projects for each neighbourhood: one to start from, and those that meet it on the same resources at the same time."""
    c, random = search.compiled, search.random
    taken: set[int] = set()
    chosen = []
    for task in range(TASKS):
        left = [p for p in movable if p not in taken]
        if not left:
            break
        start = _first(search, left) if task == 0 or random.random() < 0.5 else random.choice(left)
        mine = [start]
        count = len(c.activities_of[start])
        near = _by_nearness(search, start, [p for p in left if p != start])
        for p in near:
            if count + len(c.activities_of[p]) > search.size and len(mine) > 1:
                break
            mine.append(p)
            count += len(c.activities_of[p])
        taken.update(mine)
        chosen.append(mine)
    return chosen


def _first(search: Search, left: Sequence[int]) -> int:
    """A project that finishes late (or is late), more likely the later."""
    c = search.compiled
    finish = {p: max(search.occupancy.placing[a].end for a in c.activities_of[p]) for p in left}
    ranked = sorted(left, key=lambda p: (-finish[p], p))
    return ranked[min(len(ranked) - 1, int(search.random.expovariate(0.5)))]


def _by_nearness(search: Search, start: int, others: Sequence[int]) -> list[int]:
    """The other projects, those first that share most resource time with this one; shuffled a little."""
    c = search.compiled
    spans = [(search.occupancy.placing[a], c.modes[a][search.occupancy.placing[a].mode].needs) for a in c.activities_of[start]]
    low, high = min(p.start for p, _ in spans), max(p.end for p, _ in spans)
    mine = {r for _, needs in spans for r, _ in needs}
    scores = {}
    for p in others:
        score = 0.0
        for a in c.activities_of[p]:
            placed = search.occupancy.placing[a]
            for r, _ in c.modes[a][placed.mode].needs:
                if r in mine:
                    overlap = min(high, placed.end) - max(low, placed.start)
                    score += max(0, overlap) + (0.2 * (placed.end - placed.start) if overlap > -(high - low) else 0.0)
        scores[p] = score * search.random.uniform(0.3, 1.0)
    return sorted(others, key=lambda p: (-scores[p], p))
