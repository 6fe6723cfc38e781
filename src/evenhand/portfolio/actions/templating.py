"""Taking over a template of the usual phases into a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.db import transaction

from evenhand.accounts.permissions import may_edit_portfolio, require
from evenhand.plant.fitting import fit_wall
from evenhand.plant.models import Resource, Site
from evenhand.portfolio import events
from evenhand.portfolio.actions.entering import enter_activities, enter_joints, entering
from evenhand.portfolio.drafts import ActivityDraft, LinkDraft, ModeDraft, TieDraft
from evenhand.portfolio.models import Activity, Project, TieKind
from evenhand.portfolio.templates_of_work import Step, Template, template_named
from evenhand.records.editing import locked
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.trail import append

MINUTES_A_DAY = 1440


@dataclass(frozen=True)
class Applied:
    """What was entered, and what the plant has not got that the template would have needed."""

    activities: Sequence[Activity]
    left_out: tuple[str, ...]


def apply_template(*, by: Actor, project_id: int, template: str, earliest_start: datetime | None = None) -> Applied:
    """Enter the template's activities after those there are. What starts a chain may not start before ``earliest_start``.

    What has a template's code in the project already is not entered again; links go to what is there.
    """
    require(by, may_edit_portfolio, "apply templates")
    with transaction.atomic():
        project = locked(Project, project_id, "site", "product__band")
        site = project.site
        chosen = template_named(template)
        if chosen is None:
            raise Invalid(f"Must be a known template; {template[:100]!r} is unknown.", field="template")
        if earliest_start is not None:
            fit_wall(site, earliest_start, "earliest_start")
        there = list(project.activities.select_related("project"))
        present = {row.code: row for row in there}
        steps = [step for step in chosen.steps if step.code not in present]
        if not steps:
            raise Conflict(f"{project.code} has all activities of this template already.")
        work = entering(site, [row for row in there if row.archived_at is None])
        known = {row.code for row in there if row.archived_at is None} | {step.code for step in steps}
        left_out: list[str] = []
        usable = [row for row in work.resources.values() if row.archived_at is None]
        drafts = [draft_of(step, project, usable, left_out) for step in steps]
        begun = [replace(d, earliest_start=earliest_start) if not s.after else d for d, s in zip(drafts, steps, strict=True)]
        first = 1 + max((row.order for row in there), default=-1)
        made = enter_activities(by, work, [(project, draft, first + k) for k, draft in enumerate(begun)])
        links = [link for step in steps for link in links_of(step, project, known)]
        enter_joints(by, work, links, ties_of(chosen, project, steps, drafts))
        append(by=by, event=events.TEMPLATE_APPLIED, subject=project, now={"template": chosen.title, "activities": len(made)})
    return Applied(made, tuple(dict.fromkeys(left_out)))


def draft_of(step: Step, project: Project, resources: Sequence[Resource], left_out: list[str]) -> ActivityDraft:
    site = project.site
    codes = {row.code for row in resources}
    left_out += [code for code, _ in step.needs if code not in codes]
    needs = tuple((code, amount) for code, amount in step.needs if code in codes)
    likely, low, high = (up(site, hours) for hours in step.hours)
    units = [row.code for row in fitting_units(step, project, resources)]
    if step.one_of and not units:
        left_out.append(step.one_of)
    modes = tuple(ModeDraft(likely, ((unit, 1), *needs), low, high) for unit in units) or (ModeDraft(likely, needs, low, high),)
    late = step.late
    return ActivityDraft(
        step.code,
        step.name,
        modes,
        step.phase,
        step.stretch,
        rework_chance=step.rework_chance,
        late_chance=None if late is None else late[0],
        late_minutes=None if late is None else late[1] * MINUTES_A_DAY,
    )


def fitting_units(step: Step, project: Project, resources: Sequence[Resource]) -> list[Resource]:
    """Units whose code begins as the step says, and that may hold the project's band."""
    band = project.product.band if project.product else None
    units = [row for row in resources if step.one_of and row.is_unit and row.code.lower().startswith(step.one_of)]
    return [row for row in units if band is None or row.strongest_band is None or row.strongest_band.strength >= band.strength]


def up(site: Site, hours: int) -> int:
    """Hours in minutes, up to whole slots."""
    return -(-hours * 60 // site.slot_minutes) * site.slot_minutes


def links_of(step: Step, project: Project, known: set[str]) -> list[LinkDraft]:
    return [
        LinkDraft(
            f"{project.code}/{after.code}",
            f"{project.code}/{step.code}",
            after.kind,
            after.lag_days * MINUTES_A_DAY,
            None if after.max_lag_days is None else after.max_lag_days * MINUTES_A_DAY,
        )
        for after in step.after
        if after.code in known
    ]


def ties_of(template: Template, project: Project, steps: Sequence[Step], drafts: Sequence[ActivityDraft]) -> list[TieDraft]:
    """A campaign's batches use the same unit, one directly after the other."""
    units = {draft.code: [mode.needs[0][0] for mode in draft.modes if mode.needs] for draft in drafts}
    entered = {step.code for step in steps}
    ties = []
    for batches in template.campaigns:
        for one, other in pairwise(code for code in batches if code in entered):
            first, second = f"{project.code}/{one}", f"{project.code}/{other}"
            ties.append(TieDraft(TieKind.SAME_RESOURCES, first, second, tuple(units[one])))
            ties.append(TieDraft(TieKind.CONSECUTIVE, first, second))
    return ties
