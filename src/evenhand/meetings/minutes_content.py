"""What the minutes say: a document in the words and names of the moment at which the meeting was closed. The signature is bound to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from evenhand.matters.models import Action
from evenhand.meetings.attention import minutes_spent
from evenhand.meetings.models import AgendaItem, Attendance, Meeting, NotedAction
from evenhand.records.words import day_in_words, moment_in_words
from evenhand.schedules.models import Revision

FORMAT = "evenhand-minutes/1"
Json = dict[str, Any]


def minutes_content(meeting: Meeting, revision: Revision | None, closed_at: datetime) -> Json:
    """In six queries. The meeting's row still says that it runs: it is closed with this."""
    assert meeting.begun_at is not None and meeting.chair is not None
    items = list(AgendaItem.objects.filter(meeting=meeting).select_related("matter", "project", "prepares", "concluded_by", "decision__option"))
    actions = actions_of(meeting, items)
    return {
        "format": FORMAT,
        "meeting": str(meeting).capitalize(),
        "kind": meeting.get_kind_display(),
        "site": meeting.site.name,
        "begun": moment_in_words(meeting.begun_at),
        "closed": moment_in_words(closed_at),
        "lasted": max(1, round((closed_at - meeting.begun_at).total_seconds() / 60)),
        "chair": meeting.chair.printed_name,
        "revision": None if revision is None else {"number": revision.number, "published": moment_in_words(revision.at)},
        "there": there(meeting, closed_at),
        "items": [told(item, actions[item.pk]) for item in items],
        "other_actions": actions[None],
        "spent": [{"project": s.name, "minutes": s.minutes, "measured": s.measured, "reason": s.reason} for s in minutes_spent(meeting, closed_at)],
    }


def there(meeting: Meeting, closed_at: datetime) -> list[Json]:
    """Each person once, with all stays."""
    stays: dict[str, list[str]] = defaultdict(list)
    for stay in Attendance.objects.filter(meeting=meeting).select_related("person").order_by("joined_at", "pk"):
        until = "to the end" if stay.left_at is None or stay.left_at >= closed_at else f"until {moment_in_words(stay.left_at)}"
        stays[stay.person.printed_name].append(f"from {moment_in_words(stay.joined_at)} {until}")
    return [{"name": name, "when": "; ".join(when)} for name, when in stays.items()]


def told(item: AgendaItem, actions: list[Json]) -> Json:
    return {
        "kind": item.kind,
        "title": item.title,
        "detail": item.detail,
        "project": item.project.code if item.project is not None else "",
        "matter": item.matter_id,
        "carried_before": item.carried_before,
        "outcome": item.get_outcome_display() if item.is_concluded else "not spoken of",
        "decision": decision_in_words(item),
        "reason": item.reason,
        "by": item.concluded_by.printed_name if item.concluded_by is not None else "",
        "at": moment_in_words(item.concluded_at) if item.concluded_at is not None else "",
        "carried_to": day_in_words(item.carried_to) if item.carried_to is not None else "",
        "prepares": item.prepares.printed_name if item.prepares is not None else "",
        "actions": actions,
    }


def decision_in_words(item: AgendaItem) -> str:
    """ "go, move to another suite (decision 1 on matter 12)" """
    decision = item.decision
    if decision is None:
        return ""
    option = "" if decision.option is None else f", {decision.option.title.lower()}"
    return f"{decision.get_kind_display()}{option} ({decision})"


def actions_of(meeting: Meeting, items: Iterable[AgendaItem]) -> dict[int | None, list[Json]]:
    """By item: those noted in the meeting, and those that its matter had already and that are not done; under None those of no item."""
    found: dict[int | None, list[Json]] = defaultdict(list)
    known = set()
    for noted in NotedAction.objects.filter(meeting=meeting).select_related("owner").order_by("pk"):
        known.add(noted.action_id)
        found[noted.item_id].append(
            {"what": noted.what, "dropped": noted.dropped_because}
            if noted.dropped_because
            else {"what": noted.what, "owner": str(noted.owner), "due": day_in_words(noted.due_on) if noted.due_on else ""}
        )
    of_matter = {item.matter_id: item.pk for item in items if item.matter_id is not None}
    for action in Action.objects.open().filter(matter__in=list(of_matter)).select_related("owner").order_by("due_on", "pk"):
        if action.pk not in known:
            found[of_matter[action.matter_id]].append({"what": action.what, "owner": str(action.owner), "due": day_in_words(action.due_on)})
    return found
