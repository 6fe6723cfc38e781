"""Two activities share no resource."""

from __future__ import annotations

from evenhand.planning.model import Model
from evenhand.planning.rules.same_resources import shared_resources


def post(model: Model) -> None:
    for tie in model.compiled.different:
        for r in shared_resources(model, tie):
            model.cp.add(model.uses(tie.first, r) + model.uses(tie.second, r) <= 1)
