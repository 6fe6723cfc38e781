"""Ejection chains: force one project to its date, put out whoever is in the way, and place those again, each by its own limit.

Whoever cannot be placed again by its limit is forced in turn, and what was forced before stays (Glover 1996; for
scheduling, Nagata & Braysy 2009). It is quick because one project at a time is planned, and it either ends with everybody in
place and on time, or is given up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import numpy as np

from evenhand.planning.budget import Budget
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.insertion import Insertion
from evenhand.planning.model import Expr, Model, Unplaceable
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND, WORK_A_MODEL, Effort, solve
from evenhand.planning.occupancy import Occupancy, fits
from evenhand.planning.parts import Slot
from evenhand.planning.rules import post_all

EFFORT = 0.06
PUSHES = 12
WAY, WAY_AN_ACTIVITY = 200, 20  # what it costs to put a project out, in slots moved


class Chain:
    """One chain. ``latest``: how late activities of others may end; ``most``: projects forced at the most; ``placing``: the result, once `run` has succeeded."""

    def __init__(self, compiled: Compiled, start: Placing, latest: Mapping[int, Slot], *, budget: Budget, seed: int, most: int) -> None:
        self.compiled = compiled
        self.start = start
        self.latest = latest
        self.budget = budget
        self.most = most
        self.random = Random(seed)
        self.occupancy = Occupancy(compiled, start)
        self.forced: list[int] = []

    @property
    def placing(self) -> Placing:
        return self.occupancy.placing

    def run(self, project: int, wanted: Mapping[int, Slot]) -> bool:
        """Bring the project's ``wanted`` activities to their dates, and everybody else back into place."""
        waiting = [project]
        while waiting:
            p = waiting.pop(0)
            if len(self.forced) >= self.most or p in self.forced or self.budget.stop() is not None:
                return False
            ends = {**{a: self.latest[a] for a in self._movable(p) if a in self.latest}, **(wanted if p == project else {})}
            out = self._force(p, ends)
            if out is None:
                return False
            self.forced.append(p)
            waiting.extend(q for q in self._put_back(out) if q not in waiting)
        return True

    def _movable(self, project: int) -> list[int]:
        return [a for a in self.compiled.activities_of[project] if a not in self.compiled.facts]

    def _force(self, project: int, ends: Mapping[int, Slot]) -> list[int] | None:
        """Place the project by its dates, with as few others put out as can be; returns those, or None if it has no place."""
        c = self.compiled
        mine = self._movable(project)
        free = set(mine)
        others = [p for p in range(len(c.activities_of)) if p != project and p not in self.forced]
        yielding = {p: {a: self.placing[a] for a in self._movable(p) if a in self.placing} for p in others}
        standing = Occupancy(c, {a: x for a, x in self.placing.items() if a not in free and (a in c.facts or c.project_of[a] in self.forced)})
        keeping = self.occupancy.without(free)
        for r, is_unit in enumerate(c.is_unit):
            if is_unit:
                keeping.used[r], keeping.on_unit[r] = standing.used[r], standing.on_unit[r]
        for occupancy in (keeping, standing):
            found = self._model(occupancy, mine, ends, yielding)
            if found is not None:
                return self._put(mine, found)
        return None

    def _model(self, occupancy: Occupancy, mine: Sequence[int], ends: Mapping[int, Slot], yielding: Mapping[int, Placing]) -> Placing | None:
        try:
            model = Model(self.compiled, occupancy, mine, latest=ends, yielding=yielding)
        except Unplaceable:
            return None
        post_all(model)
        moves: list[Expr] = []
        for a in mine:
            distance = model.cp.new_int_var(0, self.compiled.horizon, "")
            model.cp.add(distance >= model.start(a) - self.start[a].start)
            model.cp.add(distance >= self.start[a].start - model.start(a))
            moves.append(distance)
        model.cp.minimize(sum(moves) + sum((WAY + WAY_AN_ACTIVITY * len(yielding[p])) * way for p, way in model.gives_way.items()))
        model.hint(self.start)
        found = solve(model, Effort(EFFORT, min(self.budget.seconds_left, 20.0), self.random.randrange(2**31)))
        self.budget.work += WORK_A_MODEL + WORK_A_DETERMINISTIC_SECOND * found.work
        return found.placing

    def _put(self, mine: Sequence[int], placing: Placing) -> list[int] | None:
        """Put the project in, and those in its way out: the most in the way first, until it fits. None if it does not fit even so."""
        self.occupancy = self.occupancy.without(set(mine))
        out: list[int] = []
        while not fits(self.compiled, self.occupancy, placing):
            scores: dict[int, float] = {}
            for a, score in in_the_way(self.compiled, self.occupancy, placing).items():
                p = self.compiled.project_of[a]
                if p not in self.forced:
                    scores[p] = scores.get(p, 0.0) + score
            if not scores:  # what is short is nobody's place, such as a stock
                return None
            worst = min(scores, key=lambda p: (-scores[p], p))
            out.append(worst)
            self.occupancy = self.occupancy.without(set(self._movable(worst)))
        for a, placed in placing.items():
            self.occupancy.add(a, placed)
        return out

    def _put_back(self, out: Sequence[int]) -> list[int]:
        """Place again who was put out, the least slack first; returns those that do not get in by their limits."""
        slack = {
            p: min((self.latest[a] - self.start[a].end for a in self._movable(p) if a in self.latest), default=self.compiled.horizon) for p in out
        }
        insertion = Insertion(self.compiled, self.occupancy)
        left = []
        for p in sorted(out, key=lambda p: (slack[p] * self.random.uniform(0.8, 1.2), p)):
            activities = self._movable(p)
            if insertion.insert(activities, PUSHES):
                if all(self.placing[a].end <= self.latest.get(a, self.compiled.horizon) for a in activities):
                    continue
                for a in activities:
                    self.occupancy.remove(a)
            left.append(p)
        return left


