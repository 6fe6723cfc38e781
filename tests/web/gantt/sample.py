"""A small plant whose plan has one of everything that the Gantt draws, in the week in which the clocks go forward."""

from __future__ import annotations

from datetime import date

from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Demand,
    Frozen,
    Link,
    LinkKind,
    Mode,
    Problem,
    ProductId,
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Resource,
    ResourceId,
    ResourceKind,
)
from evenhand.plant.site_time import TimeScale
from evenhand.web.gantt_document import Document, gantt_document

HOURS = TimeScale("Europe/Brussels", date(2027, 3, 22), 60)  # the clocks go forward on Sunday 28 March
DAY = 24
NOW = 3 * DAY
SUITE_1, SUITE_2, HOODS, CHEMISTS = (ResourceId(name) for name in ("suite-1", "suite-2", "hoods", "chemists"))
NAMES = {
    "suite-1": "GMP suite 1: 2000 gal",
    "suite-2": "GMP suite 2: 500 gal",
    "hoods": "R&D hoods",
    "chemists": "Process chemists",
    "A": "Aurora",
    "B": "Borealis",
}
ALICE, BOB = PromiseId("A shipped"), PromiseId("B shipped")


def problem() -> Problem:
    def work(project: str, name: str, *needs: tuple[ResourceId, int], **facts: object) -> Activity:
        demands = tuple(Demand(resource, amount) for resource, amount in needs)
        return Activity(ActivityId(f"{project}/{name}"), ProjectId(project), (Mode(2 * DAY, demands),), product=ProductId(project), **facts)  # type: ignore[arg-type]

    activities = (
        work("A", "route", (HOODS, 2), actual=Actual(0, 0, end=2 * DAY)),
        work("A", "batch 1", (SUITE_1, 1), (CHEMISTS, 2), actual=Actual(2 * DAY, 0, remaining=DAY)),
        work("A", "batch 2", (SUITE_1, 1), (CHEMISTS, 2), frozen=Frozen(5 * DAY)),
        work("A", "release", (HOODS, 1)),
        work("B", "route", (HOODS, 3), hold_until=NOW + 6),
        work("B", "batch 1", (SUITE_1, 1), (CHEMISTS, 2)),
        work("B", "release", (HOODS, 2)),
    )
    link = {a.id: a.id for a in activities}
    week = tuple((day * DAY, 0 if day % 7 in (5, 6) else 4) for day in range(28))
    return Problem(
        (
            Resource(CHEMISTS, ResourceKind.PEOPLE, Profile(week)),
            Resource(HOODS, ResourceKind.POOL, Profile.constant(4)),
            Resource(SUITE_1, ResourceKind.UNIT, Profile(((0, 1), (20 * DAY, 0), (22 * DAY, 1)))),
            Resource(SUITE_2, ResourceKind.UNIT, Profile.constant(1)),
        ),
        (Project(ProjectId("A")), Project(ProjectId("B"))),
        activities,
        60 * DAY,
        links=(
            Link(LinkKind.FS, link[ActivityId("A/route")], link[ActivityId("A/batch 1")]),
            Link(LinkKind.FS, link[ActivityId("A/batch 1")], link[ActivityId("A/batch 2")], max_lag=3 * DAY),
            Link(LinkKind.FS, link[ActivityId("A/batch 2")], link[ActivityId("A/release")], lag=12),
            Link(LinkKind.FS, link[ActivityId("B/route")], link[ActivityId("B/batch 1")]),
            Link(LinkKind.FS, link[ActivityId("B/batch 1")], link[ActivityId("B/release")]),
        ),
        changeovers=(Changeovers((SUITE_1, SUITE_2), 1, ((12,),)),),
        promises=(Promise(ALICE, ActivityId("A/release"), 12 * DAY), Promise(BOB, ActivityId("B/release"), 13 * DAY)),
        now=NOW,
        frozen_until=NOW + 4 * DAY,
    )


STARTS = {"A/route": 0, "A/batch 1": 48, "A/batch 2": 120, "A/release": 180, "B/route": 80, "B/batch 1": 240, "B/release": 300}


def plan(**moved: int) -> Plan:
    starts = STARTS | {name.replace("_", "/", 1).replace("_", " "): start for name, start in moved.items()}
    return Plan(tuple(Assignment(ActivityId(name), 0, start, start + 2 * DAY) for name, start in starts.items()))


def document() -> Document:
    """Alice's promise is kept with a chance of 70 %, Bob's is late; B's first batch was published a day earlier."""
    return gantt_document(
        problem(),
        plan(),
        time_scale=HOURS,
        names=NAMES,
        published=plan(B_batch_1=240 - DAY),
        published_name="revision 7",
        chances={ALICE: 0.7, BOB: 0.2},
    )


def large_document(projects: int = 60) -> Document:
    """So many projects of ten activities one after the other, on ten units."""
    per, count = 10, projects * 10
    start = [(k // per) * DAY + (k % per) * DAY for k in range(count)]
    return {
        "format": "evenhand-gantt/1",
        "site": {"zone": "Europe/Brussels", "slot_seconds": 3600, "origin": "2027-01-04"},
        "from": 0,
        "to": max(start, default=0) + 2 * DAY,
        "now": 10 * DAY,
        "frozen_until": 10 * DAY,
        "rows": {"id": list(range(per)), "name": [f"Suite {k + 1}" for k in range(per)], "kind": ["unit"] * per, "profile": [0] * per},
        "profiles": [{"at": [0], "value": [1]}],
        "projects": {"id": [f"P{p}" for p in range(projects)], "name": [f"Project {p}" for p in range(projects)]},
        "bars": {
            "id": [f"P{k // per}/{k % per}" for k in range(count)],
            "project": [k // per for k in range(count)],
            "name": [k % per for k in range(count)],
            "names": [f"Batch {k + 1}" for k in range(per)],
            "start": start,
            "end": [s + DAY for s in start],
            "mode": [0] * count,
            "modes": [1] * count,
            "state": [0] * count,
            "outlook": [0] * count,
            "needs": [1] * count,
            "need_row": [k % per for k in range(count)],
            "need_amount": [1] * count,
        },
        "links": {
            "before": [k for k in range(count) if k % per < per - 1],
            "after": [k + 1 for k in range(count) if k % per < per - 1],
            "kind": [0] * (count - projects),
            "lag": [0] * (count - projects),
            "max_lag": [None] * (count - projects),
        },
        "promises": {"id": [], "bar": [], "due": [], "chance": []},
        "changeovers": {"row": [], "start": [], "end": []},
        "baseline": None,
    }
