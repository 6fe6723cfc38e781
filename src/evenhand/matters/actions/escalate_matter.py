"""A matter is sent up by hand, before its clock runs out; and acknowledged when it is there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_see_plant, require
from evenhand.matters import events
from evenhand.matters.looking_up import is_with_senior_management, open_matter_at
from evenhand.matters.models import Matter, Tier
from evenhand.matters.rising import rise
from evenhand.matters.story import concerned, notify_of, tell
from evenhand.plant.fitting import fit_reason
from evenhand.records.editing import change
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.words import moment_in_words


def escalate_matter(*, by: Actor, matter_id: int, version: int | None, tier: int, reason: str, at: datetime | None = None) -> Matter:
    """To a higher tier than it is on. Anybody of the plant may: who sees that it cannot wait says so."""
    require(by, may_see_plant, "escalate matters")
    with transaction.atomic():
        matter, now = open_matter_at(matter_id, version, at)
        reason = fit_reason(reason)
        if tier not in Tier.values:
            raise Invalid(f"Must be tier 2 or 3; is {tier}.", field="tier")
        if tier <= matter.tier:
            since = moment_in_words(matter.tier_since)
            raise Conflict(f"Matter {matter.pk} is with {matter.get_tier_display()} already, since {since}.")
        rise(by=by, matter=matter, tier=tier, at=now, reason=reason)
    return matter


def acknowledge_matter(*, by: Actor, matter_id: int, version: int | None, at: datetime | None = None) -> Matter:
    """A senior manager has read it, and is responsible for it from now on."""
    require(by, may_decide, "acknowledge matters")
    with transaction.atomic():
        matter, now = open_matter_at(matter_id, version, at)
        if not is_with_senior_management(matter):
            raise Conflict(f"Matter {matter.pk} is with {matter.get_tier_display()}; only what is with senior management is acknowledged.")
        if matter.acknowledged_at is not None:
            who = matter.acknowledged_by.printed_name if matter.acknowledged_by else "the product"
            raise Conflict(f"Matter {matter.pk} was acknowledged by {who} on {moment_in_words(matter.acknowledged_at)}.")
        person = by if isinstance(by, Person) else None
        given = {"acknowledged_at": now, "acknowledged_by": person, "responsible": person or matter.responsible}
        before = concerned(matter)
        change(by=by, event=events.MATTER_ACKNOWLEDGED, record=matter, given=given)
        sentence = f"{by.printed_name} acknowledged it and is responsible."
        tell(by=by, matter=matter, kind="acknowledged", sentence=sentence, at=now, key="acknowledged")
        notify_of(matter, by=by, people=before, kind="acknowledged", sentence=sentence, at=now)
    return matter
