"""Times and days in templates, in the same words everywhere: ``{{ moment|moment }}``, ``{{ day|day }}``."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from evenhand.records.words import day_in_words, moment_in_words

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    return moment_in_words(value) if value else ""


@register.filter
def day(value: date | None) -> str:
    return day_in_words(value) if value else ""
