"""What the site's clocks show, as a moment: real time, or where the site's clocks are pinned, what they are pinned to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from evenhand.matters.working_time import moment
from evenhand.plant.models import Site


def moment_now(site: Site) -> datetime:
    if site.pinned_now is None:
        return timezone.now()
    wall = site.pinned_now
    return moment(ZoneInfo(site.time_zone), wall.date(), wall.hour * 60 + wall.minute)


def day_of(site: Site, at: datetime) -> date:
    """The day on the site's calendar."""
    return at.astimezone(ZoneInfo(site.time_zone)).date()


def end_of_day(site: Site, day: date) -> datetime:
    """The midnight after it."""
    return moment(ZoneInfo(site.time_zone), day + timedelta(days=1), 0)


def moment_of_wall(site: Site, wall: datetime) -> datetime:
    return moment(ZoneInfo(site.time_zone), wall.date(), wall.hour * 60 + wall.minute)


def wall_of(site: Site, at: datetime) -> datetime:
    """What the site's clocks show at a moment, to the minute."""
    return at.astimezone(ZoneInfo(site.time_zone)).replace(tzinfo=None, second=0, microsecond=0)
