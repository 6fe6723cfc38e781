"""Matters of the past year, each from the huddle in which it is raised to its end: settled by the team or the site's huddle, or decided by senior management."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.demo.past_cases import CASES, OF_THE_PLANT, PastCase
from evenhand.demo.told_afterwards import Told
from evenhand.matters.actions.assessing import answer_question, conclude_assessment, settle_shares
from evenhand.matters.actions.assign_action import assign_action, complete_action
from evenhand.matters.actions.costs import allocate_costs, enter_cost
from evenhand.matters.actions.decide import decide, reply_to_question
from evenhand.matters.actions.escalate_matter import acknowledge_matter
from evenhand.matters.actions.finding_cause import begin_assessment, give_why, propose_cause, sign_cause
from evenhand.matters.actions.raise_matter import raise_matter
from evenhand.matters.actions.settle_matter import settle_matter
from evenhand.matters.costs.shares import Shares
from evenhand.matters.models import Action, Assessment, Category, DecisionKind, Gravity, Matter
from evenhand.matters.site_clock import as_of, day_of, wall_of
from evenhand.meetings.actions.hold_huddle import hold_huddle
from evenhand.portfolio.models import Activity
from evenhand.records.wall_clock import wall_text

SEED = 2026
HOUR = timedelta(hours=1)
FIRST_HOUR, LAST_HOUR = 7, 20  # of a day on which somebody is there who decides
CLOCKS = {Category.TECHNOLOGY: (4, 12), Category.TIMELINE: (4, 24), Category.FINANCIAL: (4, 24)}  # hours with the team, with the site's huddle
TEAM_SHARE, SITE_SHARE = 0.34, 0.24
OPEN_DAYS = 18  # actions that came up since then may still be open


@dataclass
class PastMatter:
    """One that is to be: ``ends_at`` None where the next production meeting ends it."""

    case: PastCase
    activity: Activity | None
    raised_at: datetime
    draw: Random
    goes_up_at: datetime | None
    ends_at: datetime | None
    key: int = 0

    @property
    def is_assessed(self) -> bool:
        return bool(self.case.chain) and self.activity is not None and self.goes_up_at is not None


def past_matters(told: Told, days: Sequence[date], activities: Sequence[Activity]) -> list[PastMatter]:
    """One for each of the days, about what was going on in the plant then."""
    return [past_matter(told, day, Random(f"{SEED}/{day}"), activities) for day in days]


def past_matter(told: Told, day: date, draw: Random, activities: Sequence[Activity]) -> PastMatter:
    raised_at = told.moment(day, draw.randint(7, 15), draw.choice((5, 10, 20, 35, 50)))
    wall = wall_text(datetime(day.year, day.month, day.day, 12))
    going_on = [a for a in activities if wall_text(a.actual_start) <= wall and (a.actual_finish is None or wall <= wall_text(a.actual_finish))]
    fitting = [(case, a) for case in CASES for a in going_on if a.code.startswith(case.codes)]
    case, activity = draw.choice(fitting) if fitting and draw.random() > 0.06 else (draw.choice(OF_THE_PLANT), None)
    if case.gravity != Gravity.ORDINARY:
        return PastMatter(case, activity, raised_at, draw, raised_at, by_day(told, raised_at + draw.uniform(2, 30) * HOUR))
    with_team, with_site = CLOCKS[case.category]
    luck = draw.random()
    if case.chain:  # what has a cause to be found is seldom settled at once
        luck += 0.2
    if luck < TEAM_SHARE:
        return PastMatter(case, activity, raised_at, draw, None, raised_at + draw.uniform(0.3, with_team - 0.2) * HOUR)
    if luck < TEAM_SHARE + SITE_SHARE:
        settled_at = raised_at + draw.uniform(with_team + 0.3, with_team + with_site - 0.5) * HOUR
        return PastMatter(case, activity, raised_at, draw, None, by_evening(told, settled_at, raised_at + (with_team + 0.3) * HOUR))
    up = raised_at + (with_team + with_site) * HOUR
    return PastMatter(case, activity, raised_at, draw, up, None if draw.random() < 0.6 else in_the_week(told, up + draw.triangular(5, 70, 30) * HOUR))


def by_day(told: Told, at: datetime) -> datetime:
    """At night nothing is decided: the next morning it is."""
    wall = wall_of(told.site, at)
    if FIRST_HOUR <= wall.hour < LAST_HOUR:
        return at
    return told.moment(wall.date() + timedelta(days=wall.hour >= LAST_HOUR), FIRST_HOUR, wall.minute)


def in_the_week(told: Told, at: datetime) -> datetime:
    """What can wait over a weekend is decided on Monday morning."""
    at = by_day(told, at)
    wall = wall_of(told.site, at)
    to_monday = 7 - wall.weekday() if wall.weekday() >= 5 else 0
    return told.moment(wall.date() + timedelta(days=to_monday), FIRST_HOUR, wall.minute) if to_monday else at


def by_evening(told: Told, at: datetime, earliest: datetime) -> datetime:
    """What would be settled at night is settled the evening before, unless its clock has not run out with the team by then."""
    wall = wall_of(told.site, at)
    if FIRST_HOUR <= wall.hour < LAST_HOUR:
        return at
    evening = told.moment(wall.date() - timedelta(days=wall.hour < FIRST_HOUR), LAST_HOUR - 1, wall.minute)
    return max(evening, earliest)


def raise_it(told: Told, it: PastMatter) -> None:
    case, draw, by = it.case, it.draw, raiser(told, it)
    with as_of(it.raised_at):
        if case.category != Category.FINANCIAL:
            project_id = it.activity.project_id if it.activity is not None else None
            hold_huddle(by=by, site=told.site, seconds=draw.randint(180, 540), project_id=project_id)
        made = raise_matter(
            by=by,
            site=told.site,
            category=case.category,
            statement=case.statement,
            gravity=case.gravity,
            activity_id=None if it.activity is None else it.activity.pk,
            days_at_stake=draw.randint(0, case.days) or None,
            cost_at_stake=draw.randint(1, case.thousands) * 1000_00,
        )
    it.key = made.pk


def raiser(told: Told, it: PastMatter) -> Person:
    if it.case.raised_by is Role.PROJECT_MANAGER:
        return manager_of(told, it)
    return told.who(it.case.raised_by)


def manager_of(told: Told, it: PastMatter) -> Person:
    manager = it.activity.project.manager if it.activity is not None else None
    return manager or told.managers[0]


def settle_it(told: Told, it: PastMatter, at: datetime) -> None:
    with as_of(at):
        settle_matter(by=manager_of(told, it), matter_id=it.key, version=None, settlement=it.case.settlement)


def acknowledge_it(told: Told, it: PastMatter, at: datetime) -> None:
    with as_of(at):
        if Matter.objects.get(pk=it.key).is_open:
            acknowledge_matter(by=told.who(Role.SENIOR_MANAGER), matter_id=it.key, version=None)


def decision_of(it: PastMatter) -> dict[str, object]:
    """What is decided, as `decide` and `decide_item` take it."""
    given: dict[str, object] = {"kind": it.case.decision, "reason": it.case.reason}
    if it.case.decision == DecisionKind.ADD_BUDGET:
        given |= {"amount": it.draw.randint(5, 25) * 1000_00, "head": "labour"}
    return given


def decide_it(told: Told, it: PastMatter, at: datetime) -> None:
    """Outside a meeting; where one named thing is asked for first, it is answered and decided an hour later."""
    ines = told.who(Role.SENIOR_MANAGER)
    if it.case.decision == DecisionKind.ASK:
        with as_of(at):
            asked = decide(
                by=ines, proof=told.proof(ines), matter_id=it.key, version=None, kind="ask", reason="It turns on that.", asked_for=it.case.reason
            )
        with as_of(at + HOUR):
            reply_to_question(by=told.who(Role.QUALITY), decision_id=asked.pk, text="Yes: study 17 covers 96 hours.")
        at += 2 * HOUR
    with as_of(at):
        given = decision_of(it) if it.case.decision != DecisionKind.ASK else {"kind": "go", "reason": "The study covers it."}
        decide(by=ines, proof=told.proof(ines), matter_id=it.key, version=None, **given)  # type: ignore[arg-type]


def assign_it(told: Told, it: PastMatter, at: datetime) -> tuple[Action, datetime | None]:
    """Its action, and when it is done: most in time, some late, a few of the last weeks not yet."""
    draw = it.draw
    owner = draw.choice((*told.managers, told.who(Role.OPERATIONS), told.who(Role.QUALITY), told.who(Role.PLANNER)))
    due = day_of(told.site, at) + timedelta(days=draw.randint(3, 14))
    with as_of(at):
        action = assign_action(by=manager_of(told, it), what=it.case.action, owner_id=owner.pk, due_on=due, matter_id=it.key)
    hour = draw.randint(8, 17)
    if draw.random() < 0.72:
        return action, max(at + HOUR, told.moment(due - timedelta(days=draw.randint(0, 2)), hour))
    return action, told.moment(due + timedelta(days=draw.randint(1, 12)), hour)


def complete_it(action: Action, at: datetime) -> None:
    with as_of(at):
        complete_action(by=action.owner, action_id=action.pk, version=None, result="Done.")


def assess_it(told: Told, it: PastMatter, at: datetime) -> Assessment:
    """The chain, the cause with quality's signature, the walk with the project manager's, and its costs."""
    case, manager, quality, ines = it.case, manager_of(told, it), told.who(Role.QUALITY), told.who(Role.SENIOR_MANAGER)
    with as_of(at):
        assessment = begin_assessment(by=manager, matter_id=it.key)
        for where, because, evidence in case.chain:
            give_why(by=told.who(Role.OPERATIONS), assessment_id=assessment.pk, statement=because, category=where, evidence=evidence)
        categories = sorted({str(where.value) for where, _, _ in case.chain} - {"people"})
        propose_cause(by=manager, assessment_id=assessment.pk, statement=case.cause, categories=categories)
    with as_of(at + 2 * HOUR):
        sign_cause(by=quality, assessment_id=assessment.pk, proof=told.proof(quality))
    with as_of(at + 3 * HOUR):
        for question, answer in case.answers:
            evidence = "" if answer == "unknown" else case.chain[-1][2]
            answer_question(by=manager, assessment_id=assessment.pk, question=question, answer=answer, evidence=evidence)
        conclusion = conclude_assessment(by=manager, assessment_id=assessment.pk, proof=told.proof(manager))
    with as_of(at + 26 * HOUR):
        if case.answers[-1][1] == "disputed" or case.answers == (("mistake", "yes"), ("contributed", "yes")):
            evidence = "Report of the laboratory" if case.answers[-1][1] == "disputed" else "Letter of the sponsor"
            settle_shares(by=ines, conclusion_id=conclusion.pk, shares=Shares(40_00, 60_00), evidence=evidence, proof=told.proof(ines))
        amount = it.draw.randint(20, 40 + 10 * case.thousands) * 100_00
        enter_cost(by=manager, matter_id=it.key, head=case.head, amount=amount, note="What it took to mend it", evidence=case.chain[-1][2])
        allocate_costs(by=ines, matter_id=it.key, reason="As the tree has it.", proof=told.proof(ines))
    return assessment
