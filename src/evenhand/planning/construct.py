"""From nothing to a first plan: projects are put in one after the other, each as early as what is there allows.

Within a project, serial schedule generation (Kelley 1963; Kolisch 1996) in an order that respects the links; where a
maximal lag, a tie or a campaign is broken, the activity that came too early is pushed to where it would have had to be,
and the project is put in again (the unscheduling step of Neumann, Schwindt & Zimmermann 2003). A project that cannot be
put in that way is planned by CP-SAT beside the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from evenhand.planning.budget import Budget
from evenhand.planning.compiled import Compiled, CompiledLink, Placed, Placing
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND, WORK_A_MODEL, Effort, replan
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.parts import Slot, Stretch

GROUP = 80  # activities put in together
GROUP_EFFORT = 0.15
RESTARTS = 12
INSERT_EFFORT = 0.2  # CP-SAT's deterministic time for one project
REACH = 250  # slots looked at for a first place; then four times as many, and again
PUSHES = 40  # how often a project is put in again before it is left to CP-SAT


def insertion_orders(compiled: Compiled) -> Iterator[list[int]]:
    """Orders of projects to try: by due date, by slack, by earliest finish; nothing but content decides."""
    finish = [max((compiled.earliest[a][1] for a in members), default=0) for members in compiled.activities_of]
    due = list(finish)
    for target in compiled.targets:
        for p in {compiled.project_of[a] for a in target.activities}:
            due[p] = min(due[p], target.due) if due[p] != finish[p] else target.due
    projects = [p for p, members in enumerate(compiled.activities_of) if members]
    yield sorted(projects, key=lambda p: (due[p], finish[p], p))
    yield sorted(projects, key=lambda p: (due[p] - finish[p], p))
    yield sorted(projects, key=lambda p: (-finish[p], p))


def order_within(compiled: Compiled, activities: Sequence[int]) -> list[int]:
    """The activities in an order in which links lead forwards, where there is one; earlier ones first."""
    return sorted(activities, key=lambda a: (*compiled.earliest[a], a))


class Insertion:
    """Puts activities in beside what an occupancy holds, or leaves it as it was."""

    def __init__(self, compiled: Compiled, occupancy: Occupancy) -> None:
        self.compiled = compiled
        self.occupancy = occupancy

    def insert(self, activities: Sequence[int], pushes: int = PUSHES) -> bool:
        """Put all in, each as early as possible. False (and nothing changed) where that does not succeed."""
        order = order_within(self.compiled, activities)
        not_before = {a: self.compiled.earliest[a][0] for a in order}
        for _ in range(pushes + 1):
            put: list[int] = []
            pushed = False
            for a in order:
                placed = self._earliest(a, not_before[a])
                if placed is None:
                    self._take_out(put)
                    return False
                self.occupancy.add(a, placed)
                put.append(a)
                push = self.pushed(a)
                if push is not None:
                    who, to = push
                    if who not in not_before or to <= not_before[who]:
                        self._take_out(put)
                        return False
                    not_before[who] = to
                    pushed = True
                    break
            if not pushed:
                return True
            self._take_out(put)
        return False

    def _take_out(self, put: Sequence[int]) -> None:
        for a in put:
            self.occupancy.remove(a)

    def _earliest(self, a: int, not_before: Slot) -> Placed | None:
        """The earliest end over the modes that the ties to what is placed leave."""
        c = self.compiled
        start_from, end_from = not_before, 0
        for link in c.links_of[a]:
            if link.after == a and link.before in self.occupancy.placing:
                before = self.occupancy.placing[link.before]
                at = (before.end if link.at_end_before else before.start) + link.lag
                if link.at_end_after:
                    end_from = max(end_from, at)
                else:
                    start_from = max(start_from, at)
        best: Placed | None = None
        for m in self.modes_left(a):
            holding = c.activities[a].stretch is Stretch.HOLDING
            high = min(c.horizon, max(start_from, end_from) + c.modes[a][m].duration + REACH)
            while True:
                allowed, end = self.occupancy.allowed_starts(a, m, start_from, high, until=end_from if holding else 0)
                if not holding and end_from:
                    allowed &= end >= end_from
                s = int(np.argmax(allowed))
                if allowed[s] or high >= c.horizon:
                    break
                high = min(c.horizon, start_from + 4 * (high - start_from))
            if allowed[s]:
                e = int(end[s])
                if best is None or (e, start_from + s) < (best.end, best.start):
                    best = Placed(m, start_from + s, e)
        return best

    def modes_left(self, a: int) -> list[int]:
        """The modes of an activity that its ties to placed activities allow, and stocks."""
        c, placing = self.compiled, self.occupancy.placing
        modes = list(range(len(c.modes[a])))
        for same, ties in ((True, c.same), (False, c.different)):
            for tie in ties:
                other = tie.second if tie.first == a else tie.first if tie.second == a else -1
                if other in placing and other != a:
                    theirs = c.modes[other][placing[other].mode].resources & tie.among
                    if same:
                        modes = [m for m in modes if c.modes[a][m].resources & tie.among == theirs]
                    else:
                        modes = [m for m in modes if not c.modes[a][m].resources & theirs]
        for first, mode, second, seconds in c.mode_rules:
            if a == second and first in placing and placing[first].mode == mode:
                modes = [m for m in modes if m in seconds]
            elif a == first and second in placing and placing[second].mode not in seconds:
                modes = [m for m in modes if m != mode]
        return [m for m in modes if self._stocks_last(a, m)]

    def _stocks_last(self, a: int, mode: int) -> bool:
        """Whether the stocks last for this mode, and for the least that everything not placed yet will need."""
        c, placing = self.compiled, self.occupancy.placing
        for r, amount in c.modes[a][mode].stock:
            left = c.resources[r].capacity.at(0) - amount
            for other, modes in enumerate(c.modes):
                if other in placing:
                    left -= dict(modes[placing[other].mode].stock).get(r, 0)
                elif other != a:
                    left -= min(dict(m.stock).get(r, 0) for m in modes)
            if left < 0:
                return False
        return True

    def pushed(self, a: int) -> tuple[int, Slot] | None:
        """Which placed activity came too early, now that ``a`` is placed, and where it would have to start."""
        c, placing = self.compiled, self.occupancy.placing
        for link in c.links_of[a]:
            if link.before in placing and link.after in placing:
                short = self._shortfall(link)
                if short is not None:
                    who, by = short
                    return who, placing[who].start + by
        for before, after in c.runs:
            if a in (before, after) and before in placing and after in placing:
                push = self._split_campaign(before, after)
                if push is not None:
                    return push
        return None

    def _shortfall(self, link: CompiledLink) -> tuple[int, int] | None:
        """For a broken link: the end of it that came too early, and by how much."""
        before, after = self.occupancy.placing[link.before], self.occupancy.placing[link.after]
        gap = (after.end if link.at_end_after else after.start) - (before.end if link.at_end_before else before.start)
        if gap < link.lag:
            return link.after, link.lag - gap
        if link.max_lag is not None and gap > link.max_lag:
            return link.before, gap - link.max_lag
        return None

    def _split_campaign(self, before: int, after: int) -> tuple[int, Slot] | None:
        """If a campaign is the wrong way round on a unit: start the later after the earlier; if something lies between: the earlier after it."""
        c, placing = self.compiled, self.occupancy.placing
        first, second = placing[before], placing[after]
        shared = set(c.modes[before][first.mode].units) & set(c.modes[after][second.mode].units)
        if shared and second.start < first.end:
            return after, first.end
        return next(((before, max(end, first.start + 1)) for _, end, _ in self.occupancy.between(before, after)), None)


def facts_only(compiled: Compiled) -> Occupancy:
    """An occupancy with what has happened or is frozen, and nothing else."""
    return Occupancy(compiled, compiled.facts)


def first_plan(compiled: Compiled, budget: Budget, seed: int) -> Placing | None:
    """A first complete plan, or None if none was found before the budget ended. Orders are tried until one goes in."""
    best: Placing | None = None
    for order in insertion_orders(compiled):
        found = _insert_in(compiled, order, budget, seed)
        if found is not None:
            if best is None or compiled.objective(found) < compiled.objective(best):
                best = found
            if budget.share > 0.05 or len(compiled.activities) > 300:
                break
        if best is not None and budget.stop() is not None:
            break
    return best


def in_groups(compiled: Compiled, order: Sequence[int], budget: Budget, seed: int) -> Placing | None:
    """Put projects in some at a time, planned together: slower than one by one, and much better where they are tangled."""
    occupancy = Occupancy(compiled, compiled.facts)
    group: list[int] = []
    for k, p in enumerate(order):
        group.extend(a for a in compiled.activities_of[p] if a not in occupancy.placing)
        if len(group) < GROUP and k + 1 < len(order):
            continue
        if budget.stop() is not None or (group and not _insert_by_cp_sat(occupancy, group, budget, seed, effort=GROUP_EFFORT)):
            return None
        group = []
    return occupancy.placing


def near_published(compiled: Compiled, budget: Budget, seed: int) -> Placing | None:
    """A plan in which every project that still fits where it was published stays there, and the others are put in around them."""
    occupancy = Occupancy(compiled, compiled.facts)
    moved = []
    for p in sorted(range(len(compiled.activities_of)), key=lambda p: (_published_start(compiled, p), p)):
        movable = [a for a in compiled.activities_of[p] if a not in compiled.facts]
        if movable and not (all(a in compiled.published for a in movable) and _stays(compiled, occupancy, movable)):
            moved.append(p)
    return _insert_in(compiled, moved, budget, seed, occupancy.placing)


def _published_start(compiled: Compiled, project: int) -> Slot:
    return min((compiled.published[a].start for a in compiled.activities_of[project] if a in compiled.published), default=compiled.horizon)


def _stays(compiled: Compiled, occupancy: Occupancy, activities: Sequence[int]) -> bool:
    """Put a project where it was published, if it fits there beside what is placed and keeps its links."""
    insertion = Insertion(compiled, occupancy)
    put: list[int] = []
    for a in sorted(activities, key=lambda a: (compiled.published[a].start, a)):
        mode, start, _ = compiled.published[a]
        end = int(compiled.starts(a, mode).end[start])
        fits_here = end >= start and mode in insertion.modes_left(a) and bool(occupancy.allowed_starts(a, mode, start, end)[0][0])
        if fits_here:
            occupancy.add(a, Placed(mode, start, end))
            put.append(a)
        if not fits_here or insertion.pushed(a) is not None:
            for b in put:
                occupancy.remove(b)
            return False
    return True


def _insert_in(compiled: Compiled, order: Sequence[int], budget: Budget, seed: int, beside: Placing | None = None) -> Placing | None:
    """Put projects in; one that finds no place is put to the front, and all begin again."""
    order = list(order)
    for _ in range(RESTARTS):
        occupancy = Occupancy(compiled, compiled.facts if beside is None else beside)
        insertion = Insertion(compiled, occupancy)
        failed: int | None = None
        for p in order:
            activities = [a for a in compiled.activities_of[p] if a not in occupancy.placing]
            if budget.stop() is not None:
                return None
            if not activities or (not tangled(compiled, activities) and insertion.insert(activities)):
                continue
            if not _insert_by_cp_sat(occupancy, activities, budget, seed):
                failed = p
                break
        if failed is None:
            return occupancy.placing
        if order[0] == failed:
            return None
        order.remove(failed)
        order.insert(0, failed)
    return None


def tangled(compiled: Compiled, activities: Sequence[int]) -> bool:
    """Whether modes depend on each other so much that putting activities in one by one is not worth trying."""
    members = set(activities)
    ties = sum(1 for tie in (*compiled.same, *compiled.different) if tie.first in members) + sum(
        1 for rule in compiled.mode_rules if rule[0] in members
    )
    choices = sum(1 for a in activities if len(compiled.modes[a]) > 1)
    stock = any(m.stock for a in activities for m in compiled.modes[a])
    return (ties > 0 or stock) and choices > 4


def _insert_by_cp_sat(occupancy: Occupancy, activities: Sequence[int], budget: Budget, seed: int, effort: float = INSERT_EFFORT) -> bool:
    """Plan a project beside the others by CP-SAT, looking further and further ahead."""
    c = occupancy.compiled
    placed = max((p.end for p in occupancy.placing.values()), default=0)
    lengths: dict[int, int] = {}
    for a in activities:
        lengths[c.project_of[a]] = lengths.get(c.project_of[a], 0) + max(m.duration for m in c.modes[a])
    reach = max(c.earliest[a][1] for a in activities) + max(lengths.values()) // 4 + REACH * len(lengths)
    high = min(c.horizon, max(placed, *(c.earliest[a][0] for a in activities)) + reach // 2)
    while True:
        found = replan(c, occupancy, activities, Effort(effort, min(budget.seconds_left, 20.0), seed), window=(0, high))
        budget.work += WORK_A_MODEL + WORK_A_DETERMINISTIC_SECOND * found.work
        if found.placing is not None:
            for a, where in found.placing.items():
                occupancy.add(a, where)
            return True
        if high >= c.horizon or budget.stop() is not None:
            return False
        high = min(c.horizon, high + 2 * reach)
