"""What is given, fitted to the site: texts, codes, times where a slot begins, durations in whole slots. The message is the rule and the value."""

from __future__ import annotations

import re
from datetime import date, datetime

from evenhand.plant.models import Site
from evenhand.plant.site_time import UnclearTime
from evenhand.plant.weekly import window_mask
from evenhand.records.errors import Invalid
from evenhand.records.words import wall_in_words

CODE = re.compile(r"[\w.+-]+( [\w.+-]+)*")
LARGEST = 2**31 - 1
LARGEST_MONEY = 2**53 - 1


def fit_text(text: str, field: str, *, most: int = 500, least: int = 0) -> str:
    fitted = " ".join(text.replace("\0", " ").split())
    if not least <= len(fitted) <= most:
        raise Invalid(f"Must have {least} to {most} letters; has {len(fitted)}.", field=field)
    return fitted


def fit_reason(text: str, field: str = "reason") -> str:
    fitted = text.replace("\0", " ").strip()
    if not 1 <= len(fitted) <= 2000:
        raise Invalid(f"Must have a reason of 1 to 2000 letters: it stays beside the change for ever; has {len(fitted)}.", field=field)
    return fitted


def fit_code(text: str, field: str = "code") -> str:
    fitted = text.strip()
    if len(fitted) > 200 or not CODE.fullmatch(fitted):
        raise Invalid(f"Must be letters, digits, dots, dashes and single blanks, such as GMP-1; is {fitted[:100]!r}.", field=field)
    return fitted


def fit_count(value: int, field: str, *, least: int = 0, most: int = LARGEST) -> int:
    if not least <= value <= most:
        raise Invalid(f"Must be from {least} to {most}; is {value}.", field=field)
    return value


def fit_money(value: int, field: str, *, least: int = 0) -> int:
    if not least <= value <= LARGEST_MONEY:
        raise Invalid(f"Must be from {least / 100:.2f} to {LARGEST_MONEY / 100:.2f}; is {value / 100:.2f}.", field=field)
    return value


def fit_chance(value: float, field: str) -> float:
    if not 0.0 <= value < 1.0:
        raise Invalid(f"Must be 0 or more and below 1; is {value}.", field=field)
    return value


def fit_wall(site: Site, wall: datetime, field: str) -> datetime:
    """A time at which one of the site's slots begins, from the origin to the horizon."""
    slot = site.slot(wall)
    if site.wall(slot) != wall:
        nearest = f"{wall_in_words(site.wall(slot))} or {wall_in_words(site.wall(slot + 1))}"
        raise Invalid(f"Must be where a slot of {site.slot_minutes} minutes begins; is {wall_in_words(wall)}; nearest is {nearest}.", field=field)
    if not 0 <= slot <= site.horizon_slot:
        span = f"{wall_in_words(site.wall(0))} to {wall_in_words(site.horizon)}"
        raise Invalid(f"Must lie in the site's time, {span}; is {wall_in_words(wall)}.", field=field)
    return wall


def fit_past(site: Site, wall: datetime, field: str) -> datetime:
    fit_wall(site, wall, field)
    if wall > site.now():
        raise Invalid(f"Must not be later than now, {wall_in_words(site.now())}; is {wall_in_words(wall)}.", field=field)
    return wall


def fit_minutes(site: Site, minutes: int, field: str, *, least: int | None = 0) -> int:
    """A duration of whole slots."""
    if abs(minutes) > LARGEST or (least is not None and minutes < least):
        raise Invalid(f"Must be a duration of {least or 0} or more; is {minutes} minutes.", field=field)
    if minutes % site.slot_minutes:
        low = minutes // site.slot_minutes * site.slot_minutes
        nearest = f"{site.scale.duration(site.slots(low))} or {site.scale.duration(site.slots(low) + 1)}"
        shown = f"{minutes / 60:g} h" if minutes % 6 == 0 else f"{minutes} min"
        raise Invalid(f"Must be whole slots of {site.slot_minutes} minutes; is {shown}; nearest is {nearest}.", field=field)
    return minutes


def fit_windows(site: Site, windows: list[str], field: str) -> list[str]:
    fitted = [" ".join(text.split()) for text in windows if text.strip()]
    for text in fitted:
        try:
            window_mask(text, site.slot_minutes)
        except UnclearTime as error:
            raise Invalid(str(error), field=field) from error
    return fitted


def fit_days(first: date, last: date, field: str = "last_day") -> tuple[date, date]:
    if last < first:
        raise Invalid(f"Must not end before it begins; is {first.isoformat()} to {last.isoformat()}.", field=field)
    return first, last
