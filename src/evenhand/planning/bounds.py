"""Lower bounds that need no search: critical paths on open calendars, and the work resources have to do."""

from __future__ import annotations

from evenhand.planning.compiled import Compiled
from evenhand.planning.parts import Objective, Slot


def lower_bound(compiled: Compiled) -> tuple[int, ...]:
    """Values no plan's objective is below, each by itself. Same shape as the objective, the move against the published plan 0."""
    finish = [max((compiled.earliest[a][1] for a in members), default=0) for members in compiled.activities_of]
    kind = compiled.problem.objective
    if kind is Objective.MAKESPAN:
        return (max(max(finish, default=0), busiest(compiled)),)
    late = [max(0, max(compiled.earliest[a][1] for a in t.activities) - t.due) for t in compiled.targets]
    if kind is Objective.DELAY:
        return (sum(late), max(max(finish, default=0), busiest(compiled)))
    return (max(late, default=0), sum(late), sum(finish), 0)


def busiest(compiled: Compiled) -> Slot:
    """When the resource with most to do can be done: its least work over its capacity, after the earliest head."""
    best = 0
    for r, is_stock in enumerate(compiled.is_stock):
        capacity = compiled.resources[r].capacity.maximum
        if is_stock or not capacity:
            continue
        energy, head = 0, compiled.horizon
        for a, modes in enumerate(compiled.modes):
            least = min(dict(m.needs).get(r, 0) * m.duration for m in modes)
            if least and a not in compiled.facts:
                energy += least
                head = min(head, compiled.earliest[a][0])
        if energy:
            best = max(best, head - (-energy // capacity))
    return best
