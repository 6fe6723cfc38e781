"""Matters that are decided, and options as a what-if run leaves them behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from evenhand.matters import events
from evenhand.matters.actions.decide import decide
from evenhand.matters.models import Decision, Matter, OptionSet
from evenhand.planning.plan import Plan
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity, Project
from evenhand.records.editing import enter
from evenhand.records.people import SYSTEM
from evenhand.schedules.actions.start_run import queued
from evenhand.schedules.bridge import present
from evenhand.schedules.models import PlanRun, RunKind, Variant
from evenhand.schedules.storing import store_plan, store_situation
from evenhand.schedules.variant_facts import FinishEffect, PromiseEffect, VariantFacts
from tests.matters.assessing import RAISED, proof
from tests.schedules.stories import a_free_one

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)


def decided(matter: Matter, by: Any, kind: str = "go", reason: str = "The impurity is purged in the next step.", **more: Any) -> Decision:
    return decide(by=by, proof=proof(by), matter_id=matter.pk, version=more.pop("version", None), kind=kind, reason=reason, **more)


def a_run(site: Site) -> PlanRun:
    request = {"project": "", "variants": []}
    return queued(SYSTEM, site, present(site), RunKind.WHAT_IF, effort=1.0, seed=0, workers=1, time_limit=None, request=request)


def options_for(matter: Matter, site: Site) -> OptionSet:
    with transaction.atomic():
        return enter(by=SYSTEM, event=events.OPTIONS_ASKED, record=OptionSet(matter=matter, run=a_run(site), at=AT))


def later_by(plan: Plan, activity: str, slots: int) -> Plan:
    places = [replace(a, start=a.start + slots, end=a.end + slots) if a.activity == activity else a for a in plan.assignments]
    return Plan(tuple(places))


def facts(project: Project, *, others: tuple[PromiseEffect, ...] = (), finishes: tuple[FinishEffect, ...] = (), **more: Any) -> VariantFacts:
    return VariantFacts(project=project.code, own=(), others=others, finishes=finishes, end_before=100, end=90, **more)


def harm_to(project: Project, slots: int = 6) -> PromiseEffect:
    name = f"{project.code}/delivery"
    return PromiseEffect(name, None, project.code, project.pk, "Delivery", due=100, before=90, after=100 + slots, chance_before=0.9, chance_after=0.5)


def an_option(options: OptionSet, site: Site, kind: str, found: VariantFacts, plan: Plan | None = None, title: str = "") -> Variant:
    """As the worker keeps it."""
    now = present(site)
    chosen = plan if plan is not None else now.plan
    moved = [(a.activity, now.plan.of[a.activity].start, a.start) for a in chosen.assignments if a.start != now.plan.of[a.activity].start]
    return Variant.objects.create(
        run=options.run,
        key=kind,
        kind=kind,
        title=title or kind.capitalize(),
        snapshot=store_situation(now.situation),
        plan=store_plan(chosen),
        facts=replace(found, moved=tuple(moved)).to_json(),
        seconds=0.5,
    )


def a_moved_plan(site: Site) -> Plan:
    """Some free work ends later; it keeps every rule."""
    from evenhand.planning.checks import check

    now = present(site)
    identity = a_free_one(now.problem, now.plan)
    for days in range(1, 60):
        plan = later_by(now.plan, identity, days * site.scale.slots_per_day)
        if not check(now.problem, plan):
            return plan
    raise AssertionError("It can be moved nowhere.")


def matter_about(activity: Activity, cast: Any) -> Matter:
    """Raised by operations; Clara sees to it."""
    row = Matter(
        site=activity.project.site,
        category="technology",
        statement="Impurity 4 is at 0.31 %, and the limit is 0.15 %.",
        project=activity.project,
        activity=activity,
        currency=activity.project.site.currency,
        raised_by=cast.esi,
        raised_at=RAISED,
        tier_since=RAISED,
    )
    with transaction.atomic():
        return enter(by=cast.esi, event=events.MATTER_RAISED, record=row)
