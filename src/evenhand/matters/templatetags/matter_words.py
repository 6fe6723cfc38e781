"""Matters and their clocks in templates."""

from __future__ import annotations

from datetime import timedelta

from django import template

from evenhand.matters import words
from evenhand.matters.clocks import Clock
from evenhand.matters.models import Matter
from evenhand.matters.standings import MatterNow

register = template.Library()

BAR = 240


@register.filter
def clock_sentence(clock: Clock, item: MatterNow) -> str:
    text = words.clock_in_words(clock, item)
    return f"{text[0].upper()}{text[1:]}."


@register.filter
def short_clock(item: MatterNow) -> str:
    return words.short_clock(item)


@register.filter
def clock_state(item: MatterNow) -> str:
    return words.clock_state(item)


@register.filter
def at_stake(matter: Matter) -> str:
    return words.at_stake(matter)


@register.filter
def length_of_clock(minutes: int) -> str:
    """In hours, for a day of work is no day of the calendar."""
    return words.time_in_words(timedelta(minutes=minutes))


@register.filter
def used_width(clock: Clock) -> float:
    """Of a bar that is 240 wide."""
    return round(BAR * clock.share, 1)


@register.filter
def file_size(size: int) -> str:
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{max(1, size // 1024)} kB"


@register.filter
def time_taken(length: timedelta) -> str:
    return words.time_in_words(length)
