"""Counts, chances and lengths of time, as people read them."""

from __future__ import annotations

from datetime import timedelta

DAYS = 48 * 60  # minutes: from here on lengths are told in days


def counted(number: int, noun: str) -> str:
    """ "1 promise", "3 promises", "2 activities"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def spelled(number: int, one: str, many: str = "") -> str:
    """ "two projects", at the beginning of a sentence or within one; where no plural is given, the word with an s, but for "more"."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    plural = many or (one if one == "more" else f"{one}s")
    return f"{words[number] if number < len(words) else number} {one if number == 1 else plural}"


def percent(chance: float) -> str:
    """Never 100 % or 0 % for what is not certain."""
    if 0.995 <= chance < 1:
        return "over 99 %"
    return "under 1 %" if 0 < chance < 0.005 else f"{chance:.0%}".replace("%", " %")


def elapsed(length: timedelta) -> str:
    minutes = round(length / timedelta(minutes=1))
    if minutes < 120:
        return counted(minutes, "minute")
    if minutes < DAYS:
        return in_tenths(minutes / 60, "hour")
    return in_tenths(minutes / 1440, "day")


def in_tenths(value: float, unit: str) -> str:
    text = f"{value:,.1f}".removesuffix(".0")
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"
