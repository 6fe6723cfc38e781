"""Activities: entered, edited one by one or many at once, taken out, and the last change undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.permissions import may_approve_quality, may_edit_portfolio, require
from evenhand.plant.fitting import fit_chance, fit_count, fit_minutes, fit_reason, fit_text, fit_wall
from evenhand.plant.models import Site
from evenhand.portfolio import events
from evenhand.portfolio.actions.entering import enter_activities, enter_joints, entering, new_mode, new_needs
from evenhand.portfolio.drafts import ActivityDraft, LinkDraft, ModeDraft
from evenhand.portfolio.models import Activity, ActivityMode, ModeNeed, Phase, Project, Stretch, Tie, TieKind
from evenhand.portfolio.work_text import modes_from, with_durations, work_text
from evenhand.records.editing import change, enter, locked, must_be_current, remove
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor

FIELDS = (
    *("name", "phase", "stretch", "order", "product", "has_no_product", "band", "earliest_start", "latest_end"),
    *("material", "material_ordered_on", "material_lead_days", "rework_chance", "late_chance", "late_minutes"),
)
MOST_AT_ONCE = 1000


def enter_activity(*, by: Actor, project_id: int, draft: ActivityDraft, after: Sequence[str] = (), reason: str = "") -> Activity:
    """A new activity at the end of a project; ``after``: codes of the project's activities that it follows."""
    require(by, may_edit_portfolio, "enter activities")
    if draft.hold_until is not None:
        require(by, may_approve_quality, "put work on quality hold")
    with transaction.atomic():
        project = locked(Project, project_id, "site", "product")
        there = list(project.activities.select_related("project"))
        if any(row.code == draft.code.strip() for row in there):
            raise Conflict(f"{project.code} has an activity {draft.code} already, or had one that was taken out; choose another code.")
        work = entering(project.site, there)
        activity = enter_activities(by, work, [(project, draft, 1 + max((row.order for row in there), default=-1))], reason)[0]
        must_have_room(activity, draft.modes)
        links = [LinkDraft(f"{project.code}/{code}", activity.full_code) for code in after]
        enter_joints(by, work, links, ())
    return activity


def edit_activity(*, by: Actor, activity_id: int, version: int | None, reason: str = "", **given: Any) -> Activity:
    """Any of `FIELDS`; ``work``, the modes as text; or ``duration``, as text, of each mode there is."""
    require(by, may_edit_portfolio, "change activities")
    with transaction.atomic():
        activity = locked_activity(activity_id)
        must_be_current(activity, version)
        must_be_there(activity)
        edit(by, activity, given, reason)
    return activity


def edit_activities(*, by: Actor, versions: Mapping[int, int | None], reason: str = "", **given: Any) -> list[Activity]:
    """The same change to many activities, by key with the version seen: all of them, or none."""
    require(by, may_edit_portfolio, "change activities")
    if not 1 <= len(versions) <= MOST_AT_ONCE:
        raise Invalid(f"Must be 1 to {MOST_AT_ONCE} activities; is {len(versions)}.")
    with transaction.atomic():
        changed = []
        for activity_id, version in sorted(versions.items()):
            activity = locked_activity(activity_id)
            must_be_current(activity, version)
            must_be_there(activity)
            if edit(by, activity, given, reason):
                changed.append(activity)
    return changed


def edit(by: Actor, activity: Activity, given: Mapping[str, Any], reason: str) -> bool:
    site = activity.project.site
    fitted = {name: fit(site, name, value) for name, value in given.items() if name in FIELDS}
    unknown = [name for name in given if name not in (*FIELDS, "work", "duration")]
    if unknown:
        raise TypeError(f"An activity has no {unknown[0]} to edit.")
    if {"material_ordered_on", "material_lead_days"} & set(fitted) and "earliest_start" not in fitted:
        fitted |= arrival_of(activity, fitted)
    told_too: tuple[dict[str, str], dict[str, str]] = ({}, {})
    stretch = fitted.get("stretch", activity.stretch)
    modes = list(activity.modes.prefetch_related("needs__resource"))
    if "work" in given or "duration" in given:
        text = work_text(modes)
        drafts = modes_from(given["work"], site, stretch) if "work" in given else with_durations(given["duration"], modes, site, stretch, "duration")
        replace_modes(by, activity, modes, drafts, reason)
        told_too = ({"work": text}, {"work": work_text(activity.modes.prefetch_related("needs__resource"))})
    for name, value in fitted.items():
        if name in ("product", "band") and value is not None and value.site_id != site.pk:
            raise Invalid(f"Must be of the site; {value} is not.", field=name)
    wanted = Activity(**{name: fitted.get(name, getattr(activity, name)) for name in ("earliest_start", "latest_end", "late_chance", "late_minutes")})
    must_have_time(site, wanted, min(mode.duration_minutes for mode in activity.modes.all()))
    if (wanted.late_chance is None) != (wanted.late_minutes is None):
        raise Invalid("Late material must have both a chance and a delay, or neither.", field="late_minutes")
    return change(by=by, event=events.ACTIVITY_CHANGED, record=activity, given=fitted, reason=reason, told_too=told_too)


def fit(site: Site, name: str, value: Any) -> Any:
    if value is None or name in ("product", "band", "has_no_product", "material_ordered_on"):
        return value
    if name in ("phase", "stretch"):
        choices = Phase if name == "phase" else Stretch
        if value not in choices.values:
            raise Invalid(f"Must be one of {', '.join(choices.values)}; is {value!r}.", field=name)
        return value
    if name in ("name", "material"):
        return fit_text(value, name, least=1 if name == "name" else 0)
    if name in ("earliest_start", "latest_end"):
        return fit_wall(site, value, name)
    if name in ("rework_chance", "late_chance"):
        return fit_chance(value, name)
    return fit_minutes(site, value, name) if name == "late_minutes" else fit_count(value, name, most=100_000)


