"""Meetings, one subject a file. Moments are UTC; ``version`` counts the changes that people and clocks made."""

from __future__ import annotations

from evenhand.meetings.models.agenda_item import OF_MATTERS, AgendaItem, ItemKind, Outcome
from evenhand.meetings.models.attendance import Attendance
from evenhand.meetings.models.huddle import Fill, Huddle, HuddleBoard
from evenhand.meetings.models.meeting import Meeting, MeetingKind, MeetingState
from evenhand.meetings.models.minutes import Minutes
from evenhand.meetings.models.noted_action import NotedAction
from evenhand.meetings.models.talk import Talk, TalkCorrection

__all__ = [
    "OF_MATTERS",
    "AgendaItem",
    "Attendance",
    "Fill",
    "Huddle",
    "HuddleBoard",
    "ItemKind",
    "Meeting",
    "MeetingKind",
    "MeetingState",
    "Minutes",
    "NotedAction",
    "Outcome",
    "Talk",
    "TalkCorrection",
]