def in_the_way(compiled: Compiled, occupancy: Occupancy, placing: Placing) -> dict[int, float]:
    """For each placed activity that can move: how much it has of what a placing needs beyond what is left."""
    others = occupancy.without(set(placing))
    mine = Occupancy(compiled, placing)
    scores: dict[int, float] = {}
    for r, is_stock in enumerate(compiled.is_stock):
        if is_stock:
            continue
        if compiled.is_unit[r]:
            _score_unit(compiled, r, mine, others, scores)
            continue
        short = (mine.used[r] > 0) & (mine.used[r] + others.used[r] > compiled.capacity[r]) & (compiled.capacity[r] > 0)
        if not short.any():
            continue
        for a, placed in others.placing.items():
            amount = dict(compiled.modes[a][placed.mode].needs).get(r, 0)
            if amount and a not in compiled.facts:
                met = int(np.count_nonzero(short[placed.start : placed.end]))
                if met:
                    scores[a] = scores.get(a, 0.0) + met * amount / max(1, compiled.resources[r].capacity.maximum)
    for a in placing:
        for b in compiled.near[a]:
            if b not in placing and b in others.placing and b not in compiled.facts and compiled.project_of[b] != compiled.project_of[a]:
                scores[b] = scores.get(b, 0.0) + 0.5
    return scores


def _score_unit(compiled: Compiled, unit: int, mine: Occupancy, others: Occupancy, scores: dict[int, float]) -> None:
    """Who is on the unit at the same time, or too near for the changeover."""
    for start, end, a in mine.on_unit[unit]:
        for s, e, b in others.on_unit[unit]:
            if start < e + compiled.setup(unit, b, a) and s < end + compiled.setup(unit, a, b) and b not in compiled.facts:
                scores[b] = scores.get(b, 0.0) + max(1, min(end, e) - max(start, s))
