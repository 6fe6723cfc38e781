"""What is given of matters, fitted. The message is the rule and the value."""

from __future__ import annotations

from datetime import date, datetime

from evenhand.matters.models import Category, Gravity
from evenhand.plant.fitting import fit_count, fit_money
from evenhand.records.errors import Invalid
from evenhand.records.words import day_in_words, moment_in_words

MOST_WORDS = 5000
MOST_DAYS = 10_000


def fit_words(text: str, field: str, *, least: int = 1, most: int = MOST_WORDS) -> str:
    """Several lines are kept as they are."""
    fitted = text.replace("\0", " ").replace("\r\n", "\n").strip()
    if not least <= len(fitted) <= most:
        raise Invalid(f"Must have {least} to {most} letters; has {len(fitted)}.", field=field)
    return fitted


def fit_category(category: str) -> str:
    if category not in Category.values:
        raise Invalid(f"Must be one of {', '.join(Category.values)}; is {category[:50]!r}.", field="category")
    return category


def fit_gravity(gravity: str) -> str:
    if gravity not in Gravity.values:
        raise Invalid(f"Must be one of {', '.join(Gravity.values)}; is {gravity[:50]!r}.", field="gravity")
    return gravity


def fit_days_at_stake(days: int | None) -> int | None:
    return None if days is None else fit_count(days, "days_at_stake", most=MOST_DAYS)


def fit_cost(cents: int | None) -> int | None:
    return None if cents is None else fit_money(cents, "cost_at_stake")


def fit_due(due_on: date, today: date) -> date:
    if due_on < today:
        raise Invalid(f"Must not be due before today, {day_in_words(today)}; is {day_in_words(due_on)}.", field="due_on")
    return due_on


def fit_until(until: datetime, now: datetime, latest: datetime) -> datetime:
    if not now < until <= latest:
        raise Invalid(
            f"Must be later than now, {moment_in_words(now)}, and not later than {moment_in_words(latest)}; is {moment_in_words(until)}.",
            field="until",
        )
    return until
