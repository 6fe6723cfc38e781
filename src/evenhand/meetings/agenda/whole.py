"""The whole agenda, made from the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from evenhand.meetings.agenda.decisions_due import decisions_due
from evenhand.meetings.agenda.escalations import escalations
from evenhand.meetings.agenda.late_actions import late_actions
from evenhand.meetings.agenda.load import load
from evenhand.meetings.agenda.promises import promises_at_risk
from evenhand.meetings.agenda.requests import expedite_requests
from evenhand.meetings.agenda.wanted import Asked, Wanted
from evenhand.meetings.models import Meeting
from evenhand.plant.models import Site

SOURCES: tuple[Callable[[Asked], Iterator[Wanted]], ...] = (escalations, promises_at_risk, decisions_due, late_actions, expedite_requests, load)


def what_belongs(site: Site, now: datetime) -> list[Wanted]:
    """In the order of the agenda."""
    asked = Asked(site, now)
    return [wanted for source in SOURCES for wanted in source(asked)]


def what_is_missing(meeting: Meeting, now: datetime) -> list[Wanted]:
    """What belongs on a running meeting's agenda and is not on it yet."""
    there = set(meeting.items.values_list("subject", flat=True))
    return [wanted for wanted in what_belongs(meeting.site, now) if wanted.subject not in there]
