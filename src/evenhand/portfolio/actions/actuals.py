"""What really happened: an activity started, so much of it remains, it finished. What was said once is corrected with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.accounts.permissions import may_report_actuals, require
from evenhand.plant.fitting import fit_count, fit_minutes, fit_past, fit_reason
from evenhand.portfolio import events
from evenhand.portfolio.actions.activities import locked_activity, must_be_there
from evenhand.portfolio.models import Activity, ProjectState
from evenhand.records.editing import change, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.words import wall_in_words


def record_start(*, by: Actor, activity_id: int, version: int | None, started_at: datetime, mode: int = 0) -> Activity:
    """It started then, in that mode (from 0); all of its likely duration remains."""
    with transaction.atomic():
        activity = reported(by, activity_id, version)
        if activity.is_started:
            raise Conflict(f"{activity.name} started on {wall_in_words(activity.actual_start)} already; correct that with a reason.")
        if activity.hold_until is not None:
            raise Conflict(f"Quality holds {activity.name}: {activity.hold_reason or 'no reason is given'}. Only quality clears the hold.")
        modes = list(activity.modes.all())
        fit_count(mode, "mode", most=len(modes) - 1)
        given = {
            "actual_start": fit_past(activity.project.site, started_at, "started_at"),
            "actual_mode": mode,
            "remaining_minutes": modes[mode].duration_minutes,
            "remaining_at": started_at,
        }
        change(by=by, event=events.START_RECORDED, record=activity, given=given)
    return activity


def record_remaining(*, by: Actor, activity_id: int, version: int | None, remaining_minutes: int) -> Activity:
    """So much work is left, as of now; of pausable work, working time."""
    with transaction.atomic():
        activity = reported(by, activity_id, version)
        must_be_going_on(activity)
        site = activity.project.site
        given = {"remaining_minutes": fit_minutes(site, remaining_minutes, "remaining_minutes"), "remaining_at": site.now()}
        change(by=by, event=events.REMAINING_RECORDED, record=activity, given=given)
    return activity


def record_finish(*, by: Actor, activity_id: int, version: int | None, finished_at: datetime) -> Activity:
    with transaction.atomic():
        activity = reported(by, activity_id, version)
        must_be_going_on(activity)
        finish = fit_past(activity.project.site, finished_at, "finished_at")
        if finish < activity.actual_start:
            raise Invalid(
                f"Must not finish before it started, {wall_in_words(activity.actual_start)}; is {wall_in_words(finish)}.", field="finished_at"
            )
        given = {"actual_finish": finish, "remaining_minutes": None, "remaining_at": None}
        change(by=by, event=events.FINISH_RECORDED, record=activity, given=given)
    return activity


def correct_actuals(
    *,
    by: Actor,
    activity_id: int,
    version: int | None,
    reason: str,
    started_at: datetime | None,
    finished_at: datetime | None = None,
    remaining_minutes: int | None = None,
    mode: int = 0,
) -> Activity:
    """All of it anew: not started, started and not finished (with what remains), or finished."""
    with transaction.atomic():
        activity = reported(by, activity_id, version)
        reason = fit_reason(reason)
        if not activity.is_started:
            raise Conflict(f"Nothing is recorded of {activity.name} yet; record its start.")
        given = corrected(activity, started_at, finished_at, remaining_minutes, mode)
        change(by=by, event=events.ACTUALS_CORRECTED, record=activity, given=given, reason=reason)
    return activity


def corrected(
    activity: Activity, started_at: datetime | None, finished_at: datetime | None, remaining_minutes: int | None, mode: int
) -> dict[str, Any]:
    site = activity.project.site
    if started_at is None:
        if finished_at is not None or remaining_minutes is not None:
            raise Invalid("What has not started has no finish and nothing that remains of it.", field="started_at")
        return dict.fromkeys(("actual_start", "actual_finish", "actual_mode", "remaining_minutes", "remaining_at"))
    if (finished_at is None) == (remaining_minutes is None):
        raise Invalid("Must have either a finish or what remains, not both or neither.", field="finished_at")
    fit_past(site, started_at, "started_at")
    if finished_at is not None and fit_past(site, finished_at, "finished_at") < started_at:
        raise Invalid(f"Must not finish before it started, {wall_in_words(started_at)}; is {wall_in_words(finished_at)}.", field="finished_at")
    return {
        "actual_start": started_at,
        "actual_finish": finished_at,
        "actual_mode": fit_count(mode, "mode", most=activity.modes.count() - 1),
        "remaining_minutes": None if remaining_minutes is None else fit_minutes(site, remaining_minutes, "remaining_minutes"),
        "remaining_at": None if remaining_minutes is None else site.now(),
    }


def reported(by: Actor, activity_id: int, version: int | None) -> Activity:
    require(by, may_report_actuals, "report what happened")
    activity = locked_activity(activity_id)
    must_be_current(activity, version)
    must_be_there(activity)
    if activity.project.state != ProjectState.RUNNING:
        raise Conflict(f"{activity.project.code} is {activity.project.get_state_display()}; only of running projects is work reported.")
    return activity


def must_be_going_on(activity: Activity) -> None:
    if not activity.is_started:
        raise Conflict(f"{activity.name} has not started; record its start first.")
    if activity.is_finished:
        raise Conflict(f"{activity.name} finished on {wall_in_words(activity.actual_finish)} already; correct that with a reason.")
