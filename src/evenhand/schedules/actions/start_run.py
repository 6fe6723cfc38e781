"""Ask for a plan run or an answer to an expedite request; a worker takes it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isfinite

from django.db import transaction

from evenhand.accounts.permissions import may_plan, require
from evenhand.planning.expedite import ExpediteRequest
from evenhand.planning.parts import LeverKind, ProjectId, PromiseId
from evenhand.plant.models import Site
from evenhand.records.day_words import day_in_words
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.trail import append, changes
from evenhand.schedules import events
from evenhand.schedules.answer_json import request_to_json
from evenhand.schedules.bridge import Present, present
from evenhand.schedules.models import PlanRun, RunKind
from evenhand.schedules.problem_json import Json
from evenhand.schedules.storing import store_plan, store_situation

WHAT_IF_EFFORT, WHAT_IF_SECONDS = 3.0, 13.0  # effort: of the search with more means; seconds: of all
LEAST_EFFORT, MOST_EFFORT, USUAL_EFFORT = 0.5, 3600.0, 20.0
MOST_SECONDS = 6 * 3600.0
MOST_UNDER_WAY = 20


def start_run(*, by: Actor, site: Site, effort: float = USUAL_EFFORT, seed: int = 0, workers: int = 1, time_limit: float | None = None) -> PlanRun:
    """Plan everything anew as of now: what has started or is frozen stays where it is."""
    require(by, may_plan, "start plan runs")
    now = present(site)
    if not now.problem.activities:
        raise Conflict("There is nothing to plan yet: no running project has an activity with a duration.")
    return queued(by, site, now, RunKind.PLAN, effort=effort, seed=seed, workers=workers, time_limit=time_limit, request=None)


def start_expedite(
    *,
    by: Actor,
    site: Site,
    project: str,
    promise: str | None,
    until: date | int,
    levers: frozenset[LeverKind] = frozenset(),
    effort: float = 60.0,
    seed: int = 0,
    workers: int = 1,
    time_limit: float | None = None,
) -> PlanRun:
    """Ask whether a project can be earlier. ``until``: the last day, or the slot, by which it is to end."""
    require(by, may_plan, "ask for an expedite answer")
    now = present(site)
    request = fit_request(now, project, promise, until, levers)
    if now.valid_plan is None:
        raise Conflict("An expedite answer begins from a published plan that keeps every rule; there is none now. Plan and publish first.")
    kind = RunKind.EXPEDITE
    return queued(by, site, now, kind, effort=effort, seed=seed, workers=workers, time_limit=time_limit, request=request_to_json(request))


def start_what_if(
    *,
    by: Actor,
    site: Site,
    project: str,
    activity: str | None,
    variants: Sequence[tuple[str, str, str]],
    effort: float = WHAT_IF_EFFORT,
    seed: int = 0,
    workers: int = 2,
) -> PlanRun:
    """Weigh what can be done about a project: ``variants`` are (key, kind, title), ``activity`` what it is about. Whoever calls has looked at the rights."""
    now = present(site)
    if project not in now.problem.activities_of or not now.problem.activities_of[ProjectId(project)]:
        raise Conflict(f"{project} is not planned: only a running project with activities can be weighed.")
    if now.plan is None:
        raise Conflict("What can be done is weighed against a published plan that knows all the work; there is none now. Plan and publish first.")
    if activity is not None and activity not in now.problem.activity:
        activity = None
    rows = [{"key": key, "kind": kind, "title": title} for key, kind, title in variants]
    request = {"project": project, "activity": activity, "day": site.scale.slots_per_day, "variants": rows}
    return queued(by, site, now, RunKind.WHAT_IF, effort=effort, seed=seed, workers=workers, time_limit=WHAT_IF_SECONDS, request=request)


def fit_request(now: Present, project: str, promise: str | None, until: date | int, levers: frozenset[LeverKind]) -> ExpediteRequest:
    problem, situation = now.problem, now.situation
    if project not in problem.activities_of or not problem.activities_of[ProjectId(project)]:
        raise Invalid(f"Must be a running project with activities; is {project[:100]!r}.", field="project")
    own = [p for p in problem.promises if problem.activity[p.activity].project == project]
    if promise is not None and promise not in {p.id for p in own}:
        raise Invalid(f"Must be a promise of {situation.name(project)}; is {promise[:100]!r}.", field="promise")
    by = situation.scale.slot_of_date(until) + situation.scale.slots_per_day if isinstance(until, date) else until
    if not problem.now < by <= problem.horizon:
        last = situation.scale.wall(problem.horizon).date()
        raise Invalid(f"Must be a day from today on and up to {day_in_words(last)}, where the plan ends.", field="by")
    if levers and any(grant.project == project for grant in situation.grants):
        raise Conflict(f"{situation.name(project)} works with levers that were granted already. Ask again without levers, or when that work is done.")
    if promise is None and len(own) > 1:
        raise Invalid(f"Must name one of the {len(own)} promises of {situation.name(project)}.", field="promise")
    named = promise if promise is not None else own[0].id if own else None
    return ExpediteRequest(ProjectId(project), None if named is None else PromiseId(named), by, levers)


def queued(
    by: Actor, site: Site, now: Present, kind: RunKind, *, effort: float, seed: int, workers: int, time_limit: float | None, request: Json | None
) -> PlanRun:
    if not (isfinite(effort) and LEAST_EFFORT <= effort <= MOST_EFFORT):
        raise Invalid(f"Must be an effort from {LEAST_EFFORT:g} to {MOST_EFFORT:g}; is {effort:g}.", field="effort")
    if not 0 <= seed < 2**31:
        raise Invalid(f"Must be a seed from 0 to {2**31 - 1}; is {seed}.", field="seed")
    if not 1 <= workers <= 8:
        raise Invalid(f"Must be 1 to 8 threads; is {workers}.", field="workers")
    if time_limit is not None and not (isfinite(time_limit) and 1 <= time_limit <= MOST_SECONDS):
        raise Invalid(f"Must be a time limit from 1 to {MOST_SECONDS:g} seconds; is {time_limit:g}.", field="time_limit")
    begins_with = now.valid_plan
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        if PlanRun.objects.filter(site=site).under_way().count() >= MOST_UNDER_WAY:
            raise Conflict(f"{MOST_UNDER_WAY} runs are waiting already; stop one, or wait.")
        run = PlanRun.objects.create(
            site=site,
            kind=kind,
            by_id=by.pk,
            snapshot=store_situation(now.situation),
            begins_with=None if begins_with is None else store_plan(begins_with),
            based_on=now.revision,
            effort=effort,
            seed=seed,
            workers=workers,
            time_limit=time_limit,
            request=request,
        )
        was, is_now = changes(None, run)
        append(by=by, event=events.PLAN_RUN_STARTED, subject=run, was=was, now=is_now)
    return run
