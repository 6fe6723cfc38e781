"""A plant with a published plan, from which most stories begin."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from evenhand.demo.published import published_plan
from evenhand.exchange.portfolio import Portfolio
from evenhand.planning.plan import Plan
from evenhand.planning.problem import ActivityId, Problem
from evenhand.plant.models import Site
from evenhand.portfolio import events as portfolio_events
from evenhand.portfolio.models import Activity
from evenhand.records.people import SYSTEM
from evenhand.records.regulated import state
from evenhand.records.signatures import reauthenticate
from evenhand.records.trail import append, changes
from evenhand.schedules.actions.make_draft import kept_draft
from evenhand.schedules.actions.publish_revision import publish_revision
from evenhand.schedules.bridge import present
from evenhand.schedules.models import Draft, DraftOrigin, Revision
from evenhand.schedules.storing import store_situation
from evenhand.schedules.worker import Timing, Worker
from tests.cast import PASSWORD, Cast
from tests.schedules.rows import rows_of, small

QUICK = Timing(beat=0.5, look=0.05, grace=5.0, idle=0.05, prepares=False)


def publish(draft: Draft, by: Any, reason: str = "As planned") -> Revision:
    return publish_revision(draft=draft.pk, by=by, proof=reauthenticate(person=by, password=PASSWORD), reason=reason)


def draft_with(site: Site, plan: Plan, by: Any = SYSTEM) -> Draft:
    now = present(site)
    return kept_draft(
        by=by, site=site, title="by hand", origin=DraftOrigin.MOVE, snapshot=store_situation(now.situation), plan=plan, based_on=now.revision
    )


def published_plant(people: Cast, given: Portfolio | None = None) -> Site:
    """A site whose published plan is revision 1."""
    chosen = given or small()
    site = rows_of(chosen)
    publish(draft_with(site, published_plan(chosen.problem)), people.ben, "The first plan")
    return site


def solve_everything(site: Site) -> None:
    worker = Worker(name="test", timing=QUICK)
    while worker.work_once():
        pass


def change(row: Activity, event: Any = portfolio_events.ACTIVITY_CHANGED, **fields: Any) -> None:
    """A change of an activity, known to the trail."""
    before = state(row)
    for name, value in fields.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.save()
        was, now = changes(before, row)
        append(by=SYSTEM, event=event, subject=row, was=was, now=now)


def row_of(activity: str) -> Activity:
    project, _, code = activity.partition("/")
    return Activity.objects.get(project__code=project, code=code)


def a_free_one(problem: Problem, plan: Plan) -> ActivityId:
    """Something that may move: neither begun nor frozen, far ahead, and the last of its project."""
    free = [a for a in problem.activities if a.actual is None and a.frozen is None and plan.of[a.id].start > problem.frozen_until]
    last = {link.before for link in problem.links}
    return next(a.id for a in sorted(free, key=lambda a: -plan.of[a.id].end) if a.id not in last)
