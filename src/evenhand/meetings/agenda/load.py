"""Load against capacity in the frozen, the slushy and the liquid weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from evenhand.meetings.agenda.wanted import Asked, Wanted, cut
from evenhand.meetings.models import ItemKind
from evenhand.plant.capacity import calendar_mask, capacity_of, planned_loads, weeks_of
from evenhand.plant.length_words import counted, percent
from evenhand.plant.models import Resource, ResourceKind, Site
from evenhand.plant.queries import plant_rows
from evenhand.records.head import plant_head
from evenhand.records.kept import Kept

USUAL_FROZEN, SLUSHY_UNTIL, LIQUID_UNTIL = 2, 6, 12  # weeks from now
FULL = 0.9
MOST_NAMED = 6


@dataclass(frozen=True)
class Stretch:
    """Weeks from ``first`` to before ``last``, counted from the present one; of each resource how much of what there is, is planned."""

    name: str
    first: int
    last: int
    shares: tuple[tuple[Resource, float], ...]

    @property
    def full(self) -> list[tuple[Resource, float]]:
        return [(resource, share) for resource, share in self.shares if share >= FULL]

    @property
    def words(self) -> str:
        weeks = f"week {self.first + 1}" if self.last == self.first + 1 else f"weeks {self.first + 1} to {self.last}"
        if not self.full:
            return f"{weeks}: nothing is planned to {percent(FULL)} of what there is"
        named = "; ".join(f"{resource} {percent(share)}" for resource, share in self.full[:MOST_NAMED])
        more = f"; and {len(self.full) - MOST_NAMED} more" if len(self.full) > MOST_NAMED else ""
        return f"{weeks}: {named}{more}"


KEPT: Kept[tuple[Stretch, ...]] = Kept(2)


def load(asked: Asked) -> Iterator[Wanted]:
    for stretch in stretches(asked.site):
        tight = [resource for resource, _ in stretch.full]
        title = f"{stretch.name} weeks: {counted(len(tight), 'resource')} nearly full or over" if tight else f"{stretch.name} weeks: there is room"
        yield Wanted(ItemKind.LOAD, f"load:{stretch.name.lower()}", cut(title), stretch.words)


def stretches(site: Site) -> tuple[Stretch, ...]:
    """None where nothing is published."""
    return KEPT.get((site.pk, plant_head(), site.today()), lambda: tuple(worked_out(site)))


def worked_out(site: Site) -> Iterator[Stretch]:
    loads = planned_loads(site)
    if loads is None:
        return
    rows = plant_rows(site)
    masks = {calendar.pk: calendar_mask(calendar, site) for calendar in rows.calendars}
    frozen = min(site.frozen_weeks or USUAL_FROZEN, SLUSHY_UNTIL - 1)
    monday = site.today() - timedelta(days=site.today().weekday())
    resources = [resource for resource in rows.resources if resource.kind != ResourceKind.STOCK]
    weeks = {}
    for resource in resources:
        weeks[resource.pk] = weeks_of(capacity_of(resource, site, masks), loads.get(resource.pk), site, monday, LIQUID_UNTIL)
    for name, first, last in (("Frozen", 0, frozen), ("Slushy", frozen, SLUSHY_UNTIL), ("Liquid", SLUSHY_UNTIL, LIQUID_UNTIL)):
        shares = []
        for resource in resources:
            part = weeks[resource.pk][first:last]
            has, used = sum(week.has for week in part), sum(week.used or 0 for week in part)
            if has and used:
                shares.append((resource, used / has))
        yield Stretch(name, first, last, tuple(sorted(shares, key=lambda pair: -pair[1])))
