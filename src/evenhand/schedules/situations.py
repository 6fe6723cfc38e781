"""A situation: a problem, what people call its parts, for whom they are, and which levers were granted. It is stored whole with every plan made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from evenhand.planning.parts import ActivityId, Lever, ProjectId, PromiseId
from evenhand.planning.problem import Problem
from evenhand.plant.site_time import TimeScale
from evenhand.schedules.problem_json import LEVER, Json, UnreadableColumns, canonical, problem_from_json, problem_to_json

FORMAT = "evenhand-situation/1"


@dataclass(frozen=True)
class Grant:
    """Levers that were granted to a project with a published plan: its work may use them, nobody else's."""

    project: ProjectId
    levers: tuple[Lever, ...]

    def to_json(self) -> Json:
        return {"project": self.project, "levers": [LEVER.write(lever) for lever in self.levers]}

    @classmethod
    def from_json(cls, document: Json) -> Grant:
        return cls(ProjectId(document["project"]), tuple(LEVER.read(lever) for lever in document["levers"]))


@dataclass(frozen=True)
class Situation:
    """``names``: ids to what people call them; ``sponsors``: projects to their sponsors' names; ``keys``: activities, projects and promises to their rows;
    ``own_modes``: how many modes an activity has without those that levers add, for activities that levers add some to."""

    problem: Problem
    scale: TimeScale
    currency: str = "EUR"
    names: Mapping[str, str] = field(default_factory=dict)
    sponsors: Mapping[ProjectId, str] = field(default_factory=dict)
    activity_keys: Mapping[ActivityId, int] = field(default_factory=dict)
    project_keys: Mapping[ProjectId, int] = field(default_factory=dict)
    promise_keys: Mapping[PromiseId, int] = field(default_factory=dict)
    own_modes: Mapping[ActivityId, int] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()

    def name(self, identity: str) -> str:
        return self.names.get(identity, identity)

    def own_mode(self, activity: ActivityId, mode: int) -> int:
        """The activity's own mode behind one that uses levers, too."""
        return mode % self.own_modes.get(activity, len(self.problem.activity[activity].modes))

    def uses_levers(self, activity: ActivityId, mode: int) -> bool:
        return mode >= self.own_modes.get(activity, mode + 1)

    def granting(self, problem: Problem, grant: Grant) -> Situation:
        """The situation once these levers are granted; ``problem`` is the one that has them."""
        own = dict(self.own_modes)
        for before, after in zip(self.problem.activities, problem.activities, strict=True):
            if len(after.modes) > len(before.modes):
                own.setdefault(after.id, len(before.modes))
        names = dict(self.names)
        for resource in problem.resources[len(self.problem.resources) :]:
            base = next(r for r in self.problem.resources if resource.id.startswith(r.id))
            names[resource.id] = self.name(base.id) + resource.id.removeprefix(base.id)
        return replace(self, problem=problem, names=names, own_modes=own, grants=(*self.grants, grant))

    @cached_property
    def text(self) -> str:
        """Its canonical text, by which it is stored; written once, for nothing in it changes."""
        return canonical(self.to_json())

    def to_json(self) -> Json:
        return {
            "format": FORMAT,
            "problem": problem_to_json(self.problem),
            "time_zone": self.scale.time_zone,
            "origin": self.scale.origin.isoformat(),
            "slot_minutes": self.scale.slot_minutes,
            "currency": self.currency,
            "names": dict(self.names),
            "sponsors": dict(self.sponsors),
            "activity_keys": dict(self.activity_keys),
            "project_keys": dict(self.project_keys),
            "promise_keys": dict(self.promise_keys),
            "own_modes": dict(self.own_modes),
            "grants": [grant.to_json() for grant in self.grants],
        }


def situation_from_json(document: Json) -> Situation:
    if document.get("format") != FORMAT:
        raise UnreadableColumns(f"Must be {FORMAT}; is {document.get('format')!r}.")
    return Situation(
        problem_from_json(document["problem"]),
        TimeScale(document["time_zone"], date.fromisoformat(document["origin"]), document["slot_minutes"]),
        document["currency"],
        document["names"],
        document["sponsors"],
        document["activity_keys"],
        document["project_keys"],
        document["promise_keys"],
        document["own_modes"],
        tuple(Grant.from_json(grant) for grant in document["grants"]),
    )
