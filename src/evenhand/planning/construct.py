"""From nothing to a first plan: projects are put in one after the other, each as early as what is there allows.

Within a project, serial schedule generation (Kelley 1963; Kolisch 1996) in an order that respects the links; where a
maximal lag, a tie or a campaign is broken, the activity that came too early is pushed to where it would have had to be,
and the project is put in again (the unscheduling step of Neumann, Schwindt & Zimmermann 2003). A project that cannot be
put in that way is planned by CP-SAT beside the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.planning.budget import Budget
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.insertion import REACH, Insertion, where_published
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND, WORK_A_MODEL, Effort, replan
from evenhand.planning.occupancy import Occupancy

GROUP = 80  # activities put in together
GROUP_EFFORT = 0.15
RESTARTS = 12
INSERT_EFFORT = 0.2  # CP-SAT's deterministic time for one project


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
    occupancy, moved = where_published(compiled)
    return _insert_in(compiled, moved, budget, seed, occupancy.placing)


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
