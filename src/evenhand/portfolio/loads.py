"""How much of each resource the published plan uses, slot by slot; also over closed nights, in which it uses nothing that there is."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from evenhand.plant.capacity import Counts, Loads
from evenhand.plant.models import Site
from evenhand.portfolio.models import ModeNeed
from evenhand.portfolio.published import PublishedPlan, published_plan
from evenhand.records.head import plant_head
from evenhand.records.kept import Kept

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
    return {resource: np.cumsum(values)[:horizon] for resource, values in steps.items()}
