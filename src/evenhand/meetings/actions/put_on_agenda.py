"""Any open matter can be put on a running meeting's agenda; then it is decided there as the others."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.accounts.permissions import may_work_on_matters, require
from evenhand.matters.looking_up import must_be_open
from evenhand.matters.models import Matter
from evenhand.matters.standings import standing_of
from evenhand.meetings.actions.refresh_agenda import came_up
from evenhand.meetings.agenda.escalations import wanted_matter
from evenhand.meetings.looking_up import running_meeting_at
from evenhand.meetings.models import AgendaItem
from evenhand.records.editing import locked
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor


def put_on_agenda(*, by: Actor, meeting_id: int, matter_id: int, at: datetime | None = None) -> AgendaItem:
    require(by, may_work_on_matters, "put matters on an agenda")
    with transaction.atomic():
        meeting, now = running_meeting_at(meeting_id, None, at)
        matter = locked(Matter, matter_id, "site", "project", "responsible", "settled_by")
        must_be_open(matter)
        if matter.site_id != meeting.site_id:
            raise Invalid(f"Must be a matter of {meeting.site}.", field="matter")
        if not came_up(meeting, list(meeting.items.all()), [wanted_matter(standing_of(matter, now))], now):
            raise Conflict(f"Matter {matter.pk} is on the agenda already.")
        return meeting.items.get(matter=matter)
