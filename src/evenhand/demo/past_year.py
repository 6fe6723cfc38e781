"""A year of matters, decisions, actions, huddles and production meetings, entered in the order in which it happened: the same each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from random import Random

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.demo.enter import PASSWORD, Entered
from evenhand.demo.past_cases import OURS
from evenhand.demo.past_matters import (
    CLOCKS,
    HOUR,
    SEED,
    PastMatter,
    acknowledge_it,
    assess_it,
    assign_it,
    complete_it,
    decide_it,
    past_matters,
    raise_it,
    settle_it,
)
from evenhand.demo.past_meetings import hold_meeting
from evenhand.demo.told_afterwards import Told
from evenhand.matters.actions.choose_notices import read_notices
from evenhand.matters.actions.contracts import enter_contract
from evenhand.matters.actions.set_clocks import give_responsibility, set_clock
from evenhand.matters.actions.trees import draft_tree, keep_sample, put_tree_in_force
from evenhand.matters.lengths import clock_settings
from evenhand.matters.models import Category, Stage
from evenhand.matters.site_clock import as_of, moment_now
from evenhand.meetings.actions.plan_meeting import plan_meeting
from evenhand.portfolio.models import Activity, Project
from evenhand.records.signatures import reauthenticate

FIRST_DAY, LAST_DAY = date(2026, 1, 6), date(2026, 11, 17)
FIRST_MEETING = date(2026, 1, 12)
MEETINGS = 45
MATTERS = 72
MEETS_AT = 10  # hours

Step = Callable[[datetime], object]


def tell_who(entered: Entered) -> Told:
    """Everybody who signs in the story is asked for the password once, outside of the transaction."""
    people = entered.people
    managers = tuple(Person.objects.filter(grants__role=Role.PROJECT_MANAGER).order_by("pk"))
    signers = (people[Role.SENIOR_MANAGER], people[Role.QUALITY], *managers)
    proofs = {person.pk: reauthenticate(person=person, password=PASSWORD) for person in signers}
    return Told(entered.site, people, managers, proofs, clock_settings(entered.site))


def enter_past_year(told: Told) -> Told:
    """All of it, or nothing. Returns with the clocks as they were set."""
    with transaction.atomic():
        told = enter_terms(told)
        Year(told).enter()
        for person in (*told.people.values(), *told.managers):
            with as_of(told.moment(LAST_DAY, 19)):
                read_notices(by=person, site=told.site)
    return told


def enter_terms(told: Told, first_meeting: date = FIRST_MEETING) -> Told:
    """The clocks, who is responsible, the decision tree, and a contract for each project that is under way. Returns with the clocks as they are now."""
    ines, maud, site = told.who(Role.SENIOR_MANAGER), told.who(Role.PROJECT_MANAGER), told.site
    with as_of(told.moment(date(2026, 1, 5), 9)):
        reason = "Chemistry does not wait for the next evening."
        set_clock(by=ines, site=site, stage=Stage.SITE, minutes=CLOCKS[Category.TECHNOLOGY][1] * 60, category=Category.TECHNOLOGY, reason=reason)
        for category in Category.values:
            give_responsibility(by=ines, site=site, category=category, manager_id=ines.pk)
        draft = draft_tree(by=maud, site=site, name="Who pays", begin_with="usual")
        keep_sample(by=maud, draft_id=draft.pk, name="A valve was left open", answers=dict(OURS), expects="cmo")
        tree = put_tree_in_force(by=ines, draft_id=draft.pk, proof=told.proof(ines), reason="As our manufacturing agreements have it.")
        for project in Project.objects.filter(site=site, activities__actual_start__isnull=False).distinct().order_by("pk"):
            reference = f"Manufacturing agreement {project.code}, schedule 4"
            enter_contract(
                by=maud, project_id=project.pk, tree_number=tree.number, reference=reference, agreed_on=date(2025, 12, 15), day_rate=4_000_00
            )
        plan_meeting(by=ines, site=site, planned_for=told.moment(first_meeting, MEETS_AT))
    return Told(told.site, told.people, told.managers, told.proofs, clock_settings(site))


class Year:
    """What is still to happen, the earliest first."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.ahead: list[tuple[datetime, int, Step]] = []
        self.known: dict[int, PastMatter] = {}
        self.count = 0
        self.now = moment_now(told.site)

    def at(self, moment: datetime, step: Step) -> None:
        self.count += 1
        heappush(self.ahead, (moment, self.count, step))

    def enter(self) -> None:
        activities = list(Activity.objects.filter(actual_start__isnull=False, project__site=self.told.site).select_related("project__manager"))
        for it in past_matters(self.told, chosen_days(), sorted(activities, key=lambda a: (a.project.code, a.code))):
            self.at(it.raised_at, lambda _, it=it: self.begin(it))  # type: ignore[misc]
        for week in range(MEETINGS):
            self.at(self.told.moment(FIRST_MEETING + timedelta(weeks=week), MEETS_AT), self.meet)
        end = self.told.moment(LAST_DAY, 18)
        while self.ahead and self.ahead[0][0] <= end:
            moment, _, step = heappop(self.ahead)
            step(moment)

    def begin(self, it: PastMatter) -> None:
        told, draw = self.told, it.draw
        raise_it(told, it)
        self.known[it.key] = it
        end = it.ends_at
        for hours in self.clock_ends(it):
            moment = it.raised_at + hours * HOUR
            if end is None or moment < end:
                self.at(moment, lambda at: told.clocks_run(it.key, at))
        if it.goes_up_at is None:
            assert end is not None
            self.at(end, lambda at: self.settled(it, at))
            return
        self.at(it.goes_up_at + draw.triangular(0.3, 9, 1.5) * HOUR, lambda at: acknowledge_it(told, it, at))
        if end is not None:
            self.at(end, lambda at: self.decided(it, at))

    def clock_ends(self, it: PastMatter) -> tuple[float, ...]:
        """When the worker looks at it, in hours after it was raised."""
        if it.goes_up_at == it.raised_at:
            return (4, 48)
        with_team, with_site = CLOCKS[it.case.category]
        up = with_team + with_site
        return (with_team, up, up + 4, up + 48) if it.goes_up_at is not None else (with_team,)

    def settled(self, it: PastMatter, at: datetime) -> None:
        settle_it(self.told, it, at)
        if it.draw.random() < 0.4:
            self.assigned(it, at)

    def decided(self, it: PastMatter, at: datetime) -> None:
        decide_it(self.told, it, at)
        self.follow(it, at + 3 * HOUR)

    def follow(self, it: PastMatter, at: datetime) -> None:
        """What comes after a decision: the action, and who pays."""
        self.assigned(it, at)
        if it.is_assessed:
            self.at(at + it.draw.uniform(4, 70) * HOUR, lambda moment: assess_it(self.told, it, moment))

    def assigned(self, it: PastMatter, at: datetime) -> None:
        action, done_at = assign_it(self.told, it, at)
        if done_at is not None:
            self.at(done_at, lambda moment: complete_it(action, moment))

    def meet(self, at: datetime) -> None:
        for it in hold_meeting(self.told, at, self.known):
            self.follow(it, at + 4 * HOUR)


def chosen_days() -> list[date]:
    """Working days of the year, not all of them quiet."""
    days = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days - 4)]
    return sorted(Random(SEED).sample([day for day in days if day.weekday() < 5], MATTERS))
