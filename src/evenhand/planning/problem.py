"""The problem: everything a plan is made from, at one moment.

The parts check themselves when they are made (`evenhand.planning.parts`); what only several together can know is
checked here when the problem is made, by `evenhand.planning.consistency`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from evenhand.planning.consistency import check_consistency
from evenhand.planning.parts import (
    FOREVER,
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Consecutive,
    Demand,
    DifferentResources,
    Frozen,
    InvalidProblem,
    LateMaterial,
    Lever,
    LeverId,
    LeverKind,
    LeverWindow,
    Link,
    LinkKind,
    Mode,
    ModeDependency,
    Objective,
    ProductId,
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Published,
    Resource,
    ResourceId,
    ResourceKind,
    SameResources,
    Slot,
    Stretch,
)

__all__ = [
    "Activity",
    "ActivityId",
    "Actual",
    "Changeovers",
    "Consecutive",
    "Demand",
    "DifferentResources",
    "FOREVER",
    "Frozen",
    "InvalidProblem",
    "LateMaterial",
    "Lever",
    "LeverId",
    "LeverKind",
    "LeverWindow",
    "Link",
    "LinkKind",
    "Mode",
    "ModeDependency",
    "Objective",
    "Problem",
    "ProductId",
    "Profile",
    "Project",
    "ProjectId",
    "Promise",
    "PromiseId",
    "Published",
    "Resource",
    "ResourceId",
    "ResourceKind",
    "SameResources",
    "Slot",
    "Stretch",
]


@dataclass(frozen=True)
class Problem:
    """Everything a plan is made from. ``horizon``: every end is at or before it.

    ``now``: nothing that has not started may start before. ``frozen_until``: what is not frozen or started starts then
    or later. Capacity in the past (before ``now``) is history and is not checked.
    """

    resources: tuple[Resource, ...]
    projects: tuple[Project, ...]
    activities: tuple[Activity, ...]
    horizon: Slot
    links: tuple[Link, ...] = ()
    same_resources: tuple[SameResources, ...] = ()
    different_resources: tuple[DifferentResources, ...] = ()
    mode_dependencies: tuple[ModeDependency, ...] = ()
    consecutives: tuple[Consecutive, ...] = ()
    changeovers: tuple[Changeovers, ...] = ()
    promises: tuple[Promise, ...] = ()
    levers: tuple[Lever, ...] = ()
    published: tuple[Published, ...] = ()
    objective: Objective = Objective.PROMISES
    now: Slot = 0
    frozen_until: Slot = 0

    def __post_init__(self) -> None:
        check_consistency(self)

    @cached_property
    def resource(self) -> Mapping[ResourceId, Resource]:
        return {r.id: r for r in self.resources}

    @cached_property
    def activity(self) -> Mapping[ActivityId, Activity]:
        return {a.id: a for a in self.activities}

    @cached_property
    def promise(self) -> Mapping[PromiseId, Promise]:
        return {p.id: p for p in self.promises}

    @cached_property
    def activities_of(self) -> Mapping[ProjectId, tuple[Activity, ...]]:
        found: dict[ProjectId, list[Activity]] = {p.id: [] for p in self.projects}
        for activity in self.activities:
            found[activity.project].append(activity)
        return {project: tuple(activities) for project, activities in found.items()}

    @cached_property
    def changeovers_on(self) -> Mapping[ResourceId, Changeovers]:
        return {unit: c for c in self.changeovers for unit in c.units}
