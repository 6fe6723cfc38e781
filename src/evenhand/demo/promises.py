"""The dates given to sponsors: most with room to spare in the published plan, a few at risk, a few late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from evenhand.demo.simulate import Placed
from evenhand.exchange.portfolio import Portfolio
from evenhand.planning.problem import ActivityId, Project, Slot
from evenhand.planning.unhindered import earliest_spans

Document = dict[str, Any]

LATE_SHARE, AT_RISK_SHARE = 0.05, 0.05
INTERIM_SHARE = 0.25
ROOM_AHEAD = 0.4  # what is promised far ahead has more room: up to so much of the time until then


def promise_dates(document: Document, today: Portfolio, published: Mapping[ActivityId, Placed], seed: int) -> None:
    """Give every project a promise for its shipment, and some one for their engineering batch too."""
    by_id = {p.id: p for p in today.problem.projects}
    for node in document["projects"]:
        draw = Random(f"{seed}/promise/{node['id']}")
        shipment = ActivityId(f"{node['id']}/shipment")
        due = _due(today, by_id[node["id"]], shipment, published, draw)
        node["promises"] = [{"id": "delivery", "name": "Delivery", "activity": "shipment", "due": due.isoformat()}]
        batch = ActivityId(f"{node['id']}/engineering-batch")
        if draw.random() < INTERIM_SHARE and batch in published:
            due = _day_of_end(today, published[batch].end) + timedelta(days=draw.randint(10, 30))
            interim = {"id": "engineering-batch", "name": "Engineering batch", "activity": "engineering-batch", "due": due.isoformat()}
            node["promises"].append(interim)


def _due(today: Portfolio, project: Project, shipment: ActivityId, published: Mapping[ActivityId, Placed], draw: Random) -> date:
    problem = today.problem
    if shipment not in published:
        actual = problem.activity[shipment].actual
        assert actual is not None
        return _day_of_end(today, actual.end or problem.now) + timedelta(days=draw.randint(2, 20))
    end = _day_of_end(today, published[shipment].end)
    soonest = _day_of_end(today, problem.now) + timedelta(days=7)
    if any(a.hold_until for a in problem.activities_of[project.id]):  # promised before quality held it
        unhindered = earliest_spans(problem, problem.activities_of[project.id])[shipment][1]
        return max(soonest, _day_of_end(today, unhindered) - timedelta(days=draw.randint(5, 12)))
    luck = draw.random()
    if luck < LATE_SHARE:
        return max(soonest, end - timedelta(days=draw.randint(3, 12)))
    if luck < LATE_SHARE + AT_RISK_SHARE:
        return end + timedelta(days=draw.randint(0, 2))
    ahead = max(0, (end - _day_of_end(today, problem.now)).days)
    return end + timedelta(days=draw.randint(10, 45) + round(ahead * ROOM_AHEAD * (1.0 - luck)))


def _day_of_end(today: Portfolio, end: Slot) -> date:
    """The day within which something has ended."""
    return today.time_scale.wall(end - 1).date()
