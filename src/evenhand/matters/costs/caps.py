"""Caps of a contract: what one party bears at most, under one head or in all. What is above falls to the other party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.matters.costs.heads import HEAD_NAMES, CostHead
from evenhand.matters.costs.money import Money
from evenhand.matters.costs.shares import PARTY_NAMES, Party
from evenhand.records.errors import Invalid


@dataclass(frozen=True)
class Cap:
    """``head``: None caps the sum of all heads."""

    party: Party
    head: CostHead | None
    most: Money

    def __post_init__(self) -> None:
        if self.most.minor < 0:
            raise Invalid(f"A cap must be 0 or more; is {self.most}.", field="caps")

    @property
    def words(self) -> str:
        where = "in all" if self.head is None else f"for {HEAD_NAMES[self.head]}"
        return f"{PARTY_NAMES[self.party]} bears at most {self.most} {where}"

    def to_json(self) -> dict[str, Any]:
        return {"party": self.party.value, "head": None if self.head is None else self.head.value, "most": self.most.minor}

    @classmethod
    def from_json(cls, document: dict[str, Any], currency: str) -> Cap:
        head = None if document["head"] is None else CostHead(document["head"])
        return cls(Party(document["party"]), head, Money(document["most"], currency))


def must_agree(caps: Sequence[Cap]) -> None:
    """Refuse caps that could not all be kept: what is above one party's cap falls to the other, which must be able to take it."""
    parties = {cap.party for cap in caps}
    if len(parties) > 1:
        raise Invalid("Caps must all be for the same party: what is above them falls to the other, without limit.", field="caps")
    heads = [cap.head for cap in caps]
    for head in heads:
        if heads.count(head) > 1:
            raise Invalid(f"A head must have one cap; {'the sum' if head is None else HEAD_NAMES[head]} has {heads.count(head)}.", field="caps")
