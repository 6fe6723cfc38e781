"""The picture of a plan: one HTML file that needs nothing else, not even a network.

It draws on a canvas, so that thousands of bars stay quick, and holds the same content as tables, for the keyboard, for
screen readers and for print. Its content security policy allows its own style and script and nothing more.
"""

from __future__ import annotations

import html
import itertools
import json
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from typing import Any

from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Activity, Changeovers, Objective, Problem, Profile, PromiseId, Resource, ResourceKind, Slot
from evenhand.plant.site_time import TimeScale

LEGEND = (
    ("on plan", "on plan"),
    ("under way", "under way"),
    ("done", "done"),
    ("late", "promised and late"),
    ("frozen", "frozen"),
    ("held", "held by quality"),
    ("changeover", "changeover"),
    ("promise-late", "promise late"),
    ("promise-at-risk", "promise at risk (chance under 80 %)"),
    ("promise-kept", "promise on time"),
    ("closed", "closed"),
    ("frozen-weeks", "frozen weeks"),
    ("now", "now"),
)


def plan_picture(
    problem: Problem,
    plan: Plan,
    *,
    title: str,
    answer: Sequence[str],
    time_scale: TimeScale | None,
    names: Mapping[str, str],
    chances: Mapping[PromiseId, float] | None = None,
) -> str:
    """The page. ``answer``: the sentences that matter, shown first; ``names``: ids to names, an id stands for itself; ``chances``: of keeping each promise."""
    style = files("evenhand.exchange").joinpath("plan_picture.css").read_text(encoding="utf-8")
    script = files("evenhand.exchange").joinpath("plan_picture.js").read_text(encoding="utf-8")
    data = picture_data(problem, plan, time_scale=time_scale, names=names, chances=chances or {})
    return PAGE.format(
        policy=f"default-src 'none'; style-src '{fingerprint(style)}'; script-src '{fingerprint(script)}'",
        title=html.escape(title),
        answer="".join(f'<p class="answer">{html.escape(sentence)}</p>' for sentence in answer),
        legend="".join(
            f'<li><canvas data-sample="{sample}" aria-hidden="true"></canvas>{html.escape(text)}</li>'
            for sample, text in LEGEND
            if shown(sample, problem, with_chances=bool(chances))
        ),
        promise_count=len(problem.promises),
        activity_count=len(problem.activities),
        chance_heading="<th>Chance</th>" if chances else "",
        promises_hidden="" if problem.promises else " hidden",
        data=embedded(data),
        style=style,
        script=script,
    )


def shown(sample: str, problem: Problem, *, with_chances: bool) -> bool:
    """Whether the legend must explain this: only what can be in the picture."""
    facts = {
        "under way": any(a.actual is not None for a in problem.activities),
        "done": any(a.actual is not None for a in problem.activities),
        "late": bool(problem.promises),
        "frozen": any(a.frozen is not None for a in problem.activities),
        "held": any(a.hold_until is not None for a in problem.activities),
        "changeover": bool(problem.changeovers),
        "promise-late": bool(problem.promises),
        "promise-at-risk": with_chances,
        "promise-kept": bool(problem.promises),
        "closed": any(closed_runs(r.capacity, 0, problem.horizon) for r in problem.resources),
        "frozen-weeks": problem.frozen_until > problem.now,
        "now": problem.now > 0,
    }
    return facts.get(sample, True)


