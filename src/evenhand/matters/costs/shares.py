"""Who bears how much, in per cent with two decimals that add up to exactly 100."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from evenhand.records.errors import Invalid

WHOLE = 100_00  # hundredths of a per cent


class Party(StrEnum):
    CMO = "cmo"
    SPONSOR = "sponsor"

    @property
    def other(self) -> Party:
        return Party.SPONSOR if self is Party.CMO else Party.CMO


PARTY_NAMES = {Party.CMO: "the CMO", Party.SPONSOR: "the sponsor"}


@dataclass(frozen=True)
class Shares:
    """In hundredths of a per cent."""

    cmo: int
    sponsor: int

    def __post_init__(self) -> None:
        for value in (self.cmo, self.sponsor):
            if not 0 <= value <= WHOLE:
                raise Invalid(f"A share must be from 0 to 100 %; is {percent_text(value)}.", field="sponsor_share")
        if self.cmo + self.sponsor != WHOLE:
            raise Invalid(
                f"The shares must add up to 100 %; {percent_text(self.cmo)} and {percent_text(self.sponsor)} "
                f"are {percent_text(self.cmo + self.sponsor)}.",
                field="sponsor_share",
            )

    @property
    def words(self) -> str:
        return f"CMO {percent_text(self.cmo)}, sponsor {percent_text(self.sponsor)}"

    def of(self, party: Party) -> int:
        return self.cmo if party is Party.CMO else self.sponsor

    def to_json(self) -> dict[str, int]:
        return {"cmo": self.cmo, "sponsor": self.sponsor}

    @classmethod
    def from_json(cls, document: dict[str, int]) -> Shares:
        return cls(document["cmo"], document["sponsor"])


def all_on(party: Party) -> Shares:
    return Shares(WHOLE, 0) if party is Party.CMO else Shares(0, WHOLE)


def hundredths(text: str, field: str) -> int:
    """ "33.33" as 3333."""
    try:
        value = Decimal(text.strip().removesuffix("%").strip().replace(",", ".")) * 100
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 10**9 or value != value.to_integral_value():
        raise Invalid(f"Must be per cent with at most two decimals, such as 33.33; is {text[:30]!r}.", field=field)
    return int(value)


def percent_text(value: int) -> str:
    whole, rest = divmod(abs(value), 100)
    return f"{'−' if value < 0 else ''}{whole}{f'.{rest:02}'.rstrip('0') if rest else ''} %"
