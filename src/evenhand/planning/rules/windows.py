"""Nothing starts before its earliest start, now, or the end of the frozen weeks; nothing ends after its latest end or the horizon."""

from __future__ import annotations

from evenhand.planning.model import Model


def post(model: Model) -> None:
    c = model.compiled
    for a in model.free:
        if a in c.facts:
            continue
        activity = c.activities[a]
        if activity.frozen is None:
            model.cp.add(model.start(a) >= max(activity.earliest_start, c.problem.now, c.problem.frozen_until))
        model.cp.add(model.end(a) <= c.last[a])
