"""A plain dispatcher's plan: block by block, each as early as what stands already allows. Nothing is optimised.

It makes the demo's past and its published plan, so it must keep every rule; it shares nothing with the planner but the types.
A *block* is what must be placed together: activities tied by maximal lags, campaigns or same units.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
import numpy.typing as npt

from evenhand.planning.calendars import WorkingTime, as_array
from evenhand.planning.problem import Activity, ActivityId, Link, LinkKind, Mode, Problem, ResourceId, ResourceKind, Slot, Stretch
from evenhand.planning.unhindered import started_span

PLENTY = 10**6
MOST_TRIES = 400


class NoRoom(ValueError):
    """A block for which no place was found within the horizon."""


@dataclass(frozen=True, slots=True)
class Placed:
    start: Slot
    end: Slot
    mode: int


class Floor:
    """What is free: capacity slot by slot on pools and people, the sequence on units."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.horizon = problem.horizon
        self.units = {r.id for r in problem.resources if r.kind is ResourceKind.UNIT}
        capacity = {r.id: as_array(r.capacity, problem.horizon) for r in problem.resources}
        self.is_open = {name: values > 0 for name, values in capacity.items()}
        self.free: dict[ResourceId, npt.NDArray[np.int64]] = {name: np.where(values > 0, values, PLENTY) for name, values in capacity.items()}
        self.sequence: dict[ResourceId, list[tuple[Slot, Slot, Activity]]] = {u: [] for u in self.units}
        self._working: dict[tuple[ResourceId, ...], npt.NDArray[np.int64]] = {}

    def working(self, mode: Mode) -> npt.NDArray[np.int64]:
        """The slots in which everything the mode needs is open."""
        key = tuple(sorted(d.resource for d in mode.demands))
        if key not in self._working:
            mask = np.ones(self.horizon, dtype=bool)
            for resource in key:
                mask &= self.is_open[resource]
            self._working[key] = np.flatnonzero(mask)
        return self._working[key]

    def span(self, activity: Activity, mode: Mode, slots: int, not_before: Slot) -> tuple[Slot, Slot] | None:
        """The earliest span from ``not_before`` by calendars alone."""
        if activity.stretch is Stretch.FIXED or not slots:
            return (not_before, not_before + slots) if not_before + slots <= self.horizon else None
        works = self.working(mode)
        first = int(np.searchsorted(works, not_before))
        if first + slots > len(works):
            return None
        return int(works[first]), int(works[first + slots - 1]) + 1

    def earliest(self, activity: Activity, mode: int, slots: int, not_before: Slot) -> Placed | None:
        """The earliest place from ``not_before`` with room on everything the mode needs."""
        chosen = activity.modes[mode]
        while True:
            span = self.span(activity, chosen, slots, not_before)
            if span is None:
                return None
            later = self._first_after_conflict(activity, chosen, *span)
            if later is None:
                return Placed(*span, mode)
            not_before = later

    def _first_after_conflict(self, activity: Activity, mode: Mode, start: Slot, end: Slot) -> Slot | None:
        later = None
        for demand in mode.demands:
            if demand.resource in self.units:
                blocked = self._unit_conflict(demand.resource, activity, start, end)
            else:
                short = np.flatnonzero(self.free[demand.resource][start:end] < demand.amount)
                blocked = start + int(short[-1]) + 1 if len(short) else None
            if blocked is not None:
                later = blocked if later is None else max(later, blocked)
        return later

    def _unit_conflict(self, unit: ResourceId, activity: Activity, start: Slot, end: Slot) -> Slot | None:
        """None if the span fits between its neighbours on the unit with both changeovers, else the next start worth trying."""
        sequence = self.sequence[unit]
        changeovers = self.problem.changeovers_on.get(unit)
        at = bisect_right(sequence, start, key=lambda entry: entry[0])
        if at:
            _, before_end, before = sequence[at - 1]
            ready = before_end + (changeovers.duration(before, activity) if changeovers else 0)
            if ready > start:
                return ready
        if at < len(sequence):
            after_start, after_end, after = sequence[at]
            if end + (changeovers.duration(activity, after) if changeovers else 0) > after_start:
                return after_end + (changeovers.duration(after, activity) if changeovers else 0)
        return None

    def take(self, activity: Activity, placed: Placed, sign: int = 1) -> None:
        """Occupy the place, or with ``sign`` -1 give it back."""
        for demand in activity.modes[placed.mode].demands:
            if demand.resource in self.units:
                sequence, entry = self.sequence[demand.resource], (placed.start, placed.end, activity)
                if sign > 0:
                    sequence.insert(bisect_right(sequence, placed.start, key=lambda e: e[0]), entry)
                else:
                    sequence.remove(entry)
            else:
                free, is_open = self.free[demand.resource], self.is_open[demand.resource]
                window = slice(placed.start, placed.end)
                free[window] -= sign * demand.amount * is_open[window]


