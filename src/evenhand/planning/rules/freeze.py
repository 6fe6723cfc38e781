"""Published work in the frozen weeks keeps its start and its mode."""

from __future__ import annotations

from evenhand.planning.model import Model


def post(model: Model) -> None:
    for a in model.free:
        frozen = model.compiled.activities[a].frozen
        if frozen is not None:
            model.cp.add(model.start(a) == frozen.start)
            model.cp.add(sum(x for m, x in model.possible_modes(a) if m == frozen.mode) == 1)
