"""How long senior management took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from evenhand.matters.models import Decision, Matter, Tier


@dataclass(frozen=True)
class Times:
    """None where it was not with senior management, or is not that far."""

    to_acknowledge: timedelta | None
    to_decide: timedelta | None


def times_of(matter: Matter, decision: Decision | None) -> Times:
    """From when it came to senior management; the last tier it reached is where it stays."""
    if matter.tier != Tier.SENIOR:
        return Times(None, None)
    since = matter.tier_since
    return Times(
        None if matter.acknowledged_at is None else max(timedelta(), matter.acknowledged_at - since),
        None if decision is None else max(timedelta(), decision.at - since),
    )
