"""Drafts: made from a run, a rung of an expedite answer, an older revision or a move by hand. Each is checked before it is stored."""

from __future__ import annotations

from django.db import transaction

from evenhand.accounts.permissions import may_decide, may_plan, require
from evenhand.planning.checks import check
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import ActivityId, ProjectId
from evenhand.plant.models import Site
from evenhand.records.errors import Conflict, Invalid, NotThere
from evenhand.records.events import Event
from evenhand.records.people import Actor
from evenhand.records.regulated import state
from evenhand.records.trail import append, changes
from evenhand.schedules import events
from evenhand.schedules.answer_json import way_of
from evenhand.schedules.bridge import present, with_facts
from evenhand.schedules.models import Draft, DraftOrigin, DraftState, PlanRun, ProblemSnapshot, Revision, RunKind
from evenhand.schedules.situations import Grant, Situation
from evenhand.schedules.storing import store_plan, store_situation
from evenhand.schedules.violation_words import violation_in_words


def draft_of_run(*, by: Actor, run: PlanRun, plan: Plan, title: str) -> Draft:
    """The plan that a run found, in the name of whoever asked for it."""
    return kept_draft(by=by, site=run.site, title=title, origin=DraftOrigin.RUN, snapshot=run.snapshot, plan=plan, based_on=run.based_on, run=run)


def take_way(*, by: Actor, run_id: int, kind: str, index: int, reason: str = "") -> Draft:
    """A rung ("ladder") or a least-harm alternative ("alternatives") of an answer becomes a draft. What harms somebody is a senior manager's decision."""
    require(by, may_plan, "make drafts")
    run = PlanRun.objects.select_related("snapshot", "based_on", "site").filter(pk=run_id, kind=RunKind.EXPEDITE).first()
    if run is None or run.answer is None:
        raise NotThere("There is no such answer.")
    if kind not in ("ladder", "alternatives") or not 0 <= index < len(run.answer[kind]):
        raise NotThere("The answer has no such rung.")
    way = run.answer[kind][index]
    harms = not way["certificate"]["harmless"]
    if harms:
        require(by, may_decide, "choose what harms another project")
        if not reason.strip():
            raise Invalid("Must have a reason: somebody else is harmed by it, and it stays beside the decision for ever.", field="reason")
    situation = run.snapshot.situation
    problem, plan, levers = way_of(situation.problem, run.answer, kind, index)
    if levers:
        situation = situation.granting(problem, Grant(ProjectId(run.request["project"]), levers))
    what = "least harm: " if kind == "alternatives" else ""
    title = f"{situation.name(run.request['project'])} earlier ({what}{way['name']})"
    with transaction.atomic():
        snapshot = store_situation(situation)
        origin, event = DraftOrigin.EXPEDITE, events.LEAST_HARM_CHOSEN if harms else events.DRAFT_MADE
        return kept_draft(
            by=by,
            site=run.site,
            title=title,
            origin=origin,
            snapshot=snapshot,
            plan=plan,
            based_on=run.based_on,
            run=run,
            harms=harms,
            event=event,
            reason=reason,
        )


def draft_of_revision(*, by: Actor, site: Site, number: int) -> Draft:
    """An older revision as a draft of now, to be published again: what has happened since stays where it happened."""
    require(by, may_plan, "make drafts")
    revision = Revision.objects.filter(site=site, number=number).select_related("plan", "snapshot").first()
    if revision is None:
        raise NotThere("There is no such revision.")
    now = present(site)
    places = by_present_ids(revision, now.situation)
    plan = with_facts(now.problem, Plan(tuple(places.values())))
    if plan is None:
        missing = next(a.id for a in now.problem.activities if a.actual is None and a.id not in places)
        raise Conflict(f"{revision} does not know {now.situation.name(missing)} ({missing}), which was added since. Plan anew instead.")
    return kept_draft(
        by=by,
        site=site,
        title=f"revision {number} again",
        origin=DraftOrigin.REVISION,
        snapshot=store_situation(now.situation),
        plan=plan,
        based_on=now.revision,
    )


def by_present_ids(revision: Revision, situation: Situation) -> dict[ActivityId, Assignment]:
    """The revision's places under the ids of now, for a code may have changed; in an own mode where levers are no longer granted."""
    then, own = revision.snapshot.situation, {key: a for a, key in situation.activity_keys.items()}
    found = {}
    for place in revision.plan.plan.assignments:
        identity = own.get(then.activity_keys[place.activity])
        if identity is not None:
            mode = place.mode if then.grants == situation.grants else then.own_mode(place.activity, place.mode)
            found[identity] = Assignment(identity, mode, place.start, place.end)
    return found


def discard_draft(*, by: Actor, draft_id: int) -> Draft:
    require(by, may_plan, "discard drafts")
    with transaction.atomic():
        draft = open_draft(draft_id)
        before = state(draft)
        draft.state = DraftState.DISCARDED
        draft.save(update_fields=["state"])
        was, now = changes(before, draft)
        append(by=by, event=events.DRAFT_DISCARDED, subject=draft, was=was, now=now)
    return draft


def open_draft(draft_id: int) -> Draft:
    """The draft, locked; refused where it is none any more."""
    draft: Draft | None = Draft.objects.select_for_update(of=("self",)).select_related("snapshot", "plan", "site").filter(pk=draft_id).first()
    if draft is None:
        raise NotThere("There is no such draft.")
    if draft.state != DraftState.OPEN:
        raise Conflict(f"Draft {draft.pk} is {draft.get_state_display()} already.")
    return draft


def kept_draft(
    *,
    by: Actor,
    site: Site,
    title: str,
    origin: DraftOrigin,
    snapshot: ProblemSnapshot,
    plan: Plan,
    based_on: Revision | None,
    run: PlanRun | None = None,
    harms: bool = False,
    event: Event = events.DRAFT_MADE,
    reason: str = "",
) -> Draft:
    """Checked, stored, recorded."""
    must_keep_the_rules(snapshot.situation, plan)
    with transaction.atomic():
        draft = Draft.objects.create(
            site=site,
            origin=origin,
            title=title[:300],
            snapshot=snapshot,
            plan=store_plan(plan),
            based_on=based_on,
            run=run,
            by_id=by.pk,
            harms=harms,
        )
        was, now = changes(None, draft)
        append(by=by, event=event, subject=draft, was=was, now=now, reason=reason)
    return draft


def must_keep_the_rules(situation: Situation, plan: Plan) -> None:
    violations = check(situation.problem, plan)
    if violations:
        more = f" And {len(violations) - 1} more." if len(violations) > 1 else ""
        raise Conflict(f"The plan breaks a rule ({violations[0].rule}): {violation_in_words(violations[0], situation)}{more}")
