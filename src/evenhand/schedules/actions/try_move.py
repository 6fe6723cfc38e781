"""Try a move by hand: the checker says at once which rules it would break; one that breaks none becomes a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction

from evenhand.accounts.permissions import may_plan, require
from evenhand.planning.calendars import WorkingTime
from evenhand.planning.checks import Violation, check
from evenhand.planning.parts import Activity, ActivityId, ResourceId
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem
from evenhand.plant.models import Site
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.regulated import state
from evenhand.records.trail import append, changes
from evenhand.schedules import events
from evenhand.schedules.actions.make_draft import kept_draft, open_draft
from evenhand.schedules.bridge import end_of, present, with_facts
from evenhand.schedules.models import Draft, DraftOrigin
from evenhand.schedules.situations import Situation
from evenhand.schedules.storing import store_plan, store_situation
from evenhand.schedules.violation_words import violations_in_words


@dataclass(frozen=True)
class Tried:
    """What the checker said of a move, and the draft that it became."""

    activity: Assignment
    violations: tuple[Violation, ...]
    draft: Draft | None = None
    sentences: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        return not self.violations


def try_move(*, by: Actor, site: Site, draft_id: int | None, activity: str, start: int, row: str | None = None) -> Tried:
    """Move one activity of a draft (None: of the published plan) to a start, and to a unit where one is named. Nothing else moves.

    Of one's own draft of moves the plan is changed; of any other draft, and of the published plan, a new draft is made.
    """
    require(by, may_plan, "move work")
    now = present(site)
    with transaction.atomic():
        draft = None if draft_id is None else open_draft(draft_id)
        problem_of, plan = shown(site, draft)
        if activity not in problem_of.problem.activity:
            raise Invalid(f"Must be an activity of the plan; {activity[:100]!r} is none.", field="activity")
        moved = placed(problem_of.problem, plan, ActivityId(activity), start, None if row is None else ResourceId(row))
        changed = Plan(tuple(moved if a.activity == activity else a for a in plan.assignments))
        violations = check(problem_of.problem, changed)
        if violations:
            mine = [v for v in violations if activity in v.activities]
            broken = (*mine, *(v for v in violations if v not in mine))
            return Tried(moved, broken, sentences=tuple(violations_in_words(broken, problem_of)))
        if draft is not None and draft.origin == DraftOrigin.MOVE and draft.by_id == by.pk:
            return Tried(moved, (), rewritten(by, draft, problem_of, changed))
        made = kept_draft(
            by=by,
            site=site,
            title=f"{problem_of.name(activity)} of {problem_of.name(problem_of.problem.activity[ActivityId(activity)].project)} moved by hand",
            origin=DraftOrigin.MOVE,
            snapshot=store_situation(problem_of),
            plan=changed,
            based_on=now.revision if draft is None else draft.based_on,
            harms=draft is not None and draft.harms,
        )
        return Tried(moved, (), made)


def shown(site: Site, draft: Draft | None) -> tuple[Situation, Plan]:
    """The plan that is moved in: a draft with what happened since, or the published plan."""
    now = present(site)
    situation = now.situation
    if draft is None:
        if now.plan is None:
            raise Conflict("Nothing is published yet that could be moved. Plan first.")
        return situation, now.plan
    if draft.snapshot.situation.grants != situation.grants:
        return draft.snapshot.situation, draft.plan.plan
    plan = with_facts(situation.problem, draft.plan.plan)
    if plan is None:
        raise Conflict("Work was added to the portfolio since this draft was made. Plan anew.")
    return situation, plan


def placed(problem: Problem, plan: Plan, activity: ActivityId, start: int, row: ResourceId | None) -> Assignment:
    """The activity at that start, in its mode or one on that unit; ending when its working time ends."""
    if not 0 <= start <= problem.horizon:
        raise Invalid(f"Must start within the plan's {problem.horizon} slots; is {start}.", field="start")
    old, what = plan.of[activity], problem.activity[activity]
    mode = old.mode if row is None else mode_on(what, old.mode, row)
    working_time = WorkingTime(problem.resources, problem.horizon)
    wanted = max(old.end, old.end - old.start + start) if start == old.start else old.end - old.start + start
    return replace(old, mode=mode, start=start, end=end_of(working_time, what, mode, start, wanted))


def mode_on(activity: Activity, mode: int, row: ResourceId) -> int:
    """The activity's first mode that needs that unit, its present one before all others."""
    for k in (mode, *range(len(activity.modes))):
        if any(d.resource == row for d in activity.modes[k].demands):
            return k
    raise Invalid(f"{activity.id} cannot be done on {row}: no mode of it needs that.", field="row")


def rewritten(by: Actor, draft: Draft, situation: Situation, plan: Plan) -> Draft:
    before = state(draft)
    draft.plan, draft.snapshot = store_plan(plan), store_situation(situation)
    draft.save(update_fields=["plan", "snapshot"])
    was, now = changes(before, draft)
    append(by=by, event=events.DRAFT_CHANGED, subject=draft, was=was, now=now)
    return draft
