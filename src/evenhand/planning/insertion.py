"""Putting activities in one by one: serial schedule generation beside what is placed.

Each activity goes as early as what is there allows (Kelley 1963; Kolisch 1996), in an order that respects the links; where a
maximal lag, a tie or a campaign is broken, the activity that came too early is pushed to where it would have had to be,
and all are put in again (the unscheduling step of Neumann, Schwindt & Zimmermann 2003).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenhand.planning.compiled import Compiled, CompiledLink, Placed, Placing
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.parts import Slot, Stretch

REACH = 250  # slots looked at for a first place; then four times as many, and again
PUSHES = 40  # how often a project is put in again before it is left to CP-SAT


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


def where_published(compiled: Compiled) -> tuple[Occupancy, list[int]]:
    """Every project that still fits where it was published, there; and the projects that do not."""
    occupancy = Occupancy(compiled, compiled.facts)
    moved = []
    for p in sorted(range(len(compiled.activities_of)), key=lambda p: (_published_start(compiled, p), p)):
        movable = [a for a in compiled.activities_of[p] if a not in compiled.facts]
        if movable and not (all(a in compiled.published for a in movable) and _stays(compiled, occupancy, movable)):
            moved.append(p)
    return occupancy, moved


def as_published(compiled: Compiled) -> Placing | None:
    """The published plan, if all of it still fits."""
    occupancy, moved = where_published(compiled)
    return None if moved else occupancy.placing


def _published_start(compiled: Compiled, project: int) -> Slot:
    return min((compiled.published[a].start for a in compiled.activities_of[project] if a in compiled.published), default=compiled.horizon)


def _stays(compiled: Compiled, occupancy: Occupancy, activities: Sequence[int]) -> bool:
    """Put a project where it was published, if it fits there beside what is placed and keeps its links."""
    insertion = Insertion(compiled, occupancy)
    put: list[int] = []
    for a in sorted(activities, key=lambda a: (compiled.published[a].start, a)):
        mode, start, _ = compiled.published[a]
        end = int(compiled.starts(a, mode).end[start]) if 0 <= start <= compiled.horizon else start - 1
        fits_here = end >= start and mode in insertion.modes_left(a) and bool(occupancy.allowed_starts(a, mode, start, end)[0][0])
        if fits_here:
            occupancy.add(a, Placed(mode, start, end))
            put.append(a)
        if not fits_here or insertion.pushed(a) is not None:
            for b in put:
                occupancy.remove(b)
            return False
    return True
