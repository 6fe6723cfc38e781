"""How full units are in a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from evenhand.planning.plan import Plan
from evenhand.planning.problem import ActivityId, Problem, ResourceId, Slot


@dataclass(frozen=True)
class Load:
    """The shares of time (0 to 1) in which units are held by work, and by work or cleaning, over ``[start, end)`` in slots."""

    work: float
    with_cleaning: float
    start: Slot
    end: Slot


def load_of_units(problem: Problem, plan: Plan, units: Collection[ResourceId]) -> Load:
    """How full these units are, all together, from the first start on any of them to the last end.

    Cleaning counts the changeover that must lie between neighbours.
    """
    sequences: dict[ResourceId, list[tuple[Slot, Slot, ActivityId]]] = defaultdict(list)
    for place in plan.assignments:
        for demand in problem.activity[place.activity].modes[place.mode].demands:
            if demand.resource in units:
                sequences[demand.resource].append((place.start, place.end, place.activity))
    work = cleaning = 0
    for unit, entries in sequences.items():
        entries.sort()
        work += sum(end - start for start, end, _ in entries)
        changeovers = problem.changeovers_on.get(unit)
        for (_, _, before), (_, _, after) in pairwise(entries):
            activity = problem.activity
            cleaning += changeovers.duration(activity[before], activity[after]) if changeovers else 0
    starts = [start for entries in sequences.values() for start, _, _ in entries]
    ends = [end for entries in sequences.values() for _, end, _ in entries]
    if not starts:
        return Load(0.0, 0.0, 0, 0)
    time = (max(ends) - min(starts)) * len(units)
    return Load(work / time, (work + cleaning) / time, min(starts), max(ends))
