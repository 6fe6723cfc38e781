"""Projects: entered, edited, set going, paused, finished, stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_edit_portfolio, require
from evenhand.plant.fitting import fit_text, fit_wall
from evenhand.plant.models import Site
from evenhand.portfolio import events
from evenhand.portfolio.actions.entering import enter_portfolio
from evenhand.portfolio.drafts import ProjectDraft
from evenhand.portfolio.models import Product, Project, ProjectState, Sponsor
from evenhand.records.editing import change, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor


def enter_project(
    *,
    by: Actor,
    site: Site,
    code: str,
    name: str,
    sponsor: Sponsor | None = None,
    product: Product | None = None,
    manager: Person | None = None,
    state: str = ProjectState.PROPOSED,
    notes: str = "",
) -> Project:
    must_fit(site, product, manager)
    draft = ProjectDraft(code, name, sponsor, product, manager, state, notes=notes)
    return enter_portfolio(by=by, site=site, projects=[draft])[0]


def edit_project(*, by: Actor, project_id: int, version: int | None, reason: str = "", **given: Any) -> Project:
    """Name, sponsor, product, manager, due, notes. The code stays: it is on paper everywhere."""
    require(by, may_edit_portfolio, "change projects")
    with transaction.atomic():
        project = locked(Project, project_id, "site")
        must_be_current(project, version)
        fitted = {name: fit(project, name, value) for name, value in given.items()}
        must_fit(project.site, fitted.get("product"), fitted.get("manager"))
        change(by=by, event=events.PROJECT_CHANGED, record=project, given=fitted, reason=reason)
    return project


def fit(project: Project, name: str, value: Any) -> Any:
    if name == "name":
        return fit_text(value, name, least=1)
    if name == "due":
        return fit_due(project.site, value)
    if name == "notes":
        return value.replace("\0", " ").strip()[:20_000]
    if name in ("sponsor", "product", "manager"):
        return value
    raise TypeError(f"A project has no {name} to edit.")


def fit_due(site: Site, due: datetime | None) -> datetime | None:
    return None if due is None else fit_wall(site, due, "due")


def must_fit(site: Site, product: Product | None, manager: Person | None) -> None:
    if product is not None and product.site_id != site.pk:
        raise Invalid(f"Must be a product of the site; {product} is not.", field="product")
    if manager is not None and not may_edit_portfolio(manager):
        raise Invalid(f"Must be a project manager or planner; {manager} is neither.", field="manager")


def change_project_state(*, by: Actor, project_id: int, version: int | None, state: str, reason: str) -> Project:
    """Only running projects are planned. A project is finished when its activities are."""
    require(by, may_edit_portfolio, "change the state of projects")
    with transaction.atomic():
        project = locked(Project, project_id)
        must_be_current(project, version)
        if state not in ProjectState.values:
            raise Invalid(f"Must be one of {', '.join(ProjectState.values)}; is {state!r}.", field="state")
        if state == project.state:
            raise Conflict(f"{project.code} is {project.get_state_display()} already.")
        going_on = project.activities.filter(archived_at__isnull=True, actual_finish__isnull=True)
        if state == ProjectState.FINISHED and (activity := going_on.first()):
            raise Conflict(f"{activity.name} is not finished; record its finish, or take it out of the project.")
        change(by=by, event=events.PROJECT_STATE_CHANGED, record=project, given={"state": state}, reason=reason)
    return project


def stop_project(*, by: Actor, project_id: int, reason: str) -> Project:
    """As a senior manager decided, and signed elsewhere; one that is stopped already stays so."""
    require(by, may_decide, "stop projects by decision")
    with transaction.atomic():
        project = locked(Project, project_id)
        change(by=by, event=events.PROJECT_STATE_CHANGED, record=project, given={"state": ProjectState.STOPPED}, reason=reason)
    return project
