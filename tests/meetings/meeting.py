"""A production meeting of the small plant on Thursday, 4 March 2027: one matter is with senior management, another is with the team. Clara chairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from evenhand.matters.actions.catch_up import catch_up
from evenhand.matters.actions.escalate_matter import escalate_matter
from evenhand.matters.models import Category, Matter, Tier
from evenhand.meetings.actions.close_meeting import close_meeting
from evenhand.meetings.actions.conclude_item import carry_over
from evenhand.meetings.actions.plan_meeting import plan_meeting
from evenhand.meetings.actions.run_meeting import begin_meeting
from evenhand.meetings.models import AgendaItem, Meeting, MeetingState, Minutes
from evenhand.records.models import Reauthentication
from evenhand.records.signatures import Proof
from tests.cast import Cast
from tests.matters.raising import at, clock_shows, raised
from tests.portfolio.small import Small

BEGIN = at(4, 10)
NEXT_WEEK = date(2027, 3, 11)


@dataclass
class Held:
    small: Small
    cast: Cast
    meeting: Meeting
    matter: Matter

    @property
    def item(self) -> AgendaItem:
        return item_on(self.meeting, self.matter)

    def now(self) -> Meeting:
        return Meeting.objects.with_names().get(pk=self.meeting.pk)


def proof_of(person: Any) -> Proof:
    """As if the password had been asked this moment: that takes a tenth of a second, and is tested elsewhere."""
    return Proof(person.pk, Reauthentication.PASSWORD, timezone.now())


def item_on(meeting: Meeting, matter: Matter) -> AgendaItem:
    return AgendaItem.objects.select_related("matter", "meeting").get(meeting=meeting, matter=matter)


def escalated(small: Small, cast: Cast, statement: str = "Impurity of 0.4 % in batch 3", **given: Any) -> Matter:
    made = raised(small, cast.esi, statement=statement, **given)
    escalate_matter(by=cast.clara, matter_id=made.pk, version=None, tier=Tier.SENIOR, reason="We cannot settle it")
    return Matter.objects.get(pk=made.pk)


def planned(small: Small, cast: Cast, when: datetime = BEGIN, **given: Any) -> Meeting:
    return plan_meeting(by=cast.clara, site=small.site, planned_for=when, **given)


def begun(small: Small, cast: Cast, when: datetime = BEGIN) -> Meeting:
    there = Meeting.objects.filter(site=small.site, state=MeetingState.PLANNED, planned_for=when).first()
    meeting = there or planned(small, cast, when)
    clock_shows(small.site, when)
    catch_up()
    return begin_meeting(by=cast.clara, meeting_id=meeting.pk, version=None)


def a_running_meeting(small: Small, cast: Cast) -> Held:
    clock_shows(small.site, at(4, 8))
    matter = escalated(small, cast)
    raised(small, cast.esi, statement="A pump squeaks", category=Category.TECHNOLOGY, project_id=None)
    meeting = begun(small, cast)
    return Held(small, cast, meeting, matter)


def carry(held: Held, item: AgendaItem, to: date = NEXT_WEEK) -> AgendaItem:
    return carry_over(
        by=held.cast.clara,
        meeting_id=item.meeting_id,
        item_id=item.pk,
        version=None,
        to=to,
        prepares_id=held.cast.dai.pk,
        missing="The HPLC of batch 2",
    )


def close(held: Held, meeting: Meeting | None = None) -> Minutes:
    chosen = meeting or held.meeting
    return close_meeting(by=held.cast.clara, proof=proof_of(held.cast.clara), meeting_id=chosen.pk, version=None)
