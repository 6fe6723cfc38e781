"""What it costs that other projects wait, priced from the plans.

The rule: each started day by which another project ends later than in the plan before costs the day's rate of the contract. A project that ends no later costs
nothing, and one that ends earlier earns nothing. The rate is the same whoever the project belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.matters.costs.money import Money
from evenhand.records.errors import Invalid

DAY_MINUTES = 1440
RULE = "each started day by which another project ends later than in the plan before costs the day's rate"


@dataclass(frozen=True)
class Delay:
    """By how many minutes a project ends later; earlier is negative."""

    project: str
    minutes: int


@dataclass(frozen=True)
class Displaced:
    project: str
    days: int
    amount: Money


def price(delays: Iterable[Delay], day_rate: Money) -> tuple[Displaced, ...]:
    """One for each project that ends later, by its code."""
    if day_rate.minor < 0:
        raise Invalid(f"A day's rate must be 0 or more; is {day_rate}.", field="day_rate")
    later = sorted((delay for delay in delays if delay.minutes > 0), key=lambda delay: delay.project)
    found = []
    for delay in later:
        days = -(-delay.minutes // DAY_MINUTES)
        found.append(Displaced(delay.project, days, Money(days * day_rate.minor, day_rate.currency)))
    return tuple(found)
