"""The demo's story in the middle: an impurity in a campaign, in spite of the kilo lab; it waits for its decision in this week's production meeting."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from evenhand.accounts.roles import Role
from evenhand.demo.story import IMPURE
from evenhand.demo.told_afterwards import Told
from evenhand.matters.actions.ask_options import ask_options
from evenhand.matters.actions.assessing import answer_question
from evenhand.matters.actions.assign_action import assign_action
from evenhand.matters.actions.costs import enter_cost
from evenhand.matters.actions.escalate_matter import acknowledge_matter
from evenhand.matters.actions.finding_cause import begin_assessment, give_why, propose_cause, sign_cause
from evenhand.matters.actions.pause_clock import pause_clock, resume_clock
from evenhand.matters.actions.raise_matter import raise_matter
from evenhand.matters.models import Category, Matter, PauseReason
from evenhand.matters.site_clock import as_of
from evenhand.meetings.actions.hold_huddle import hold_huddle
from evenhand.portfolio.models import Activity

BATCH = "batch-1"
THURSDAY, FRIDAY, SATURDAY, MONDAY = (date(2026, 11, day) for day in (19, 20, 21, 23))

STATEMENT = """\
Impurity 3 is at 0.42 % in GMP batch 1, and the limit is 0.15 %
Seen by HPLC in GMP suite 2, in spite of the kilo lab: its three batches were all below 0.08 %."""

CHAIN = (
    ("method", "Held warm, the intermediate forms a dimer: impurity 3 has twice its mass", "LC-MS report 26-118"),
    ("method", "The crude was held for nine hours at 45 °C", "Batch record of batch 1, step 14"),
    ("machine", "The filter-dryer was still full; in the kilo lab the vessel empties in forty minutes", "Log of the filter-dryer; kilo report 3"),
    ("method", "The batch record gives no longest hold for step 14", "Batch record, revision 2"),
)
CAUSE = "The batch record sets no longest hold for step 14; held warm for nine hours, the intermediate forms a dimer."
ANSWERS = (
    ("mistake", "no", "Step 14 was done as written; no limit is given"),
    ("followed", "yes", "Review of the batch record, page 31"),
)


def enter_impurity(told: Told) -> Matter:
    """Raised in the huddle on Thursday, up with senior management on Friday before six, assessed until this morning."""
    with transaction.atomic():
        batch = Activity.objects.select_related("project__manager").get(project__code=IMPURE, code=BATCH)
        matter = raise_and_rise(told, batch)
        assess(told, matter)
        with as_of(told.moment(MONDAY, 7, 40)):
            ask_options(by=batch.project.manager or told.managers[0], matter_id=matter.pk)
    return matter


def raise_and_rise(told: Told, batch: Activity) -> Matter:
    odile, ines, quinn = told.who(Role.OPERATIONS), told.who(Role.SENIOR_MANAGER), told.who(Role.QUALITY)
    with as_of(told.moment(THURSDAY, 13, 50)):
        hold_huddle(by=odile, site=told.site, seconds=420, project_id=batch.project_id)
        matter = raise_matter(
            by=odile,
            site=told.site,
            category=Category.TECHNOLOGY,
            statement=STATEMENT,
            activity_id=batch.pk,
            days_at_stake=14,
            cost_at_stake=180_000_00,
        )
    told.clocks_run(matter.pk, told.moment(THURSDAY, 17, 50))
    told.clocks_run(matter.pk, told.moment(FRIDAY, 5, 50))
    with as_of(told.moment(FRIDAY, 7, 20)):
        acknowledge_matter(by=ines, matter_id=matter.pk, version=None)
    with as_of(told.moment(FRIDAY, 8)):
        hold_huddle(by=odile, site=told.site, seconds=280)
    with as_of(told.moment(FRIDAY, 8, 20)):
        note = "LC-MS of the retained sample and of kilo batch 3"
        pause_clock(by=ines, matter_id=matter.pk, version=None, reason=PauseReason.RESULT, note=note, until=told.moment(MONDAY, 6))
        assign_action(by=ines, what="Keep the crude below 5 °C until it is decided", owner_id=odile.pk, due_on=MONDAY, matter_id=matter.pk)
        assign_action(
            by=ines, what="Show how the dimer is purged by one more wash", owner_id=quinn.pk, due_on=date(2026, 11, 25), matter_id=matter.pk
        )
    with as_of(told.moment(SATURDAY, 16)):
        resume_clock(by=ines, matter_id=matter.pk, version=None)
    return matter


def assess(told: Told, matter: Matter) -> None:
    """Quality has signed the cause; the walk through the tree has begun, and its third question is open."""
    manager, quinn = told.managers[1], told.who(Role.QUALITY)
    with as_of(told.moment(FRIDAY, 9)):
        assessment = begin_assessment(by=manager, matter_id=matter.pk)
    with as_of(told.moment(MONDAY, 6, 50)):
        for category, statement, evidence in CHAIN:
            give_why(by=manager, assessment_id=assessment.pk, statement=statement, category=category, evidence=evidence)
        propose_cause(by=manager, assessment_id=assessment.pk, statement=CAUSE, categories=["method", "machine"])
    with as_of(told.moment(MONDAY, 7, 15)):
        sign_cause(by=quinn, assessment_id=assessment.pk, proof=told.proof(quinn))
    with as_of(told.moment(MONDAY, 7, 30)):
        for question, answer, evidence in ANSWERS:
            answer_question(by=manager, assessment_id=assessment.pk, question=question, answer=answer, evidence=evidence)
        note = "LC-MS, two samples, over the weekend"
        enter_cost(by=manager, matter_id=matter.pk, head="quality", amount=8_400_00, note=note, evidence="LC-MS report 26-118")
