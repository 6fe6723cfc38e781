"""A plant of any size with working calendars, changeovers and every kind of uncertainty, and a plan for it, first come first placed."""

from __future__ import annotations

import random

import numpy as np

from evenhand.planning.calendars import WorkingTime, as_array
from evenhand.planning.parts import (
    Activity,
    ActivityId,
    Changeovers,
    Demand,
    LateMaterial,
    Link,
    LinkKind,
    Mode,
    ProductId,
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Resource,
    ResourceId,
    ResourceKind,
    Stretch,
)
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem

DAY, WEEK = 24, 168


def weekly(capacity: int, horizon: int, *, hours: tuple[int, int] = (7, 19), away_in_week: int | None = None) -> Profile:
    """Open on weekdays in these hours; one fewer in one week if there are several."""
    steps = [(0, 0)]
    for day in range(horizon // DAY):
        if day % 7 < 5:
            here = capacity - (1 if away_in_week is not None and capacity > 1 and day // 7 % 10 == away_in_week else 0)
            steps += [(day * DAY + hours[0], here), (day * DAY + hours[1], 0)]
    return Profile(tuple(steps))


def crowded_plant(projects: int, activities_each: int, *, seed: int = 1) -> tuple[Problem, Plan]:
    chance = random.Random(seed)
    horizon = 400 * DAY + projects * 60 * DAY // 6
    suites = [Resource(ResourceId(f"suite {k}"), ResourceKind.UNIT, Profile.constant(1)) for k in range(max(2, projects // 6))]
    people = [
        Resource(ResourceId("chemists"), ResourceKind.PEOPLE, weekly(max(3, projects // 3), horizon, away_in_week=3)),
        Resource(ResourceId("analysts"), ResourceKind.PEOPLE, weekly(max(2, projects // 4), horizon, away_in_week=5)),
        Resource(ResourceId("hoods"), ResourceKind.POOL, Profile.constant(max(2, projects // 3))),
    ]
    work: list[Activity] = []
    links: list[Link] = []
    for p in range(projects):
        for k in range(activities_each):
            name = ActivityId(f"project {p}/{k}")
            hours = chance.choice([8, 24, 40, 80])
            in_suite = k % 4 == 3
            demands = [Demand(chance.choice(suites).id, 1)] if in_suite else [Demand(chance.choice(people[:2]).id, 1)]
            if not in_suite and chance.random() < 0.4:
                demands.append(Demand(people[2].id, 1))
            work.append(
                Activity(
                    name,
                    ProjectId(f"project {p}"),
                    (Mode(hours, tuple(demands), round(hours * 0.8), round(hours * 1.6)),),
                    Stretch.FIXED if in_suite else Stretch.PAUSABLE,
                    earliest_start=chance.randrange(0, 30 * DAY),
                    product=ProductId(f"product {p}") if in_suite else None,
                    band=p % 3,
                    rework_chance=0.05,
                    late_material=LateMaterial(0.1, 5 * DAY) if k % 5 == 0 else None,
                )
            )
            for b in {max(0, k - 1), max(0, k - 3)} - {k}:
                links.append(Link(LinkKind.FS, ActivityId(f"project {p}/{b}"), name, lag=chance.choice([0, 0, 24])))
    problem = Problem(
        resources=(*suites, *people),
        projects=tuple(Project(ProjectId(f"project {p}")) for p in range(projects)),
        activities=tuple(work),
        horizon=horizon,
        links=tuple(links),
        changeovers=(Changeovers(tuple(s.id for s in suites), 12, ((72, 96, 168), (72, 96, 168), (168, 168, 240)), 0.1),),
        promises=tuple(Promise(PromiseId(f"promise {p}"), work[(p + 1) * activities_each - 1].id, horizon // 2) for p in range(projects)),
    )
    plan = first_come(problem)
    due = {p.activity: plan.of[p.activity].end + chance.choice([0, 5, 20]) * DAY for p in problem.promises}
    promises = tuple(Promise(p.id, p.activity, min(horizon, due[p.activity])) for p in problem.promises)
    return Problem(**{**{f: getattr(problem, f) for f in problem.__dataclass_fields__}, "promises": promises}), plan


def first_come(problem: Problem) -> Plan:
    """Each activity in turn at its earliest, round the projects; one mode, FIXED or PAUSABLE, FS links that lead forwards only."""
    working = WorkingTime(problem.resources, problem.horizon)
    left = {r.id: as_array(r.capacity, problem.horizon) for r in problem.resources}
    closed = {r.id: left[r.id] == 0 for r in problem.resources}
    last: dict[ResourceId, Activity] = {}
    free_from: dict[ResourceId, int] = {}
    placed: dict[ActivityId, Assignment] = {}
    by_step = sorted(problem.activities, key=lambda a: int(a.local_id))
    for activity in by_step:
        at = max(activity.earliest_start, problem.now)
        at = max([at, *(placed[x.before].end + x.lag for x in problem.links if x.after == activity.id)])
        units = [d.resource for d in activity.modes[0].demands if problem.resource[d.resource].kind is ResourceKind.UNIT]
        for unit in units:
            if unit in last:
                at = max(at, free_from[unit] + problem.changeovers_on[unit].duration(last[unit], activity))
        while True:
            span = working.earliest(activity, 0, at)
            assert span is not None
            short = np.zeros(span[1] - span[0], dtype=bool)
            for d in activity.modes[0].demands:
                window = slice(*span)
                short |= (left[d.resource][window] < d.amount) & ~closed[d.resource][window]
            if not short.any():
                break
            at = span[0] + int(np.flatnonzero(short)[-1]) + 1
        for d in activity.modes[0].demands:
            window = slice(*span)
            left[d.resource][window] -= np.where(closed[d.resource][window], 0, d.amount)
        for unit in units:
            last[unit], free_from[unit] = activity, span[1]
        placed[activity.id] = Assignment(activity.id, 0, *span)
    return Plan(tuple(placed[a.id] for a in problem.activities))
