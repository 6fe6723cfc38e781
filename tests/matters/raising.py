"""A matter of the small portfolio, and moments on its site's clocks. It is Monday, 1 March 2027, eight o'clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from evenhand.matters.actions.raise_matter import raise_matter
from evenhand.matters.models import Category, Matter
from evenhand.plant.events import SITE_CHANGED
from evenhand.plant.models import Site
from evenhand.records.editing import change
from evenhand.records.people import SYSTEM, Actor
from tests.portfolio.small import Small

ZONE = ZoneInfo("Europe/Brussels")
NOW = datetime(2027, 3, 1, 8, tzinfo=ZONE)
STATEMENT = "Impurity of 0.4 % in batch 3\nSeen by HPLC in the GMP suite, in spite of the kilo lab."


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=ZONE)


def raised(small: Small, by: Actor, **given: Any) -> Matter:
    made = raise_matter(by=by, site=small.site, **{"category": Category.TECHNOLOGY, "statement": STATEMENT, "project_id": small.project.pk, **given})
    return now_of(made)


def now_of(matter: Matter) -> Matter:
    """As it is stored now."""
    return Matter.objects.with_names().get(pk=matter.pk)


def clock_shows(site: Site, moment: datetime) -> None:
    """From here on it is then, for everybody."""
    wall = moment.astimezone(ZONE).replace(tzinfo=None)
    with transaction.atomic():
        change(by=SYSTEM, event=SITE_CHANGED, record=site, given={"pinned_now": wall})
