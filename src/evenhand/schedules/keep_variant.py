"""A variant that the solving process told becomes a row, if the independent checker passes its plan; with what it does to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evenhand.planning.checks import check
from evenhand.planning.levers import with_levers
from evenhand.planning.parts import ActivityId, ProjectId, Promise, PromiseId
from evenhand.planning.plan import Plan, project_finishes
from evenhand.planning.repeating import with_again, without_project
from evenhand.schedules.answer_json import levers_named
from evenhand.schedules.models import PlanChances, PlanRun, Variant, VariantKind
from evenhand.schedules.problem_json import Json, plan_from_json
from evenhand.schedules.situations import Grant, Situation
from evenhand.schedules.storing import store_plan, store_situation
from evenhand.schedules.variant_facts import FinishEffect, Freed, PromiseEffect, Repeat, VariantFacts

Chances = Mapping[PromiseId, float]


@dataclass(frozen=True)
class Base:
    """The plan that goes on as is, and the chances in it."""

    situation: Situation
    plan: Plan
    chances: Chances


def base_of(run: PlanRun, line: Json) -> Base:
    return Base(run.snapshot.situation, plan_from_json(line["plan"]), line["chances"])


def keep_variant(*, run: PlanRun, line: Json, base: Base | None, seconds: float) -> Variant:
    """Once for each key of a run; what was kept of an earlier attempt stays."""
    asked = next(row for row in run.request["variants"] if row["key"] == line["key"])
    given = {"run": run, "kind": asked["kind"], "title": asked["title"], "seconds": round(seconds, 2)}
    if "plan" not in line or base is None:
        return stored(line["key"], **given, message=line.get("message", "There was nothing to begin from."))
    situation = situation_of(run, asked["kind"], line)
    plan = plan_from_json(line["plan"])
    violations = check(situation.problem, plan)
    if violations:
        return stored(line["key"], **given, message=f"Its plan was refused by the checker: {violations[0].sentence}")
    snapshot, kept = store_situation(situation), store_plan(plan)
    PlanChances.objects.get_or_create(snapshot=snapshot, plan=kept, defaults={"chances": line["chances"]})
    facts = facts_of(base, situation, plan, line["chances"], line, run.request["project"])
    return stored(line["key"], **given, snapshot=snapshot, plan=kept, facts=facts.to_json())


def stored(key: str, **given: object) -> Variant:
    row, _ = Variant.objects.get_or_create(run=given.pop("run"), key=key, defaults=given)
    return row


def situation_of(run: PlanRun, kind: str, line: Json) -> Situation:
    """The situation of which the variant's plan is a plan, made here again from what was asked."""
    base, project = run.snapshot.situation, ProjectId(run.request["project"])
    if kind == VariantKind.STOP:
        return replace(base, problem=without_project(base.problem, project))
    if kind == VariantKind.AGAIN:
        problem, names = with_again(base.problem, ActivityId(run.request["activity"]))
        called = {again: f"{base.name(first)}, again" for first, again in names.items()}
        return replace(base, problem=problem, names={**base.names, **called})
    levers = levers_named(base.problem, line.get("levers", ()))
    return base if not levers else base.granting(with_levers(base.problem, levers, project), Grant(project, levers))


def facts_of(base: Base, situation: Situation, plan: Plan, chances: Chances, line: Json, project: str) -> VariantFacts:
    """What the plan does to everybody, from the two plans and the two sets of chances alone."""
    problem = base.situation.problem
    lines = [effect(base, plan, chances, promise) for promise in problem.promises]
    own = tuple(x for x in lines if x.project == project)
    after = project_finishes(situation.problem, plan)
    levers = levers_named(problem, line.get("levers", ()))
    freed = line.get("freed")
    return VariantFacts(
        project=project,
        own=own,
        others=tuple(x for x in lines if x.project != project),
        finishes=tuple(finishes(base, project, after)),
        end_before=project_finishes(problem, base.plan)[ProjectId(project)],
        end=after.get(ProjectId(project)),
        moved=moved(base, situation, plan),
        levers=tuple(lever.id for lever in levers),
        cost=sum(lever.cost for lever in levers),
        later=line.get("later"),
        later_chance=line.get("later_chance"),
        freed=None if freed is None else Freed(tuple((u, n) for u, n in freed["units"]), tuple((p, a, b) for p, a, b in freed["earlier"])),
        repeats=tuple(Repeat(**row) for row in line.get("repeats", ())),
    )


def effect(base: Base, plan: Plan, chances: Chances, promise: Promise) -> PromiseEffect:
    situation, problem = base.situation, base.situation.problem
    project = problem.activity[promise.activity].project
    place = plan.of.get(promise.activity)
    name = situation.name(f"promise {promise.id}").removeprefix("promise ")
    return PromiseEffect(
        promise.id,
        situation.promise_keys.get(promise.id),
        project,
        situation.project_keys.get(project),
        name,
        promise.due,
        base.plan.of[promise.activity].end,
        None if place is None else place.end,
        base.chances.get(promise.id),
        None if place is None else chances.get(promise.id),
    )


def finishes(base: Base, project: str, after: Mapping[ProjectId, int]) -> list[FinishEffect]:
    """Of other projects without a promise."""
    problem, situation = base.situation.problem, base.situation
    promised = {problem.activity[p.activity].project for p in problem.promises} | {project}
    before = project_finishes(problem, base.plan)
    return [
        FinishEffect(p, situation.project_keys.get(p), situation.name(p), end, after[p])
        for p, end in before.items()
        if p not in promised and p in after
    ]


def moved(base: Base, situation: Situation, plan: Plan) -> tuple[tuple[str, int, int], ...]:
    """Against what is published, as the plan before may itself be mended: what starts elsewhere, or is done in another way."""
    return tuple(
        (a.activity, old.start, a.start)
        for a in plan.assignments
        if (old := base.plan.of.get(a.activity)) is not None and (old.start, old.mode) != (a.start, a.mode)
    )
