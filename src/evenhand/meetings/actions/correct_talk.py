"""The minutes measured for a project were wrong: the right ones, and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.meetings import events
from evenhand.meetings.actions.run_meeting import who
from evenhand.meetings.attention import minutes_spent
from evenhand.meetings.looking_up import must_chair, running_meeting_at
from evenhand.meetings.models import TalkCorrection
from evenhand.plant.fitting import fit_reason
from evenhand.portfolio.models import Project
from evenhand.records.editing import enter, locked
from evenhand.records.errors import Invalid
from evenhand.records.people import Actor

LONGEST = 24 * 60


def correct_talk(*, by: Actor, meeting_id: int, project_id: int | None, minutes: int, reason: str, at: datetime | None = None) -> TalkCorrection:
    """By the chair, before the meeting is closed."""
    with transaction.atomic():
        meeting, now = running_meeting_at(meeting_id, None, at)
        must_chair(by, meeting, "correct the minutes spent")
        if not 0 <= minutes <= LONGEST:
            raise Invalid(f"Must be 0 to {LONGEST} minutes; is {minutes}.", field="minutes")
        project = None if project_id is None else locked(Project, project_id)
        if project is not None and project.site_id != meeting.site_id:
            raise Invalid(f"Must be a project of {meeting.site}.", field="project")
        measured = next((spent.measured for spent in minutes_spent(meeting, now) if (spent.project and spent.project.pk) == project_id), 0)
        reason = fit_reason(reason)
        row = TalkCorrection(meeting=meeting, project=project, minutes=minutes, measured=measured, reason=reason, by=who(by), at=now)
        return enter(by=by, event=events.TALK_CORRECTED, record=row, reason=reason)