class Dispatcher:
    """Places blocks on a floor. ``slots``: how long each activity takes where it is not its mode's duration."""

    def __init__(self, problem: Problem, facts: Mapping[ActivityId, Placed], slots: Mapping[ActivityId, int], not_before: Slot) -> None:
        self.problem = problem
        self.slots = slots
        self.not_before = not_before
        self.floor = Floor(problem)
        self.placed: dict[ActivityId, Placed] = dict(facts)
        for name, fact in facts.items():
            self.floor.take(problem.activity[name], fact)
        self.incoming: dict[ActivityId, list[Link]] = defaultdict(list)
        for link in problem.links:
            self.incoming[link.after].append(link)
        self.follows = {(c.before, c.after) for c in problem.consecutives}
        self.tied: dict[ActivityId, set[ActivityId]] = defaultdict(set)
        for tie in problem.same_resources:
            self.tied[tie.first].add(tie.second)
            self.tied[tie.second].add(tie.first)

    def place(self, block: Sequence[ActivityId]) -> None:
        """Place what is not placed of a block (in the order of its links), where it ends earliest.

        Raises
        ------
        NoRoom
            Nowhere within the horizon are all its rules kept.
        """
        waiting = [self.problem.activity[a] for a in block if a not in self.placed]
        if not waiting:
            return
        leaders = [a for a in waiting if self.tied[a.id]] or waiting[:1]
        choices = range(len(leaders[0].modes)) if not any(t in self.placed for t in self.tied[leaders[0].id]) else [self._mode_of_tied(leaders[0])]
        found = [f for m in choices if (f := self._try(waiting, m)) is not None]
        if not found:
            raise NoRoom(f"no room for {', '.join(a.id for a in waiting)}")
        best = min(found, key=lambda f: max(p.end for p in f.values()))
        for name, place in best.items():
            self.floor.take(self.problem.activity[name], place)
        self.placed.update(best)

    def _mode_of_tied(self, activity: Activity) -> int:
        return next(self.placed[t].mode for t in sorted(self.tied[activity.id]) if t in self.placed)

    def _try(self, waiting: Sequence[Activity], mode: int) -> dict[ActivityId, Placed] | None:
        """Place all in turn; where a maximal lag or a campaign is broken, put off the earlier activity and begin again."""
        floors: dict[ActivityId, Slot] = {}
        for _ in range(MOST_TRIES):
            found: dict[ActivityId, Placed] = {}
            put_off = self._round(waiting, mode, floors, found)
            for name, place in found.items():
                self.floor.take(self.problem.activity[name], place, -1)
            if put_off is None:
                return found
            if put_off[0] is None:
                return None
            floors[put_off[0]] = max(floors.get(put_off[0], 0) + 1, put_off[1])
        return None

    def _round(
        self, waiting: Sequence[Activity], mode: int, floors: Mapping[ActivityId, Slot], found: dict[ActivityId, Placed]
    ) -> tuple[ActivityId | None, Slot] | None:
        """One round of placing; None if all went well, else whom to put off and until when (None: nobody can be)."""
        for activity in waiting:
            not_before = max(self.not_before, activity.earliest_start, activity.hold_until or 0, floors.get(activity.id, 0))
            for link in self.incoming[activity.id]:
                before = found.get(link.before) or self.placed[link.before]
                not_before = max(not_before, (before.end if link.kind is LinkKind.FS else before.start) + link.lag)
            modes = [mode] if self.tied[activity.id] else range(len(activity.modes))
            places = [p for m in modes if (p := self.floor.earliest(activity, m, self._length(activity, m), not_before)) is not None]
            if not places:
                return None, 0
            place = min(places, key=lambda p: p.end)
            found[activity.id] = place
            self.floor.take(activity, place)
            if (put_off := self._broken(activity, place, found)) is not None:
                return put_off
        return None

    def _length(self, activity: Activity, mode: int) -> int:
        return self.slots.get(activity.id, activity.modes[mode].duration)

    def _broken(self, activity: Activity, place: Placed, found: Mapping[ActivityId, Placed]) -> tuple[ActivityId | None, Slot] | None:
        for link in self.incoming[activity.id]:
            before = found.get(link.before) or self.placed[link.before]
            excess = 0 if link.max_lag is None else place.start - (before.end + link.max_lag)
            if excess > 0:
                return (link.before, before.start + excess) if link.before in found else (None, 0)
            if (link.before, link.after) in self.follows:
                between = self._between(activity, before, place)
                if between is not None:
                    return (link.before, between) if link.before in found else (None, 0)
        return None

    def _between(self, activity: Activity, before: Placed, place: Placed) -> Slot | None:
        """The end of what lies on the unit between two batches of a campaign."""
        ends = [
            end
            for demand in activity.modes[place.mode].demands
            if demand.resource in self.floor.units
            for start, end, _ in self.floor.sequence[demand.resource]
            if before.end <= start < place.start
        ]
        return max(ends, default=None)


