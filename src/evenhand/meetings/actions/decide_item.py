"""A matter is decided in the meeting, by a senior manager who signs; the item ends with the decision, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, require
from evenhand.matters.actions.decide import decide
from evenhand.matters.models import Decision, DecisionKind
from evenhand.meetings.actions.conclude_item import conclude, of_a_matter, open_item
from evenhand.meetings.models import Outcome
from evenhand.records.signatures import Proof


def decide_item(
    *,
    by: Person,
    proof: Proof,
    meeting_id: int,
    item_id: int,
    version: int | None,
    kind: str,
    reason: str,
    matter_version: int | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Decision:
    """``more``: what `evenhand.matters.actions.decide.decide` takes beside: the option, the harm that is named, the actions with owner and date."""
    require(by, may_decide, "decide matters")
    with transaction.atomic():
        _, item, now = open_item(by, meeting_id, item_id, version, at)
        matter_id = of_a_matter(item)
        decision = decide(by=by, proof=proof, matter_id=matter_id, version=matter_version, kind=kind, reason=reason, at=at, **more)
        if decision.kind == DecisionKind.ASK:
            conclude(by, item, now, outcome=Outcome.ASKED, reason=decision.asked_for, decision=decision)
        else:
            item.matter = decision.matter
            conclude(by, item, now, outcome=Outcome.DECIDED, reason=decision.reason, decision=decision)
    return decision
