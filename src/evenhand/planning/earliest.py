"""The earliest end of some activities that harms nobody else's promise, and the bound that proves it.

The requested project alone, with only what has happened around it, gives a bound: leaving the others out makes it
easier. Then a date is aimed at, and the plan *repaired* to it: project and *blockers* are planned as if the rest were not
there, moving as little as they can; whoever of the rest is run into becomes a blocker; until nobody is run into, and the
plan is valid. The blockers are found lazily, as the cuts in logic-based Benders decomposition are (Hooker & Ottosson
2003). Beside it, project and blockers are planned around the rest where they stand (large neighbourhoods, Shaw 1998), which
gives a valid plan each time, and with the rest left out and nothing else restricted, which tightens the bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from random import Random

from evenhand.planning.budget import Budget
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.ejection import WAY, WAY_AN_ACTIVITY, Chain, in_the_way
from evenhand.planning.model import Expr, Model, Unplaceable
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND, WORK_A_MODEL, Effort, Found, solve
from evenhand.planning.occupancy import Occupancy, fits
from evenhand.planning.parts import Slot
from evenhand.planning.recreate.arrays import Instance
from evenhand.planning.recreate.search import Walk, settled
from evenhand.planning.rules import post_all

CHAINS = 2  # at a time
THRESHOLDS = ((20.0, 1.0), (40.0, 2.0))  # of the walks, in slots
ROUNDS = 300  # of a walk at a time
BOUND_AFTER = 15  # so many times
STALE = 30  # so many times without an earlier end, and the walks are given up
NEW_BLOCKERS = 3  # a round
MOST_ACTIVITIES = 450  # free in one model
REACH = 200  # slots a blocker's activity may move at first
BOUND_EFFORT = 0.3  # CP-SAT's deterministic time
REPAIR_EFFORT = 0.06
FARTHEST = 1200
MOST_AMONG = 120  # activities in a model for a bound
HARDEST = 100.0
SHORT, LONG = 6, 12  # projects forced in a chain
FIRST_AHEAD = 8  # slots
NOTHING = Found(None, proved=False, infeasible=False, bound=0.0, work=0.0)


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
        instance: Instance | None = None,
        begin: Placing | None = None,
    ) -> None:
        self.compiled = compiled
        self.instance = instance
        self.begin = start if begin is None else begin
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
        room = sum(max(m.duration for m in compiled.modes[a]) for a in compiled.activities_of[self.project])  # for its own later work
        self.high = min(compiled.horizon, max((p.end for p in start.values()), default=0) + 1 + room)
        self.end = max(start[a].end for a in self.wanted)
        self.bound = max(compiled.earliest[a][1] for a in self.wanted)

    def run(self) -> Earliest:
        """Search until proof, budget, or an end at or before ``good_enough``."""
        if not self._done():
            self._bound_alone()
            self._tell()
        if self.instance is not None:
            if not self._done():
                self._walk(self.instance)
            return Earliest(self.occupancy.placing, self.end, min(self.bound, self.end))
        low = max(self.bound, self.good_enough)
        if not self._done() and not self._chains(low, SHORT):
            self._gallop(lambda aim: self._chains(aim, SHORT))
        self._bound_among()
        effort = 1.0
        while not self._done() and effort <= HARDEST:
            self._gallop(lambda aim, e=effort: self._chains(aim, LONG) or self._repair(aim, e))  # type: ignore[misc]
            effort *= 3.0
        self._tell()
        return Earliest(self.occupancy.placing, self.end, min(self.bound, self.end))

    def _walk(self, instance: Instance) -> None:
        """Two walks side by side; once they do not arrive soon, the bound is raised beside one of them."""
        walks = [
            Walk(instance, self.occupancy.placing, self.begin, self.wanted, self.latest, seed=self._seed(), warm=warm, cold=cold)
            for warm, cold in THRESHOLDS
        ]
        among: list[int] | None = [self.project]
        own = self._movable([self.project])
        self._take(own, self._beside(own, REACH, BOUND_EFFORT, self._seed()))  # others where they are, its own work in any order
        rounds = stale = 0
        while not self._done() and stale < STALE:
            aim = max(self.bound, self.good_enough)
            bounding = among if rounds >= BOUND_AFTER else None
            tasks = [self.pool.submit(walk.run, aim, ROUNDS) for walk in walks[: 1 if bounding else 2]]
            if bounding:
                among = self._bound_with(bounding)
            self.budget.work += sum(task.result() for task in tasks)
            best = min(walks, key=lambda walk: walk.end)
            stale += 1
            rounds += 1
            if best.end < self.end:
                self._adopt(settled(instance, best.placing, self.origin, self.project))
                stale = 0
            self._tell()

    def _adopt(self, placing: Placing) -> None:
        self.occupancy = Occupancy(self.compiled, placing)
        self.end = max(placing[a].end for a in self.wanted)

    def _gallop(self, reach: Callable[[Slot], bool]) -> None:
        """Aim a little earlier than the best end: farther after each success, nearer after each failure, until not one slot is won."""
        failed = max(self.bound, self.good_enough) - 1  # the latest aim that could not be reached
        step = max(1, (self.end - failed) // 4)
        while not self._done():
            aim = max(failed + 1, self.end - step)
            if aim >= self.end:
                return
            if reach(aim):
                step *= 2
            else:
                failed = max(failed, aim)
                step = max(1, step // 4)
            self._tell()
            failed = max(failed, self.bound - 1, self.good_enough - 1)

    def _done(self) -> bool:
        return self.end <= max(self.bound, self.good_enough) or self.budget.stop() is not None

    def _movable(self, projects: Sequence[int]) -> list[int]:
        c = self.compiled
        return [a for p in projects for a in c.activities_of[p] if a not in c.facts]

    # -- the models ------------------------------------------------------------------------------------------------

    def _model(
        self,
        occupancy: Occupancy,
        free: Sequence[int],
        top: Slot,
        reach: int | None,
        high: Slot | None = None,
        yielding: Mapping[int, Placing] | None = None,
    ) -> tuple[Model, Expr, Expr]:
        """The model, the requested end (at most ``top``), and how far work moves from where it was."""
        near = {a: (self.occupancy.placing[a].start, reach) for a in free if reach is not None and self.compiled.project_of[a] != self.project}
        model = Model(
            self.compiled, occupancy, free, latest=self.latest, window=(0, self.high if high is None else high), near=near, yielding=yielding
        )
        post_all(model)
        end = model.cp.new_int_var(0, top, "requested end")
        for a in self.wanted:
            if a in model.of:
                model.cp.add(end >= model.end(a))
        moves: list[Expr] = []
        for a in free:
            at = self.origin[a].start
            distance = model.cp.new_int_var(0, self.compiled.horizon, "")
            model.cp.add(distance >= model.start(a) - at)
            model.cp.add(distance >= at - model.start(a))
            moves.append(distance)
        return model, end, sum(moves)

    def _solve(self, model: Model, effort: float, seed: int, hint: Placing | None = None) -> Found:
        model.hint(self.occupancy.placing if hint is None else hint)
        return solve(model, Effort(effort, min(self.budget.seconds_left, 60.0), seed))

    def _alone(self, free: Sequence[int], top: Slot, effort: float, seed: int) -> Found:
        """The earliest end, at most ``top``, with the rest left out: a bound."""
        try:
            model, end, _ = self._model(self.facts, free, top, None, self.compiled.horizon)  # a bound may leave nothing out
        except Unplaceable:
            return Found(None, proved=True, infeasible=True, bound=0.0, work=0.0)
        model.cp.add(end >= self.bound)
        model.cp.minimize(end)
        return self._solve(model, effort, seed)

    def _least_moves(self, free: Sequence[int], blockers: Sequence[int], top: Slot, reach: int, effort: float, hint: Placing, seed: int) -> Found:
        """End by ``top``, move as little as can be, and let as few of the others as can be give way.

        What is not free of the blockers stays. The others stand on the units until they are told to give way; pools and
        people they keep either way, and only where there is no plan at all like that are they taken to use none.
        """
        stays = {a: self.occupancy.placing[a] for p in blockers for a in self._movable([p])}
        for a in free:
            stays.pop(a, None)
        others = [p for p in range(len(self.compiled.activities_of)) if p != self.project and p not in blockers]
        yielding = {p: {a: self.occupancy.placing[a] for a in self._movable([p])} for p in others}
        rest = Occupancy(self.compiled, {**self.compiled.facts, **stays})
        keeping = self.occupancy.without(set(free))
        for r, is_unit in enumerate(self.compiled.is_unit):
            if is_unit:
                keeping.used[r], keeping.on_unit[r] = rest.used[r], rest.on_unit[r]
        found = NOTHING
        for occupancy in (keeping, rest):
            try:
                # without blockers, that there is no way is a bound: nothing may be left out
                model, _, moves = self._model(occupancy, free, top, reach, None if blockers else self.compiled.horizon, yielding)
            except Unplaceable:
                found = Found(None, proved=True, infeasible=True, bound=0.0, work=found.work)
                continue
            model.cp.minimize(moves + sum((WAY + WAY_AN_ACTIVITY * len(yielding[p])) * way for p, way in model.gives_way.items()))
            for way in model.gives_way.values():
                model.cp.add_hint(way, 1)
            again = self._solve(model, effort, seed, hint)
            found = replace(again, work=again.work + found.work)
            if found.placing is not None:
                break
        return found

    def _beside(self, free: Sequence[int], reach: int, effort: float, seed: int) -> Found:
        """Around the rest where it stands: as early as can be, moving little."""
        try:
            model, end, moves = self._model(self.occupancy.without(set(free)), free, self.end, reach)
        except Unplaceable:
            return NOTHING
        model.cp.minimize(end * 50 + moves)
        return self._solve(model, effort, seed)

    # -- the search ------------------------------------------------------------------------------------------------

    def _bound_alone(self) -> None:
        """Raise the bound with the project alone: dates just above it first, because a short stretch of time is soon searched."""
        free = self._movable([self.project])
        ahead = FIRST_AHEAD
        while not self._done():
            top = min(self.end, self.bound + ahead)
            found = self._alone(free, top, BOUND_EFFORT, self._seed())
            self._spend(found)
            if not self.compiled.changeovers_add_up or (found.placing is None and not found.infeasible):
                return
            self.bound = min(self.end, top + 1 if found.infeasible else round(found.bound))
            if not found.infeasible:
                return
            ahead *= 4

    def _bound_among(self) -> None:
        """Raise the bound with the project and who is in its way, then who is in theirs, as long as that is proved quickly.

        Each of these plans leaves the others out; one that fits beside them nevertheless is the earliest there is.
        """
        projects: list[int] | None = [self.project]
        while projects is not None and not self._done():
            projects = self._bound_with(projects)

    def _bound_with(self, projects: list[int]) -> list[int] | None:
        """Raise the bound with these projects; returns them with those in their way, or None where that is not worth while."""
        free = self._movable(projects)
        if len(free) > MOST_AMONG or not self.compiled.changeovers_add_up:
            return None
        found = self._alone(free, self.end - 1, BOUND_EFFORT, self._seed())
        self._spend(found)
        if found.infeasible:
            self.bound = self.end
        if found.placing is None:
            return None
        self.bound = max(self.bound, round(found.bound))
        if fits(self.compiled, self.occupancy, found.placing):
            self._put(free, found.placing)
            return projects
        scores: dict[int, float] = {}
        for a, score in in_the_way(self.compiled, self.occupancy, found.placing).items():
            p = self.compiled.project_of[a]
            scores[p] = scores.get(p, 0.0) + score
        return [*projects, *sorted(scores, key=lambda p: (-scores[p], p))[:NEW_BLOCKERS]] if scores else None

    def _chains(self, aim: Slot, forced: int) -> bool:
        """Two ejection chains to the aimed date, side by side; the first that succeeds is kept."""
        ends = dict.fromkeys(self.wanted, aim)
        parts = [Budget(None, self.budget.seconds_left, self.budget.cancelled) for _ in range(CHAINS)]
        chains = [Chain(self.compiled, self.occupancy.placing, self.latest, budget=part, seed=self._seed(), most=forced) for part in parts]
        tasks = [self.pool.submit(chain.run, self.project, ends) for chain in chains]
        reached = [task.result() for task in tasks]
        self.budget.work += sum(part.work for part in parts)
        for chain, arrived in zip(chains, reached, strict=True):
            if arrived and max(chain.placing[a].end for a in self.wanted) < self.end:
                self.occupancy = chain.occupancy
                self.end = max(chain.placing[a].end for a in self.wanted)
                return True
        return False

    def _repair(self, aim: Slot, effort: float) -> bool:
        """Bring the requested end to ``aim`` or before, making blockers of whoever is in the way. True if that succeeded."""
        own = self._movable([self.project])
        blockers: dict[int, set[int]] = {}
        hint, reach = self.occupancy.placing, REACH
        while not self._done() and aim < self.end:
            free = sorted({*own, *(a for acts in blockers.values() for a in acts)})
            task = self.pool.submit(self._least_moves, free, sorted(blockers), aim, reach, REPAIR_EFFORT * effort, hint, self._seed())
            aside = self.pool.submit(self._beside, free, reach, REPAIR_EFFORT * effort, self._seed()) if blockers else None
            found = task.result()
            self._spend(found)
            if aside is not None:
                self._take(free, aside.result())
            if found.placing is None:
                if found.infeasible and not blockers and self.compiled.changeovers_add_up:
                    self.bound = max(self.bound, min(self.end, aim + 1))
                if not blockers or reach >= FARTHEST:
                    return False
                reach *= 3  # nobody can give way so little: let the blockers go farther, and more of what they do
                for p, acts in blockers.items():
                    acts |= {a for a in self._movable([p]) if any(self._apart(a, b) < reach for b in acts)}
                continue
            hint = {**hint, **found.placing}
            if fits(self.compiled, self.occupancy, found.placing):
                self._put(free, found.placing)
                return True
            if not self._grow(blockers, found.placing, reach):
                return False
            self._tell()
        return aim >= self.end

    def _apart(self, a: int, b: int) -> int:
        """Slots between two activities where they are; below 0 if they overlap."""
        one, two = self.occupancy.placing[a], self.occupancy.placing[b]
        return max(one.start, two.start) - min(one.end, two.end)

    def _seed(self) -> int:
        return self.random.randrange(2**31)

    def _spend(self, found: Found) -> None:
        self.budget.work += WORK_A_MODEL + WORK_A_DETERMINISTIC_SECOND * found.work

    def _take(self, free: Sequence[int], found: Found) -> None:
        """Keep a plan made around the rest if it is earlier."""
        self._spend(found)
        if found.placing is not None and max(found.placing.get(a, self.occupancy.placing[a]).end for a in self.wanted) < self.end:
            self._put(free, found.placing)

    def _put(self, free: Sequence[int], placing: Placing) -> None:
        occupancy = self.occupancy.without(set(free))
        for a, placed in placing.items():
            occupancy.add(a, placed)
        self.occupancy = occupancy
        self.end = max(occupancy.placing[a].end for a in self.wanted)

    def _grow(self, blockers: dict[int, set[int]], placing: Placing, reach: int) -> bool:
        """Free more of the projects that a placing runs into, those most in the way first: what they do near the collision."""
        c = self.compiled
        met = in_the_way(c, self.occupancy, placing)
        scores: dict[int, float] = {}
        span: dict[int, tuple[Slot, Slot]] = {}
        for a, score in met.items():
            p, placed = c.project_of[a], self.occupancy.placing[a]
            scores[p] = scores.get(p, 0.0) + score
            low, high = span.get(p, (placed.start, placed.end))
            span[p] = min(low, placed.start), max(high, placed.end)
        room = MOST_ACTIVITIES - sum(len(acts) for acts in blockers.values())
        added = False
        for p in sorted(scores, key=lambda p: (-scores[p], p))[: max(NEW_BLOCKERS, len(blockers))]:
            low, high = span[p]
            near = {a for a in self._movable([p]) if self.occupancy.placing[a].end > low - reach and self.occupancy.placing[a].start < high + reach}
            fresh = near - blockers.get(p, set())
            if fresh and len(fresh) <= room:
                blockers.setdefault(p, set()).update(fresh)
                room -= len(fresh)
                added = True
        return added

    def _tell(self) -> None:
        if self.on_earlier is not None:
            self.on_earlier(self.end, self.bound)
