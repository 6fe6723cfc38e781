"""The lengths of the clocks: what was set, and where nothing was set, what they are otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from evenhand.matters.clocks import Hand, Length, Lengths
from evenhand.matters.models import ClockRule, Matter, Stage
from evenhand.matters.working_time import DAY_MINUTES, WorkingTime
from evenhand.plant.models import Calendar, Holiday, Site
from evenhand.plant.weekly import weekly_mask

HOUR = 60
USUAL: Mapping[Stage, int] = {Stage.TEAM: 4 * HOUR, Stage.SITE: 24 * HOUR, Stage.ACKNOWLEDGE: 4 * HOUR, Stage.DECIDE: 48 * HOUR}


@dataclass(frozen=True)
class Rule:
    """A length as it was set; ``category`` empty: of all."""

    stage: str
    category: str
    minutes: int
    calendar_id: int | None
    in_force_from: datetime


@dataclass(frozen=True)
class ClockSettings:
    """All that was ever set on a site, the latest last, and the calendars it names."""

    site: Site
    rules: Sequence[Rule]
    calendars: Mapping[int, WorkingTime]

    def rule(self, stage: str, category: str, at: datetime) -> Rule | None:
        """In force at a moment: of the category before of all; None where nothing was set."""
        found = [r for r in self.rules if r.stage == stage and r.in_force_from <= at and r.category in ("", category)]
        return max(found, key=lambda r: (r.category != "", r.in_force_from), default=None) if found else None

    def length(self, stage: str, category: str, at: datetime) -> Length:
        rule = self.rule(stage, category, at)
        if rule is None:
            return Length(timedelta(minutes=USUAL[Stage(stage)]), self.every_hour)
        return Length(timedelta(minutes=rule.minutes), self.every_hour if rule.calendar_id is None else self.calendars[rule.calendar_id])

    def of(self, matter: Matter) -> Lengths:
        category = matter.category

        def lengths(hand: Hand, began: datetime) -> Length:
            return self.length(hand.value, category, began)

        return lengths

    @property
    def every_hour(self) -> WorkingTime:
        return WorkingTime(ZoneInfo(self.site.time_zone))


def clock_settings(site: Site) -> ClockSettings:
    """In three queries at most."""
    rows = ClockRule.objects.filter(site=site).order_by("in_force_from", "pk")
    rules = [Rule(r.stage, r.category, r.minutes, r.calendar_id, r.in_force_from) for r in rows]
    named = {rule.calendar_id for rule in rules if rule.calendar_id is not None}
    return ClockSettings(site, rules, working_times(site, named) if named else {})


def working_times(site: Site, calendar_ids: Iterable[int]) -> dict[int, WorkingTime]:
    calendars = list(Calendar.objects.filter(pk__in=list(calendar_ids)))
    closed: dict[int, set[date]] = {calendar.pk: set() for calendar in calendars}
    for holiday in Holiday.objects.filter(calendar__in=calendars):
        for ahead in range((holiday.last_day - holiday.first_day).days + 1):
            closed[holiday.calendar_id].add(holiday.first_day + timedelta(days=ahead))
    return {c.pk: working_time(site, c, frozenset(closed[c.pk])) for c in calendars}


def working_time(site: Site, calendar: Calendar, closed: frozenset[date]) -> WorkingTime:
    zone = ZoneInfo(site.time_zone)
    return WorkingTime(zone, None if calendar.is_always_open else week_of(calendar.weekly, site.slot_minutes), closed)


def week_of(windows: Sequence[str], slot_minutes: int) -> dict[int, list[tuple[int, int]]]:
    """Weekly windows as open stretches of each weekday."""
    mask = weekly_mask(windows, slot_minutes)
    per_day = DAY_MINUTES // slot_minutes
    week: dict[int, list[tuple[int, int]]] = {}
    for day in range(7):
        stretches: list[tuple[int, int]] = []
        for slot in range(per_day):
            if mask[day * per_day + slot]:
                start, end = slot * slot_minutes, (slot + 1) * slot_minutes
                if stretches and stretches[-1][1] == start:
                    stretches[-1] = (stretches[-1][0], end)
                else:
                    stretches.append((start, end))
        if stretches:
            week[day] = stretches
    return week
