"""Weekly windows such as "mon-fri 08:00-16:00", as slots of a week that begins on Monday."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from evenhand.planning.calendars import Mask
from evenhand.planning.problem import Slot
from evenhand.plant.site_time import DAY_MINUTES, TimeScale, UnclearTime

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOW = re.compile(r"(\S+) (\d{2}):(\d{2})-(\d{2}):(\d{2})")


def weekly_mask(windows: Sequence[str], slot_minutes: int) -> Mask:
    """Which slots of a week that begins on Monday are in one of the windows."""
    mask = np.zeros(7 * (DAY_MINUTES // slot_minutes), dtype=bool)
    for text in windows:
        mask |= window_mask(text, slot_minutes)
    return mask


def window_mask(text: str, slot_minutes: int) -> Mask:
    """The slots of one window; an end at or before its start is on the next day.

    Raises
    ------
    UnclearTime
        No such window, or one that begins or ends within a slot.
    """
    per_day = DAY_MINUTES // slot_minutes
    week = np.zeros(7 * per_day, dtype=bool)
    found = WINDOW.fullmatch(text)
    if not found:
        raise UnclearTime(f"Must be a weekly window such as mon-fri 08:00-16:00; is {text!r}.")
    days, *clock = found.groups()
    start, end = (_slot_of_clock(clock[k], clock[k + 1], slot_minutes) for k in (0, 2))
    for day in _days_of(days):
        slots = np.arange(start, end if end > start else end + per_day)
        week[(day * per_day + slots) % len(week)] = True
    return week


def over_horizon(week: Mask, scale: TimeScale, horizon: Slot) -> Mask:
    """The weekly mask laid over the slots from the origin to the horizon."""
    skipped = scale.origin.weekday() * scale.slots_per_day
    return np.resize(np.roll(week, -skipped), horizon)


def _slot_of_clock(hour: str, minute: str, slot_minutes: int) -> int:
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > DAY_MINUTES:
        raise UnclearTime(f"Must have clock times from 00:00 to 24:00; has {hour}:{minute}.")
    slot, rest = divmod(minutes, slot_minutes)
    if rest:
        low, high = (divmod(s * slot_minutes, 60) for s in (slot, slot + 1))
        raise UnclearTime(
            f"Must begin and end where a slot of {slot_minutes} minutes does; has {hour}:{minute}, "
            f"between {low[0]:02}:{low[1]:02} and {high[0]:02}:{high[1]:02}."
        )
    return slot


def _days_of(text: str) -> list[int]:
    if text == "daily":
        return list(range(7))
    days: list[int] = []
    for part in text.split(","):
        ends = part.split("-")
        if len(ends) > 2 or any(d not in DAYS for d in ends):
            raise UnclearTime(f"Must have days such as mon-fri or mon,wed; has {text!r}.")
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        days += [(first + k) % 7 for k in range((last - first) % 7 + 1)]
    return days
