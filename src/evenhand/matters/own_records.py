"""The records of this app that the trail answers for. Notices and letters are told from them, and are no records themselves."""

from __future__ import annotations

from evenhand.matters.models import (
    Action,
    Attachment,
    ClockPause,
    ClockRule,
    Deputy,
    ManagerAbsence,
    Matter,
    NoticeChoice,
    Responsibility,
    StoryEntry,
)
from evenhand.records.regulated import regulated

MATTER = ("site", "category", "statement", "gravity", "project", "activity", "days_at_stake", "cost_at_stake", "currency", "raised_by", "raised_at")
COURSE = ("state", "tier", "tier_since", "owner", "responsible", "acknowledged_at", "acknowledged_by", "settled_at", "settled_by", "settlement")
ACTION = ("site", "matter", "what", "owner", "due_on", "assigned_by", "assigned_at", "done_at", "done_by", "result", "version")

regulated(Matter, fields=(*MATTER, *COURSE, "version"))
regulated(StoryEntry, fields=("matter", "kind", "at", "noted_at", "by", "by_name", "sentence", "text", "address", "key"))
regulated(ClockRule, fields=("site", "stage", "category", "minutes", "calendar", "in_force_from", "by", "reason"))
regulated(ClockPause, fields=("matter", "reason", "note", "starts_at", "until", "ended_at", "by", "ended_by"))
regulated(Responsibility, fields=("site", "category", "manager", "version"))
regulated(Deputy, fields=("responsibility", "person", "order"))
regulated(ManagerAbsence, fields=("person", "first_day", "last_day", "note"))
regulated(Action, fields=ACTION)
regulated(Attachment, fields=("matter", "name", "media_type", "size", "sha256", "by", "at"))
regulated(NoticeChoice, fields=("person", "mail", "digest_minute", "version"))
