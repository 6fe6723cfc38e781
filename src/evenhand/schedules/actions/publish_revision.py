"""Publish a draft as the next revision: checked against what is so now, signed, with a reason and with what moves for whom. It is all kept, or nothing is."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_publish, require
from evenhand.planning.checks import check
from evenhand.planning.parts import ActivityId
from evenhand.planning.plan import Assignment, Plan
from evenhand.plant.models import Site
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.models import Meaning
from evenhand.records.people import Actor
from evenhand.records.regulated import state
from evenhand.records.signatures import Proof, sign
from evenhand.records.trail import append, changes
from evenhand.schedules import events
from evenhand.schedules.actions.make_draft import open_draft
from evenhand.schedules.bridge import Present, present, read, with_facts
from evenhand.schedules.chances import chances_of
from evenhand.schedules.comparison import Comparison, compare
from evenhand.schedules.models import Draft, DraftOrigin, DraftState, PublishedPlace, Revision
from evenhand.schedules.situations import Situation
from evenhand.schedules.storing import store_plan, store_situation
from evenhand.schedules.violation_words import violations_in_words

ROWS_AT_ONCE = 2000
MOST_NAMED = 3


def publish_revision(*, draft: int, by: Person, proof: Proof, reason: str, seen: str = "") -> Revision:
    """Publish that draft. ``seen``: the hash of the plan that the signer looked at; without it, whatever is in the draft.

    Raises
    ------
    Conflict
        It was overtaken: another revision was published since it was made, or the plant or the portfolio changed so that it breaks a rule; or work was
        moved in it since the signer looked.
    """
    require(by, may_publish, "publish a plan")
    reason = reason.strip()
    if not reason:
        raise Invalid("Must have a reason: it stays beside the revision for ever.", field="reason")
    simulate_before(draft)
    with transaction.atomic():
        found = open_draft(draft)
        must_be_as_seen(found, seen)
        Site.objects.select_for_update().get(pk=found.site_id)
        now = as_of_now(found)
        plan = publishable(found, now)
        revision = kept_revision(found, now, plan, by, reason)
        closed(found, by)
        sign(by=by, proof=proof, meaning=Meaning.PUBLISHED, subject=revision)
    return revision


def must_be_as_seen(draft: Draft, seen: str) -> None:
    """Nobody signs a plan that they have not looked at: a draft of moves goes on changing while others read it."""
    if seen and seen != draft.plan_id:
        raise Conflict("Work was moved in this draft since you looked at it. Look at what moves now, and sign that if you still want to.")


def as_of_now(draft: Draft) -> Present:
    """What is so now, with the levers that the draft was made with: what everybody is shown while the trail has nothing newer, read from the rows otherwise."""
    now = present(draft.site)
    grants = draft.snapshot.situation.grants
    return now if now.situation.grants == grants else read(draft.site, grants)


def publishable(draft: Draft, now: Present) -> Plan:
    """The draft's plan, with what happened since where it happened; refused where it was overtaken."""
    current = now.revision
    if draft.based_on_id != (None if current is None else current.pk):
        assert current is not None
        raise Conflict(
            f"Revision {current.number} was published by {current.by.printed_name} after this draft was made, so the draft may undo what is in it. "
            f"Compare the two, and plan or move again from revision {current.number}."
        )
    must_be_entered(draft)
    plan = with_facts(now.problem, draft.plan.plan)
    if plan is None and stops_work(draft):
        raise Conflict("The draft leaves out work that is still to be done. It is published by the decision that stops it, and not by itself.")
    if plan is None:
        missing = [a.id for a in now.problem.activities if a.actual is None and a.id not in draft.plan.plan.of]
        raise Conflict(f"The draft was overtaken: {named(now.situation, missing)} was added since it was made. Plan anew.")
    violations = check(now.problem, plan)
    if violations:
        sentences = " ".join(violations_in_words(violations[:MOST_NAMED], now.situation))
        more = f" And {len(violations) - MOST_NAMED} more." if len(violations) > MOST_NAMED else ""
        raise Conflict(f"The draft was overtaken by what changed since it was made: {sentences}{more} Plan anew as of now.")
    return plan


