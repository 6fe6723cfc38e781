"""Money: a whole number of minor units (cents) of one currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.records.errors import Invalid

LARGEST = 2**53 - 1


@dataclass(frozen=True)
class Money:
    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise Invalid(f"Money must be a whole number of minor units; is {self.minor!r}.")
        if abs(self.minor) > LARGEST:
            raise Invalid(f"Money must be from {-LARGEST} to {LARGEST} minor units; is {self.minor}.")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise Invalid(f"A currency must be three capitals such as EUR; is {self.currency!r}.")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self.same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self.same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self.same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        whole, rest = divmod(abs(self.minor), 100)
        return f"{self.currency} {'−' if self.minor < 0 else ''}{whole:,}.{rest:02}".replace(",", "\u202f")

    def same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise Invalid(f"Amounts must be in one currency; are in {self.currency} and {other.currency}.")
        return other


def total(amounts: Iterable[Money], currency: str) -> Money:
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result
