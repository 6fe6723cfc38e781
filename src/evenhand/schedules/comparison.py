"""Any two plans side by side: who moved, by how much, and every promise before and after, with its chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.planning.parts import ActivityId, ProjectId, PromiseId, Slot
from evenhand.planning.plan import Assignment, Plan
from evenhand.schedules.situations import Situation


@dataclass(frozen=True)
class Moved:
    """One activity that starts or ends at another time, is done in another mode, or is in one of the plans alone (None)."""

    activity: ActivityId
    name: str
    start_before: Slot | None
    start_after: Slot | None
    end_before: Slot | None
    end_after: Slot | None
    other_mode: bool

    @property
    def by(self) -> int:
        """Slots by which it starts later; earlier is negative."""
        return 0 if self.start_before is None or self.start_after is None else self.start_after - self.start_before

    @property
    def by_end(self) -> int:
        return 0 if self.end_before is None or self.end_after is None else self.end_after - self.end_before


@dataclass(frozen=True)
class PromiseChange:
    """A promise in both plans; chances where they are known (0 to 1)."""

    promise: PromiseId
    name: str
    due: Slot
    before: Slot | None
    after: Slot
    chance_before: float | None
    chance_after: float | None

    @property
    def late_before(self) -> int:
        return 0 if self.before is None else max(0, self.before - self.due)

    @property
    def late_after(self) -> int:
        return max(0, self.after - self.due)

    @property
    def is_harmed(self) -> bool:
        """On time stays on time, late gets no later."""
        return self.before is not None and self.after > max(self.due, self.before)


@dataclass(frozen=True)
class ProjectChange:
    """What two plans mean for one project: what moved, its finish, its promises. ``key`` is its row."""

    project: ProjectId
    name: str
    sponsor: str
    key: int | None
    finish_before: Slot | None
    finish_after: Slot
    moved: tuple[Moved, ...]
    promises: tuple[PromiseChange, ...]

    @property
    def furthest(self) -> int:
        """The largest move of a start, in slots; later is positive."""
        return max((m.by for m in self.moved), key=abs, default=0)

    @property
    def is_harmed(self) -> bool:
        if self.promises:
            return any(p.is_harmed for p in self.promises)
        return self.finish_before is not None and self.finish_after > self.finish_before


@dataclass(frozen=True)
class Comparison:
    """Every project; those that are harmed first, then those that moved most."""

    projects: tuple[ProjectChange, ...]

    @property
    def changed(self) -> tuple[ProjectChange, ...]:
        return tuple(p for p in self.projects if p.moved)

    @property
    def moved(self) -> int:
        return sum(len(p.moved) for p in self.projects)

    @property
    def harmed(self) -> tuple[ProjectChange, ...]:
        return tuple(p for p in self.projects if p.is_harmed)

    @property
    def late(self) -> tuple[PromiseChange, ...]:
        return tuple(x for p in self.projects for x in p.promises if x.late_after)

    def to_json(self) -> list[dict[str, Any]]:
        """What a revision keeps of it: the projects that moved, and every promise that there is."""
        kept = (p for p in self.projects if p.moved or p.promises)
        return [{**vars(p), "moved": [dict(vars(m)) for m in p.moved], "promises": [dict(vars(x)) for x in p.promises]} for p in kept]


def comparison_from_json(document: list[dict[str, Any]]) -> Comparison:
    return Comparison(
        tuple(
            ProjectChange(**{**p, "moved": tuple(Moved(**m) for m in p["moved"]), "promises": tuple(PromiseChange(**x) for x in p["promises"])})
            for p in document
        )
    )


def compare(
    situation: Situation,
    before: Plan | Mapping[ActivityId, Assignment] | None,
    after: Plan,
    *,
    chances_before: Mapping[PromiseId, float] | None = None,
    chances_after: Mapping[PromiseId, float] | None = None,
) -> Comparison:
    """Two plans of one situation. ``before`` may leave something out, and may be an older plan than the situation knows."""
    places: Mapping[ActivityId, Assignment] = {} if before is None else before.of if isinstance(before, Plan) else before
    problem = situation.problem
    promised: dict[ProjectId, list[PromiseChange]] = {}
    for promise in problem.promises:
        old = places.get(promise.activity)
        promised.setdefault(problem.activity[promise.activity].project, []).append(
            PromiseChange(
                promise.id,
                situation.name(f"promise {promise.id}").removeprefix("promise "),
                promise.due,
                None if old is None else old.end,
                after.of[promise.activity].end,
                None if chances_before is None else chances_before.get(promise.id),
                None if chances_after is None else chances_after.get(promise.id),
            )
        )
    changes = []
    for project, activities in problem.activities_of.items():
        if not activities:
            continue
        known = [places[a.id] for a in activities if a.id in places]
        changes.append(
            ProjectChange(
                project,
                situation.name(project),
                situation.sponsors.get(project, ""),
                situation.project_keys.get(project),
                max((x.end for x in known), default=None) if len(known) == len(activities) else None,
                max(after.of[a.id].end for a in activities),
                tuple(m for a in activities if (m := _moved(situation, places.get(a.id), after.of[a.id])) is not None),
                tuple(promised.get(project, ())),
            )
        )
    return Comparison(tuple(sorted(changes, key=lambda p: (not p.is_harmed, -abs(p.furthest), -len(p.moved), p.project))))


def _moved(situation: Situation, old: Assignment | None, new: Assignment) -> Moved | None:
    if old is None:
        return Moved(new.activity, situation.name(new.activity), None, new.start, None, new.end, other_mode=False)
    if (old.start, old.end, old.mode) == (new.start, new.end, new.mode):
        return None
    return Moved(new.activity, situation.name(new.activity), old.start, new.start, old.end, new.end, other_mode=old.mode != new.mode)
