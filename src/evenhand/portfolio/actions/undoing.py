"""Undoing the last change of an activity, where nobody can have relied on it yet."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from evenhand.accounts.permissions import may_edit_portfolio, require
from evenhand.portfolio import events
from evenhand.portfolio.actions.activities import edit, locked_activity, must_be_there
from evenhand.portfolio.models import Activity
from evenhand.portfolio.published import published_plan
from evenhand.records.editing import change, must_be_current
from evenhand.records.errors import Conflict
from evenhand.records.models import Signature, TrailEntry
from evenhand.records.people import Actor
from evenhand.records.regulated import kind_of, state
from evenhand.records.words import Told, moment_in_words, told

UNDOABLE = (events.ACTIVITY_CHANGED.name, events.START_RECORDED.name, events.REMAINING_RECORDED.name, events.FINISH_RECORDED.name)


def last_entry(activity: Activity) -> TrailEntry | None:
    about = TrailEntry.objects.filter(subject_kind=kind_of(activity), subject_id=str(activity.pk))
    return about.order_by("-sequence").first()


def why_not(activity: Activity, entry: TrailEntry | None) -> str | None:
    """Why the last change cannot be undone; None where it can."""
    if entry is None or entry.event not in UNDOABLE or not isinstance(entry.was, dict) or not isinstance(entry.now, dict):
        return "its last change is not one that can be undone"
    if any(state(activity).get(name, value) != value for name, value in entry.now.items()):
        return "it is no longer as that change left it"
    if Signature.objects.filter(subject_kind=entry.subject_kind, subject_id=entry.subject_id, at__gte=entry.at).exists():
        return "it was signed since; change it again instead, with a reason"
    plan = published_plan(activity.project.site)
    if plan is not None and plan.at >= entry.at:
        return f"revision {plan.revision} was published since; change it again instead"
    return None


def undoable(activity: Activity) -> Told | None:
    """The change that could be undone, in words."""
    entry = last_entry(activity)
    return None if entry is None or why_not(activity, entry) else told([entry])[0]


def undo_last_change(*, by: Actor, activity_id: int, version: int | None) -> Activity:
    """Set back what the last change set, as a change of its own."""
    require(by, may_edit_portfolio, "undo changes")
    with transaction.atomic():
        activity = locked_activity(activity_id)
        must_be_current(activity, version)
        must_be_there(activity)
        entry = last_entry(activity)
        why = why_not(activity, entry)
        if why is not None or entry is None:
            raise Conflict(f"The last change of {activity.name} cannot be undone: {why}.")
        was = {name: value for name, value in entry.was.items() if name != "version"}
        reason = f"Undone: {entry.by_name}, {moment_in_words(entry.at)}"
        work = was.pop("work", None)
        if work is not None:
            edit(by, activity, {"work": work}, reason)
        change(by=by, event=events.ACTIVITY_CHANGE_UNDONE, record=activity, given=dict(values_of(was)), reason=reason)
    return activity


def values_of(was: dict[str, Any]) -> list[tuple[str, Any]]:
    """Fields and values as the model has them, from what the trail keeps of them."""
    found: list[tuple[str, Any]] = []
    for name, kept in was.items():
        field = Activity._meta.get_field(name)
        if field.is_relation:
            found.append((name, None if kept is None else field.related_model._base_manager.get(pk=kept)))
        else:
            found.append((name, None if kept is None else field_value(field, kept)))
    return found


def field_value(field: models.Field[Any, Any], kept: Any) -> Any:
    return field.to_python(kept)
