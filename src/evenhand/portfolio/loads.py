"""How much of each resource the published plan uses, slot by slot, while it is open: over a closed night work pauses, or runs on without it."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from django.db.models import Prefetch

from evenhand.plant.capacity import Counts, Loads, calendar_mask
from evenhand.plant.models import Calendar, Holiday, Resource, Site
from evenhand.portfolio.models import ModeNeed
from evenhand.portfolio.published import PublishedPlan, published_plan
from evenhand.records.kept import Kept
from evenhand.records.verification import plant_head

KEPT: Kept[Loads] = Kept(2)  # added up again when anything was recorded since


def loads(site: Site) -> Loads | None:
    plan = published_plan(site)
    if plan is None:
        return None
    return KEPT.get((site.pk, plan.at, plant_head()), lambda: added_up(site, plan))


def added_up(site: Site, plan: PublishedPlan) -> Loads:
    horizon = site.horizon_slot
    steps: dict[int, Counts] = defaultdict(lambda: np.zeros(horizon + 1, dtype=np.int64))
    needs = ModeNeed.objects.filter(mode__activity__project__site=site)
    for activity, index, resource, amount in needs.values_list("mode__activity_id", "mode__index", "resource_id", "amount"):
        place = plan.places.get(activity)
        if place is not None and place.mode == index:
            steps[resource][min(horizon, max(0, site.slot(place.start)))] += amount
            steps[resource][min(horizon, max(0, site.slot(place.end)))] -= amount
    found = {resource: np.cumsum(values)[:horizon] for resource, values in steps.items()}
    calendars = Calendar.objects.filter(site=site).prefetch_related(Prefetch("holidays", Holiday.objects.all(), to_attr="holiday_rows"))
    closed = {calendar.pk: ~calendar_mask(calendar, site) for calendar in calendars}
    for resource, calendar in Resource.objects.filter(pk__in=found, calendar__isnull=False).values_list("pk", "calendar_id"):
        found[resource][closed[calendar]] = 0
    return found
