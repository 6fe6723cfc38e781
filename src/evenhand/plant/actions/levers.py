"""What management can add: overtime, and added people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.permissions import may_edit_plant, require
from evenhand.plant import events
from evenhand.plant.fitting import fit_code, fit_count, fit_minutes, fit_money, fit_text, fit_wall, fit_windows
from evenhand.plant.models import Lever, LeverKind, Resource
from evenhand.records.editing import change, enter, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.wall_clock import wall_text

Span = Mapping[str, Any]  # from, to: times on the clock; amount


def enter_lever(
    *,
    by: Actor,
    resource_id: int,
    code: str,
    name: str = "",
    kind: str,
    cost: int,
    weekly: Sequence[str] = (),
    spans: Sequence[Span] = (),
    amount: int | None = None,
    lead_minutes: int = 0,
    block_minutes: int | None = None,
    until: datetime | None = None,
) -> Lever:
    """``cost`` in cents, of one block. Overtime has weekly windows; either kind may have spans instead."""
    require(by, may_edit_plant, "enter levers")
    with transaction.atomic():
        resource = locked(Resource, resource_id, "site")
        lever = Lever(resource=resource, code=fit_code(code), kind=kind)
        if Lever.objects.filter(resource=resource, code=lever.code).exists():
            raise Conflict(f"{resource} has a lever {lever.code} already.")
        for field, value in fitted(lever, name, cost, weekly, spans, amount, lead_minutes, block_minutes, until).items():
            setattr(lever, field, value)
        return enter(by=by, event=events.LEVER_ENTERED, record=lever)


def edit_lever(
    *,
    by: Actor,
    lever_id: int,
    version: int | None,
    name: str,
    cost: int,
    weekly: Sequence[str],
    amount: int | None,
    lead_minutes: int,
    block_minutes: int | None,
    until: datetime | None,
) -> Lever:
    require(by, may_edit_plant, "change levers")
    with transaction.atomic():
        lever = locked(Lever, lever_id, "resource__site")
        must_be_current(lever, version)
        if lever.archived_at is not None:
            raise Conflict(f"{lever} is withdrawn.")
        spans = [{**span, "from": datetime.fromisoformat(span["from"]), "to": datetime.fromisoformat(span["to"])} for span in lever.spans]
        given = fitted(lever, name, cost, weekly, spans, amount, lead_minutes, block_minutes, until)
        change(by=by, event=events.LEVER_CHANGED, record=lever, given=given)
    return lever


def withdraw_lever(*, by: Actor, lever_id: int, reason: str) -> Lever:
    require(by, may_edit_plant, "withdraw levers")
    with transaction.atomic():
        lever = locked(Lever, lever_id, "resource")
        if lever.archived_at is not None:
            raise Conflict(f"{lever} is withdrawn already.")
        change(by=by, event=events.LEVER_WITHDRAWN, record=lever, given={"archived_at": timezone.now()}, reason=reason)
    return lever


def fitted(
    lever: Lever,
    name: str,
    cost: int,
    weekly: Sequence[str],
    spans: Sequence[Span],
    amount: int | None,
    lead_minutes: int,
    block_minutes: int | None,
    until: datetime | None,
) -> dict[str, Any]:
    site = lever.resource.site
    if lever.kind not in LeverKind.values:
        raise Invalid(f"Must be one of {', '.join(LeverKind.values)}; is {lever.kind!r}.", field="kind")
    windows = fit_windows(site, list(weekly), "weekly")
    if lever.kind == LeverKind.OVERTIME and bool(windows) == bool(spans):
        raise Invalid("Overtime must have weekly windows such as sat 08:00-16:00, or spans.", field="weekly")
    if lever.kind == LeverKind.ADDED_PERSON and windows:
        raise Invalid("An added person works where the resource is open; it has no weekly windows.", field="weekly")
    return {
        "name": fit_text(name, "name"),
        "cost": fit_money(cost, "cost"),
        "weekly": windows,
        "spans": [span_of(lever, span) for span in spans],
        "amount": None if amount is None else fit_count(amount, "amount", least=1),
        "lead_minutes": fit_minutes(site, lead_minutes, "lead_minutes"),
        "block_minutes": None if block_minutes is None else fit_minutes(site, block_minutes, "block_minutes", least=site.slot_minutes),
        "until": None if until is None else fit_wall(site, until, "until"),
    }


def span_of(lever: Lever, span: Span) -> dict[str, Any]:
    site = lever.resource.site
    start, end = fit_wall(site, span["from"], "spans"), fit_wall(site, span["to"], "spans")
    if end <= start:
        raise Invalid("Must end after it begins.", field="spans")
    return {"from": wall_text(start), "to": wall_text(end), "amount": fit_count(span["amount"], "spans", least=1)}
