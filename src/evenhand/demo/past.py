"""What has happened up to now: real durations, work that has begun, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from evenhand.demo.simulate import Dispatcher, Placed, blocks_of
from evenhand.demo.template import hours
from evenhand.demo.walking import activity_nodes
from evenhand.exchange.portfolio import Portfolio
from evenhand.planning.problem import Activity, ActivityId, Problem, Slot, Stretch

Document = dict[str, Any]

HELD_SHARE = 1 / 24  # projects that quality holds
OVERRUN_SHARE = 0.1  # of development, kilo and batch work that has begun
CAN_OVERRUN = ("tech-transfer", "route-scouting", "process-development", "analytical-development", "kilo-2", "engineering-batch")


def what_really_happened(problem: Problem, seed: int) -> Mapping[ActivityId, Placed]:
    """Every activity where the dispatcher puts it from the origin on, taking from a fifth less to half as long again; before now, the past."""
    dispatcher = Dispatcher(problem, {}, {a.id: _real_slots(a, seed) for a in problem.activities}, 0)
    for block in blocks_of(problem):
        dispatcher.place(block)
    return dispatcher.placed


def _real_slots(activity: Activity, seed: int) -> int:
    likely = activity.modes[0].duration
    low, high = max(1, likely - likely // 5), likely + max(1, likely // 2)
    return round(Random(f"{seed}/real/{activity.id}").triangular(low, high, likely))


def record_facts(document: Document, bare: Portfolio, past: Mapping[ActivityId, Placed], seed: int) -> None:
    """Write actuals for what began before now, with some overruns, and let quality hold a few releases."""
    problem, scale = bare.problem, bare.time_scale
    floor = Dispatcher(problem, {}, {}, 0).floor
    for node, name in activity_nodes(document):
        place, activity = past[name], problem.activity[name]
        if place.start >= problem.now:
            continue
        node["actual"] = {"started": scale.to_text(place.start)}
        if place.end <= problem.now:
            node["actual"]["finished"] = scale.to_text(place.end)
        else:
            working = floor.working(activity.modes[place.mode]) if activity.stretch is Stretch.PAUSABLE else range(place.end)
            remaining = sum(1 for slot in working if problem.now <= slot < place.end)
            node["actual"]["remaining"] = hours(remaining + _overrun(activity, seed))
        if place.mode:
            node["actual"]["mode"] = place.mode
    for name in held_releases(problem, past, seed):
        node = next(n for n, other in activity_nodes(document) if other == name)
        node["hold_until"] = _release_date(bare, past[name].start, Random(f"{seed}/hold/{name}"))


def _overrun(activity: Activity, seed: int) -> int:
    draw = Random(f"{seed}/overrun/{activity.id}")
    if activity.local_id not in CAN_OVERRUN or draw.random() >= OVERRUN_SHARE:
        return 0
    return max(2, round(activity.modes[0].duration * draw.uniform(0.15, 0.35)))


def held_releases(problem: Problem, past: Mapping[ActivityId, Placed], seed: int) -> list[ActivityId]:
    """The releases that come next, one in so many projects: an out-of-specification result is being looked into."""
    coming = [a.id for a in problem.activities if a.local_id == "release" and past[a.id].start >= problem.now]
    count = max(1, round(len(problem.projects) * HELD_SHARE))
    nearest = sorted(coming, key=lambda a: (past[a].start, Random(f"{seed}/held/{a}").random()))
    return nearest[: 2 * count : 2]


def _release_date(bare: Portfolio, start: Slot, draw: Random) -> str:
    days = draw.randint(21, 42)
    return bare.time_scale.wall(start + days * bare.time_scale.slots_per_day).date().isoformat()