def must_be_entered(draft: Draft) -> None:
    """Work that an option does once more is in no project until somebody has decided it."""
    situation = draft.snapshot.situation
    if draft.origin == DraftOrigin.VARIANT and (missing := [a.id for a in situation.problem.activities if a.id not in situation.activity_keys]):
        raise Conflict(
            f"The draft has work that is in no project yet: {named(situation, missing)}. It is entered, and the plan published, by the decision that takes the "
            "option."
        )


def stops_work(draft: Draft) -> bool:
    """Whether it is the plan of an option that leaves a project out: its situation knows work that its problem does not have."""
    situation = draft.snapshot.situation
    return draft.origin == DraftOrigin.VARIANT and any(a not in situation.problem.activity for a in situation.activity_keys)


def named(situation: Situation, activities: list[ActivityId]) -> str:
    shown = ", ".join(f"{situation.name(a)} ({a})" for a in activities[:MOST_NAMED])
    return f"{shown} and {len(activities) - MOST_NAMED} more" if len(activities) > MOST_NAMED else shown


def kept_revision(draft: Draft, now: Present, plan: Plan, by: Person, reason: str) -> Revision:
    snapshot, stored = store_situation(now.situation), store_plan(plan)
    moves = what_moves(draft, now, plan)
    revision = Revision.objects.create(
        site=draft.site,
        number=Revision.objects.next_number(draft.site),
        snapshot=snapshot,
        plan=stored,
        by=by,
        at=timezone.now(),
        reason=reason,
        follows=now.revision,
        draft=draft,
        moves=moves.to_json(),
        promise_keys=dict(now.situation.promise_keys),
        grants=[grant.to_json() for grant in now.situation.grants],
    )
    PublishedPlace.objects.bulk_create(places(revision, now.situation, plan), batch_size=ROWS_AT_ONCE)
    was, is_now = changes(None, revision)
    append(by=by, event=events.REVISION_PUBLISHED, subject=revision, was=was, now=is_now, reason=reason)
    return revision


def what_moves(draft: Draft, now: Present, plan: Plan) -> Comparison:
    """Against what is published, as it stands with what happened since. Chances are those that were simulated for the draft."""
    after = chances_of(draft.snapshot_id, draft.plan_id)
    return compare(now.situation, now.places, plan, chances_before=published_chances(draft.based_on_id), chances_after=after)


def published_chances(based_on: int | None) -> Mapping[str, float] | None:
    """The chances in the revision that the draft is based on, as they were simulated then."""
    if based_on is None:
        return None
    return chances_of(*Revision.objects.values_list("snapshot_id", "plan_id").get(pk=based_on))


def simulate_before(draft_id: int) -> None:
    """Learn the chances that the publication will ask for, where nobody has looked at the draft yet: it takes seconds, in which others go on writing."""
    found = Draft.objects.filter(pk=draft_id).values_list("snapshot_id", "plan_id", "based_on_id").first()
    if found is not None:
        snapshot_id, plan_id, based_on = found
        chances_of(snapshot_id, plan_id)
        published_chances(based_on)


def places(revision: Revision, situation: Situation, plan: Plan) -> list[PublishedPlace]:
    wall = situation.scale.wall

    def row(place: Assignment) -> PublishedPlace:
        return PublishedPlace(
            revision=revision,
            activity_id=situation.activity_keys[place.activity],
            starts_at=wall(place.start),
            ends_at=wall(place.end),
            mode=situation.own_mode(place.activity, place.mode),
            with_levers=situation.uses_levers(place.activity, place.mode),
        )

    return [row(place) for place in plan.assignments]


def closed(draft: Draft, by: Actor) -> None:
    before = state(draft)
    draft.state = DraftState.PUBLISHED
    draft.save(update_fields=["state"])
    was, now = changes(before, draft)
    append(by=by, event=events.DRAFT_PUBLISHED, subject=draft, was=was, now=now)
