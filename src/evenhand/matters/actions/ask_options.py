"""What can be done about a matter: computed in the background, by whoever asks, or by itself when the matter comes to senior management."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_work_on_matters, require
from evenhand.matters import events
from evenhand.matters.looking_up import must_be_open
from evenhand.matters.models import Matter, OptionSet, Tier
from evenhand.matters.site_clock import moment_now
from evenhand.matters.story import tell
from evenhand.plant.models import Site
from evenhand.records.editing import enter, locked
from evenhand.records.errors import Conflict, DomainError
from evenhand.records.people import SYSTEM, Actor
from evenhand.schedules.actions.cancel_run import cancel_run
from evenhand.schedules.actions.start_run import start_what_if
from evenhand.schedules.models import PlanRun, VariantKind

VARIANTS = (
    ("go-on", VariantKind.AS_IS, "Go on as is"),
    ("later-promise", VariantKind.LATER_PROMISE, "A later promise"),
    ("more-budget", VariantKind.AS_IS, "More budget"),
    ("stop", VariantKind.STOP, "Stop the project"),
    ("other-unit", VariantKind.OTHER_UNIT, "Move to another suite"),
    ("again", VariantKind.AGAIN, "Run it again"),
    ("reorder", VariantKind.EARLIER, "Reorder, harming nobody"),
    ("overtime", VariantKind.OVERTIME, "Overtime"),
    ("added-person", VariantKind.ADDED_PERSON, "An added person"),
    ("least-harm", VariantKind.LEAST_HARM, "Keep the promise, at others' cost"),
)


def ask_options(*, by: Actor, matter_id: int, at: datetime | None = None) -> OptionSet:
    """Of an open matter that has a project. One run at a time; what was computed before stays beside it."""
    require(by, may_work_on_matters, "ask what can be done")
    with transaction.atomic():
        matter = locked(Matter, matter_id, "site", "project", "activity__project")
        must_be_open(matter)
        if matter.project is None:
            raise Conflict("What can be done is computed for a project's matter, and this one is about none. Name its project under Change.")
        latest = OptionSet.objects.latest_of(matter)
        if latest is not None and not latest.run.is_over:
            raise Conflict("The options are being computed already.")
        run = start_what_if(
            by=by,
            site=matter.site,
            project=matter.project.code,
            activity=None if matter.activity is None else matter.activity.full_code,
            variants=[(key, kind.value, title) for key, kind, title in VARIANTS],
        )
        now = at or moment_now(matter.site)
        row = enter(by=by, event=events.OPTIONS_ASKED, record=OptionSet(matter=matter, run=run, by=by if isinstance(by, Person) else None, at=now))
        tell(by=by, matter=matter, kind="options", sentence="What can be done is being computed.", address=row.get_absolute_url(), at=now)
    return row


def stop_options(*, by: Actor, matter_id: int) -> PlanRun:
    """What was found so far stays."""
    with transaction.atomic():
        matter = locked(Matter, matter_id, "site")
        latest = OptionSet.objects.latest_of(matter)
        if latest is None or latest.run.is_over:
            raise Conflict("Nothing is being computed.")
        return cancel_run(by=by, run_id=latest.run_id)


def ask_where_it_came_up(site: Site) -> int:
    """For matters that are with senior management and were never weighed: asked by the product itself. Returns how many."""
    rows = Matter.objects.filter(site=site, tier=Tier.SENIOR, project__isnull=False, option_sets__isnull=True).open()
    asked = 0
    for matter_id in rows.values_list("pk", flat=True):
        try:
            ask_options(by=SYSTEM, matter_id=matter_id)
            asked += 1
        except DomainError:  # nothing is published yet, or too much waits: it is tried again in the next round, and there is the button
            continue
    return asked
