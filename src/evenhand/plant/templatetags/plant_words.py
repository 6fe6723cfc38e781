"""Durations, money and times of the plan in templates."""

from __future__ import annotations

from datetime import datetime

from django import template

from evenhand.plant import length_words
from evenhand.records.day_words import end_in_words, start_in_words
from evenhand.records.wall_clock import minutes_in_words

register = template.Library()


@register.filter
def duration(minutes: int | None) -> str:
    return "" if minutes is None else minutes_in_words(minutes)


@register.filter
def starts(wall: datetime | None) -> str:
    return start_in_words(wall) if wall else ""


@register.filter
def ends(wall: datetime | None) -> str:
    return end_in_words(wall) if wall else ""


@register.filter
def money(cents: int | None) -> str:
    """Thousands apart by a thin blank; cents only where there are any."""
    if cents is None:
        return ""
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", "\u202f") + (f".{rest:02}" if rest else "")
    return f"−{text}" if cents < 0 else text


@register.filter
def percent(share: float | None) -> str:
    return "" if share is None else length_words.percent(share)


@register.filter
def grouped(number: int) -> str:
    """Thousands apart by a thin blank."""
    return f"{number:,}".replace(",", "\u202f")
