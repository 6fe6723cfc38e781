"""Who is at a meeting: one joins and leaves by oneself, or the chair notes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.accounts.permissions import may_see_plant, require
from evenhand.matters.looking_up import person_of_the_plant
from evenhand.meetings import events
from evenhand.meetings.actions.run_meeting import who
from evenhand.meetings.looking_up import must_chair, running_meeting_at
from evenhand.meetings.models import Attendance, Meeting
from evenhand.records.editing import change, enter
from evenhand.records.errors import Conflict
from evenhand.records.people import Actor


def join_meeting(*, by: Actor, meeting_id: int, person_id: int, at: datetime | None = None) -> Attendance:
    require(by, may_see_plant, "be at meetings")
    with transaction.atomic():
        meeting, now = running_meeting_at(meeting_id, None, at)
        must_be_own_or_chair(by, meeting, person_id)
        person = person_of_the_plant(person_id, "person")
        there = Attendance.objects.filter(meeting=meeting, person=person, left_at__isnull=True).first()
        return there or enter(by=by, event=events.MEETING_JOINED, record=Attendance(meeting=meeting, person=person, joined_at=now, marked_by=who(by)))


def leave_meeting(*, by: Actor, meeting_id: int, person_id: int, at: datetime | None = None) -> Attendance | None:
    """Whoever was not there has not left: None. The chair hands over before leaving."""
    require(by, may_see_plant, "be at meetings")
    with transaction.atomic():
        meeting, now = running_meeting_at(meeting_id, None, at)
        must_be_own_or_chair(by, meeting, person_id)
        if person_id == meeting.chair_id:
            raise Conflict(f"{meeting.chair} chairs {meeting}: hand the chair over first.")
        there = Attendance.objects.select_related("person").filter(meeting=meeting, person=person_id, left_at__isnull=True).first()
        if there is not None:
            there.meeting = meeting
            change(by=by, event=events.MEETING_LEFT, record=there, given={"left_at": max(now, there.joined_at)})
    return there


def must_be_own_or_chair(by: Actor, meeting: Meeting, person_id: int) -> None:
    if by.pk != person_id:
        must_chair(by, meeting, "note who is there")
