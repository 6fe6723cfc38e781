"""An item of the agenda ends: settled, no decision needed, carried over, spoken of, declined. What is decided is in `decide_item`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from evenhand.accounts.permissions import may_decide, require
from evenhand.matters.actions.settle_matter import settle_matter
from evenhand.matters.fitting import fit_due, fit_words
from evenhand.matters.looking_up import person_of_the_plant
from evenhand.matters.site_clock import day_of
from evenhand.meetings import events
from evenhand.meetings.actions.run_meeting import who
from evenhand.meetings.looking_up import item_of, must_conclude, running_meeting_at
from evenhand.meetings.models import AgendaItem, ItemKind, Meeting, Outcome
from evenhand.records.editing import change
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.events import Event
from evenhand.records.people import Actor
from evenhand.records.words import day_in_words

LONGEST_CARRY = timedelta(days=366)


def settle_item(*, by: Actor, meeting_id: int, item_id: int, version: int | None, settlement: str, at: datetime | None = None) -> AgendaItem:
    """Its matter is settled there and then; on tier 3 by a senior manager."""
    with transaction.atomic():
        _, item, now = open_item(by, meeting_id, item_id, version, at)
        matter_id = of_a_matter(item)
        matter = settle_matter(by=by, matter_id=matter_id, version=None, settlement=settlement, at=at)
        item.matter = matter
        conclude(by, item, now, outcome=Outcome.SETTLED, reason=matter.settlement)
    return item


def need_no_decision(*, by: Actor, meeting_id: int, item_id: int, version: int | None, reason: str, at: datetime | None = None) -> AgendaItem:
    """The matter stays open and its clock runs on: while it is on tier 3, the next meeting has it again."""
    with transaction.atomic():
        _, item, now = open_item(by, meeting_id, item_id, version, at)
        of_a_matter(item)
        conclude(by, item, now, outcome=Outcome.NOT_NEEDED, reason=fit_words(reason, "reason"))
    return item


def carry_over(
    *, by: Actor, meeting_id: int, item_id: int, version: int | None, to: date, prepares_id: int, missing: str, at: datetime | None = None
) -> AgendaItem:
    """To when, who brings what is missing, and what that is."""
    with transaction.atomic():
        meeting, item, now = open_item(by, meeting_id, item_id, version, at)
        of_a_matter(item)
        today = day_of(meeting.site, now)
        if to > today + LONGEST_CARRY:
            raise Invalid(f"Must be within a year; is {day_in_words(to)}.", field="to")
        given = {"carried_to": fit_carried(to, today), "prepares": person_of_the_plant(prepares_id, "prepares")}
        reason = fit_words(missing, "missing")
        conclude(by, item, now, outcome=Outcome.CARRIED_OVER, reason=reason, event=events.ITEM_CARRIED_OVER, **given)
    return item


def note_item(*, by: Actor, meeting_id: int, item_id: int, version: int | None, remark: str = "", at: datetime | None = None) -> AgendaItem:
    """What is no matter was spoken of. A matter wants more than that."""
    with transaction.atomic():
        _, item, now = open_item(by, meeting_id, item_id, version, at)
        if item.kind == ItemKind.MATTER:
            raise Invalid("A matter must have a decision, or a reason why none is needed.", field="remark")
        conclude(by, item, now, outcome=Outcome.NOTED, reason=fit_words(remark, "remark", least=0))
    return item


def decline_request(*, by: Actor, meeting_id: int, item_id: int, version: int | None, reason: str, at: datetime | None = None) -> AgendaItem:
    """An expedite request is declined; it does not come back."""
    require(by, may_decide, "decline an expedite request")
    with transaction.atomic():
        _, item, now = open_item(by, meeting_id, item_id, version, at)
        if item.kind != ItemKind.REQUEST:
            raise Invalid("Only an expedite request can be declined.", field="reason")
        conclude(by, item, now, outcome=Outcome.DECLINED, reason=fit_words(reason, "reason"))
    return item


def open_item(by: Actor, meeting_id: int, item_id: int, version: int | None, at: datetime | None) -> tuple[Meeting, AgendaItem, datetime]:
    """Of a running meeting. What was decided or settled, or is no longer so, stays as it is; another conclusion may be replaced while the meeting runs."""
    meeting, now = running_meeting_at(meeting_id, None, at)
    must_conclude(by, meeting)
    item = item_of(meeting, item_id, version)
    if item.outcome in (Outcome.DECIDED, Outcome.SETTLED):
        raise Conflict(f"{item.concluded_by or 'The product'} {item.get_outcome_display()} it already: {item.reason}")
    return meeting, item, now


def of_a_matter(item: AgendaItem) -> int:
    if item.kind != ItemKind.MATTER or item.matter_id is None:
        raise Invalid("Only a matter is settled, carried over or needs no decision.")
    if item.matter is not None and not item.matter.is_open:
        raise Conflict(f"Matter {item.matter_id} is {item.matter.get_state_display()} already: {item.matter.settlement}")
    return item.matter_id


def conclude(by: Actor, item: AgendaItem, now: datetime, *, outcome: str, reason: str, event: Event = events.ITEM_CONCLUDED, **more: Any) -> None:
    given = {
        "outcome": outcome,
        "reason": reason,
        "decision": None,
        "carried_to": None,
        "prepares": None,
        "concluded_at": now,
        "concluded_by": who(by),
        **more,
    }
    change(by=by, event=event, record=item, given=given, reason=reason)


def fit_carried(to: date, today: date) -> date:
    if to <= today:
        raise Invalid(f"Must be carried over to a day after today, {day_in_words(today)}; is {day_in_words(to)}.", field="to")
    return fit_due(to, today)
