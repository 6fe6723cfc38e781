"""What quality holds does not start before quality expects to release it."""

from __future__ import annotations

from evenhand.planning.model import Model


def post(model: Model) -> None:
    for a in model.free:
        hold_until = model.compiled.activities[a].hold_until
        if hold_until is not None:
            model.cp.add(model.start(a) >= hold_until)
