"""Actions of a meeting: noted as they are said, given an owner and a date, or dropped for a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from evenhand.accounts.permissions import may_work_on_matters, require
from evenhand.matters.actions.assign_action import assign_action
from evenhand.matters.looking_up import person_of_the_plant
from evenhand.meetings import events
from evenhand.meetings.actions.run_meeting import who
from evenhand.meetings.looking_up import item_of, noted_of, running_meeting_at
from evenhand.meetings.models import NotedAction
from evenhand.plant.fitting import fit_reason, fit_text
from evenhand.records.editing import change, enter
from evenhand.records.errors import Conflict
from evenhand.records.people import Actor


def note_action(
    *,
    by: Actor,
    meeting_id: int,
    what: str,
    item_id: int | None = None,
    owner_id: int | None = None,
    due_on: date | None = None,
    at: datetime | None = None,
) -> NotedAction:
    """With an owner and a date it is an action at once; without, the meeting cannot be closed until it has both."""
    require(by, may_work_on_matters, "note actions")
    with transaction.atomic():
        meeting, now = running_meeting_at(meeting_id, None, at)
        noted = NotedAction(
            meeting=meeting,
            item=None if item_id is None else item_of(meeting, item_id, None),
            what=fit_text(what, "what", least=1),
            owner=None if owner_id is None else person_of_the_plant(owner_id, "owner"),
            due_on=due_on,
            noted_by=who(by),
            noted_at=now,
        )
        enter(by=by, event=events.MEETING_ACTION_NOTED, record=noted)
        if noted.owner is not None and noted.due_on is not None:
            become_action(by, noted, noted.owner.pk, noted.due_on, at)
    return noted


def assign_noted(
    *, by: Actor, meeting_id: int, noted_id: int, version: int | None, owner_id: int, due_on: date, at: datetime | None = None
) -> NotedAction:
    require(by, may_work_on_matters, "assign actions")
    with transaction.atomic():
        noted = incomplete_at(meeting_id, noted_id, version, at)
        become_action(by, noted, owner_id, due_on, at)
    return noted


def drop_noted(*, by: Actor, meeting_id: int, noted_id: int, version: int | None, reason: str, at: datetime | None = None) -> NotedAction:
    require(by, may_work_on_matters, "drop actions")
    with transaction.atomic():
        noted = incomplete_at(meeting_id, noted_id, version, at)
        reason = fit_reason(reason)
        change(by=by, event=events.MEETING_ACTION_DROPPED, record=noted, given={"dropped_because": reason}, reason=reason)
    return noted


def become_action(by: Actor, noted: NotedAction, owner_id: int, due_on: date, at: datetime | None) -> None:
    owner = person_of_the_plant(owner_id, "owner")
    matter_id = noted.item.matter_id if noted.item is not None else None
    action = assign_action(by=by, what=noted.what, owner_id=owner.pk, due_on=due_on, matter_id=matter_id, site=noted.meeting.site, at=at)
    change(by=by, event=events.MEETING_ACTION_ASSIGNED, record=noted, given={"owner": owner, "due_on": due_on, "action": action})


def incomplete_at(meeting_id: int, noted_id: int, version: int | None, at: datetime | None) -> NotedAction:
    meeting, _ = running_meeting_at(meeting_id, None, at)
    noted = noted_of(meeting, noted_id, version)
    if noted.action_id is not None:
        raise Conflict(f"{noted.owner} has it already: {noted.what}")
    if noted.dropped_because:
        raise Conflict(f"It was dropped: {noted.dropped_because}")
    noted.meeting = meeting
    return noted
