"""What the pages of the schedules ask; each in a number of queries that does not grow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from evenhand.planning.parts import ProjectId
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.plant.models import Site
from evenhand.portfolio.models import Project, ProjectState, Promise
from evenhand.records.errors import NotThere
from evenhand.schedules.bridge import present, with_facts
from evenhand.schedules.models import Draft, DraftState, PlanRun, Revision, RunKind, StoredPlan
from evenhand.schedules.situations import Situation

LATEST_RUNS, LATEST_DRAFTS, LATEST_REVISIONS = 6, 12, 12


@dataclass(frozen=True)
class Picture:
    """A plan to be drawn, and the published revision behind it."""

    situation: Situation
    problem: Problem
    plan: Plan
    name: str
    baseline: Plan | None
    baseline_name: str | None


def runs_of(site: Site, kind: RunKind) -> list[PlanRun]:
    return list(PlanRun.objects.filter(site=site, kind=kind).light().order_by("-pk")[:LATEST_RUNS])


def run_or_nothing(run_id: int, kind: RunKind | None = None) -> PlanRun:
    found = PlanRun.objects.filter(pk=run_id).select_related("by", "based_on")
    run = (found if kind is None else found.filter(kind=kind)).first()
    if run is None:
        raise NotThere("There is no such run.")
    return run


def open_drafts(site: Site) -> list[Draft]:
    return list(Draft.objects.filter(site=site, state=DraftState.OPEN).select_related("by", "based_on").defer("based_on__moves")[:LATEST_DRAFTS])


def draft_or_nothing(draft_id: int) -> Draft:
    found = Draft.objects.filter(pk=draft_id).select_related("by", "site", "snapshot", "plan", "based_on__snapshot", "based_on__plan", "run")
    draft = found.first()
    if draft is None:
        raise NotThere("There is no such draft.")
    return draft


def latest_revisions(site: Site) -> list[Revision]:
    return list(Revision.objects.filter(site=site).select_related("by").defer("moves", "grants").order_by("-number")[:LATEST_REVISIONS])


def revision_or_nothing(site: Site, number: int) -> Revision:
    revision = Revision.objects.filter(site=site, number=number).select_related("by", "snapshot", "plan", "draft", "follows").first()
    if revision is None:
        raise NotThere("There is no such revision.")
    return revision


def picture_of_published(site: Site) -> Picture:
    """The published plan as it stands with what happened since, the revision itself behind it. What was never published is not in it."""
    now = present(site)
    problem = only(now.problem, set(now.places))
    plan = Plan(tuple(now.places[a.id] for a in problem.activities))
    name = f"revision {now.revision.number}" if now.revision is not None else "what has begun"
    baseline = None if now.revision is None else StoredPlan.objects.get(pk=now.revision.plan_id)
    return Picture(now.situation, problem, plan, name, None if baseline is None else baseline.plan, name)


def picture_of_draft(draft: Draft) -> Picture:
    situation = draft.snapshot.situation
    based_on = draft.based_on
    baseline = None if based_on is None else based_on.plan.plan
    name = None if based_on is None else str(based_on)
    return Picture(situation, situation.problem, draft.plan.plan, str(draft), baseline, name)


def picture_of_revision(revision: Revision) -> Picture:
    before = None if revision.follows_id is None else Revision.objects.select_related("plan").defer("moves").get(pk=revision.follows_id)
    situation = revision.snapshot.situation
    baseline = None if before is None else before.plan.plan
    return Picture(situation, situation.problem, revision.plan.plan, str(revision), baseline, None if before is None else str(before))


def only(problem: Problem, wanted: set[Any]) -> Problem:
    """The part of a problem that is about these activities."""
    if len(wanted) >= len(problem.activities):
        return problem
    return replace(
        problem,
        activities=tuple(a for a in problem.activities if a.id in wanted),
        links=tuple(x for x in problem.links if x.before in wanted and x.after in wanted),
        same_resources=tuple(x for x in problem.same_resources if x.first in wanted and x.second in wanted),
        different_resources=tuple(x for x in problem.different_resources if x.first in wanted and x.second in wanted),
        mode_dependencies=tuple(x for x in problem.mode_dependencies if x.activity in wanted and x.other in wanted),
        consecutives=tuple(x for x in problem.consecutives if x.before in wanted and x.after in wanted),
        promises=tuple(x for x in problem.promises if x.activity in wanted),
        published=tuple(x for x in problem.published if x.activity in wanted),
    )


@dataclass(frozen=True)
class Choice:
    """One that may be asked for: a draft, a revision, or the published plan as it stands."""

    value: str
    words: str


def choices_of_plans(site: Site) -> list[Choice]:
    return [
        Choice("now", "the published plan, as it stands now"),
        *(Choice(f"draft-{d.pk}", str(d)) for d in open_drafts(site)),
        *(Choice(f"revision-{r.number}", str(r)) for r in latest_revisions(site)),
    ]


def plan_named(site: Site, value: str, situation: Situation) -> Plan:
    """A plan by the name of its choice, in the terms of a situation as far as that knows its activities."""
    kind, _, number = value.partition("-")
    if value == "now":
        now = present(site)
        return Plan(tuple(now.places.values()))
    if kind == "draft" and number.isdigit() and len(number) < 18:
        return draft_or_nothing(int(number)).plan.plan
    if kind == "revision" and number.isdigit() and len(number) < 10:
        revision = revision_or_nothing(site, int(number))
        return with_facts(situation.problem, revision.plan.plan) or revision.plan.plan
    raise NotThere("There is no such plan.")


def projects_to_expedite(site: Site) -> list[Project]:
    return list(Project.objects.filter(site=site, state=ProjectState.RUNNING).only("code", "name").order_by("code"))


def promises_of(site: Site) -> dict[ProjectId, list[Promise]]:
    found: dict[ProjectId, list[Promise]] = {}
    for promise in (
        Promise.objects.filter(activity__project__site=site, withdrawn_at__isnull=True)
        .select_related("activity__project")
        .only("code", "name", "due", "activity__project__code")
        .order_by("due", "pk")
    ):
        found.setdefault(ProjectId(promise.activity.project.code), []).append(promise)
    return found