def embedded(data: Mapping[str, Any]) -> str:
    """JSON that no HTML parser can take for the end of its script, or for a comment."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def fingerprint(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def picture_data(
    problem: Problem, plan: Plan, *, time_scale: TimeScale | None, names: Mapping[str, str], chances: Mapping[PromiseId, float]
) -> dict[str, Any]:
    """What the script draws. Activities, resources and projects refer to each other by position."""
    first, last = drawn_span(problem, plan)
    activity_at = {a.id: k for k, a in enumerate(problem.activities)}
    resources = sorted(problem.resources, key=lambda r: list(ResourceKind).index(r.kind))
    resource_at = {r.id: k for k, r in enumerate(resources)}
    project_at = {p.id: k for k, p in enumerate(problem.projects)}
    late = {p.activity for p in problem.promises if plan.of[p.activity].end > p.due}
    calendars: list[dict[str, list[int]]] = []
    calendar_at: dict[Profile, int] = {}
    for resource in resources:
        if resource.capacity not in calendar_at:
            calendar_at[resource.capacity] = len(calendars)
            runs = closed_runs(resource.capacity, first, last)
            calendars.append({"starts": [a for a, _ in runs], "ends": [b for _, b in runs]})
    return {
        **clock(time_scale),
        "from": first,
        "to": last,
        "now": problem.now,
        "frozenUntil": problem.frozen_until,
        "view": "resource",
        "calendars": calendars,
        "resources": [
            {"name": names.get(r.id, r.id), "kind": r.kind.value, "capacity": r.capacity.maximum, "calendar": calendar_at[r.capacity]}
            for r in resources
        ],
        "projects": [{"id": p.id, "name": names.get(p.id, p.id)} for p in problem.projects],
        "activities": [
            {
                "name": names.get(a.id, a.local_id),
                "project": project_at[a.project],
                "mode": plan.of[a.id].mode,
                "modes": len(a.modes),
                "start": plan.of[a.id].start,
                "end": plan.of[a.id].end,
                "state": state(a, late=a.id in late),
                "needs": [[resource_at[d.resource], d.amount] for d in a.modes[plan.of[a.id].mode].demands],
            }
            for a in problem.activities
        ],
        "links": [[activity_at[x.before], activity_at[x.after], x.kind.value, lag_note(x.lag, x.max_lag, time_scale)] for x in problem.links],
        "changeovers": [[resource_at[r.id], a, b] for r in resources for a, b in changeovers_drawn(problem, plan, r)],
        "promises": [
            {"activity": activity_at[p.activity], "due": p.due, "end": plan.of[p.activity].end, "chance": chances.get(p.id)}
            for p in sorted(problem.promises, key=lambda p: (-max(0, plan.of[p.activity].end - p.due), p.due, p.id))
        ],
    }


def drawn_span(problem: Problem, plan: Plan) -> tuple[Slot, Slot]:
    """From the first start to the last end or promise, with a little room."""
    starts = [a.start for a in plan.assignments]
    ends = [a.end for a in plan.assignments] + [p.due for p in problem.promises if problem.objective is Objective.PROMISES]
    first, last = min(starts, default=0), max(ends, default=1)
    room = max(1, (last - first) // 60)
    return max(0, first - room), last + room


def clock(time_scale: TimeScale | None) -> dict[str, Any]:
    """How the script turns slots into dates. Slots follow the clock on the site's wall, so that it needs no time zone database."""
    if time_scale is None:
        return {"origin": None, "minutes": 1, "zone": None}
    origin = datetime.combine(time_scale.origin, datetime.min.time(), tzinfo=UTC)
    return {"origin": int(origin.timestamp() * 1000), "minutes": time_scale.slot_minutes, "zone": time_scale.time_zone}


def state(activity: Activity, *, late: bool) -> str:
    if activity.actual is not None and activity.actual.end is not None:
        return "done"
    if late:
        return "late"
    if activity.actual is not None:
        return "under way"
    if activity.frozen is not None:
        return "frozen"
    return "held" if activity.hold_until is not None else "on plan"


def lag_note(lag: int, max_lag: int | None, time_scale: TimeScale | None) -> str:
    """What a link asks for between its two ends, as the picture says it; empty if nothing."""
    said = []
    if lag:
        said.append(f"at least {length(lag, time_scale)} between" if lag > 0 else f"may overlap by {length(-lag, time_scale)}")
    if max_lag is not None:
        said.append(f"at most {length(max_lag, time_scale)} between")
    return ", ".join(said)


