"""A running meeting's agenda follows the data until it is closed: what comes up is put on it, what ended elsewhere is noted. Nothing is taken off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from evenhand.matters.models import Matter, MatterState
from evenhand.matters.site_clock import moment_now
from evenhand.meetings import events
from evenhand.meetings.agenda.wanted import Wanted
from evenhand.meetings.agenda.whole import what_belongs
from evenhand.meetings.looking_up import running_meeting_at
from evenhand.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState, Outcome
from evenhand.records.editing import change, enter_all
from evenhand.records.people import SYSTEM, Actor

STEP = 1000  # places a kind has in the order of the agenda
LASTING = (ItemKind.PROMISE, ItemKind.ACTION, ItemKind.REQUEST)  # may be no longer so


def refresh_agendas() -> None:
    """Of every meeting that runs. As often as one likes, by as many workers as one likes."""
    for meeting in Meeting.objects.filter(state=MeetingState.RUNNING).select_related("site"):
        if is_stale(meeting):
            refresh_agenda(by=SYSTEM, meeting_id=meeting.pk)


def is_stale(meeting: Meeting, wanted: Sequence[Wanted] | None = None) -> bool:
    """Whether anything came up or ended that the agenda does not know. Writes nothing."""
    found = what_belongs(meeting.site, moment_now(meeting.site)) if wanted is None else wanted
    items = list(meeting.items.select_related("matter"))
    there = {item.subject for item in items}
    return any(w.subject not in there for w in found) or any(outcome_elsewhere(item, {w.subject for w in found}) for item in items)


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
    ended = 0
    subjects = {w.subject for w in wanted}
    for item in items:
        if outcome := outcome_elsewhere(item, subjects):
            ended += note_end(item, outcome, now)
    return came + ended


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


def outcome_elsewhere(item: AgendaItem, wanted: set[str]) -> str:
    """How an item ended without the meeting's doing; empty while it has not."""
    if item.kind == ItemKind.MATTER:
        return of_matter(item, item.matter)
    if item.kind in LASTING and not item.is_concluded and item.subject not in wanted:
        return Outcome.OVERTAKEN
    return ""


def of_matter(item: AgendaItem, matter: Matter | None) -> str:
    """A matter that ended counts as it ended, also where the meeting had carried it over before."""
    if matter is None or matter.state == MatterState.OPEN or item.outcome in (Outcome.DECIDED, Outcome.SETTLED):
        return ""
    return Outcome.DECIDED if matter.state == MatterState.DECIDED else Outcome.SETTLED


def note_end(item: AgendaItem, outcome: str, now: datetime) -> bool:
    if item.matter is not None:
        given = {
            "outcome": outcome,
            "reason": item.matter.settlement or "Ended without a word.",
            "concluded_at": item.matter.settled_at or now,
            "concluded_by_id": item.matter.settled_by_id,
        }
        given["concluded_by"] = item.matter.settled_by
        given.pop("concluded_by_id")
        return change(by=SYSTEM, event=events.ITEM_CONCLUDED, record=item, given={**given, "carried_to": None, "prepares": None})
    return change(by=SYSTEM, event=events.ITEM_OVERTAKEN, record=item, given={"outcome": outcome, "concluded_at": now})
