"""Every activity is done in exactly one of its modes; some modes demand modes of others."""

from __future__ import annotations

from evenhand.planning.model import Model


def post(model: Model) -> None:
    for a in model.free:
        ways = model.of[a].ways
        if len(ways) > 1:
            model.cp.add_exactly_one(way.literal for way in ways)
    for a, mode, other, other_modes in model.compiled.mode_rules:
        if not (model.here(a) and model.here(other)) or (a not in model.of and other not in model.of):
            continue
        chosen = [x for m, x in model.possible_modes(a) if m == mode]
        allowed = [x for m, x in model.possible_modes(other) if m in other_modes]
        if chosen:
            model.cp.add(sum(allowed) >= chosen[0])
