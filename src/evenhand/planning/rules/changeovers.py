"""Between two products on one unit lies the changeover that this pair needs.

Posted for every pair of free activities, not only for direct neighbours: the same thing wherever a changeover is no
longer than one with something in between (`Compiled.changeovers_add_up`); otherwise it is stricter than the rule, plans stay valid, and
bounds are not claimed.
"""

from __future__ import annotations

from itertools import combinations

from evenhand.planning.model import Literal, Model
from evenhand.planning.parts import Stretch


def post(model: Model) -> None:
    for unit in model.units():
        if unit not in model.compiled.changeovers:
            continue
        users = [(a, on) for a, on, _ in model.users(unit) if model.compiled.activities[a].product is not None]
        for (a, on_a), (b, on_b) in combinations(users, 2):
            _apart(model, unit, (a, on_a), (b, on_b))
        for a, on in users:
            if model.compiled.activities[a].stretch is Stretch.HOLDING:
                for start, end, other in model.occupancy.on_unit[unit]:
                    if end >= model.compiled.problem.now and start < model.of[a].high + model.compiled.setup(unit, a, other):
                        _apart(model, unit, (a, on), (other, 1))

        for other, placed, stays in model.standing(unit):
            for a, on in users:
                forth, back = model.compiled.setup(unit, a, other), model.compiled.setup(unit, other, a)
                if forth or back:
                    first = model.cp.new_bool_var("")
                    model.enforce(model.cp.add(model.end(a) + forth <= placed.start), [first, on, stays])
                    model.enforce(model.cp.add(placed.end + back <= model.start(a)), [~first, on, stays])


def _apart(model: Model, unit: int, first: tuple[int, Literal], second: tuple[int, Literal]) -> None:
    (a, on_a), (b, on_b) = first, second
    forth, back = model.compiled.setup(unit, a, b), model.compiled.setup(unit, b, a)
    if forth == back == 0:
        return
    a_first = model.cp.new_bool_var("")
    model.enforce(model.cp.add(model.end(a) + forth <= model.start(b)), [a_first, on_a, on_b])
    model.enforce(model.cp.add(model.end(b) + back <= model.start(a)), [~a_first, on_a, on_b])