def blocks_of(problem: Problem) -> list[list[ActivityId]]:
    """Blocks project by project, each after all that its members wait for, members in the order of their links."""
    group: dict[ActivityId, ActivityId] = {a.id: a.id for a in problem.activities}

    def root(name: ActivityId) -> ActivityId:
        while group[name] != name:
            group[name] = group[group[name]]
            name = group[name]
        return name

    bonds: Iterable[tuple[ActivityId, ActivityId]] = (
        *((k.before, k.after) for k in problem.links if k.max_lag is not None),
        *((c.before, c.after) for c in problem.consecutives),
        *((t.first, t.second) for t in problem.same_resources),
    )
    for first, second in bonds:
        group[root(first)] = root(second)
    members: dict[ActivityId, list[ActivityId]] = defaultdict(list)
    for activity in problem.activities:  # a project lists its activities in the order of their links
        members[root(activity.id)].append(activity.id)
    waits: dict[ActivityId, set[ActivityId]] = defaultdict(set)
    for link in problem.links:
        if root(link.before) != root(link.after):
            waits[root(link.after)].add(root(link.before))
    done: set[ActivityId] = set()
    ordered: list[list[ActivityId]] = []

    def visit(block: ActivityId) -> None:
        if block in done:
            return
        done.add(block)
        for earlier in sorted(waits[block]):
            visit(earlier)
        ordered.append(members[block])

    for activity in problem.activities:
        visit(root(activity.id))
    return ordered


def publish(problem: Problem, past: Mapping[ActivityId, Placed]) -> Mapping[ActivityId, Placed]:
    """Where the dispatcher puts what has not begun, block by block in the order in which they were to begin in ``past``.

    What has begun a part of its block comes first, for its maximal lags are running; and a block that then finds no room comes before all others.

    Raises
    ------
    NoRoom
        What has begun cannot be ended by the rules.
    """
    facts = _facts(problem)
    blocks = blocks_of(problem)
    waits = _waits(problem, blocks)
    begun = _with_all_before([k for k, block in enumerate(blocks) if any(a in facts for a in block)], waits)
    starts = [min((past[a].start for a in block if a not in facts), default=0) for block in blocks]
    stuck: int | None = None
    for _ in range(MOST_TRIES):
        dispatcher = Dispatcher(problem, facts, {}, problem.now)
        stuck = _first_without_room(dispatcher, blocks, _in_order(begun, waits, starts))
        if stuck is None:
            for k in _in_order(set(range(len(blocks))) - begun, waits, starts):
                dispatcher.place(blocks[k])
            return {name: place for name, place in dispatcher.placed.items() if name not in facts}
        starts[stuck] = min(starts) - 1
    raise NoRoom(f"what has begun of {', '.join(blocks[stuck or 0])} cannot be ended")


def _facts(problem: Problem) -> dict[ActivityId, Placed]:
    working_time = WorkingTime(problem.resources, problem.horizon)
    facts: dict[ActivityId, Placed] = {}
    for activity in problem.activities:
        span = started_span(problem, activity, working_time)
        if span is not None and activity.actual is not None:
            facts[activity.id] = Placed(*span, activity.actual.mode)
    return facts


def _first_without_room(dispatcher: Dispatcher, blocks: Sequence[Sequence[ActivityId]], order: Iterable[int]) -> int | None:
    for k in order:
        try:
            dispatcher.place(blocks[k])
        except NoRoom:
            return k
    return None


def _waits(problem: Problem, blocks: Sequence[Sequence[ActivityId]]) -> list[set[int]]:
    """For each block the blocks that links make it wait for."""
    of = {name: k for k, block in enumerate(blocks) for name in block}
    waits: list[set[int]] = [set() for _ in blocks]
    for link in problem.links:
        if of[link.before] != of[link.after]:
            waits[of[link.after]].add(of[link.before])
    return waits


def _with_all_before(begun: Sequence[int], waits: Sequence[set[int]]) -> set[int]:
    found = set(begun)
    open_ends = list(begun)
    while open_ends:
        more = waits[open_ends.pop()] - found
        found |= more
        open_ends += more
    return found


def _in_order(chosen: set[int], waits: Sequence[set[int]], starts: Sequence[Slot]) -> Iterator[int]:
    """The chosen blocks by start, but never one before those it waits for."""
    missing = {k: len(waits[k] & chosen) for k in chosen}
    followers: dict[int, list[int]] = defaultdict(list)
    for k in chosen:
        for earlier in waits[k] & chosen:
            followers[earlier].append(k)
    ready = [(starts[k], k) for k in chosen if not missing[k]]
    heapify(ready)
    while ready:
        _, k = heappop(ready)
        yield k
        for follower in followers[k]:
            missing[follower] -= 1
            if not missing[follower]:
                heappush(ready, (starts[follower], follower))
