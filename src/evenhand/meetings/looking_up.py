"""How an action gets at a meeting: locked, as its person saw it. The meeting's row is locked before anything on it, so that one of two wins."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide
from evenhand.matters.site_clock import moment_now
from evenhand.meetings.models import AgendaItem, Meeting, MeetingState, NotedAction
from evenhand.records.editing import locked, must_be_current
from evenhand.records.errors import Conflict, NotAllowed, NotThere
from evenhand.records.people import SYSTEM, Actor
from evenhand.records.words import moment_in_words

Part = TypeVar("Part", bound=models.Model)


def meeting_at(meeting_id: int, version: int | None, at: datetime | None) -> tuple[Meeting, datetime]:
    meeting = locked(Meeting, meeting_id, "site", "chair", "closed_by", "revision")
    must_be_current(meeting, version)
    return meeting, at or moment_now(meeting.site)


def running_meeting_at(meeting_id: int, version: int | None, at: datetime | None) -> tuple[Meeting, datetime]:
    meeting, now = meeting_at(meeting_id, version, at)
    must_be_running(meeting)
    return meeting, now


def must_be_running(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CLOSED and meeting.closed_at is not None:
        raise Conflict(f"{str(meeting).capitalize()} was closed by {meeting.closed_by} on {moment_in_words(meeting.closed_at)}.")
    if meeting.state == MeetingState.CALLED_OFF:
        raise Conflict(f"{str(meeting).capitalize()} was called off: {meeting.called_off_because}")
    if meeting.state == MeetingState.PLANNED:
        raise Conflict(f"{str(meeting).capitalize()} has not begun yet.")


def must_chair(by: Actor, meeting: Meeting, to: str) -> None:
    if by is not SYSTEM and by.pk != meeting.chair_id:
        raise NotAllowed(f"Only {meeting.chair}, who chairs {meeting}, may {to}.")


def must_conclude(by: Actor, meeting: Meeting) -> None:
    """The chair, or a senior manager who follows on a screen of their own."""
    if by is SYSTEM or by.pk == meeting.chair_id or (isinstance(by, Person) and by.is_active and may_decide(by)):
        return
    raise NotAllowed(f"Only {meeting.chair}, who chairs {meeting}, and senior managers may conclude an item.")


def item_of(meeting: Meeting, item_id: int, version: int | None) -> AgendaItem:
    item = locked(AgendaItem, item_id, "matter", "project", "concluded_by", "prepares")
    if item.meeting_id != meeting.pk:
        raise NotThere("There is no such item on this agenda.")
    must_be_current(item, version)
    item.meeting = meeting
    return item


def noted_of(meeting: Meeting, noted_id: int, version: int | None) -> NotedAction:
    noted = locked(NotedAction, noted_id, "item__matter", "owner", "action")
    if noted.meeting_id != meeting.pk:
        raise NotThere("There is no such action in this meeting.")
    must_be_current(noted, version)
    return noted
