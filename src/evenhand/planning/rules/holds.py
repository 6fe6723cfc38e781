"""What quality holds does not start before quality expects to release it."""

from __future__ import annotations

from evenhand.planning.model import Model


def post(model: Model) -> None:
    for a in model.free:
        activity = model.compiled.activities[a]
        if activity.hold_until is not None and activity.frozen is None:
            model.cp.add(model.start(a) >= activity.hold_until)
