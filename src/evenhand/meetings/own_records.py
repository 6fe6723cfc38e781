"""The records of this app that the trail answers for."""

from __future__ import annotations

from evenhand.meetings.models import AgendaItem, Attendance, Huddle, HuddleBoard, Meeting, Minutes, NotedAction, Talk, TalkCorrection
from evenhand.records.regulated import regulated

COURSE = ("state", "chair", "begun_at", "closed_at", "closed_by", "called_off_because", "revision")
ABOUT = ("project", "matter", "promise", "action", "run")
CONCLUSION = ("outcome", "decision", "reason", "carried_to", "prepares", "concluded_at", "concluded_by")

regulated(Meeting, fields=("site", "kind", "number", "planned_for", *COURSE, "version"))
regulated(
    AgendaItem, fields=("meeting", "kind", "subject", "order", "title", "detail", *ABOUT, "came_up_at", "carried_before", *CONCLUSION, "version")
)
regulated(NotedAction, fields=("meeting", "item", "what", "owner", "due_on", "action", "dropped_because", "noted_by", "noted_at", "version"))
regulated(Attendance, fields=("meeting", "person", "joined_at", "left_at", "marked_by"))
regulated(Talk, fields=("meeting", "item", "project", "begun_at", "ended_at"))
regulated(TalkCorrection, fields=("meeting", "project", "minutes", "measured", "reason", "by", "at"))
regulated(Minutes, fields=("meeting", "revision", "content", "written_at"))
regulated(HuddleBoard, fields=("site", "columns", "version"))
regulated(Huddle, fields=("site", "project", "held_at", "seconds", "by"))
