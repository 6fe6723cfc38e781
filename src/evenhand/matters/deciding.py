"""A decision on its way: what was given, fitted, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from evenhand.accounts.models import Person
from evenhand.matters.models import DecisionKind, Matter
from evenhand.portfolio.models import Project
from evenhand.records.signatures import Proof
from evenhand.schedules.models import Draft, Revision, Variant
from evenhand.schedules.variant_facts import VariantFacts


@dataclass(frozen=True)
class Given:
    """What the decider gives besides the option; empty where it does not apply. ``due``: exclusive, as promises are."""

    amount: int | None = None
    head: str = ""
    promise_id: int | None = None
    due: datetime | None = None
    criteria: str = ""
    consulted: str = ""
    dissent: str = ""
    effective_from: date | None = None
    review_on: date | None = None
    publish_now: bool = True
    pause_until: datetime | None = None


@dataclass
class Deciding:
    """The matter is locked, and open."""

    by: Person
    proof: Proof
    matter: Matter
    number: int
    kind: DecisionKind
    option: Variant | None
    facts: VariantFacts | None
    reason: str
    asked_for: str
    given: Given
    at: datetime
    current: Revision | None
    draft: Draft | None = None
    revision: Revision | None = None
    harmed: list[Project] = field(default_factory=list)
    comes_to: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"decision {self.number} on matter {self.matter.pk}"
