"""Two activities use the same resources."""

from __future__ import annotations

from evenhand.planning.compiled import CompiledTie
from evenhand.planning.model import Model


def post(model: Model) -> None:
    for tie in model.compiled.same:
        for r in shared_resources(model, tie):
            model.cp.add(model.uses(tie.first, r) == model.uses(tie.second, r))


def shared_resources(model: Model, tie: CompiledTie) -> list[int]:
    """The resources of the tie that either activity may use; none where the tie has an absent or no free end."""
    a, b = tie.first, tie.second
    if not (model.here(a) and model.here(b)) or (a not in model.of and b not in model.of):
        return []
    modes = model.compiled.modes
    used = {r for x in (a, b) for m, _ in model.possible_modes(x) for r, _ in modes[x][m].needs + modes[x][m].stock}
    return sorted(used & tie.among)
