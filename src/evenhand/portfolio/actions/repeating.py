"""Work that failed is done once more: the same activities again, and what followed the first attempt follows the repetition."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from evenhand.accounts.permissions import may_decide, require
from evenhand.plant.models import Site
from evenhand.portfolio import events
from evenhand.portfolio.actions.entering import enter_activities, enter_joints, entering
from evenhand.portfolio.drafts import ActivityDraft, LinkDraft, ModeDraft
from evenhand.portfolio.models import Activity, ActivityLink, LinkKind
from evenhand.records.editing import remove
from evenhand.records.errors import NotThere
from evenhand.records.people import Actor


def repeat_activities(*, by: Actor, site: Site, again: Mapping[str, str], reason: str) -> list[Activity]:
    """As a senior manager decided, and signed elsewhere. ``again``: full codes to the full codes of the repetitions. A repetition has the modes, product and band, and begins when the first has ended."""
    require(by, may_decide, "have work done once more by decision")
    with transaction.atomic():
        rows = {row.full_code: row for row in activities(site, again)}
        if missing := sorted(set(again) - set(rows)):
            raise NotThere(f"There is no activity {missing[0]}.")
        drafts = [(row.project, draft_of(row, again[code].partition("/")[2]), row.order) for code, row in rows.items()]
        links = list(ActivityLink.objects.filter(before__in=rows.values()).select_related("before__project", "after__project"))
        work = entering(site, [*rows.values(), *(link.after for link in links)])
        made = enter_activities(by, work, drafts, reason)
        work.activities.update({row.full_code: row for row in made})
        enter_joints(by, work, [LinkDraft(code, copy) for code, copy in again.items()], (), reason)
        enter_joints(by, work, [relinked(link, again) for link in links], (), reason)
        for link in links:
            if link.after.full_code not in again:
                remove(by=by, event=events.LINK_REMOVED, record=link, reason=reason)
    return made


def activities(site: Site, codes: Mapping[str, str]) -> list[Activity]:
    projects = {code.partition("/")[0] for code in codes}
    rows = Activity.objects.filter(project__site=site, project__code__in=projects, archived_at__isnull=True).select_related(
        "project__site", "project__product", "product", "band"
    )
    found = rows.prefetch_related("modes__needs__resource").order_by("pk")
    return [row for row in found if row.full_code in codes]


def draft_of(row: Activity, code: str) -> ActivityDraft:
    """What is done again; what happened to the first attempt, its materials and its hold are no part of it."""
    modes = tuple(
        ModeDraft(
            mode.duration_minutes,
            tuple((need.resource.code, need.amount) for need in mode.needs.all()),
            mode.optimistic_minutes,
            mode.pessimistic_minutes,
            mode.name,
        )
        for mode in row.modes.all()
    )
    return ActivityDraft(
        code=code,
        name=f"{row.name}, again",
        modes=modes,
        phase=row.phase,
        stretch=row.stretch,
        product=row.product,
        has_no_product=row.has_no_product,
        band=row.band,
        rework_chance=row.rework_chance,
    )


def relinked(link: ActivityLink, again: Mapping[str, str]) -> LinkDraft:
    after = link.after.full_code
    return LinkDraft(again[link.before.full_code], again.get(after, after), LinkKind(link.kind), link.lag_minutes, link.max_lag_minutes)
