"""Quality holds. They outrank every date: no priority, request or decision moves work past them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.accounts.permissions import may_approve_quality, require
from evenhand.plant.fitting import fit_reason, fit_wall
from evenhand.portfolio import events
from evenhand.portfolio.actions.activities import locked_activity, must_be_there
from evenhand.portfolio.models import Activity
from evenhand.records.editing import change, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.words import wall_in_words


def set_quality_hold(*, by: Actor, activity_id: int, version: int | None, until: datetime, reason: str) -> Activity:
    """It may not start; quality expects to release it then. Set again, it moves the date."""
    require(by, may_approve_quality, "put work on quality hold")
    with transaction.atomic():
        activity = locked_activity(activity_id)
        must_be_current(activity, version)
        must_be_there(activity)
        reason = fit_reason(reason)
        if activity.is_started:
            raise Conflict(f"{activity.name} has started; hold what comes after it.")
        site = activity.project.site
        if fit_wall(site, until, "hold_until") <= site.now():
            raise Invalid(f"Must be later than now, {wall_in_words(site.now())}; is {wall_in_words(until)}.", field="hold_until")
        change(by=by, event=events.QUALITY_HOLD_SET, record=activity, given={"hold_until": until, "hold_reason": reason}, reason=reason)
    return activity


def clear_quality_hold(*, by: Actor, activity_id: int, version: int | None, reason: str) -> Activity:
    require(by, may_approve_quality, "clear quality holds")
    with transaction.atomic():
        activity = locked_activity(activity_id)
        must_be_current(activity, version)
        if activity.hold_until is None:
            raise Conflict(f"{activity.name} is not held.")
        change(by=by, event=events.QUALITY_HOLD_CLEARED, record=activity, given={"hold_until": None, "hold_reason": ""}, reason=fit_reason(reason))
    return activity
