"""What is measured of a site's matters in a period, in a number of queries that does not grow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from evenhand.matters.costs.money import Money
from evenhand.matters.lengths import ClockSettings, clock_settings
from evenhand.matters.measures.arithmetic import Summary, spread, summary
from evenhand.matters.measures.counted import When, bearers_of, causes_of, how_long, in_period
from evenhand.matters.measures.period import Period
from evenhand.matters.models import AllocationLine, Matter, Tier
from evenhand.matters.site_clock import moment_now
from evenhand.matters.standings import standings
from evenhand.plant.models import Site


@dataclass(frozen=True)
class Took:
    """How long it took: of how many, and how many in each span."""

    summary: Summary
    spans: Mapping[str, int]


@dataclass(frozen=True)
class Borne:
    """By the latest allocations; in each currency that they are in."""

    cmo: tuple[Money, ...] = ()
    sponsor: tuple[Money, ...] = ()


@dataclass(frozen=True)
class MattersMeasured:
    """``raised`` and what is counted ``by_`` something: of those raised in the period. A matter whose cause lies in several places counts in each."""

    raised: int
    by_tier: Mapping[int, int]
    by_cause: Mapping[str, int]
    by_bearer: Mapping[str, int]
    borne: Mapping[str, Borne]
    to_acknowledge: Took
    to_decide: Took
    wait_for_acknowledgement: int
    wait_for_decision: int


def measure_matters(site: Site, period: Period) -> MattersMeasured:
    now, settings = moment_now(site), clock_settings(site)
    rows = list(in_period(Matter.objects.filter(site=site), When.RAISED, period, site))
    keys = [row.pk for row in rows]
    causes, bearers = causes_of(keys), bearers_of(keys)
    unacknowledged, undecided = waiting(site, now, settings)
    return MattersMeasured(
        raised=len(rows),
        by_tier=Counter(item.tier for item in standings(rows, now, settings)),
        by_cause=Counter(category for found in causes.values() for category in found),
        by_bearer=Counter(bearers.values()),
        borne=borne_by(bearers),
        to_acknowledge=took(site, period, When.ACKNOWLEDGED),
        to_decide=took(site, period, When.DECIDED),
        wait_for_acknowledgement=unacknowledged,
        wait_for_decision=undecided,
    )


def took(site: Site, period: Period, when: When) -> Took:
    lengths = how_long(in_period(Matter.objects.filter(site=site), when, period, site), when).values()
    return Took(summary(lengths), spread(lengths))


def waiting(site: Site, now: datetime, settings: ClockSettings) -> tuple[int, int]:
    """How many are with senior management now and not acknowledged, and how many are not decided."""
    up = [item for item in standings(list(Matter.objects.filter(site=site).open()), now, settings) if item.tier == Tier.SENIOR]
    return sum(item.is_unacknowledged for item in up), len(up)


def borne_by(bearers: Mapping[int, str]) -> dict[str, Borne]:
    """What each party bears, by the latest allocation of each matter, added up by who bears it."""
    rows = AllocationLine.objects.filter(allocation__matter__in=list(bearers)).order_by("allocation__number")
    named = rows.values_list("allocation__matter_id", "allocation__number", "allocation__currency")
    latest = {key: (currency, cmo, sponsor) for key, _, currency, cmo, sponsor in named.annotate(Sum("cmo"), Sum("sponsor"))}
    sums: dict[str, dict[str, tuple[int, int]]] = {}
    for key, (currency, cmo, sponsor) in latest.items():
        of = sums.setdefault(bearers[key], {})
        before = of.get(currency, (0, 0))
        of[currency] = (before[0] + cmo, before[1] + sponsor)
    return {bearer: Borne(in_money((c, s[0]) for c, s in of.items()), in_money((c, s[1]) for c, s in of.items())) for bearer, of in sums.items()}


def in_money(amounts: Iterable[tuple[str, int]]) -> tuple[Money, ...]:
    return tuple(Money(amount, currency) for currency, amount in sorted(amounts))
