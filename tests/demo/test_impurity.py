"""The demo's impurity stands where its story says: up with senior management, its cause signed, its walk half done, and nothing decided."""

from __future__ import annotations

import pytest

from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.demo.enter import enter_demo
from evenhand.demo.first_revision import publish_first_revision
from evenhand.demo.impurity import MONDAY, enter_impurity
from evenhand.demo.past_year import enter_terms
from evenhand.demo.told_afterwards import Told
from evenhand.matters.lengths import clock_settings
from evenhand.matters.models import AssessmentState, OptionSet, StoryEntry, Tier
from evenhand.matters.site_clock import moment_now
from evenhand.meetings.agenda.escalations import escalations
from evenhand.meetings.agenda.wanted import Asked
from evenhand.meetings.models import Huddle, Meeting
from evenhand.records.verification import verify
from tests.meetings.meeting import proof_of

pytestmark = pytest.mark.django_db


def test_it_waits_for_its_decision():
    entered = enter_demo()
    managers = tuple(Person.objects.filter(grants__role=Role.PROJECT_MANAGER).order_by("pk"))
    signers = (*entered.people.values(), *managers)
    told = Told(entered.site, entered.people, managers, {p.pk: proof_of(p) for p in signers}, clock_settings(entered.site))
    told = enter_terms(told, MONDAY)
    publish_first_revision(entered)
    matter = enter_impurity(told)
    matter.refresh_from_db()
    assert matter.is_open and matter.tier == Tier.SENIOR and matter.tier_since == told.moment(matter.tier_since.date(), 5, 50)
    assert matter.acknowledged_by == entered.people[Role.SENIOR_MANAGER]
    risen = StoryEntry.objects.filter(matter=matter, kind="escalated")
    assert [line.text for line in risen] == ["The clock ran out."] * 2 and not any(line.was_noted_later for line in risen)
    assessment = matter.assessments.get()
    assert assessment.state == AssessmentState.WALK and assessment.root_cause.by == entered.people[Role.QUALITY]
    assert assessment.answers.count() == 2
    assert OptionSet.objects.get(matter=matter).run.variants.count() == 0  # the worker computes them
    assert [held.project for held in Huddle.objects.order_by("held_at")] == [matter.project, None]  # the team's, then the site's
    assert Meeting.objects.next_planned(entered.site).planned_for == told.moment(MONDAY, 10)
    assert [w.matter_id for w in escalations(Asked(entered.site, moment_now(entered.site)))] == [matter.pk]
    assert verify().problems == ()
