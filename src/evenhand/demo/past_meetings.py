"""The weekly production meetings of the past year: begun, run item by item, closed with signed minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from evenhand.accounts.roles import Role
from evenhand.demo.past_matters import SEED, PastMatter, decision_of
from evenhand.demo.told_afterwards import MINUTE, Told
from evenhand.matters.models import DecisionKind
from evenhand.matters.site_clock import as_of, day_of
from evenhand.meetings.actions.attend import join_meeting
from evenhand.meetings.actions.close_meeting import close_meeting
from evenhand.meetings.actions.conclude_item import carry_over, need_no_decision, note_item
from evenhand.meetings.actions.decide_item import decide_item
from evenhand.meetings.actions.run_meeting import begin_meeting, turn_to
from evenhand.meetings.models import AgendaItem, ItemKind, Meeting

CARRIED_SHARE, NOT_NEEDED_SHARE = 0.18, 0.08


def hold_meeting(told: Told, begins: datetime, matters: Mapping[int, PastMatter]) -> list[PastMatter]:
    """The next one that is planned, until nothing is undecided. Returns what it decided."""
    draw, ines = Random(f"{SEED}/meeting/{begins.date()}"), told.who(Role.SENIOR_MANAGER)
    meeting = Meeting.objects.next_planned(told.site)
    assert meeting is not None
    with as_of(begins):
        begin_meeting(by=ines, meeting_id=meeting.pk, version=None)
        for role in draw.sample((Role.PLANNER, Role.QUALITY, Role.OPERATIONS, Role.PROJECT_MANAGER), 3):
            person = told.who(role)
            join_meeting(by=person, meeting_id=meeting.pk, person_id=person.pk)
    at, decided = begins + draw.randint(2, 6) * MINUTE, []
    for item in AgendaItem.objects.filter(meeting=meeting, outcome="").order_by("order"):
        with as_of(at):
            turn_to(by=ines, meeting_id=meeting.pk, item_id=item.pk)
        at += draw.randint(3, 14) * MINUTE
        with as_of(at):
            decided += conclude(told, meeting, item, matters, draw, at)
    with as_of(at + draw.randint(3, 20) * MINUTE):
        close_meeting(by=ines, proof=told.proof(ines), meeting_id=meeting.pk, version=None)
    return decided


def conclude(told: Told, meeting: Meeting, item: AgendaItem, matters: Mapping[int, PastMatter], draw: Random, at: datetime) -> list[PastMatter]:
    ines = told.who(Role.SENIOR_MANAGER)
    it = matters.get(item.matter_id) if item.matter_id is not None else None
    if item.kind != ItemKind.MATTER or it is None:
        note_item(by=ines, meeting_id=meeting.pk, item_id=item.pk, version=None)
        return []
    luck = draw.random()
    if it.ends_at is not None and luck < 0.5:
        reason = "It is being seen to today; the manager decides it when the result is there."
        need_no_decision(by=ines, meeting_id=meeting.pk, item_id=item.pk, version=None, reason=reason)
        return []
    if it.ends_at is not None or (luck < CARRIED_SHARE and not item.carried_before):
        brings, to = told.who(Role.QUALITY), day_of(told.site, at) + timedelta(days=7)
        missing = "The result of the second sample."
        carry_over(by=ines, meeting_id=meeting.pk, item_id=item.pk, version=None, to=to, prepares_id=brings.pk, missing=missing)
        return []
    given = decision_of(it)
    if it.case.decision == DecisionKind.ASK:
        given = {"kind": "go", "reason": "The study of the other train covers it."}
    decide_item(by=ines, proof=told.proof(ines), meeting_id=meeting.pk, item_id=item.pk, version=None, **given)  # type: ignore[arg-type]
    return [it]
