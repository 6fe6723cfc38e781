"""An activity runs while its resources are open: its end follows from its start, its mode and the closed time between."""

from __future__ import annotations

from ortools.sat.python import cp_model

from evenhand.planning.calendars import runs
from evenhand.planning.model import Model
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
    """Holding work may not hold over time in which a resource of its mode is closed."""
    c = model.compiled
    for m, _ in model.possible_modes(activity):
        for r, _ in c.modes[activity][m].needs:
            closed = [(s, e) for s, e in runs(c.capacity[r] == 0) if e > c.problem.now]
            if closed:
                fixed = [model.cp.new_fixed_size_interval_var(s, e - s, "") for s, e in closed]
                model.cp.add_no_overlap([model.interval_in_mode(activity, m), *fixed])
