"""What the Gantt in the browser draws: a plan as one compact JSON document, in columns.

The document is described in ``docs/reference/gantt.md``. Activities, rows and projects refer to each other by position,
times are slots, and a value that is missing is null.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evenhand.exchange.plan_picture import changeovers_between, drawn_span
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Activity, ActivityId, LinkKind, Problem, Profile, PromiseId, Resource, ResourceId, ResourceKind, Slot
from evenhand.plant.site_time import TimeScale

FORMAT = "evenhand-gantt/1"
STATES = ("planned", "started", "finished", "frozen", "held")
OUTLOOKS = ("on plan", "at risk", "late")
LINK_KINDS = (LinkKind.FS, LinkKind.SS, LinkKind.FF, LinkKind.SF)
ROW_KINDS = (ResourceKind.UNIT, ResourceKind.POOL, ResourceKind.PEOPLE)
AT_RISK_BELOW = 0.8  # kept in fewer of the futures

Document = dict[str, Any]


def gantt_document(
    problem: Problem,
    plan: Plan,
    *,
    time_scale: TimeScale,
    names: Mapping[str, str],
    published: Plan | None = None,
    published_name: str | None = None,
    chances: Mapping[PromiseId, float] | None = None,
) -> Document:
    """The document. ``names``: ids to names, an id stands for itself; ``published_name``: what people call that revision; ``chances``: of each promise."""
    span = drawn_span(problem, plan)
    resources = [r for kind in ROW_KINDS for r in problem.resources if r.kind is kind]
    activity_at = {a.id: k for k, a in enumerate(problem.activities)}
    return {
        "format": FORMAT,
        "site": {"zone": time_scale.time_zone, "slot_seconds": time_scale.slot_minutes * 60, "origin": time_scale.origin.isoformat()},
        "from": span[0],
        "to": span[1],
        "now": problem.now,
        "frozen_until": problem.frozen_until,
        **_rows(resources, span, names),
        "projects": {"id": [p.id for p in problem.projects], "name": [names.get(p.id, p.id) for p in problem.projects]},
        "bars": _bars(problem, plan, resources, names, chances or {}),
        "links": _links(problem, activity_at),
        "promises": _promises(problem, activity_at, chances or {}),
        "changeovers": _changeovers(problem, plan, resources),
        "baseline": None if published is None else _baseline(problem, published, published_name),
    }


def _rows(resources: Sequence[Resource], span: tuple[Slot, Slot], names: Mapping[str, str]) -> Document:
    profile_at: dict[Profile, int] = {}
    for resource in resources:
        profile_at.setdefault(resource.capacity, len(profile_at))
    return {
        "rows": {
            "id": [r.id for r in resources],
            "name": [names.get(r.id, r.id) for r in resources],
            "kind": [r.kind.value for r in resources],
            "profile": [profile_at[r.capacity] for r in resources],
        },
        "profiles": [_profile(profile, *span) for profile in profile_at],
    }


def _profile(profile: Profile, first: Slot, last: Slot) -> Document:
    """The steps that matter within ``[first, last)``."""
    begin = max(0, bisect_right([at for at, _ in profile.steps], first) - 1)
    steps = [(max(at, first), value) for at, value in profile.steps[begin:] if at < last]
    return {"at": [at for at, _ in steps], "value": [value for _, value in steps]}


def _bars(problem: Problem, plan: Plan, resources: Sequence[Resource], names: Mapping[str, str], chances: Mapping[PromiseId, float]) -> Document:
    row_at = {r.id: k for k, r in enumerate(resources)}
    project_at = {p.id: k for k, p in enumerate(problem.projects)}
    name_at: dict[str, int] = {}
    name = [name_at.setdefault(names.get(a.id, a.local_id), len(name_at)) for a in problem.activities]
    outlook = outlooks(problem, plan, chances)
    places = [plan.of[a.id] for a in problem.activities]
    needs = [
        [(row_at[d.resource], d.amount) for d in a.modes[place.mode].demands if d.resource in row_at]
        for a, place in zip(problem.activities, places, strict=True)
    ]
    return {
        "id": [a.id for a in problem.activities],
        "project": [project_at[a.project] for a in problem.activities],
        "name": name,
        "names": list(name_at),
        "start": [p.start for p in places],
        "end": [p.end for p in places],
        "mode": [p.mode for p in places],
        "modes": [len(a.modes) for a in problem.activities],
        "state": [STATES.index(state(a)) for a in problem.activities],
        "outlook": [OUTLOOKS.index(outlook.get(a.id, "on plan")) for a in problem.activities],
        "needs": [len(n) for n in needs],
        "need_row": [row for n in needs for row, _ in n],
        "need_amount": [amount for n in needs for _, amount in n],
    }


def state(activity: Activity) -> str:
    """What has become of it, as a word of `STATES`."""
    if activity.actual is not None:
        return "started" if activity.actual.end is None else "finished"
    if activity.frozen is not None:
        return "frozen"
    return "planned" if activity.hold_until is None else "held"


def outlooks(problem: Problem, plan: Plan, chances: Mapping[PromiseId, float]) -> Mapping[ActivityId, str]:
    """The worst outlook of each promised activity, as a word of `OUTLOOKS`; without chances nothing is at risk."""
    worst: dict[ActivityId, str] = {}
    for promise in problem.promises:
        is_late = plan.of[promise.activity].end > promise.due
        found = "late" if is_late else "at risk" if chances.get(promise.id, 1.0) < AT_RISK_BELOW else "on plan"
        worst[promise.activity] = max(worst.get(promise.activity, "on plan"), found, key=OUTLOOKS.index)
    return worst


def _links(problem: Problem, activity_at: Mapping[ActivityId, int]) -> Document:
    return {
        "before": [activity_at[x.before] for x in problem.links],
        "after": [activity_at[x.after] for x in problem.links],
        "kind": [LINK_KINDS.index(x.kind) for x in problem.links],
        "lag": [x.lag for x in problem.links],
        "max_lag": [x.max_lag for x in problem.links],
    }


def _promises(problem: Problem, activity_at: Mapping[ActivityId, int], chances: Mapping[PromiseId, float]) -> Document:
    return {
        "id": [p.id for p in problem.promises],
        "bar": [activity_at[p.activity] for p in problem.promises],
        "due": [p.due for p in problem.promises],
        "chance": [round(chances[p.id], 4) if p.id in chances else None for p in problem.promises],
    }


def _changeovers(problem: Problem, plan: Plan, resources: Iterable[Resource]) -> Document:
    used: dict[ResourceId, list[tuple[Assignment, Activity]]] = {}
    for activity in problem.activities:
        place = plan.of[activity.id]
        for demand in activity.modes[place.mode].demands if activity.product is not None else ():
            used.setdefault(demand.resource, []).append((place, activity))
    found = [
        (row, *span)
        for row, resource in enumerate(resources)
        if resource.id in problem.changeovers_on
        for span in changeovers_between(problem.changeovers_on[resource.id], used.get(resource.id, ()))
    ]
    return {"row": [row for row, _, _ in found], "start": [start for _, start, _ in found], "end": [end for _, _, end in found]}


def _baseline(problem: Problem, published: Plan, name: str | None) -> Document:
    places: list[Assignment | None] = [published.of.get(a.id) for a in problem.activities]
    return {"name": name, "start": [p and p.start for p in places], "end": [p and p.end for p in places]}
