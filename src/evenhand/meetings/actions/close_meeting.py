"""The one way in which a production meeting ends: with a decision or a stated reason on each matter, an owner and a date for each action, and signed minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_work_on_matters, require
from evenhand.matters.site_clock import moment_of_wall, wall_of
from evenhand.meetings import events
from evenhand.meetings.actions.plan_meeting import entered
from evenhand.meetings.actions.refresh_agenda import follow, refresh_agenda
from evenhand.meetings.actions.run_meeting import end_talk
from evenhand.meetings.gate import CannotClose, gaps_of
from evenhand.meetings.looking_up import must_chair, running_meeting_at
from evenhand.meetings.minutes_content import minutes_content
from evenhand.meetings.models import Attendance, Meeting, MeetingKind, MeetingState, Minutes
from evenhand.records.editing import change, enter
from evenhand.records.models import Meaning
from evenhand.records.people import SYSTEM
from evenhand.records.signatures import Proof, sign
from evenhand.schedules.models import Revision

WEEK = timedelta(weeks=1)


def close_meeting(*, by: Person, proof: Proof, meeting_id: int, version: int | None, at: datetime | None = None) -> Minutes:
    """By its chair, whose signature is bound to the minutes.

    Raises
    ------
    CannotClose
        Something is undecided: its ``gaps`` name it. What came up meanwhile is on the agenda from then on.
    """
    require(by, may_work_on_matters, "close production meetings")
    try:
        with transaction.atomic():
            meeting, now = running_meeting_at(meeting_id, version, at)
            must_chair(by, meeting, "close it")
            follow(meeting, now)
            if gaps := gaps_of(meeting):
                raise CannotClose(meeting, gaps)
            return closed(by, proof, meeting, now)
    except CannotClose:
        refresh_agenda(by=SYSTEM, meeting_id=meeting_id, at=at)
        raise


def closed(by: Person, proof: Proof, meeting: Meeting, now: datetime) -> Minutes:
    end_talk(by=by, meeting=meeting, now=now)
    for stay in Attendance.objects.select_for_update().filter(meeting=meeting, left_at__isnull=True).select_related("person"):
        stay.meeting = meeting
        change(by=by, event=events.MEETING_LEFT, record=stay, given={"left_at": max(now, stay.joined_at)})
    revision = Revision.objects.current(meeting.site)
    content = minutes_content(meeting, revision, now)
    given = {"state": MeetingState.CLOSED, "closed_at": now, "closed_by": by, "revision": revision}
    change(by=by, event=events.MEETING_CLOSED, record=meeting, given=given)
    minutes = enter(by=by, event=events.MINUTES_WRITTEN, record=Minutes(meeting=meeting, revision=revision, content=content, written_at=now))
    sign(by=by, proof=proof, meaning=Meaning.APPROVED, subject=minutes)
    plan_next(meeting, now)
    return minutes


def plan_next(meeting: Meeting, now: datetime) -> None:
    """A week after a weekly one, at the same time of the site's clocks, where none is planned yet."""
    if meeting.kind != MeetingKind.WEEKLY or Meeting.objects.next_planned(meeting.site) is not None:
        return
    wall = wall_of(meeting.site, meeting.planned_for) + WEEK
    while moment_of_wall(meeting.site, wall) <= now:
        wall += WEEK
    planned_for = moment_of_wall(meeting.site, wall)
    entered(by=SYSTEM, site=meeting.site, planned_for=planned_for, kind=meeting.kind, chair_id=None, now=now)
