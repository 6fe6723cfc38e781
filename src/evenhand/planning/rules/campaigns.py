"""A campaign's activities follow each other directly on the unit they share: nothing comes between."""

from __future__ import annotations

from evenhand.planning.model import Model
from evenhand.planning.rules.capacity import merged


def post(model: Model) -> None:
    for before, after in model.compiled.runs:
        if (before in model.of or after in model.of) and model.here(before) and model.here(after):
            for unit in _shared_units(model, before, after):
                _nothing_between(model, before, after, unit)


def _shared_units(model: Model, before: int, after: int) -> list[int]:
    def units(a: int) -> set[int]:
        return {u for m, _ in model.possible_modes(a) for u in model.compiled.modes[a][m].units}

    return sorted(units(before) & units(after))


def _nothing_between(model: Model, before: int, after: int, unit: int) -> None:
    cp = model.cp
    literals = [on[0] for a in (before, after) if a in model.of and (on := model.on_unit(a, unit)) is not None]
    model.enforce(cp.add(model.end(before) <= model.start(after)), literals)
    wanted = [x for x in literals if not isinstance(x, int)]
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
    others = [interval for a, _, interval in model.users(unit) if a not in (before, after)]
    low = model.of[before].low if before in model.of else model.occupancy.placing[before].start
    high = model.of[after].high if after in model.of else model.occupancy.placing[after].end
    placed = [(s, e) for s, e, other in model.occupancy.on_unit[unit] if other not in (before, after)]
    between = [span for span in placed if span[1] >= low and span[0] <= high and not _outside(model, span, before, after)]
    others.extend(cp.new_fixed_size_interval_var(s, e - s, "") for s, e in merged(between))
    for _, stands, stays in model.standing(unit):
        others.append(cp.new_optional_fixed_size_interval_var(stands.start, stands.end - stands.start, stays, ""))
    if others:
        cp.add_no_overlap([span, *others])


def _outside(model: Model, span: tuple[int, int], before: int, after: int) -> bool:
    """Whether a placed activity is before or after the placed one of the two in the unit's order, even if it overlaps it."""
    placing = model.occupancy.placing
    if before in placing and span <= (placing[before].start, placing[before].end):
        return True
    return after in placing and span >= (placing[after].start, placing[after].end)
