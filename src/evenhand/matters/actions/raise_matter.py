"""Anybody of the plant raises a matter; it is with the team, or at once with senior management."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_see_plant, require
from evenhand.matters import events
from evenhand.matters.actions.attach_files import File, keep_files
from evenhand.matters.fitting import fit_category, fit_cost, fit_days_at_stake, fit_gravity, fit_words
from evenhand.matters.models import Gravity, Matter, Tier
from evenhand.matters.rising import bring_up_to_date, rise
from evenhand.matters.site_clock import moment_now
from evenhand.matters.story import concerned, notify_of, tell
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity, Project
from evenhand.records.editing import enter, locked
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.sent_twice import AGAIN


def raise_matter(
    *,
    by: Actor,
    site: Site,
    category: str,
    statement: str,
    gravity: str = Gravity.ORDINARY,
    project_id: int | None = None,
    activity_id: int | None = None,
    days_at_stake: int | None = None,
    cost_at_stake: int | None = None,
    files: Sequence[File] = (),
    at: datetime | None = None,
) -> Matter:
    """``cost_at_stake`` in cents of the site's currency. ``at``: when, where it is told afterwards; what its clocks did since is recorded with it."""
    require(by, may_see_plant, "raise matters")
    with transaction.atomic():
        now = moment_now(site)
        raised_at = at or now
        if raised_at > now:
            raise Invalid("Must not be raised later than now.", field="at")
        project, activity = about(site, project_id, activity_id)
        matter = Matter(
            site=site,
            category=fit_category(category),
            statement=fit_words(statement, "statement"),
            gravity=fit_gravity(gravity),
            project=project,
            activity=activity,
            days_at_stake=fit_days_at_stake(days_at_stake),
            cost_at_stake=fit_cost(cost_at_stake),
            currency=site.currency,
            raised_by=by if isinstance(by, Person) else None,
            raised_at=raised_at,
            tier_since=raised_at,
            owner=owner_of(by, project),
        )
        must_be_new(matter)
        enter(by=by, event=events.MATTER_RAISED, record=matter)
        tell(by=by, matter=matter, kind="raised", sentence="It was raised.", text=matter.statement, at=raised_at, key="raised")
        keep_files(by=by, matter=matter, files=files, at=raised_at)
        if matter.goes_up_at_once:
            rise(by=by, matter=matter, tier=Tier.SENIOR, at=raised_at, reason=at_once(matter))
        else:
            notify_of(matter, by=by, people=concerned(matter), kind="raised", sentence="it was raised, and is with you.", at=raised_at)
        bring_up_to_date(matter, now)
    return matter


def about(site: Site, project_id: int | None, activity_id: int | None) -> tuple[Project | None, Activity | None]:
    activity = None if activity_id is None else locked(Activity, activity_id, "project__manager")
    project = activity.project if activity is not None else None
    if project_id is not None:
        project = locked(Project, project_id, "manager")
        if activity is not None and activity.project_id != project.pk:
            raise Invalid(f"Must be an activity of {project.code}; {activity.name} is one of {activity.project.code}.", field="activity")
    if project is not None and project.site_id != site.pk:
        raise Invalid(f"Must be a project of {site}; {project.code} is not.", field="project")
    return project, activity


def owner_of(by: Actor, project: Project | None) -> Person | None:
    """The project's manager sees to it, otherwise who raised it."""
    if project is not None and project.manager is not None and project.manager.is_active:
        return project.manager
    return by if isinstance(by, Person) else None


def must_be_new(matter: Matter) -> None:
    since = matter.raised_at - AGAIN
    same = Matter.objects.filter(raised_by=matter.raised_by, statement=matter.statement, raised_at__gt=since, raised_by__isnull=False)
    if (found := same.first()) is not None and (found.project_id, found.activity_id) == (matter.project_id, matter.activity_id):
        raise Conflict(f"You raised it a moment ago: it is matter {found.pk}.")


def at_once(matter: Matter) -> str:
    return f"{matter.get_gravity_display().capitalize()} goes up at once."
