"""Dates given to sponsors. Each giving, moving and withdrawing stays in the promise's history."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.permissions import may_decide, may_edit_portfolio, require
from evenhand.plant.fitting import fit_code, fit_reason, fit_text, fit_wall
from evenhand.portfolio import events
from evenhand.portfolio.actions.activities import locked_activity, must_be_there
from evenhand.portfolio.actions.entering import enter_promises, entering
from evenhand.portfolio.drafts import PromiseDraft
from evenhand.portfolio.models import Promise, PromiseChange
from evenhand.records.editing import change, enter, locked, must_be_current
from evenhand.records.errors import Conflict
from evenhand.records.people import Actor


def give_promise(*, by: Actor, activity_id: int, code: str, due: datetime, name: str = "", reason: str = "") -> Promise:
    """``due`` exclusive: a promised day is kept until the midnight after it."""
    require(by, may_edit_portfolio, "give promises")
    with transaction.atomic():
        activity = locked_activity(activity_id)
        must_be_there(activity)
        code = fit_code(code)
        if Promise.objects.filter(activity__project=activity.project, code=code).exists():
            raise Conflict(f"{activity.project.code} has, or had, a promise {code} already; choose another code.")
        work = entering(activity.project.site, (activity,))
        return enter_promises(by, work, [PromiseDraft(activity.full_code, code, due, fit_text(name, "name"))], reason)[0]


def change_promise(*, by: Actor, promise_id: int, version: int | None, due: datetime, reason: str) -> Promise:
    require(by, may_edit_portfolio, "change promises")
    with transaction.atomic():
        promise = standing(promise_id, version)
        put_due(by, promise, due, reason)
    return promise


def move_promise(*, by: Actor, promise_id: int, due: datetime, reason: str) -> Promise:
    """As a senior manager decided, and signed elsewhere."""
    require(by, may_decide, "move promises by decision")
    with transaction.atomic():
        promise = standing(promise_id, None)
        put_due(by, promise, due, reason)
    return promise


def put_due(by: Actor, promise: Promise, due: datetime, reason: str) -> None:
    was, reason = promise.due, fit_reason(reason)
    fit_wall(promise.activity.project.site, due, "due")
    if change(by=by, event=events.PROMISE_CHANGED, record=promise, given={"due": due}, reason=reason):
        keep_history(by, promise, was, due, reason)


def withdraw_promise(*, by: Actor, promise_id: int, version: int | None, reason: str) -> Promise:
    require(by, may_edit_portfolio, "withdraw promises")
    with transaction.atomic():
        promise = standing(promise_id, version)
        reason = fit_reason(reason)
        change(by=by, event=events.PROMISE_WITHDRAWN, record=promise, given={"withdrawn_at": timezone.now()}, reason=reason)
        keep_history(by, promise, promise.due, None, reason)
    return promise


def keep_history(by: Actor, promise: Promise, was: datetime, due: datetime | None, reason: str) -> None:
    row = PromiseChange(promise=promise, was_due=was, due=due, by_id=by.pk, by_name=by.printed_name, at=timezone.now(), reason=reason)
    enter(by=by, event=events.PROMISE_HISTORY_KEPT, record=row, reason=reason)


def standing(promise_id: int, version: int | None) -> Promise:
    promise = locked(Promise, promise_id, "activity__project__site")
    must_be_current(promise, version)
    if promise.withdrawn_at is not None:
        raise Conflict(f"The promise {promise} was withdrawn.")
    return promise
