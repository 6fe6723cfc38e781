"""The minutes a meeting spent on each project: as measured, or as corrected."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from evenhand.meetings.models import Meeting, Talk, TalkCorrection
from evenhand.portfolio.models import Project


@dataclass(frozen=True)
class Spent:
    """``project`` is None for what is of no project. ``measured`` and ``minutes`` are the same where nothing was corrected."""

    project: Project | None
    minutes: int
    measured: int
    reason: str = ""

    @property
    def was_corrected(self) -> bool:
        return bool(self.reason)

    @property
    def name(self) -> str:
        return "No project" if self.project is None else f"{self.project.code} {self.project.name}"


def minutes_spent(meeting: Meeting, now: datetime) -> list[Spent]:
    """Most first. In two queries."""
    measured: dict[int | None, timedelta] = defaultdict(timedelta)
    projects: dict[int | None, Project | None] = {}
    for talk in Talk.objects.filter(meeting=meeting).select_related("project"):
        measured[talk.project_id] += talk.lasted(now)
        projects[talk.project_id] = talk.project
    corrected: dict[int | None, TalkCorrection] = {}
    for row in TalkCorrection.objects.filter(meeting=meeting).select_related("project").order_by("pk"):
        corrected[row.project_id] = row
        projects[row.project_id] = row.project
    found = []
    for key, project in projects.items():
        whole = whole_minutes(measured[key])
        correction = corrected.get(key)
        found.append(Spent(project, whole, whole) if correction is None else Spent(project, correction.minutes, whole, correction.reason))
    return sorted(found, key=lambda spent: (-spent.minutes, spent.name))


def whole_minutes(time: timedelta) -> int:
    """Rounded; what was spoken of at all is a minute at least."""
    return max(1, round(time / timedelta(minutes=1))) if time else 0
