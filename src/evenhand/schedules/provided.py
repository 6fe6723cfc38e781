"""What the plant and the portfolio show of the published plan: they are lower down, so it is given to them when the product starts."""

from __future__ import annotations

import numpy as np

from evenhand.plant.capacity import Loads, provide_loads
from evenhand.plant.models import Site
from evenhand.portfolio.models import ModeNeed
from evenhand.portfolio.published import Place, PublishedPlan, provide_published
from evenhand.schedules.models import PlanChances, PublishedPlace, Revision


def published(site: Site) -> PublishedPlan | None:
    """The revision in force: three queries, whatever its size."""
    revision = Revision.objects.current(site)
    if revision is None:
        return None
    rows = PublishedPlace.objects.filter(revision=revision).values_list("activity_id", "starts_at", "ends_at", "mode")
    places = {activity: Place(start, end, mode) for activity, start, end, mode in rows}
    return PublishedPlan(revision.number, revision.at, places, chances_by_key(revision))


def chances_by_key(revision: Revision) -> dict[int, float]:
    """The chances that were simulated of the revision's plan, by the promises' rows."""
    known = PlanChances.objects.filter(plan=revision.plan_id, chances__isnull=False).order_by("-pk").first()
    if known is None:
        return {}
    return {int(key): known.chances[promise] for promise, key in revision.promise_keys.items() if promise in known.chances}


def loads(site: Site) -> Loads | None:
    """How much of each resource the revision in force uses, slot by slot."""
    revision = Revision.objects.current(site)
    if revision is None:
        return None
    horizon = site.horizon_slot
    placed: dict[tuple[int, int], tuple[int, int]] = {}
    for activity, start, end, mode in PublishedPlace.objects.filter(revision=revision).values_list("activity_id", "starts_at", "ends_at", "mode"):
        placed[activity, mode] = max(0, site.slot(start)), min(horizon, site.slot(end))
    found: dict[int, np.ndarray] = {}
    needs = ModeNeed.objects.filter(mode__activity__places__revision=revision).values_list(
        "mode__activity_id", "mode__index", "resource_id", "amount"
    )
    for activity, mode, resource, amount in needs:
        span = placed.get((activity, mode))
        if span is not None:
            change = found.setdefault(resource, np.zeros(horizon + 1, dtype=np.int64))
            change[span[0]] += amount
            change[span[1]] -= amount
    return {resource: np.cumsum(change)[:horizon] for resource, change in found.items()}


provide_published(published)
provide_loads(loads)
