"""The earliest end of some activities that harms nobody else's promise, and the bound that proves it.

The requested project is planned together with those that stand in its way, its *blockers*, and the blockers are found
as they are needed. Each round plans project and blockers twice: beside all the others where they are, which gives a
valid plan; and as if the others were not there, which gives a valid bound, since leaving projects out only makes it
easier. Where the bound's plan runs into others, these become blockers. The two meet when no one left out is in the way,
or when both dates are the same: a relaxation tightened lazily, as in logic-based Benders decomposition (Hooker & Ottosson
2003), with large neighbourhoods (Shaw 1998) for the plans.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from random import Random

import numpy as np

from evenhand.planning.budget import Budget
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.model import Expr, Model, Unplaceable
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND, WORK_A_MODEL, Effort, Found, solve
from evenhand.planning.occupancy import Occupancy, fits
from evenhand.planning.parts import Slot
from evenhand.planning.rules import post_all

FIRST_BLOCKERS = 3
MOST_ACTIVITIES = 700  # free in one model
EFFORT = 0.05  # CP-SAT's deterministic time for the first models; more as blockers grow


@dataclass(frozen=True)
class Earliest:
    """The best placing found, its end, and the bound; ``proved`` when they meet."""

    placing: Placing
    end: Slot
    bound: Slot

    @property
    def proved(self) -> bool:
        return self.end <= self.bound


OnEarlier = Callable[[Slot, Slot], None]


class EarliestSearch:
    """Search for the earliest last end of ``wanted`` while ends in ``latest`` hold, beginning from a valid placing."""

    def __init__(
        self,
        compiled: Compiled,
        start: Placing,
        wanted: Sequence[int],
        latest: Mapping[int, Slot],
        *,
        budget: Budget,
        seed: int,
        pool: Executor,
        good_enough: Slot = 0,
        on_earlier: OnEarlier | None = None,
    ) -> None:
        self.compiled = compiled
        self.wanted = sorted(wanted)
        self.latest = latest
        self.budget = budget
        self.random = Random(seed)
        self.pool = pool
        self.good_enough = good_enough
        self.on_earlier = on_earlier
        self.occupancy = Occupancy(compiled, start)
        self.origin = dict(start)
        self.project = compiled.project_of[self.wanted[0]]
        self.facts = Occupancy(compiled, compiled.facts)
        self.high = min(compiled.horizon, max((p.end for p in start.values()), default=0) + 1)
        self.end = max(start[a].end for a in self.wanted)
        self.bound = max(compiled.earliest[a][1] for a in self.wanted)
        self.blockers: list[int] = []

    def run(self) -> Earliest:
        """Search until proof, budget, or an end at or before ``good_enough``."""
        effort, stale = EFFORT, 0
        while self.end > self.bound and self.end > self.good_enough and self.budget.stop() is None:
            chosen = [self.project, *self.blockers]
            free = self._movable(chosen)
            relaxed = self.pool.submit(self._relaxed, free, effort, self.random.randrange(2**31))
            beside = self.pool.submit(self._beside, free, effort, self.random.randrange(2**31)) if self.blockers else None
            easier = relaxed.result()
            before = self.end
            if beside is not None:
                self._take(free, beside.result())
            self._tighten(free, easier)
            self._tell()
            if self.end <= max(self.bound, self.good_enough):
                break
            grown = self._grow(easier)
            if not grown:
                stale = stale + 1 if self.end == before else 0
                effort *= 2.0
                if effort > 64 * EFFORT or not self._random_round(effort):
                    break
        return Earliest(self.occupancy.placing, self.end, min(self.bound, self.end))

    def _movable(self, projects: Sequence[int]) -> list[int]:
        c = self.compiled
        return [a for p in projects for a in c.activities_of[p] if a not in c.facts]

    # -- the two models --------------------------------------------------------------------------------------------

    def _model(self, occupancy: Occupancy, free: Sequence[int]) -> tuple[Model, Expr, Expr]:
        """The model, the requested end, and how far other work moves."""
        model = Model(self.compiled, occupancy, free, latest=self.latest, window=(0, self.high))
        post_all(model)
        end = model.cp.new_int_var(self.bound, self.end, "requested end")
        for a in self.wanted:
            if model.here(a):
                model.cp.add(end >= model.end(a))
        moves: list[Expr] = []
        for a in free:
            at = self.origin[a].start
            distance = model.cp.new_int_var(0, self.compiled.horizon, "")
            model.cp.add(distance >= model.start(a) - at)
            model.cp.add(distance >= at - model.start(a))
            moves.append(distance)
        return model, end, sum(moves)

    def _solve(self, occupancy: Occupancy, free: Sequence[int], effort: float, seed: int) -> Found:
        try:
            model, end, moves = self._model(occupancy, free)
        except Unplaceable:
            return Found(None, proved=False, infeasible=True, bound=0.0, work=0.0)
        weight = self.compiled.horizon * (len(free) + 1)
        model.cp.minimize(end * weight + moves)
        model.hint(self.occupancy.placing)
        found = solve(model, Effort(effort, min(self.budget.seconds_left, 60.0), seed))
        return Found(found.placing, found.proved, found.infeasible, found.bound // weight, found.work)

    def _relaxed(self, free: Sequence[int], effort: float, seed: int) -> Found:
        return self._solve(self.facts, free, effort, seed)

    def _beside(self, free: Sequence[int], effort: float, seed: int) -> Found:
        return self._solve(self.occupancy.without(set(free)), free, effort, seed)

    # -- what comes of them ----------------------------------------------------------------------------------------

    def _spend(self, found: Found) -> None:
        self.budget.work += WORK_A_MODEL + WORK_A_DETERMINISTIC_SECOND * found.work

    def _take(self, free: Sequence[int], found: Found) -> bool:
        """Keep a plan beside the others if it is earlier, or as early with less moved."""
        self._spend(found)
        if found.placing is None:
            return False
        end = max(found.placing.get(a, self.occupancy.placing[a]).end for a in self.wanted)
        if end > self.end or (end == self.end and self._moved(found.placing) >= self._moved({a: self.occupancy.placing[a] for a in free})):
            return False
        occupancy = self.occupancy.without(set(free))
        for a, placed in found.placing.items():
            occupancy.add(a, placed)
        earlier = end < self.end
        self.occupancy, self.end = occupancy, end
        return earlier

    def _moved(self, placing: Placing) -> tuple[int, int]:
        apart = [abs(p.start - self.origin[a].start) for a, p in placing.items()]
        return sum(1 for x in apart if x), sum(apart)

    def _tighten(self, free: Sequence[int], found: Found) -> None:
        """Raise the bound by what the relaxed model proved; if its plan fits beside the others as it is, take it."""
        self._spend(found)
        if found.infeasible:
            self.bound = self.end  # not even without the others is there anything earlier than what is known
            return
        if self.compiled.changeovers_add_up:
            self.bound = max(self.bound, min(self.end, int(found.bound)))
        if found.placing is not None and fits(self.compiled, self.occupancy, found.placing):
            self._take(free, Found(found.placing, found.proved, infeasible=False, bound=found.bound, work=0.0))

    def _grow(self, easier: Found) -> bool:
        """Add the projects that the relaxed plan runs into, those most in the way first."""
        if easier.placing is None:
            return False
        scores = self._in_the_way(easier.placing)
        room = MOST_ACTIVITIES - len(self._movable([self.project, *self.blockers]))
        fresh = sorted(scores, key=lambda p: (-scores[p], p))[: max(FIRST_BLOCKERS, len(self.blockers))]
        added = False
        for p in fresh:
            size = len(self._movable([p]))
            if size and size <= room:
                self.blockers.append(p)
                room -= size
                added = True
        return added

    def _in_the_way(self, placing: Placing) -> dict[int, float]:
        """For each project not in the placing: how much it has of what the placing needs beyond what is left."""
        c = self.compiled
        others = self.occupancy.without(set(placing))
        mine = Occupancy(c, placing)
        scores: dict[int, float] = {}
        for r, is_stock in enumerate(c.is_stock):
            if is_stock:
                continue
            short = (mine.used[r] > 0) & (mine.used[r] + others.used[r] > c.capacity[r]) & (c.capacity[r] > 0)
            if c.is_unit[r] and r in c.changeovers:
                self._score_changeovers(r, mine, others, scores)
            if not short.any():
                continue
            for a, placed in others.placing.items():
                amount = dict(c.modes[a][placed.mode].needs).get(r, 0)
                if amount and a not in c.facts:
                    met = int(np.count_nonzero(short[placed.start : placed.end]))
                    if met:
                        p = c.project_of[a]
                        scores[p] = scores.get(p, 0.0) + met * amount / max(1, c.resources[r].capacity.maximum)
        self._score_links(placing, others, scores)
        return scores

    def _score_changeovers(self, unit: int, mine: Occupancy, others: Occupancy, scores: dict[int, float]) -> None:
        c = self.compiled
        for start, end, a in mine.on_unit[unit]:
            for s, e, b in others.on_unit[unit]:
                if start < e + c.setup(unit, b, a) and s < end + c.setup(unit, a, b) and b not in c.facts:
                    p = c.project_of[b]
                    scores[p] = scores.get(p, 0.0) + 1.0

    def _score_links(self, placing: Placing, others: Occupancy, scores: dict[int, float]) -> None:
        """Projects linked to this one across, or tied by campaigns that the placing splits."""
        c = self.compiled
        for a in placing:
            for b in c.near[a]:
                if b not in placing and b in others.placing and b not in c.facts and c.project_of[b] != c.project_of[a]:
                    scores[c.project_of[b]] = scores.get(c.project_of[b], 0.0) + 0.5

    def _random_round(self, effort: float) -> bool:
        """Neighbourhoods of the project, some blockers and some others, when the blockers have stopped growing."""
        c = self.compiled
        if not self.blockers:
            return False
        limit = min(MOST_ACTIVITIES, 60 + 40 * len(self.blockers))
        tasks = []
        for _ in range(2):
            mine, count = [self.project], len(self._movable([self.project]))
            candidates = self.random.sample(self.blockers, len(self.blockers))
            rest = [p for p in range(len(c.activities_of)) if p != self.project and p not in self.blockers]
            candidates = candidates[: max(1, len(candidates) * 2 // 3)] + self.random.sample(rest, min(len(rest), 4))
            for p in candidates:
                size = len(self._movable([p]))
                if size and count + size <= limit:
                    mine.append(p)
                    count += size
            free = self._movable(mine)
            tasks.append((free, self.pool.submit(self._beside, free, effort, self.random.randrange(2**31))))
        earlier = False
        for free, task in tasks:
            found = task.result()
            if not earlier:
                earlier = self._take(free, found)
        self._tell()
        return True

    def _tell(self) -> None:
        if self.on_earlier is not None:
            self.on_earlier(self.end, self.bound)