def length(slots: int, time_scale: TimeScale | None) -> str:
    if time_scale is None:
        return str(slots)
    hours = slots * time_scale.slot_minutes / 60
    return f"{hours:.3g} h" if abs(hours) < 48 else f"{hours / 24:.3g} days"


def closed_runs(capacity: Profile, first: Slot, last: Slot) -> list[tuple[Slot, Slot]]:
    """The half-open spans within ``[first, last)`` in which the capacity is 0."""
    ats = [at for at, _ in capacity.steps]
    k = max(0, bisect_right(ats, first) - 1)
    runs = []
    for (at, value), (until, _) in zip(capacity.steps[k:], (*capacity.steps[k + 1 :], (last, 0)), strict=False):
        if value == 0 and max(at, first) < min(until, last):
            runs.append((max(at, first), min(until, last)))
    return runs


def changeovers_drawn(problem: Problem, plan: Plan, unit: Resource) -> Iterable[tuple[Slot, Slot]]:
    """Each changeover on the unit, drawn as late as it can be: it ends where the next product begins."""
    changeovers = problem.changeovers_on.get(unit.id)
    if changeovers is None:
        return
    used: list[tuple[Assignment, Activity]] = []
    for activity in problem.activities:
        assignment = plan.of[activity.id]
        if activity.product is not None and any(d.resource == unit.id for d in activity.modes[assignment.mode].demands):
            used.append((assignment, activity))
    yield from changeovers_between(changeovers, used)


def changeovers_between(changeovers: Changeovers, used: Iterable[tuple[Assignment, Activity]]) -> Iterable[tuple[Slot, Slot]]:
    """The same for what uses one unit and has a product, in any order."""
    in_order = sorted(used, key=lambda pair: (pair[0].start, pair[0].end))
    for (before, earlier), (after, later) in itertools.pairwise(in_order):
        duration = changeovers.duration(earlier, later)
        if duration and before.end <= after.start:
            yield max(before.end, after.start - duration), after.start


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div class="first">
<header><h1>{title}</h1>{answer}</header>
<div class="tools">
<fieldset><legend>Rows</legend>
<label class="choice"><input type="radio" name="view" value="resource" checked><span>By resource</span></label>
<label class="choice"><input type="radio" name="view" value="project"><span>By project</span></label></fieldset>
<fieldset><legend>Zoom</legend><button type="button" id="out" aria-label="Zoom out">−</button>
<button type="button" id="in" aria-label="Zoom in">+</button><button type="button" id="fit">Everything</button></fieldset>
<input type="search" id="search" placeholder="Search: project, activity, resource" aria-label="Search activities">
<details id="legend" open><summary>What the colours mean</summary><ul class="legend">{legend}</ul></details>
</div>
<main>
<div id="picture" tabindex="0" role="application" aria-label="The plan as bars; the tables below hold the same content"><div id="room"></div>
<canvas id="canvas"></canvas></div>
<aside id="facts" aria-live="polite" aria-label="The selected activity"></aside>
</main>
</div>
<div class="lists">
<details id="promise-table" open{promises_hidden}><summary>Promises ({promise_count})</summary><div class="table"><table>
<thead><tr><th>Project</th><th>Activity</th><th>Promised</th><th>Planned</th><th>That is</th>{chance_heading}</tr></thead>
<tbody id="promise-rows"></tbody></table></div></details>
<details id="plan-table"><summary>Activities ({activity_count})</summary>
<div class="pages"><button type="button" id="before">Earlier</button><button type="button" id="after">Later</button><span id="pages" role="status"></span></div>
<div class="table"><table>
<thead><tr><th>Project</th><th>Activity</th><th>Starts</th><th>Ends</th><th>Needs</th><th>State</th></tr></thead>
<tbody id="rows"></tbody></table></div></details>
</div>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
"""
