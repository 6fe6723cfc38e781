"""A production meeting is begun, run by one person, and turns from item to item."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_work_on_matters, require
from evenhand.matters.looking_up import person_of_the_plant
from evenhand.meetings import events
from evenhand.meetings.actions.refresh_agenda import follow
from evenhand.meetings.looking_up import item_of, meeting_at, must_be_running, must_chair, running_meeting_at
from evenhand.meetings.models import AgendaItem, Attendance, Meeting, MeetingState, Talk
from evenhand.records.editing import change, enter
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.people import SYSTEM, Actor
from evenhand.records.words import moment_in_words
from evenhand.schedules.models import Revision


def begin_meeting(*, by: Actor, meeting_id: int, version: int | None, at: datetime | None = None) -> Meeting:
    """Its agenda makes itself. Whoever begins it chairs it, unless somebody else was named: then only they begin it."""
    require(by, may_work_on_matters, "begin production meetings")
    with transaction.atomic():
        meeting, now = meeting_at(meeting_id, version, at)
        if meeting.state == MeetingState.RUNNING and meeting.begun_at is not None:
            raise Conflict(f"{meeting.chair} began it on {moment_in_words(meeting.begun_at)}.")
        if meeting.state != MeetingState.PLANNED:
            must_be_running(meeting)
        if meeting.chair is not None:
            must_chair(by, meeting, "begin it")
        elif not isinstance(by, Person):
            raise Invalid("Must have a chair: one person runs it.", field="chair")
        if (other := Meeting.objects.running(meeting.site)) is not None:
            raise Conflict(f"{str(other).capitalize()} is not closed yet; {meeting} begins after it.")
        chair = meeting.chair or by
        given = {"state": MeetingState.RUNNING, "chair": chair, "begun_at": now, "revision": Revision.objects.current(meeting.site)}
        change(by=by, event=events.MEETING_BEGUN, record=meeting, given=given)
        enter(by=by, event=events.MEETING_JOINED, record=Attendance(meeting=meeting, person=chair, joined_at=now, marked_by=who(by)))
        follow(meeting, now)
    return meeting


def hand_over_chair(*, by: Actor, meeting_id: int, version: int | None, to_id: int, at: datetime | None = None) -> Meeting:
    """By the chair; or a senior manager takes it, where the chair is gone."""
    with transaction.atomic():
        meeting, now = running_meeting_at(meeting_id, version, at)
        chair = person_of_the_plant(to_id, "to")
        if not may_work_on_matters(chair):
            raise Invalid(f"Must be somebody who may run a meeting; {chair} may not.", field="to")
        takes = isinstance(by, Person) and by.is_active and may_decide(by) and chair.pk == by.pk
        if by is not SYSTEM and by.pk != meeting.chair_id and not takes:
            raise NotAllowed(f"Only {meeting.chair}, who chairs {meeting}, may hand it over; a senior manager may take it.")
        change(by=by, event=events.CHAIR_HANDED_OVER, record=meeting, given={"chair": chair})
        if not Attendance.objects.filter(meeting=meeting, person=chair, left_at__isnull=True).exists():
            enter(by=by, event=events.MEETING_JOINED, record=Attendance(meeting=meeting, person=chair, joined_at=now, marked_by=who(by)))
    return meeting


def turn_to(*, by: Actor, meeting_id: int, item_id: int, at: datetime | None = None) -> AgendaItem:
    """The chair opens an item: everybody's screen follows, and the minutes count for its project."""
    with transaction.atomic():
        meeting, now = running_meeting_at(meeting_id, None, at)
        must_chair(by, meeting, "turn to another item")
        item = item_of(meeting, item_id, None)
        talk = Talk.objects.filter(meeting=meeting, ended_at__isnull=True).first()
        if talk is not None and talk.item_id == item.pk:
            return item
        end_talk(by=by, meeting=meeting, now=now)
        enter(by=by, event=events.ITEM_TURNED_TO, record=Talk(meeting=meeting, item=item, project=item.project, begun_at=now))
    return item


def end_talk(*, by: Actor, meeting: Meeting, now: datetime) -> None:
    for talk in Talk.objects.select_for_update().filter(meeting=meeting, ended_at__isnull=True):
        change(by=by, event=events.ITEM_TURNED_TO, record=talk, given={"ended_at": max(now, talk.begun_at)})


def who(by: Actor) -> Person | None:
    return by if isinstance(by, Person) else None
