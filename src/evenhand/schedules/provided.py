"""What the portfolio shows of the published plan: it is lower down, so it is given it when the product starts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from evenhand.plant.models import Site
from evenhand.portfolio.published import Place, PublishedPlan, provide_published
from evenhand.records.kept import Kept
from evenhand.schedules.chances import known_chances
from evenhand.schedules.models import PlanChances, PublishedPlace, Revision

KEPT: Kept[Mapping[int, Place]] = Kept(2)  # a revision never changes, so its places are read once
IN_FORCE: Kept[tuple[Revision, PlanChances | None]] = Kept(2)
NEWEST = f"""
    SELECT id, at, (SELECT id FROM {PlanChances._meta.db_table} WHERE chances IS NOT NULL ORDER BY id DESC LIMIT 1)
    FROM {Revision._meta.db_table} WHERE site_id = %s ORDER BY number DESC LIMIT 1
"""


def published(site: Site) -> PublishedPlan | None:
    """The revision in force: one query where it is known already, four at most, whatever its size."""
    with connection.cursor() as cursor:  # written out, as nearly every page asks
        cursor.execute(NEWEST, [site.pk])
        newest = cursor.fetchone()
    if newest is None:
        return None

    def read() -> tuple[Revision, PlanChances | None]:
        found = Revision.objects.defer("moves").get(pk=newest[0])
        return found, known_chances(found)

    revision, known = IN_FORCE.get(newest, read)
    return PublishedPlan(
        revision.number, revision.at, places_of(revision), chances_by_key(revision, known), lambda key: ends_of(site, revision, known, key)
    )


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
