"""A campaign's activities follow each other directly on the unit they share: nothing comes between."""

from __future__ import annotations

from evenhand.planning.model import Model


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
    start = model.start(before) if before in model.of else model.end(before)
    end = model.end(after) if after in model.of else model.start(after)
    if not wanted:
        together = None
    elif len(wanted) == 1:
        together = wanted[0]
    else:
        together = cp.new_bool_var("")
        cp.add_bool_and(wanted).only_enforce_if(together)
        cp.add_bool_or([~x for x in wanted] + [together])
    size = cp.new_int_var(0, model.compiled.horizon, "")
    span = cp.new_interval_var(start, size, end, "") if together is None else cp.new_optional_interval_var(start, size, end, together, "")
    others = [interval for a, _, interval in model.users(unit) if a not in (before, after)]
    low = min(model.of[a].low for a in (before, after) if a in model.of)
    high = max(model.of[a].high for a in (before, after) if a in model.of)
    for s, e, other in model.occupancy.on_unit[unit]:
        if other not in (before, after) and e >= low and s <= high:
            others.append(cp.new_fixed_size_interval_var(s, e - s, ""))
    if others:
        cp.add_no_overlap([span, *others])
