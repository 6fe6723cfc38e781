"""Days and times of the site's clocks in words, the same on every page, in every file and on the command line.

What is half-open is said as people say it: what lasts until midnight ends on the day that is over, and what begins at midnight begins on that day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache


@lru_cache(20_000)
def day_in_words(day: date) -> str:
    """ "Fri 12 Mar 2027"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def wall_in_words(wall: datetime) -> str:
    """ "Fri 12 Mar 2027 14:00": what the site's clocks show."""
    return f"{day_in_words(wall.date())} {wall:%H:%M}"


def start_in_words(start: datetime) -> str:
    """A beginning: at midnight, the day alone."""
    return day_in_words(start.date()) if start.time() == time.min else wall_in_words(start)


def end_in_words(end: datetime) -> str:
    """An end, half-open: at midnight, the day that is over, alone."""
    return day_in_words(last_day(end)) if end.time() == time.min else wall_in_words(end)


def last_day(end: datetime) -> date:
    """The day in which an end falls, half-open."""
    return (end - timedelta(minutes=1)).date()
