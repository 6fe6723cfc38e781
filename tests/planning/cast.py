"""A small plant and its work, told in days: what the golden cases are made of.

Slot 0 is a Monday; days 5 and 6 of every week are the weekend. Suite A and the three chemists rest at the weekend, suite B and
the two HPLCs never do. There is enough solvent for ten units of it.
"""

from __future__ import annotations

from typing import Any

from evenhand.planning.checks import check
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Changeovers,
    Demand,
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
    Stretch,
)

WEEKS = 8
HORIZON = 7 * WEEKS


def on_weekdays(value: int, weeks: int = WEEKS) -> Profile:
    """This much from Monday to Friday, nothing at the weekend."""
    return Profile(tuple(step for week in range(weeks) for step in ((7 * week, value), (7 * week + 5, 0))))


def resource(name: str, kind: ResourceKind, capacity: int | Profile) -> Resource:
    return Resource(ResourceId(name), kind, Profile.constant(capacity) if isinstance(capacity, int) else capacity)


SUITE_A = resource("suite_a", ResourceKind.UNIT, on_weekdays(1))
SUITE_B = resource("suite_b", ResourceKind.UNIT, 1)
CHEMISTS = resource("chemists", ResourceKind.PEOPLE, on_weekdays(3))
HPLCS = resource("hplcs", ResourceKind.POOL, 2)
SOLVENT = resource("solvent", ResourceKind.STOCK, 10)
PLANT = (SUITE_A, SUITE_B, CHEMISTS, HPLCS, SOLVENT)

CLEANING = Changeovers((SUITE_A.id, SUITE_B.id), same_product=1, between=((3, 5), (7, 9)))  # bands: 0 mild, 1 potent


def mode(days: int, **needs: int) -> Mode:
    """So many days of work needing these amounts, as in ``mode(3, suite_a=1, chemists=2)``."""
    return Mode(days, tuple(Demand(ResourceId(name), amount) for name, amount in needs.items()))


def activity(name: str, *modes: Mode, project: str = "amber", **more: Any) -> Activity:
    if "product" in more:
        more["product"] = ProductId(more["product"])
    return Activity(ActivityId(name), ProjectId(project), modes, **more)


def pausable(name: str, *modes: Mode, **more: Any) -> Activity:
    return activity(name, *modes, stretch=Stretch.PAUSABLE, **more)


def holding(name: str, *modes: Mode, **more: Any) -> Activity:
    return activity(name, *modes, stretch=Stretch.HOLDING, **more)


def promise(name: str, activity_name: str, due: int) -> Promise:
    return Promise(PromiseId(name), ActivityId(activity_name), due)


def problem(*activities: Activity, **more: Any) -> Problem:
    """These activities in the plant, or in the ``resources`` given; their projects are made for them."""
    projects = tuple(Project(project) for project in dict.fromkeys(a.project for a in activities))
    given: dict[str, Any] = {"resources": PLANT, "projects": projects, "horizon": HORIZON} | more
    return Problem(activities=activities, **given)


def plan(**places: tuple[int, int] | tuple[int, int, int]) -> Plan:
    """``plan(mix=(0, 3), dry=(3, 5, 1))``: mix from 0 to 3 in mode 0, dry from 3 to 5 in mode 1."""
    return Plan(tuple(Assignment(ActivityId(name), place[2] if len(place) == 3 else 0, place[0], place[1]) for name, place in places.items()))


def both(first: str, second: str) -> tuple[ActivityId, ActivityId]:
    return ActivityId(first), ActivityId(second)


def rules_broken(of: Problem, by: Plan) -> tuple[str, ...]:
    """The name of the rule of each violation."""
    return tuple(violation.rule for violation in check(of, by))
