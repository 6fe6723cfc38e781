"""What the portfolio shows of the published plan: it is lower down, so it is given it when the product starts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from evenhand.plant.models import Site
from evenhand.portfolio.published import Place, PublishedPlan, provide_published
from evenhand.records.head import plant_head
from evenhand.records.kept import Kept
from evenhand.schedules.chances import known_chances, newest_chances
from evenhand.schedules.models import PlanChances, PublishedPlace, Revision

KEPT: Kept[Mapping[int, Place]] = Kept(2)  # a revision never changes, so its places are read once


IN_FORCE: Kept[PublishedPlan | None] = Kept(2)


def published(site: Site) -> PublishedPlan | None:
    """The revision in force: two short queries where it is known already, five at most, whatever its size."""

    def read() -> PublishedPlan | None:
        revision = Revision.objects.current(site)
        if revision is None:
            return None
        known = known_chances(revision)
        chances = chances_by_key(revision, known)
        return PublishedPlan(revision.number, revision.at, places_of(revision), chances, lambda key: ends_of(site, revision, known, key))

    return IN_FORCE.get((site.pk, plant_head(), newest_chances()), read)


def places_of(revision: Revision) -> Mapping[int, Place]:
    def read() -> Mapping[int, Place]:
        rows = PublishedPlace.objects.filter(revision=revision).values_list("activity_id", "starts_at", "ends_at", "mode")
        return {activity: Place(start, end, mode) for activity, start, end, mode in rows}

    return KEPT.get((revision.pk, revision.at), read)


def chances_by_key(revision: Revision, known: PlanChances | None) -> dict[int, float]:
    """The chances that were simulated of the revision's plan, by the promises' rows."""
    if known is None:
        return {}
    return {int(key): known.chances[promise] for promise, key in revision.promise_keys.items() if promise in known.chances}


def ends_of(site: Site, revision: Revision, known: PlanChances | None, key: int) -> tuple[datetime, ...]:
    promise = next((promise for promise, row in revision.promise_keys.items() if int(row) == key), None)
    if known is None or promise is None or not known.ends:  # read from the database only where it is asked for
        return ()
    return tuple(site.wall(slot) for slot in known.ends.get(promise, ()))


provide_published(published)
