"""What holds between activities: links and ties."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction

from evenhand.accounts.permissions import may_edit_portfolio, require
from evenhand.portfolio import events
from evenhand.portfolio.actions.activities import locked_activity, must_be_there
from evenhand.portfolio.actions.entering import entering, new_link, new_tie
from evenhand.portfolio.drafts import LinkDraft, TieDraft
from evenhand.portfolio.models import Activity, ActivityLink, LinkKind, Tie, TieKind
from evenhand.records.editing import change, enter, locked, remove
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor


def link_activities(
    *, by: Actor, before_id: int, after_id: int, kind: str = LinkKind.FS, lag_minutes: int = 0, max_lag_minutes: int | None = None
) -> ActivityLink:
    require(by, may_edit_portfolio, "link activities")
    with transaction.atomic():
        before, after = pair(before_id, after_id)
        if ActivityLink.objects.filter(before=before, after=after, kind=kind).exists():
            raise Conflict(f"{before.name} and {after.name} are linked in that way already.")
        must_not_lead_back(before, after)
        work = entering(before.project.site, (before, after))
        link = new_link(work, LinkDraft(before.full_code, after.full_code, kind, lag_minutes, max_lag_minutes))
        return enter(by=by, event=events.ACTIVITIES_LINKED, record=link)


def change_link(*, by: Actor, link_id: int, kind: str, lag_minutes: int, max_lag_minutes: int | None) -> ActivityLink:
    require(by, may_edit_portfolio, "change links")
    with transaction.atomic():
        link = locked(ActivityLink, link_id, "before__project__site", "after__project__site")
        work = entering(link.before.project.site, (link.before, link.after))
        wanted = new_link(work, LinkDraft(link.before.full_code, link.after.full_code, kind, lag_minutes, max_lag_minutes))
        given = {name: getattr(wanted, name) for name in ("kind", "lag_minutes", "max_lag_minutes")}
        change(by=by, event=events.LINK_CHANGED, record=link, given=given)
    return link


def remove_link(*, by: Actor, link_id: int, reason: str = "") -> ActivityLink:
    require(by, may_edit_portfolio, "remove links")
    with transaction.atomic():
        link = locked(ActivityLink, link_id, "before__project", "after__project")
        remove(by=by, event=events.LINK_REMOVED, record=link, reason=reason)
    return link


def tie_activities(
    *,
    by: Actor,
    kind: TieKind,
    first_id: int,
    second_id: int,
    among: tuple[str, ...] | None = None,
    first_mode: int | None = None,
    second_modes: tuple[int, ...] | None = None,
) -> Tie:
    """``among``: codes of resources; modes are counted from 0."""
    require(by, may_edit_portfolio, "tie activities")
    with transaction.atomic():
        first, second = pair(first_id, second_id)
        work = entering(first.project.site, (first, second))
        tie = new_tie(work, TieDraft(kind, first.full_code, second.full_code, among, first_mode, second_modes))
        for activity, named in ((first, [] if first_mode is None else [first_mode]), (second, second_modes or ())):
            count = activity.modes.count()
            if any(not 0 <= mode < count for mode in named):
                raise Invalid(f"Must name modes that exist; {activity.name} has {count}.", field="first_mode")
        return enter(by=by, event=events.ACTIVITIES_TIED, record=tie)


def remove_tie(*, by: Actor, tie_id: int, reason: str = "") -> Tie:
    require(by, may_edit_portfolio, "remove ties")
    with transaction.atomic():
        tie = locked(Tie, tie_id, "first__project", "second__project")
        remove(by=by, event=events.TIE_REMOVED, record=tie, reason=reason)
    return tie


def pair(first_id: int, second_id: int) -> tuple[Activity, Activity]:
    first, second = locked_activity(first_id), locked_activity(second_id)
    if first == second:
        raise Invalid("Must be two activities; both are the same.", field="after")
    if first.project.site_id != second.project.site_id:
        raise Invalid("Must be of the same site.", field="after")
    must_be_there(first)
    must_be_there(second)
    return first, second


def must_not_lead_back(before: Activity, after: Activity) -> None:
    """No activity may have to wait for itself: what comes after must not already lead to what comes before."""
    follows: dict[int, list[int]] = defaultdict(list)
    for one, other in ActivityLink.objects.filter(before__project__site=before.project.site).values_list("before_id", "after_id"):
        follows[one].append(other)
    came_from: dict[int, int] = {after.pk: after.pk}
    waiting = [after.pk]
    while waiting:
        at = waiting.pop()
        if at == before.pk:
            raise Invalid(f"Must not lead back to where it comes from: {way_back(came_from, after.pk, before.pk)}.", field="before")
        for other in follows[at]:
            if other not in came_from:
                came_from[other] = at
                waiting.append(other)


def way_back(came_from: dict[int, int], first: int, last: int) -> str:
    way = [last]
    while way[-1] != first:
        way.append(came_from[way[-1]])
    names = dict(Activity.objects.filter(pk__in=way).values_list("pk", "name"))
    return " → ".join(names[pk] for pk in [*reversed(way), first])
