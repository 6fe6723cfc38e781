"""Who bears what: the sums of the heads, split by the outcome's shares, caps applied last. To the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.matters.costs.caps import Cap, must_agree
from evenhand.matters.costs.heads import HEAD_NAMES, CostHead
from evenhand.matters.costs.money import Money, total
from evenhand.matters.costs.shares import Party, Shares, all_on
from evenhand.matters.costs.split import split, split_by_weights
from evenhand.records.errors import Invalid


@dataclass(frozen=True)
class Line:
    """One head: what it comes to, what each party bears of it, and how much of that the caps moved from one to the other."""

    head: CostHead
    amount: Money
    cmo: Money
    sponsor: Money
    moved_by_caps: Money

    def __post_init__(self) -> None:
        if self.cmo + self.sponsor != self.amount:
            raise Invalid(f"{HEAD_NAMES[self.head].capitalize()} must add up: {self.cmo} and {self.sponsor} are not {self.amount}.")
        if min(self.amount.minor, self.cmo.minor, self.sponsor.minor) < 0:
            raise Invalid(f"{HEAD_NAMES[self.head].capitalize()} must be 0 or more; is {self.amount}, of it {self.cmo} and {self.sponsor}.")

    def borne_by(self, party: Party) -> Money:
        return self.cmo if party is Party.CMO else self.sponsor

    @property
    def due(self) -> Money:
        """What the sponsor owes the CMO for it: what it bears, less what it spent itself. Negative: the CMO owes it."""
        return self.sponsor - self.amount if self.head.incurred_by is Party.SPONSOR else self.sponsor


@dataclass(frozen=True)
class Bearing:
    """``shares``: None where nobody is at fault, and each party bears what it spent."""

    shares: Shares | None

    def of(self, head: CostHead) -> Shares:
        return self.shares if self.shares is not None else all_on(head.incurred_by)


def bear(amounts: Mapping[CostHead, Money], bearing: Bearing, caps: Sequence[Cap] = ()) -> tuple[Line, ...]:
    """A line for each head that has an amount, in the order of the heads. First the shares; then the caps of single heads; last the cap of the sum."""
    must_agree(caps)
    lines = []
    for head in CostHead:
        amount = amounts.get(head)
        if amount is not None and amount:
            cmo, sponsor = split(amount, bearing.of(head))
            lines.append(Line(head, amount, cmo, sponsor, Money(0, amount.currency)))
    for cap in caps:
        if cap.head is not None:
            lines = [relieved(line, cap.party, above(line.borne_by(cap.party), cap)) if line.head is cap.head else line for line in lines]
    for cap in caps:
        if cap.head is None:
            lines = under_the_whole(lines, cap)
    return tuple(lines)


def above(borne: Money, cap: Cap) -> Money:
    return Money(max(0, (borne - cap.most).minor), borne.currency)


def relieved(line: Line, party: Party, excess: Money) -> Line:
    """With that much moved from the party to the other."""
    if party is Party.CMO:
        return replace(line, cmo=line.cmo - excess, sponsor=line.sponsor + excess, moved_by_caps=line.moved_by_caps + excess)
    return replace(line, cmo=line.cmo + excess, sponsor=line.sponsor - excess, moved_by_caps=line.moved_by_caps + excess)


def under_the_whole(lines: list[Line], cap: Cap) -> list[Line]:
    """What is above the cap of the sum is taken off the heads in proportion to what the party bears of each."""
    borne = [line.borne_by(cap.party) for line in lines]
    excess = above(total(borne, cap.most.currency), cap)
    if not excess:
        return lines
    parts = split_by_weights(excess, [amount.minor for amount in borne])
    return [relieved(line, cap.party, part) for line, part in zip(lines, parts, strict=True)]
