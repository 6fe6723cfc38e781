"""Slots in templates: ``{{ words|end_of:slot }}``, in the words of the schedules."""

from __future__ import annotations

from django import template

from evenhand.schedules import words as said
from evenhand.schedules.words import SlotWords

register = template.Library()


@register.filter
def moment_at(words: SlotWords, slot: int | None) -> str:
    return words.moment(slot)


@register.filter
def end_of(words: SlotWords, slot: int | None) -> str:
    return words.end(slot)


@register.filter
def shift_by(words: SlotWords, slots: int) -> str:
    return words.shift(slots)


@register.filter
def span_of(words: SlotWords, slots: int) -> str:
    return words.span(slots)


@register.filter
def chance(value: float | None) -> str:
    return said.chance(value)
