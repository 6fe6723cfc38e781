"""What placed activities leave of the resources, and where another one may still start."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Mapping

import numpy as np

from evenhand.planning.compiled import BoolArray, Compiled, IntArray, Placed, Placing
from evenhand.planning.parts import Slot, Stretch


class Occupancy:
    """The use of every resource by the placed activities, slot by slot.

    ``used[r]`` has shape (horizon,). Work paused over a resource's closed time does not count there.
    """

    def __init__(self, compiled: Compiled, placing: Mapping[int, Placed] = {}) -> None:
        self.compiled = compiled
        self.placing: Placing = {}
        self.used: list[IntArray] = [np.zeros(compiled.horizon, dtype=np.int32) for _ in compiled.resources]
        self.on_unit: list[list[tuple[Slot, Slot, int]]] = [[] for _ in compiled.resources]  # (start, end, activity), by start
        for a, placed in placing.items():
            self.add(a, placed)

    def add(self, activity: int, placed: Placed) -> None:
        self.placing[activity] = placed
        self._use(activity, placed, 1)
        for unit in self.compiled.modes[activity][placed.mode].units:
            insort(self.on_unit[unit], (placed.start, placed.end, activity))

    def remove(self, activity: int) -> Placed:
        placed = self.placing.pop(activity)
        self._use(activity, placed, -1)
        for unit in self.compiled.modes[activity][placed.mode].units:
            self.on_unit[unit].remove((placed.start, placed.end, activity))
        return placed

    def without(self, activities: set[int]) -> Occupancy:
        """A copy in which these are not placed."""
        copy = Occupancy.__new__(Occupancy)
        copy.compiled = self.compiled
        copy.placing = dict(self.placing)
        copy.used = [u.copy() for u in self.used]
        copy.on_unit = [list(on) for on in self.on_unit]
        for a in sorted(activities):
            if a in copy.placing:
                copy.remove(a)
        return copy

    def _use(self, activity: int, placed: Placed, sign: int) -> None:
        c = self.compiled
        start, end = max(placed.start, c.problem.now), placed.end
        if start >= end:
            return
        pausable = c.activities[activity].stretch is Stretch.PAUSABLE
        for r, amount in c.modes[activity][placed.mode].needs:
            if pausable:
                self.used[r][start:end] += np.int32(sign * amount) * (c.capacity[r][start:end] > 0)
            else:
                self.used[r][start:end] += np.int32(sign * amount)

    def between(self, before: int, after: int) -> list[tuple[Slot, Slot, int]]:
        """What lies between the two activities of a campaign on a unit that both are on: (start, end, activity)."""
        modes, first, second = self.compiled.modes, self.placing[before], self.placing[after]
        shared = [u for u in modes[before][first.mode].units if u in modes[after][second.mode].units]
        found = [
            (start, end, other)
            for unit in shared
            for start, end, other in self.on_unit[unit]
            if other not in (before, after) and end > first.start and start < second.end and (start >= first.end or end > first.end)
        ]
        for unit in shared:  # beside work without length in a longer campaign, what is at the same slot may split it elsewhere
            whole = self._campaign(unit, before)
            begin, finish = min(self.placing[a].start for a in whole), max(self.placing[a].end for a in whole)
            found += [x for x in self.on_unit[unit] if x[2] not in whole and begin < x[0] and x[1] < finish and x not in found]
        return found

    def _campaign(self, unit: int, member: int) -> set[int]:
        """The placed activities that are bound to follow each other directly on the unit, one of them given."""
        c = self.compiled
        members, fresh = {member}, [member]
        while fresh:
            a = fresh.pop()
            for b in c.in_campaign_with.get(a, ()):
                if b not in members and b in self.placing and unit in c.modes[b][self.placing[b].mode].units:
                    members.add(b)
                    fresh.append(b)
        return members

    def keeps_ties(self, activities: Collection[int]) -> bool:
        """Whether these placed activities keep their links, ties, mode dependencies and campaigns with all that is placed."""
        c, at = self.compiled, self.placing
        for link in {k for a in activities for k in c.links_of[a] if k.before in at and k.after in at}:
            gap = at[link.after][2 if link.at_end_after else 1] - at[link.before][2 if link.at_end_before else 1]
            if gap < link.lag or (link.max_lag is not None and gap > link.max_lag):
                return False
        for same, ties in ((True, c.same), (False, c.different)):
            for tie in ties:
                if (tie.first in activities or tie.second in activities) and tie.first in at and tie.second in at:
                    one, other = (c.modes[x][at[x].mode].resources & tie.among for x in (tie.first, tie.second))
                    if (one != other) if same else (one & other):
                        return False
        for first, mode, second, seconds in c.mode_rules:
            if (
                (first in activities or second in activities)
                and first in at
                and second in at
                and at[first].mode == mode
                and at[second].mode not in seconds
            ):
                return False
        for before, after in c.runs:
            if (before in activities or after in activities) and before in at and after in at and self._is_split(before, after):
                return False
        return True

    def stocks_last(self, activities: Collection[int]) -> bool:
        """Whether these placed activities take no more of any stock than all that is placed leaves of it."""
        c = self.compiled
        for r in {r for a in activities for r, _ in c.modes[a][self.placing[a].mode].stock}:
            if sum(dict(c.modes[a][p.mode].stock).get(r, 0) for a, p in self.placing.items()) > c.resources[r].capacity.at(0):
                return False
        return True

    def _is_split(self, before: int, after: int) -> bool:
        modes, first, second = self.compiled.modes, self.placing[before], self.placing[after]
        together = set(modes[before][first.mode].units) & set(modes[after][second.mode].units)
        return bool(together) and (second.start < first.end or bool(self.between(before, after)))

    def free(self, resource: int) -> IntArray:
        """Capacity left, slot by slot; below 0 where facts alone take more than there is."""
        return self.compiled.capacity[resource] - self.used[resource]

    def allowed_starts(self, activity: int, mode: int, low: Slot = 0, high: Slot | None = None, until: Slot = 0) -> tuple[BoolArray, IntArray]:
        """Where the activity could start in this mode beside what is placed, and the ends.

        For starts ``low, low + 1, ...`` with ends up to ``high`` (default: the horizon): two arrays of one shape,
        allowed or not, and the exclusive end. For HOLDING work the ends are the earliest ones from ``until`` on.
        Links and ties are not asked.
        """
        c = self.compiled
        compiled_mode = c.modes[activity][mode]
        high = min(c.last[activity], c.horizon if high is None else high)
        if high < low:
            return np.zeros(1, dtype=bool), np.zeros(1, dtype=np.int32)
        stretch = c.activities[activity].stretch
        end = c.starts(activity, mode).end[low : high + 1]
        if stretch is Stretch.HOLDING:
            end = np.where(end >= 0, np.maximum(end, np.int32(until)), end)
        allowed = (end >= 0) & (end <= high)
        allowed[: max(0, c.first[activity] - low)] = False
        frozen = c.activities[activity].frozen
        if frozen is not None:
            allowed[max(0, frozen.start + 1 - low) if mode == frozen.mode else 0 :] = False
        ends = np.clip(end, low, high) - low
        slots = c.slots[: len(end)]
        for r, amount in compiled_mode.needs:
            if compiled_mode.duration > 0 or until:
                capacity = c.capacity[r][low:high]
                short = capacity - self.used[r][low:high] < amount
                if stretch is Stretch.PAUSABLE:
                    short &= capacity > 0
                allowed &= _none_within(short, slots, ends)
            if c.is_unit[r]:
                self._clear_of_neighbours(activity, r, allowed, ends, low)
        return allowed, end

    def _clear_of_neighbours(self, activity: int, unit: int, allowed: BoolArray, ends: IntArray, first: Slot) -> None:
        """Bar spans that break changeovers to what is placed on the unit, contain zero-length work, or split a campaign."""
        c = self.compiled
        slots = c.slots[: len(ends)]
        top = first + len(slots) - 1
        barred: list[tuple[Slot, Slot]] = []  # a span may not meet these
        points: list[Slot] = []  # a span may not have these strictly inside
        margin = c.longest_setup.get(unit, 0)
        for start, end, other in self.on_unit[unit]:
            if end + margin < first or start - margin > top:
                continue
            low, high = start, end
            if margin:
                low -= c.setup(unit, activity, other)
                high += c.setup(unit, other, activity)
            if high > low:
                barred.append((low, high))
            else:
                points.append(start)
        for before, after in c.runs:
            if before in self.placing and after in self.placing and activity not in (before, after):
                one, two = self.placing[before], self.placing[after]
                if one.end <= two.start and unit in c.modes[before][one.mode].units and unit in c.modes[after][two.mode].units:
                    barred.append((one.start, two.end))
        bad = np.zeros(len(slots) - 1, dtype=bool)
        inside = np.zeros(len(slots), dtype=bool)
        for low, high in barred:
            bad[max(0, low - first) : max(0, high - first)] = True
            inside[max(0, low + 1 - first) : max(0, high - first)] = True
        allowed &= _none_within(bad, slots, ends)
        allowed &= (ends > slots) | ~inside
        for at in points:
            a = at - first
            if 0 < a < len(slots):
                allowed[:a] &= ends[:a] <= a


def _none_within(bad: BoolArray, start: IntArray, end: IntArray) -> BoolArray:
    """For every span [start, end): none of its slots is bad."""
    before = np.zeros(len(bad) + 1, dtype=np.int32)
    np.cumsum(bad, out=before[1:])
    result: BoolArray = before[end] <= before[start]
    return result


def fits(compiled: Compiled, occupancy: Occupancy, placing: Mapping[int, Placed]) -> bool:
    """Whether activities that were planned together fit beside what an occupancy holds: resources, stocks, changeovers, campaigns, links, ties.

    Among themselves they are taken to be right.
    """
    copy = occupancy.without(set(placing))
    for a in sorted(placing):
        placed = placing[a]
        allowed, end = copy.allowed_starts(a, placed.mode, placed.start, max(placed.end, placed.start), until=placed.end)
        if not allowed[0] or end[0] != placed.end:
            return False
    for a in sorted(placing):
        copy.add(a, placing[a])
    if not (copy.keeps_ties(placing) and copy.stocks_last(placing)):
        return False
    for r, used in enumerate(copy.used):
        if compiled.is_stock[r]:
            continue
        over = (used > compiled.capacity[r]) & ((compiled.capacity[r] > 0) | compiled.is_unit[r])
        if over.any() and any(r == x for a in placing for x, _ in compiled.modes[a][placing[a].mode].needs):
            mine = Occupancy(compiled, placing).used[r] > 0
            if (over & mine).any():
                return False
    return True
