"""A campaign's activities follow each other directly on the unit they share: nothing comes between."""

from __future__ import annotations

from itertools import pairwise

from ortools.sat.python import cp_model

from evenhand.planning.model import Literal, Model
from evenhand.planning.rules.capacity import merged


def post(model: Model) -> None:
    spans: dict[int, list[cp_model.IntervalVar]] = {}
    for chain in _chains(model):
        for unit in sorted({u for a in chain for u in _units(model, a)}):
            here = [a for a in chain if unit in _units(model, a)]
            for before, after in pairwise(chain):
                if before in here and after in here and not {before, after}.isdisjoint(model.of):
                    model.enforce(model.cp.add(model.end(before) <= model.start(after)), _literals(model, (before, after), unit))
            if len(here) == len(chain):
                span = _nothing_between(model, chain, unit)
                if all(a in model.of for a in chain):  # what has happened may have been two at a time
                    spans.setdefault(unit, []).append(span)
            if len(chain) > 2 and (len(here) < len(chain) or any(not isinstance(x, int) for x in _literals(model, chain, unit))):
                for before, after in pairwise(chain):
                    if before in here and after in here and not {before, after}.isdisjoint(model.of):
                        _nothing_between(model, (before, after), unit)
    for of_unit in spans.values():  # work without length at the edge of two campaigns would let each begin inside the other
        if len(of_unit) > 1:
            model.cp.add_no_overlap(of_unit)


def _chains(model: Model) -> list[tuple[int, ...]]:
    """The campaigns in full, those with free work: where one in the middle has no length, its neighbours alone do not keep others out."""
    runs = [r for r in model.compiled.runs if model.here(r[0]) and model.here(r[1])]
    follower = dict(reversed(runs))
    found: list[tuple[int, ...]] = []
    covered: set[tuple[int, int]] = set()
    led = set(follower.values())
    for first in [*(r for r in runs if r[0] not in led), *runs]:
        if first in covered:
            continue
        chain = [*first]
        covered.add(first)
        while chain[-1] in follower and (chain[-1], follower[chain[-1]]) not in covered and follower[chain[-1]] not in chain:
            covered.add((chain[-1], follower[chain[-1]]))
            chain.append(follower[chain[-1]])
        if any(a in model.of for a in chain):
            found.append(tuple(chain))
    return found


def _units(model: Model, a: int) -> set[int]:
    return {u for m, _ in model.possible_modes(a) for u in model.compiled.modes[a][m].units}


def _literals(model: Model, members: tuple[int, ...], unit: int) -> list[Literal]:
    """That each free one of these is on the unit."""
    return [on[0] for a in members if a in model.of and (on := model.on_unit(a, unit)) is not None]


def _nothing_between(model: Model, members: tuple[int, ...], unit: int) -> cp_model.IntervalVar:
    """Nothing else from the first of them to the last, where all are on the unit; returns that span."""
    cp = model.cp
    before, after = members[0], members[-1]
    wanted = [x for x in _literals(model, members, unit) if not isinstance(x, int)]
    if not wanted:
        together = None
    elif len(wanted) == 1:
        together = wanted[0]
    else:
        together = cp.new_bool_var("")
        cp.add_bool_and(wanted).only_enforce_if(together)
        cp.add_bool_or([~x for x in wanted] + [together])
    size = cp.new_int_var(0, model.compiled.horizon, "")
    start, end = model.start(before), model.end(after)
    span = cp.new_interval_var(start, size, end, "") if together is None else cp.new_optional_interval_var(start, size, end, together, "")
    others = [interval for a, _, interval in model.users(unit) if a not in members]
    low = model.of[before].low if before in model.of else model.occupancy.placing[before].start
    high = model.of[after].high if after in model.of else model.occupancy.placing[after].end
    placed = [(s, e) for s, e, other in model.occupancy.on_unit[unit] if other not in members]
    between = [span for span in placed if span[1] >= low and span[0] <= high and not _outside(model, span, before, after)]
    others.extend(cp.new_fixed_size_interval_var(s, e - s, "") for s, e in merged(between))
    for _, stands, stays in model.standing(unit):
        others.append(cp.new_optional_fixed_size_interval_var(stands.start, stands.end - stands.start, stays, ""))
    if others:
        cp.add_no_overlap([span, *others])
    return span


def _outside(model: Model, span: tuple[int, int], before: int, after: int) -> bool:
    """Whether a placed activity is before or after the placed one of the two in the unit's order, even if it overlaps it."""
    placing = model.occupancy.placing
    if before in placing and span <= (placing[before].start, placing[before].end):
        return True
    return after in placing and span >= (placing[after].start, placing[after].end)
