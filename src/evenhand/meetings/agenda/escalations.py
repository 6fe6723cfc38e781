"""Escalations, by their clocks: every open matter of tier 3, and those that the last meetings carried over."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from evenhand.matters.lengths import clock_settings
from evenhand.matters.models import Matter, Tier
from evenhand.matters.queries import urgency
from evenhand.matters.standings import MatterNow, standings
from evenhand.matters.words import short_clock
from evenhand.meetings.agenda.wanted import Asked, Wanted, cut
from evenhand.meetings.models import AgendaItem, ItemKind, MeetingState, Outcome


def escalations(asked: Asked) -> Iterator[Wanted]:
    """The most urgent first. A matter is on tier 3 when its clocks say so, also where nobody noted it yet."""
    for item in matters_up(asked):
        yield wanted_matter(item)


def matters_up(asked: Asked) -> list[MatterNow]:
    rows = list(Matter.objects.filter(site=asked.site).open().with_names())
    carried = carried_over_matters(asked) if rows else set()
    found = standings(rows, asked.now, clock_settings(asked.site)) if rows else []
    return sorted((item for item in found if item.tier == Tier.SENIOR or item.matter.pk in carried), key=urgency)


def carried_over_matters(asked: Asked) -> set[int]:
    rows = AgendaItem.objects.filter(
        Q(outcome=Outcome.CARRIED_OVER), meeting__site=asked.site, meeting__state=MeetingState.CLOSED, kind=ItemKind.MATTER, matter__state="open"
    )
    return set(rows.values_list("matter_id", flat=True))


def wanted_matter(item: MatterNow) -> Wanted:
    matter = item.matter
    title = cut(f"Matter {matter.pk}: {matter.headline}")
    return Wanted(ItemKind.MATTER, f"matter:{matter.pk}", title, short_clock(item), project_id=matter.project_id, matter_id=matter.pk)
