"""Whether actions were done on time: of those that were due in a period, each one counts in exactly one way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models

from evenhand.matters.measures.arithmetic import share
from evenhand.matters.measures.period import Period
from evenhand.matters.models import Action
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.plant.models import Site


class Doneness(models.TextChoices):
    """By the end of the day on which it was due, on the site's calendar."""

    ON_TIME = "on-time", "done on time"
    DONE_LATE = "done-late", "done late"
    OPEN_LATE = "open-late", "late and not done"
    NOT_DUE = "not-due", "not due yet"


def doneness_of(action: Action, site: Site, today: date) -> Doneness:
    if action.done_at is not None:
        return Doneness.ON_TIME if day_of(site, action.done_at) <= action.due_on else Doneness.DONE_LATE
    return Doneness.OPEN_LATE if action.is_late(today) else Doneness.NOT_DUE


def actions_due(site: Site, period: Period, how: str = "") -> list[Action]:
    """Of everybody, in one query; the earliest due first."""
    today = day_of(site, moment_now(site))
    rows = Action.objects.filter(site=site, **period.day_lookups("due_on")).select_related("owner", "matter", "done_by").order_by("due_on", "pk")
    return [row for row in rows if not how or doneness_of(row, site, today) == how]


@dataclass(frozen=True)
class ActionsMeasured:
    """``on_time``: in per cent of those that were done or should be; None where there was none."""

    due: int
    by_doneness: Mapping[str, int]

    @property
    def judged(self) -> int:
        return self.due - self.by_doneness.get(Doneness.NOT_DUE, 0)

    @property
    def on_time(self) -> int | None:
        return share(self.by_doneness.get(Doneness.ON_TIME, 0), self.judged)


def measure_actions(site: Site, period: Period) -> ActionsMeasured:
    today = day_of(site, moment_now(site))
    rows = Action.objects.filter(site=site, **period.day_lookups("due_on"))
    found = Counter(str(doneness_of(row, site, today)) for row in rows)
    return ActionsMeasured(sum(found.values()), found)
