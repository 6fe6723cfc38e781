"""An activity runs while its resources are open: its end follows from its start, its mode and the closed time between."""

from __future__ import annotations

from ortools.sat.python import cp_model

from evenhand.planning.calendars import runs
from evenhand.planning.model import Literal, Model
from evenhand.planning.parts import Stretch


def post(model: Model) -> None:
    for a in model.free:
        v = model.of[a]
        holding = model.compiled.activities[a].stretch is Stretch.HOLDING
        if len(v.ways) > 1:
            for way in v.ways:
                model.cp.add_linear_expression_in_domain(v.start, way.starts).only_enforce_if(way.literal)
                if holding:
                    model.cp.add(v.size >= way.elapsed).only_enforce_if(way.literal)
                elif isinstance(v.size, cp_model.IntVar):
                    model.cp.add(v.size == way.elapsed).only_enforce_if(way.literal)
        if holding:
            _stay_open(model, a)


def _stay_open(model: Model, activity: int) -> None:
    """Holding work may not hold over time in which a resource of its mode is closed; where it has no length, it may lie there."""
    c = model.compiled
    for m, literal in model.possible_modes(activity):
        for r, _ in c.modes[activity][m].needs:
            closed = [(s, e) for s, e in runs(c.capacity[r] == 0) if e > c.problem.now]
            if closed:
                fixed = [model.cp.new_fixed_size_interval_var(s, e - s, "") for s, e in closed]
                held = model.interval_in_mode(activity, m) if c.modes[activity][m].duration else _if_it_lasts(model, activity, literal)
                model.cp.add_no_overlap([held, *fixed])


def _if_it_lasts(model: Model, activity: int, in_mode: Literal) -> cp_model.IntervalVar:
    """The activity's interval, present where it is in the mode and has a length."""
    v, lasts, present = model.of[activity], model.cp.new_bool_var(""), model.cp.new_bool_var("")
    model.cp.add(v.size == 0).only_enforce_if(~lasts)
    model.cp.add_bool_or([present, ~lasts, *([] if isinstance(in_mode, int) else [~in_mode])])
    return model.cp.new_optional_interval_var(v.start, v.size, v.end, present, "")
