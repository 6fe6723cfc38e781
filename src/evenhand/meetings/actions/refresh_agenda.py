"""A running meeting's agenda follows the data until it is closed: what comes up is put on it, what ended elsewhere is noted. Nothing is taken off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.matters.models import Decision, DecisionKind, MatterState
from evenhand.matters.site_clock import moment_now
from evenhand.meetings import events
from evenhand.meetings.agenda.wanted import Wanted
from evenhand.meetings.agenda.whole import what_belongs
from evenhand.meetings.looking_up import running_meeting_at
from evenhand.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState, Outcome
from evenhand.records.editing import change, enter_all
from evenhand.records.people import SYSTEM, Actor

STEP = 1000  # places a kind has in the order of the agenda
LASTING = (ItemKind.PROMISE, ItemKind.DECISION, ItemKind.ACTION, ItemKind.REQUEST)  # may be no longer so

Ending = dict[str, Any]


def refresh_agendas() -> None:
    """Of every meeting that runs. As often as one likes, by as many workers as one likes."""
    for meeting in Meeting.objects.filter(state=MeetingState.RUNNING).select_related("site"):
        if is_stale(meeting):
            refresh_agenda(by=SYSTEM, meeting_id=meeting.pk)


def is_stale(meeting: Meeting, wanted: Sequence[Wanted] | None = None) -> bool:
    """Whether anything came up or ended that the agenda does not know. Writes nothing."""
    found = what_belongs(meeting.site, moment_now(meeting.site)) if wanted is None else wanted
    items = list(meeting.items.select_related("matter"))
    there, subjects, decisions = {item.subject for item in items}, {w.subject for w in found}, decisions_of(meeting, items)
    return not subjects <= there or any(ended_elsewhere(item, subjects, decisions) is not None for item in items)


def refresh_agenda(*, by: Actor, meeting_id: int, at: datetime | None = None) -> int:
    """How many items came up or ended."""
    with transaction.atomic():
        meeting, now = running_meeting_at(meeting_id, None, at)
        return follow(meeting, now)


def follow(meeting: Meeting, now: datetime) -> int:
    """Inside an action's transaction, for a locked and running meeting. It is the product that keeps the agenda, whoever asks."""
    wanted = what_belongs(meeting.site, now)
    items = list(meeting.items.select_related("matter"))
    came = came_up(meeting, items, wanted, now)
    subjects, decisions = {w.subject for w in wanted}, decisions_of(meeting, items)
    endings = [(item, ended_elsewhere(item, subjects, decisions)) for item in items]
    return came + sum(note_end(item, ending, now) for item, ending in endings if ending is not None)


def came_up(meeting: Meeting, items: Sequence[AgendaItem], wanted: Sequence[Wanted], now: datetime) -> int:
    there = {item.subject for item in items}
    new = [w for w in wanted if w.subject not in there]
    if not new:
        return 0
    places = Counter(item.kind for item in items)
    carried = carried_counts(meeting, [w.matter_id for w in new if w.matter_id is not None])
    rows = []
    for w in new:
        order = list(ItemKind).index(w.kind) * STEP + min(places[w.kind], STEP - 1)
        places[w.kind] += 1
        rows.append(
            AgendaItem(
                meeting=meeting,
                kind=w.kind,
                subject=w.subject,
                order=order,
                title=w.title,
                detail=w.detail,
                project_id=w.project_id,
                matter_id=w.matter_id,
                promise_id=w.promise_id,
                action_id=w.action_id,
                run_id=w.run_id,
                decision_id=w.decision_id,
                came_up_at=now,
                carried_before=carried[w.matter_id] if w.matter_id is not None else 0,
            )
        )
    enter_all(by=SYSTEM, event=events.ITEM_CAME_UP, records=rows)
    return len(rows)


def carried_counts(meeting: Meeting, matters: Sequence[int]) -> Counter[int]:
    """How often each was carried over by meetings before."""
    rows = AgendaItem.objects.filter(matter__in=matters, outcome=Outcome.CARRIED_OVER, meeting__state=MeetingState.CLOSED)
    return Counter(rows.exclude(meeting=meeting).values_list("matter_id", flat=True))


def ended_elsewhere(item: AgendaItem, subjects: set[str], decisions: Mapping[int, Decision]) -> Ending | None:
    """How an item ended without the meeting's doing; None while it has not."""
    if item.kind == ItemKind.MATTER:
        return matter_ended(item, decisions)
    if item.kind in LASTING and not item.is_concluded and item.subject not in subjects:
        return {"outcome": Outcome.OVERTAKEN}
    return None


def matter_ended(item: AgendaItem, decisions: Mapping[int, Decision]) -> Ending | None:
    """A matter that ended counts as it ended, also where the meeting had carried it over before."""
    matter = item.matter
    if matter is None or item.outcome in (Outcome.DECIDED, Outcome.SETTLED):
        return None
    decision = decisions.get(matter.pk)
    if matter.state == MatterState.OPEN:
        if decision is None or item.is_concluded:
            return None
        return {"outcome": Outcome.ASKED, "decision": decision, "reason": decision.asked_for, "concluded_by": decision.by}
    outcome = Outcome.DECIDED if matter.state == MatterState.DECIDED and decision is not None else Outcome.SETTLED
    given = {"outcome": outcome, "decision": decision, "reason": matter.settlement or "It ended.", "concluded_by": matter.settled_by}
    return {**given, "carried_to": None, "prepares": None}


def decisions_of(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[int, Decision]:
    """The latest on each matter, made since the meeting began; or by which the matter ended."""
    rows = Decision.objects.filter(matter__in=[item.matter_id for item in items if item.matter_id is not None]).select_related("by").order_by("pk")
    return {row.matter_id: row for row in rows if row.kind != DecisionKind.ASK or (meeting.begun_at is not None and row.at >= meeting.begun_at)}


def note_end(item: AgendaItem, ending: Ending, now: datetime) -> bool:
    event = events.ITEM_OVERTAKEN if ending["outcome"] == Outcome.OVERTAKEN else events.ITEM_CONCLUDED
    return change(by=SYSTEM, event=event, record=item, given={**ending, "concluded_at": now})
