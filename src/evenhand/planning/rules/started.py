"""Started and finished work stands where it is: free only to be shown to collide."""

from __future__ import annotations

from evenhand.planning.model import Model


def post(model: Model) -> None:
    for a in model.free:
        if a in model.compiled.started:
            placed = model.compiled.facts[a]
            model.cp.add(model.start(a) == placed.start)
            model.cp.add(model.end(a) == placed.end)
