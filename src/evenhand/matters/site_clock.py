"""What the site's clocks show, as a moment: real time, or where the site's clocks are pinned, what they are pinned to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from evenhand.matters.working_time import moment as moment_of
from evenhand.plant.models import Site

AS_OF: ContextVar[datetime | None] = ContextVar("as_of", default=None)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """What happened then is entered afterwards: within it, every site's clocks show that moment. The trail and the signatures keep the server's time."""
    token = AS_OF.set(moment)
    try:
        yield
    finally:
        AS_OF.reset(token)


def moment_now(site: Site) -> datetime:
    if (moment := AS_OF.get()) is not None:
        return moment
    if site.pinned_now is None:
        return timezone.now()
    wall = site.pinned_now
    return moment_of(ZoneInfo(site.time_zone), wall.date(), wall.hour * 60 + wall.minute)


def day_of(site: Site, at: datetime) -> date:
    """The day on the site's calendar."""
    return at.astimezone(ZoneInfo(site.time_zone)).date()


def end_of_day(site: Site, day: date) -> datetime:
    """The midnight after it."""
    return moment_of(ZoneInfo(site.time_zone), day + timedelta(days=1), 0)


def moment_of_wall(site: Site, wall: datetime) -> datetime:
    return moment_of(ZoneInfo(site.time_zone), wall.date(), wall.hour * 60 + wall.minute)


def wall_of(site: Site, at: datetime) -> datetime:
    """What the site's clocks show at a moment, to the minute."""
    return at.astimezone(ZoneInfo(site.time_zone)).replace(tzinfo=None, second=0, microsecond=0)
