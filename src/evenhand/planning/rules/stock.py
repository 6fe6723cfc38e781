"""What is used up is never more than there is."""

from __future__ import annotations

from evenhand.planning.model import Expr, Model


def post(model: Model) -> None:
    c = model.compiled
    for r, is_stock in enumerate(c.is_stock):
        if not is_stock:
            continue
        terms: list[Expr] = []
        begun = sum(dict(c.modes[a][p.mode].stock).get(r, 0) for a, p in model.occupancy.placing.items() if a in c.started)
        left = max(0, c.resources[r].capacity.at(0) - begun)  # what has begun may have taken more than there was
        for a in range(len(c.activities)):
            amounts = [dict(mode.stock).get(r, 0) for mode in c.modes[a]]
            if a in model.of:
                terms.extend(amounts[m] * x for m, x in model.possible_modes(a) if amounts[m])
            elif a in model.occupancy.placing:
                if a in c.started:
                    continue
                left -= amounts[model.occupancy.placing[a].mode]
            else:
                left -= min(amounts)  # absent: it will need at least this
        if terms:
            model.cp.add(sum(terms) <= left)
