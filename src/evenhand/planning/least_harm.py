"""When nobody unharmed can be had: reach the date, and keep the greatest harm to anyone small, then the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from evenhand.planning.budget import Budget
from evenhand.planning.compiled import Compiled, Placed, Placing
from evenhand.planning.insertion import Insertion
from evenhand.planning.model import Expr, Model, Unplaceable
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND, WORK_A_MODEL, Effort, solve
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.parts import Slot
from evenhand.planning.rules import post_all

ROUNDS = 12
EFFORT = 0.1


def least_harm(
    compiled: Compiled, start: Placing, wanted: Sequence[int], by: Slot, limits: Mapping[int, Slot], *, budget: Budget, seed: int
) -> Placing | None:
    """A placing in which all ``wanted`` end by ``by`` and the worst exceeding of ``limits`` is small; None if none was found.

    The requested project is put where it must be with what has happened alone around it; whoever is in the way then is
    taken out and put in again as early as there is room; and the harm is made smaller project group by project group.
    """
    if any(start[a].end > by for a in wanted if a in compiled.facts):
        return None  # it has happened, or is frozen
    placing = _force(compiled, start, wanted, by, budget, seed)
    if placing is None:
        return None
    random = Random(seed)
    occupancy = Occupancy(compiled, placing)
    project = compiled.project_of[wanted[0]]
    fixed_end = dict.fromkeys(wanted, by)
    for _ in range(ROUNDS):
        harms = _harms(compiled, occupancy.placing, limits)
        if not harms or budget.stop() is not None:
            break
        worst = sorted(harms, key=lambda p: (-harms[p], p))
        others = [p for p in range(len(compiled.activities_of)) if p not in (project, worst[0])]
        near = sorted(others, key=lambda p: (-_shared(compiled, occupancy.placing, worst[0], p) * random.uniform(0.5, 1.0), p))[:4]
        group = dict.fromkeys((project, worst[0], *near))  # the one harmed most may be the project itself, in another promise
        free = [a for p in group for a in compiled.activities_of[p] if a not in compiled.facts]
        found = _smaller_harm(compiled, occupancy, free, limits, fixed_end, harms, budget, random.randrange(2**31))
        if found is not None:
            occupancy = occupancy.without(set(free))
            for a, placed in found.items():
                occupancy.add(a, placed)
    return occupancy.placing


def _force(compiled: Compiled, start: Placing, wanted: Sequence[int], by: Slot, budget: Budget, seed: int) -> Placing | None:
    """The requested project by its date, the others around it as early as there is room."""
    project = compiled.project_of[wanted[0]]
    free = [a for a in compiled.activities_of[project] if a not in compiled.facts]
    origin = start
    try:
        model = Model(compiled, Occupancy(compiled, compiled.facts), free, latest={a: by for a in wanted if a in free})
    except Unplaceable:
        return None
    post_all(model)
    model.cp.minimize(_distance(model, free, origin))
    model.hint(origin)
    found = solve(model, Effort(EFFORT, min(budget.seconds_left, 20.0), seed))
    budget.work += WORK_A_MODEL + WORK_A_DETERMINISTIC_SECOND * found.work
    if found.placing is None:
        return None
    occupancy = Occupancy(compiled, {**compiled.facts, **found.placing})
    return _put_back(compiled, occupancy, start, project)


def _put_back(compiled: Compiled, occupancy: Occupancy, start: Placing, project: int) -> Placing | None:
    """Everybody else where they were if there is room, else as early as there is, the earlier ones first."""
    projects = [p for p in range(len(compiled.activities_of)) if p != project and compiled.activities_of[p]]
    left = []
    for p in sorted(projects, key=lambda p: (min(start[a].start for a in compiled.activities_of[p]), p)):
        movable = {a: start[a] for a in compiled.activities_of[p] if a not in compiled.facts}
        if not _stays(occupancy, movable):
            left.append(p)
    insertion = Insertion(compiled, occupancy)
    for p in left:
        movable_ids = [a for a in compiled.activities_of[p] if a not in compiled.facts]
        if not insertion.insert(movable_ids):
            return None
    return occupancy.placing


def _stays(occupancy: Occupancy, placing: Mapping[int, Placed]) -> bool:
    """Put a project back where it was, if it fits there and keeps its links and ties with what is placed."""
    insertion = Insertion(occupancy.compiled, occupancy)
    put: list[int] = []
    for a in sorted(placing):
        mode, start, end = placing[a]
        allowed, _ = occupancy.allowed_starts(a, mode, start, end, until=end)
        fits_here = bool(allowed[0]) and mode in insertion.modes_left(a)
        if fits_here:
            occupancy.add(a, placing[a])
            put.append(a)
        if not fits_here or insertion.pushed(a) is not None:
            for b in put:
                occupancy.remove(b)
            return False
    return True


def _harms(compiled: Compiled, placing: Placing, limits: Mapping[int, Slot]) -> dict[int, int]:
    """Slots beyond the limit, by project."""
    harms: dict[int, int] = {}
    for a, limit in limits.items():
        late = placing[a].end - limit
        if late > 0:
            p = compiled.project_of[a]
            harms[p] = max(harms.get(p, 0), late)
    return harms


def _shared(compiled: Compiled, placing: Placing, p: int, q: int) -> float:
    """How much time two projects spend on the same resources near each other."""
    mine = [(placing[a], {r for r, _ in compiled.modes[a][placing[a].mode].needs}) for a in compiled.activities_of[p]]
    low, high = min(x.start for x, _ in mine), max(x.end for x, _ in mine)
    resources = {r for _, needs in mine for r in needs}
    return float(
        sum(
            max(0, min(high, placing[a].end) - max(low, placing[a].start))
            for a in compiled.activities_of[q]
            if any(r in resources for r, _ in compiled.modes[a][placing[a].mode].needs)
        )
    )


def _smaller_harm(
    compiled: Compiled,
    occupancy: Occupancy,
    free: Sequence[int],
    limits: Mapping[int, Slot],
    fixed_end: Mapping[int, Slot],
    harms: Mapping[int, int],
    budget: Budget,
    seed: int,
) -> Placing | None:
    """Plan a group anew so that its worst harm, then its total, gets smaller."""
    try:
        model = Model(compiled, occupancy.without(set(free)), free, latest=fixed_end)
    except Unplaceable:
        return None
    post_all(model)
    worst = model.cp.new_int_var(0, max(harms.values()), "worst harm")
    parts: list[Expr] = []
    for a in free:
        if a in limits:
            harm = model.cp.new_int_var(0, compiled.horizon, "")
            model.cp.add(harm >= model.end(a) - limits[a])
            model.cp.add(worst >= harm)
            parts.append(harm)
    weight = compiled.horizon * (len(parts) + 1)
    model.cp.minimize(worst * weight + sum(parts))
    model.hint(occupancy.placing)
    found = solve(model, Effort(EFFORT, min(budget.seconds_left, 20.0), seed))
    budget.work += WORK_A_MODEL + WORK_A_DETERMINISTIC_SECOND * found.work
    return found.placing


def _distance(model: Model, free: Sequence[int], origin: Placing) -> Expr:
    terms: list[Expr] = []
    for a in free:
        apart = model.cp.new_int_var(0, model.compiled.horizon, "")
        model.cp.add(apart >= model.start(a) - origin[a].start)
        model.cp.add(apart >= origin[a].start - model.start(a))
        terms.append(apart)
    return sum(terms)
