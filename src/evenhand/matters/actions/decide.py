"""A senior manager decides a matter, with a reason and a signature; what follows from it happens in the same transaction, or nothing does.

The answer to what was asked for is here as well. See docs/explanation/decisions.md for the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_work_on_matters, require
from evenhand.matters import consequences, events
from evenhand.matters.actions.assign_action import assign_action
from evenhand.matters.actions.pause_clock import pause_clock
from evenhand.matters.actions.settle_matter import end_matter
from evenhand.matters.deciding import Deciding, Given
from evenhand.matters.decision_rules import (
    fit_kind,
    must_be_complete,
    must_be_undecided,
    must_name_harm,
    must_not_approve_own,
    must_not_ask_twice,
    option_for,
)
from evenhand.matters.fitting import fit_words
from evenhand.matters.looking_up import RELATED, is_with_senior_management, open_matter_at
from evenhand.matters.models import Action, ClockPause, Decision, DecisionKind, Matter, MatterState, NamedHarm, OptionSet, PauseReason, Reply
from evenhand.matters.quality_holds import must_not_pass_a_hold
from evenhand.matters.rising import bring_up_to_date, end_pause
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.matters.story import concerned, notify_of, tell
from evenhand.plant.fitting import fit_reason
from evenhand.portfolio.models import Project
from evenhand.records.editing import LARGEST_ID, change, enter, enter_all, locked, must_be_current, unchanging
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.models import Meaning
from evenhand.records.people import Actor
from evenhand.records.signatures import Proof, sign
from evenhand.records.words import day_in_words, wall_in_words
from evenhand.schedules.models import Revision
from evenhand.schedules.variant_facts import PromiseEffect, facts_from_json

Assigned = tuple[str, int, date]


def decide(
    *,
    by: Person,
    proof: Proof,
    matter_id: int,
    version: int | None,
    kind: str,
    reason: str,
    option_id: int | None = None,
    asked_for: str = "",
    harms: Sequence[int] = (),
    actions: Sequence[Assigned] = (),
    at: datetime | None = None,
    **more: Any,
) -> Decision:
    """``harms``: keys of the projects that are harmed, each named; ``actions``: what, whose, by when; ``more``: the fields of `Given`.

    Raises
    ------
    Conflict
        Somebody was quicker, the option was overtaken by a newer revision, or quality holds the work.
    """
    require(by, may_decide, "decide matters")
    given = Given(**more)
    with transaction.atomic():
        matter, now = undecided_matter(matter_id, version, at)
        it = deciding(by, proof, matter, now, given, kind=kind, option_id=option_id, reason=reason, asked_for=asked_for)
        it.harmed = named_projects(matter, harms)
        must_name_harm(it.facts, (project.code for project in it.harmed))
        must_not_approve_own(by, matter, it.kind, it.facts)
        must_not_pass_a_hold(matter, it.kind)
        must_be_complete(actions)
        consequences.change_the_plan(it)
        consequences.move_money(it)
        consequences.price_waiting(it)
        consequences.accept_delay(it)
        raised = [consequences.raise_for_harmed(it, project) for project in it.harmed]
        assigned = [assign_action(by=by, what=what, owner_id=owner, due_on=due_on, matter_id=matter.pk, at=at) for what, owner, due_on in actions]
        matter.refresh_from_db(fields=["version"])
        decision = kept_decision(it, assigned)
        keep_harms(it, decision, raised)
        acknowledge_by_deciding(it)
        close(it, decision)
        sign(by=by, proof=proof, meaning=Meaning.DECIDED, subject=decision)
    return decision


def undecided_matter(matter_id: int, version: int | None, at: datetime | None) -> tuple[Matter, datetime]:
    """Locked; who was quicker is named before it is said that something changed."""
    matter = locked(Matter, matter_id, *RELATED, "project__site")
    must_be_undecided(matter)
    must_be_current(matter, version)
    now = at or moment_now(matter.site)
    bring_up_to_date(matter, now)
    return matter, now


def deciding(
    by: Person, proof: Proof, matter: Matter, now: datetime, given: Given, *, kind: str, option_id: int | None, reason: str, asked_for: str
) -> Deciding:
    fitted = fit_kind(kind)
    must_not_ask_twice(matter, fitted)
    option = option_for(matter, option_id, fitted)
    asks = fitted == DecisionKind.ASK
    if not asks and asked_for.strip():
        raise Invalid("Only a question asks for something.", field="asked_for")
    return Deciding(
        by=by,
        proof=proof,
        matter=matter,
        number=Decision.objects.next_number(matter),
        kind=fitted,
        option=option,
        facts=None if option is None else facts_from_json(option.facts),
        reason=fit_reason(reason),
        asked_for=fit_words(asked_for, "asked_for", most=500) if asks else "",
        given=given,
        at=now,
        current=Revision.objects.current(matter.site),
    )


def named_projects(matter: Matter, keys: Sequence[int]) -> list[Project]:
    wanted = sorted({key for key in keys if 0 < key <= LARGEST_ID})
    found = list(Project.objects.select_related("manager", "site").filter(pk__in=wanted, site=matter.site).order_by("code"))
    if len(found) != len(set(keys)):
        raise Invalid("Must be projects of the site.", field="harms")
    return found


def kept_decision(it: Deciding, assigned: Sequence[Action]) -> Decision:
    given, today = it.given, day_of(it.matter.site, it.at)
    if given.review_on is not None and given.review_on < today:
        raise Invalid(f"Must not be before today, {day_in_words(today)}.", field="review_on")
    decision = Decision(
        matter=it.matter,
        number=it.number,
        kind=it.kind.value,
        question=it.matter.statement,
        option=it.option,
        facts=None if it.option is None else it.option.facts,
        options=options_there_were(it.matter),
        by=it.by,
        at=it.at,
        reason=it.reason,
        asked_for=it.asked_for,
        criteria=fit_words(given.criteria, "criteria", least=0),
        consulted=fit_words(given.consulted, "consulted", least=0),
        dissent=fit_words(given.dissent, "dissent", least=0),
        effective_from=given.effective_from or today,
        review_on=given.review_on,
        rests_on=it.current,
        currency=it.matter.currency,
        assigned=[{"action": a.pk, "what": a.what, "owner": a.owner.printed_name, "due_on": a.due_on.isoformat()} for a in assigned],
        draft=it.draft,
        revision=it.revision,
        **it.comes_to,
    )
    return enter(by=it.by, event=events.DECISION_MADE, record=decision, reason=it.reason)


def options_there_were(matter: Matter) -> list[dict[str, Any]]:
    """Those that were on the table, for whoever reads the decision later."""
    latest = OptionSet.objects.latest_of(matter)
    if latest is None:
        return []
    return [{"option": row.pk, "title": row.title, "found": row.is_found} for row in latest.run.variants.order_by("pk")]


def keep_harms(it: Deciding, decision: Decision, raised: Sequence[Matter]) -> None:
    rows = []
    for project, matter in zip(it.harmed, raised, strict=True):
        for line in consequences.harm_lines(it, project):
            promise, before, after = (
                line.name if isinstance(line, PromiseEffect) else "",
                getattr(line, "chance_before", None),
                getattr(line, "chance_after", None),
            )
            days = consequences.days_of(it, line)
            rows.append(
                NamedHarm(decision=decision, project=project, promise=promise, days=days, chance_before=before, chance_after=after, matter=matter)
            )
    enter_all(by=it.by, event=events.HARM_NAMED, records=rows, reason=it.reason)


def acknowledge_by_deciding(it: Deciding) -> None:
    """Whoever decides has read it: where nobody acknowledged it before, that is when it was."""
    if is_with_senior_management(it.matter) and it.matter.acknowledged_at is None:
        given = {"acknowledged_at": it.at, "acknowledged_by": it.by}
        change(by=it.by, event=events.MATTER_ACKNOWLEDGED, record=it.matter, given=given)


def close(it: Deciding, decision: Decision) -> None:
    """All but a question end the matter."""
    address = decision.get_absolute_url()
    if it.kind == DecisionKind.ASK:
        tell(by=it.by, matter=it.matter, kind="asked", sentence=f"It was asked for: {it.asked_for}", text=it.reason, at=it.at, address=address)
        notify_of(
            it.matter,
            by=it.by,
            people=concerned(it.matter),
            kind=f"asked:{it.number}",
            sentence=f"{it.by.printed_name} asks for: {it.asked_for}",
            at=it.at,
        )
        if it.given.pause_until is not None:
            pause_clock(
                by=it.by, matter_id=it.matter.pk, version=None, reason=PauseReason.QUESTION, note=it.asked_for, until=it.given.pause_until, at=it.at
            )
        return
    tell(
        by=it.by,
        matter=it.matter,
        kind="decision",
        sentence=f"{it.by.printed_name} decided: {in_words(it)}.",
        text=it.reason,
        at=it.at,
        address=address,
    )
    end_matter(by=it.by, matter=it.matter, state=MatterState.DECIDED, settlement=f"{in_words(it)}. {it.reason}"[:5000], at=it.at)


def in_words(it: Deciding) -> str:
    """Go, by overtime; published as revision 4"""
    said = it.kind.label[0].upper() + it.kind.label[1:]
    if it.option is not None:
        said += f": {it.option.title}"
    if "promise_due" in it.comes_to:
        said += f", promised by {wall_in_words(it.comes_to['promise_due'])}"
    if it.revision is not None:
        said += f"; published as {it.revision}"
    elif it.draft is not None:
        said += f"; draft {it.draft.pk} is to be published"
    return said


def reply_to_question(*, by: Actor, decision_id: int, text: str, at: datetime | None = None) -> Reply:
    """The answer to the one thing that was asked for: once. The clock that stood still for it runs again."""
    require(by, may_work_on_matters, "answer what was asked for")
    with transaction.atomic():
        decision = unchanging(Decision, decision_id, "matter", "by")
        if decision.kind != DecisionKind.ASK:
            raise Conflict(f"{str(decision).capitalize()} asks for nothing.")
        matter, now = open_matter_at(decision.matter_id, None, at)
        if (given := Reply.objects.select_related("by").filter(decision=decision).first()) is not None:
            raise Conflict(f"It was answered by {given.by.printed_name} already: {given.text}")
        if not isinstance(by, Person):
            raise Conflict("A question is answered by a person.")
        row = enter(by=by, event=events.QUESTION_REPLIED, record=Reply(decision=decision, text=fit_words(text, "text"), by=by, at=now))
        for pause in ClockPause.objects.select_for_update().filter(matter=matter, ended_at__isnull=True, reason=PauseReason.QUESTION):
            end_pause(by=by, matter=matter, pause=pause, at=min(now, pause.until), sentence="The clock runs again, for the answer is there.")
        address = decision.get_absolute_url()
        tell(by=by, matter=matter, kind="answered", sentence=f"The answer to “{decision.asked_for}”:", text=row.text, at=now, address=address)
        sentence = f"what you asked for is there: {decision.asked_for}"
        notify_of(matter, by=by, people=[decision.by, *concerned(matter)], kind=f"answered:{decision.pk}", sentence=sentence, at=now)
    return row
