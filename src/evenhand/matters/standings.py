"""Where matters are, by what is stored and the site's clocks, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenhand.matters.clocks import Clock, Facts, Standing, standing
from evenhand.matters.lengths import ClockSettings, clock_settings
from evenhand.matters.models import ClockPause, Matter, StoryEntry, Tier
from evenhand.matters.site_clock import moment_now
from evenhand.plant.models import Site


@dataclass(frozen=True)
class MatterNow:
    """A matter and where it is now; ``tier`` is where it is by its clocks, also where nobody noted it yet."""

    matter: Matter
    standing: Standing
    now: datetime
    pause: ClockPause | None = None

    @property
    def tier(self) -> int:
        return self.standing.tier

    @property
    def tier_words(self) -> str:
        return Tier(self.standing.tier).label

    @property
    def clock(self) -> Clock | None:
        return self.standing.clock

    @property
    def is_unacknowledged(self) -> bool:
        return self.matter.is_open and self.tier == Tier.SENIOR and self.matter.acknowledged_at is None

    @property
    def is_late(self) -> bool:
        return any(clock.has_run_out for clock in self.standing.clocks)


def standings(matters: Sequence[Matter], now: datetime, settings: ClockSettings) -> list[MatterNow]:
    pauses: dict[int, list[ClockPause]] = {}
    for pause in ClockPause.objects.filter(matter__in=[m.pk for m in matters if m.is_open]).order_by("starts_at"):
        pauses.setdefault(pause.matter_id, []).append(pause)
    return [matter_now(matter, pauses.get(matter.pk, ()), now, settings) for matter in matters]


def matter_now(matter: Matter, pauses: Iterable[ClockPause], now: datetime, settings: ClockSettings) -> MatterNow:
    rows = list(pauses)
    found = standing(facts_of(matter, rows), settings.of(matter), now)
    under_way = next((p for p in rows if p.ended_at is None and p.starts_at <= now < p.until), None)
    return MatterNow(matter, found, now, under_way)


def standing_of(matter: Matter, now: datetime | None = None) -> MatterNow:
    site = matter.site
    pauses = ClockPause.objects.filter(matter=matter).order_by("starts_at")
    return matter_now(matter, pauses, now or moment_now(site), clock_settings(site))


def standings_now(site: Site, matters: Sequence[Matter]) -> list[MatterNow]:
    return standings(matters, moment_now(site), clock_settings(site))


def facts_of(matter: Matter, pauses: Iterable[ClockPause]) -> Facts:
    return Facts(
        tier=matter.tier,
        since=matter.tier_since,
        goes_up_at_once=matter.goes_up_at_once,
        acknowledged_at=matter.acknowledged_at,
        ended_at=matter.settled_at,
        pauses=tuple((p.starts_at, p.until if p.ended_at is None else min(p.until, p.ended_at)) for p in pauses),
    )


def told_keys(matter: Matter) -> set[str]:
    return set(StoryEntry.objects.filter(matter=matter, key__isnull=False).values_list("key", flat=True))