def arrival_of(activity: Activity, fitted: Mapping[str, Any]) -> dict[str, Any]:
    """Ordered then, with that lead time: the material is there, and the activity can start, from that day on."""
    ordered = fitted.get("material_ordered_on", activity.material_ordered_on)
    days = fitted.get("material_lead_days", activity.material_lead_days)
    if ordered is None or days is None:
        return {}
    arrival = datetime.combine(ordered, time.min) + timedelta(days=days)
    return {"earliest_start": fit_wall(activity.project.site, arrival, "material_lead_days")}


def must_have_time(site: Site, wanted: Activity, shortest: int) -> None:
    begin = wanted.earliest_start or site.wall(0)
    if wanted.latest_end is not None and begin + timedelta(minutes=shortest) > wanted.latest_end:
        raise Invalid(
            f"Must have earliest start + duration <= latest end; is {begin:%Y-%m-%d %H:%M} + {shortest / 60:g} h > {wanted.latest_end:%Y-%m-%d %H:%M}.",
            field="latest_end" if wanted.earliest_start is None else "earliest_start",
        )


def must_have_room(activity: Activity, modes: Sequence[ModeDraft]) -> None:
    must_have_time(activity.project.site, activity, min(mode.duration for mode in modes))


def replace_modes(by: Actor, activity: Activity, modes: Sequence[ActivityMode], drafts: Sequence[ModeDraft], reason: str) -> None:
    """The modes become those of the drafts, index by index; each row that differs is recorded."""
    must_keep_named_modes(activity, len(drafts))
    work = entering(activity.project.site)
    for mode in modes[len(drafts) :]:
        for need in mode.needs.all():
            remove(by=by, event=events.NEED_REMOVED, record=need, reason=reason)
        remove(by=by, event=events.MODE_REMOVED, record=mode, reason=reason)
    for index, draft in enumerate(drafts):
        wanted = new_mode(work.site, activity, index, draft)
        if index >= len(modes):
            enter(by=by, event=events.MODE_ENTERED, record=wanted, reason=reason)
            mode, there = wanted, {}
        else:
            mode = modes[index]
            given = {name: getattr(wanted, name) for name in ("duration_minutes", "optimistic_minutes", "pessimistic_minutes")}
            change(by=by, event=events.MODE_CHANGED, record=mode, given=given, reason=reason)
            there = {need.resource_id: need for need in mode.needs.all()}
        for need in new_needs(work.resources, mode, draft):
            held: ModeNeed | None = there.pop(need.resource_id, None)
            if held is None:
                enter(by=by, event=events.NEED_ENTERED, record=need, reason=reason)
            else:
                change(by=by, event=events.NEED_CHANGED, record=held, given={"amount": need.amount}, reason=reason)
        for gone in there.values():
            remove(by=by, event=events.NEED_REMOVED, record=gone, reason=reason)


def must_keep_named_modes(activity: Activity, count: int) -> None:
    if activity.actual_mode is not None and activity.actual_mode >= count:
        raise Conflict(f"It was started in mode {activity.actual_mode + 1}, which must stay; {count} are given.")
    for tie in Tie.objects.filter(kind=TieKind.MODE_DEPENDENCY).filter(first=activity):
        if (tie.first_mode or 0) >= count:
            raise Conflict(f"Mode {(tie.first_mode or 0) + 1} is named by a mode dependency; remove that first.")
    for tie in Tie.objects.filter(kind=TieKind.MODE_DEPENDENCY, second=activity):
        if max(tie.second_modes or [0]) >= count:
            raise Conflict(f"Mode {max(tie.second_modes) + 1} is named by a mode dependency; remove that first.")


def remove_activity(*, by: Actor, activity_id: int, version: int | None, reason: str) -> Activity:
    """Take an activity out of its project, with its links and ties. What has started, or is promised, stays."""
    require(by, may_edit_portfolio, "take activities out of projects")
    with transaction.atomic():
        activity = locked_activity(activity_id)
        must_be_current(activity, version)
        must_be_there(activity)
        reason = fit_reason(reason)
        if activity.is_started:
            raise Conflict(f"{activity.name} has started; what was done stays.")
        if activity.hold_until is not None:  # or it could be entered again without the hold
            raise Conflict(f"Quality holds {activity.name}: {activity.hold_reason or 'no reason is given'}. Only quality clears the hold.")
        if activity.promises.filter(withdrawn_at__isnull=True).exists():
            raise Conflict(f"{activity.name} is promised; withdraw the promise first.")
        joints = [(events.LINK_REMOVED, link) for link in (*activity.links_in.all(), *activity.links_out.all())]
        joints += [(events.TIE_REMOVED, tie) for tie in (*activity.ties_as_first.all(), *activity.ties_as_second.all())]
        for event, joint in joints:
            remove(by=by, event=event, record=joint, reason=reason)
        change(by=by, event=events.ACTIVITY_REMOVED, record=activity, given={"archived_at": timezone.now()}, reason=reason)
    return activity


def locked_activity(activity_id: int) -> Activity:
    return locked(Activity, activity_id, "project__site", "project__product")


def must_be_there(activity: Activity) -> None:
    if activity.archived_at is not None:
        raise Conflict(f"{activity.name} was taken out of the project.")
