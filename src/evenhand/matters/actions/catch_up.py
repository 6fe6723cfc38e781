"""What the clocks did is recorded, and whoever it concerns is told: each thing once, with the time at which it happened or would have."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.matters.lengths import clock_settings
from evenhand.matters.looking_up import RELATED
from evenhand.matters.models import Action, ClockPause, Matter, Notice, StoryEntry, Tier
from evenhand.matters.rising import bring_up_to_date
from evenhand.matters.site_clock import day_of, end_of_day, moment_now
from evenhand.matters.standings import standings
from evenhand.matters.story import notify
from evenhand.plant.models import Site
from evenhand.records.people import SYSTEM
from evenhand.records.words import day_in_words


def catch_up(*, now: datetime | None = None) -> int:
    """Of all matters and actions. Run as often as one likes, by as many workers as one likes. Returns how many things were recorded or told."""
    done = 0
    for site in Site.objects.all():
        moment = now or moment_now(site)
        settings = clock_settings(site)
        for matter_id in in_need(site, moment):
            with transaction.atomic():
                matter = Matter.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=matter_id)
                done += bring_up_to_date(matter, moment, settings)
        done += tell_of_late_actions(site, moment)
    return done


def in_need(site: Site, now: datetime) -> list[int]:
    """The open matters of which there is something to record, in three queries and without a lock."""
    matters = list(Matter.objects.filter(site=site).open().select_related("site"))
    keys: dict[int, set[str | None]] = {}
    for matter_id, key in StoryEntry.objects.filter(matter__in=[m.pk for m in matters if m.tier == Tier.SENIOR], key__isnull=False).values_list(
        "matter_id", "key"
    ):
        keys.setdefault(matter_id, set()).add(key)
    over = set(ClockPause.objects.filter(matter__in=matters, ended_at__isnull=True, until__lte=now).values_list("matter_id", flat=True))
    found = standings(matters, now, clock_settings(site))
    return [
        item.matter.pk
        for item in found
        if item.matter.pk in over
        or any(h.tier > item.matter.tier or h.kind.value not in keys.get(item.matter.pk, ()) for h in item.standing.happenings)
    ]


def tell_of_late_actions(site: Site, now: datetime) -> int:
    """The owner and who assigned it, once for each date that was missed."""
    today = day_of(site, now)
    late = list(Action.objects.filter(site=site, due_on__lt=today).open().select_related("owner", "assigned_by", "matter"))
    keys = {row.pk: f"action:{row.pk}:late:{row.due_on.isoformat()}" for row in late}
    told = set(Notice.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    count = 0
    for row in late:
        if keys[row.pk] in told:
            continue
        with transaction.atomic():
            about = f"Matter {row.matter_id}: " if row.matter_id else ""
            count += notify(
                people=[row.owner, row.assigned_by],
                by=SYSTEM,
                site=site,
                key=keys[row.pk],
                sentence=f"{about}{row.owner} was to do this by {day_in_words(row.due_on)}, and it is late: {row.what}",
                address=row.get_absolute_url(),
                at=end_of_day(site, row.due_on),
                matter=row.matter,
            )
    return count
