"""An amount split in whole minor units that add up to it: the method of the largest remainder (Hamilton, 1792).

Each part gets its exact share rounded down; what is left over, fewer units than there are parts, goes one by one to the parts whose remainder is largest,
and among equals to the one named first. A negative amount is split as its opposite, so that a correction takes back to the cent what it corrects.
"""

from __future__ import annotations

from collections.abc import Sequence

from evenhand.matters.costs.money import Money
from evenhand.matters.costs.shares import Shares
from evenhand.records.errors import Invalid


def split_by_weights(amount: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """In proportion to the weights. No part is larger than its weight where the amount is not larger than their sum."""
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise Invalid(f"Weights must be 0 or more, and not all 0; are {', '.join(map(str, weights)) or 'none'}.")
    if amount.minor < 0:
        return tuple(-part for part in split_by_weights(-amount, weights))
    parts, remainders = [], []
    for weight in weights:
        part, remainder = divmod(amount.minor * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    left = amount.minor - sum(parts)
    for place in sorted(range(len(weights)), key=lambda place: (-remainders[place], place))[:left]:
        parts[place] += 1
    return tuple(Money(part, amount.currency) for part in parts)


def split(amount: Money, shares: Shares) -> tuple[Money, Money]:
    """The CMO's part and the sponsor's."""
    cmo, sponsor = split_by_weights(amount, (shares.cmo, shares.sponsor))
    return cmo, sponsor
