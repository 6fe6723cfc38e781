"""Deciding: who may, what it comes to, and each refusal, after which nothing is half there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from evenhand.matters.actions.decide import decide, reply_to_question
from evenhand.matters.actions.escalate_matter import escalate_matter
from evenhand.matters.decided import decided_not_done, decided_waiting_for
from evenhand.matters.models import Action, ClockPause, Decision, LedgerEntry, Matter, MatterState, NamedHarm, Notice
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.matters.times import times_of
from evenhand.planning.parts import ProjectId
from evenhand.planning.plan import Plan
from evenhand.planning.repeating import without_project
from evenhand.portfolio.actions.holds import set_quality_hold
from evenhand.portfolio.models import BudgetLine, Project, ProjectState, Promise
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.signatures import reauthenticate, signatures_of
from evenhand.records.verification import verify
from evenhand.schedules.bridge import present
from evenhand.schedules.models import Draft, Revision
from evenhand.schedules.storing import store_plan, store_situation
from tests.cast import Cast
from tests.matters.assessing import a_matter, proof
from tests.matters.deciding import a_moved_plan, an_option, decided, facts, harm_to, options_for
from tests.schedules.stories import a_free_one, publish, published_plant, row_of
from tests.schedules.test_publishing import a_move


class Plant:
    """A published plan, and a matter of its first project, raised by operations."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.site = published_plant(cast)
        self.project, self.other = list(Project.objects.order_by("pk")[:2])
        self.matter = a_matter(self.project, cast)
        self._options = None

    @property
    def options(self):
        if self._options is None:
            self._options = options_for(self.matter, self.site)
        return self._options

    @property
    def today(self) -> date:
        return day_of(self.site, moment_now(self.site))

    def as_it_is(self) -> Matter:
        return Matter.objects.get(pk=self.matter.pk)

    def nothing_happened(self) -> bool:
        untouched = not Decision.objects.exists() and not Action.objects.exists() and not LedgerEntry.objects.exists()
        return untouched and self.as_it_is().state == MatterState.OPEN and Revision.objects.count() == 1


@pytest.fixture
def plant(cast: Cast) -> Plant:
    return Plant(cast)


def test_a_decision_is_signed_numbered_and_ends_the_matter(plant: Plant):
    made = decided(plant.matter, plant.cast.ada, criteria="Purity", consulted="Dai Pritchard", dissent="None", review_on=plant.today + timedelta(30))
    (standing,) = signatures_of(made)
    assert standing.holds and standing.signature.get_meaning_display() == "I decided this"
    matter = plant.as_it_is()
    assert (made.number, matter.state, matter.settled_by, made.rests_on.number) == (1, MatterState.DECIDED, plant.cast.ada, 1)
    assert Notice.objects.filter(person=plant.cast.esi, matter=matter, key__contains="ended").exists()
    assert not verify().problems


@pytest.mark.parametrize("name", ["ben", "clara", "dai", "esi", "finn", "olga", "nils"])
def test_only_senior_managers_decide(plant: Plant, name: str):
    with pytest.raises(NotAllowed, match="Only senior managers may decide"):
        decided(plant.matter, getattr(plant.cast, name))
    assert plant.nothing_happened()


def test_a_wrong_password_decides_nothing(plant: Plant):
    with pytest.raises(Invalid, match="not your password"):
        reauthenticate(person=plant.cast.ada, password="something else")
    with pytest.raises(NotAllowed, match="nobody for another"):
        decide(by=plant.cast.ada, proof=proof(plant.cast.ben), matter_id=plant.matter.pk, version=None, kind="go", reason="Because")
    assert plant.nothing_happened()


def test_a_reason_and_a_known_kind_are_wanted(plant: Plant):
    with pytest.raises(Invalid, match="Must have a reason"):
        decided(plant.matter, plant.cast.ada, reason=" ")
    with pytest.raises(Invalid, match="Must be one of go, no-go"):
        decided(plant.matter, plant.cast.ada, kind="maybe")
    with pytest.raises(Invalid, match="Only a question asks"):
        decided(plant.matter, plant.cast.ada, asked_for="the HPLC")
    assert plant.nothing_happened()


def test_whoever_comes_second_is_told_who_decided_what(plant: Plant, cast: Cast):
    decided(plant.matter, cast.ada, kind="no-go", reason="It cannot be purged.")
    with pytest.raises(Conflict, match=r"was decided by Ada Moreau on .*: no-go, “It cannot be purged\.”"):
        decided(plant.matter, cast.ada, version=1)


def test_what_changed_meanwhile_is_told(plant: Plant):
    escalate_matter(by=plant.cast.esi, matter_id=plant.matter.pk, version=None, tier=3, reason="It cannot wait")
    with pytest.raises(Conflict, match="Meanwhile"):
        decided(plant.matter, plant.cast.ada, version=1)
    assert plant.nothing_happened()


def test_an_option_publishes_its_plan_in_the_same_breath(plant: Plant):
    option = an_option(plant.options, plant.site, "earlier", facts(plant.project), a_moved_plan(plant.site))
    made = decided(plant.matter, plant.cast.ada, option_id=option.pk)
    assert made.revision.number == 2 and made.revision.plan_id == option.plan_id and made.rests_on.number == 1
    option.refresh_from_db()
    assert made.revision.number == 2 and Decision.objects.get().facts == option.facts and [row["title"] for row in made.options] == ["Earlier"]
    assert decided_not_done(plant.site) == []


def test_left_to_a_planner_it_is_decided_and_not_done(plant: Plant):
    option = an_option(plant.options, plant.site, "earlier", facts(plant.project), a_moved_plan(plant.site))
    made = decided(plant.matter, plant.cast.ada, option_id=option.pk, publish_now=False)
    (item,) = decided_not_done(plant.site)
    assert item.decision == made and item.sentence == f"draft {made.draft_id} is not published"
    assert any("decided, not done" in waiting.sentence for waiting in decided_waiting_for(plant.cast.ben, plant.site))
    publish(Draft.objects.get(pk=made.draft_id), plant.cast.ben)
    assert decided_not_done(plant.site) == []


def test_an_option_of_an_older_revision_is_refused(plant: Plant):
    option = an_option(plant.options, plant.site, "as is", facts(plant.project))
    publish(a_move(plant.site, plant.cast.ben), plant.cast.ben)
    with pytest.raises(Conflict, match=r"computed from revision 1, and Ben Okafor published revision 2 since\. Compute the options again"):
        decided(plant.matter, plant.cast.ada, option_id=option.pk)
    assert not Decision.objects.exists() and plant.as_it_is().is_open


def test_an_option_of_another_matter_is_refused(plant: Plant):
    other = a_matter(plant.project, plant.cast, "Another one")
    option = an_option(options_for(other, plant.site), plant.site, "as is", facts(plant.project))
    with pytest.raises(Invalid, match=f"Must be an option of matter {plant.matter.pk}"):
        decided(plant.matter, plant.cast.ada, option_id=option.pk)
    with pytest.raises(Invalid, match="Must be an option"):
        decided(plant.matter, plant.cast.ada, option_id=2**70)
    assert plant.nothing_happened()


def test_an_option_must_suit_what_is_decided(plant: Plant):
    option = an_option(plant.options, plant.site, "stop", facts(plant.project))
    with pytest.raises(Invalid, match="is no way to decide go"):
        decided(plant.matter, plant.cast.ada, option_id=option.pk)
    with pytest.raises(Invalid, match="Must name the option"):
        decided(plant.matter, plant.cast.ada, kind="fast-track")
    assert plant.nothing_happened()


def test_harming_silently_is_refused_and_harm_by_name_raises_a_matter(plant: Plant):
    option = an_option(plant.options, plant.site, "least harm", facts(plant.project, others=(harm_to(plant.other),)), a_moved_plan(plant.site))
    with pytest.raises(Invalid, match=f"The option harms {plant.other.code}"):
        decided(plant.matter, plant.cast.ada, kind="fast-track", option_id=option.pk)
    with pytest.raises(Invalid, match=f"{plant.project.code} is not harmed"):
        decided(plant.matter, plant.cast.ada, kind="fast-track", option_id=option.pk, harms=[plant.other.pk, plant.project.pk])
    assert plant.nothing_happened()
    made = decided(plant.matter, plant.cast.ada, kind="fast-track", option_id=option.pk, harms=[plant.other.pk])
    harm = NamedHarm.objects.get()
    assert (harm.decision, harm.project, harm.days, harm.chance_before, harm.chance_after) == (made, plant.other, 1, 0.9, 0.5)
    raised = harm.matter
    assert raised.project == plant.other and raised.category == "timeline" and raised.days_at_stake == 1
    assert raised.story.filter(kind="linked", address=plant.matter.get_absolute_url()).exists()
    assert plant.matter.story.filter(kind="harm", address=raised.get_absolute_url()).exists()


def test_whoever_raised_it_grants_neither_money_nor_harm(plant: Plant):
    ada = plant.cast.ada
    Matter.objects.filter(pk=plant.matter.pk).update(raised_by=ada)
    with pytest.raises(NotAllowed, match="another senior manager adds the budget"):
        decided(plant.matter, ada, kind="add budget", amount=100)
    option = an_option(plant.options, plant.site, "least harm", facts(plant.project, others=(harm_to(plant.other),)), a_moved_plan(plant.site))
    with pytest.raises(NotAllowed, match="another senior manager decides what harms"):
        decided(plant.matter, ada, kind="fast-track", option_id=option.pk, harms=[plant.other.pk])
    assert plant.nothing_happened()


def test_a_hold_cannot_be_decided_away(plant: Plant):
    now = present(plant.site)
    row = row_of(a_free_one(now.problem, now.plan))
    matter = a_matter(row.project, plant.cast, "About what is held")
    option = an_option(options_for(matter, plant.site), plant.site, "earlier", facts(row.project), a_moved_plan(plant.site))
    until = plant.site.scale.wall(plant.site.slot(plant.site.now()) + 90 * plant.site.scale.slots_per_day)
    later = max(until, plant.site.scale.wall(now.plan.of[row.full_code].end + 6))
    set_quality_hold(by=plant.cast.dai, activity_id=row.pk, version=None, until=later, reason="Out of specification")
    with pytest.raises(Conflict, match=f"{row.name} .* is held by quality until .*: Out of specification. No decision moves it past the hold"):
        decided(matter, plant.cast.ada, option_id=option.pk)
    with pytest.raises(Conflict, match="a hold cannot be decided away"):
        decided(matter, plant.cast.ada, kind="add budget", amount=500_00, option_id=option.pk)
    assert plant.nothing_happened()


def test_actions_belong_to_a_decision_until_they_are_done(plant: Plant):
    wanted = [("Repeat the HPLC", plant.cast.esi.pk, plant.today + timedelta(3))]
    made = decided(plant.matter, plant.cast.ada, actions=wanted)
    action = Action.objects.get()
    assert (action.owner, action.matter, made.assigned[0]["action"]) == (plant.cast.esi, plant.matter, action.pk)
    (item,) = decided_not_done(plant.site)
    assert item.sentence == "1 action open"


def test_an_action_without_a_date_leaves_nothing_behind(plant: Plant):
    with pytest.raises(Invalid, match="by whom and by when"):
        decided(plant.matter, plant.cast.ada, actions=[("Repeat the HPLC", plant.cast.esi.pk, None)])
    with pytest.raises(Invalid, match="Must not be due before today"):
        decided(plant.matter, plant.cast.ada, actions=[("Repeat the HPLC", plant.cast.esi.pk, plant.today - timedelta(1))])
    assert plant.nothing_happened()


def test_added_budget_moves_the_line(plant: Plant):
    before = {line.head: line.approved for line in BudgetLine.objects.filter(project=plant.project)}
    decided(plant.matter, plant.cast.ada, kind="add budget", amount=25_000_00, head="labour")
    assert BudgetLine.objects.get(project=plant.project, head="labour").approved == before.get("labour", 0) + 25_000_00
    with pytest.raises(Invalid, match="Only the decision “add budget” has an amount"):
        decided(a_matter(plant.project, plant.cast, "Another"), plant.cast.ada, amount=1)


def test_an_accepted_delay_moves_the_promise_with_its_history(plant: Plant):
    promise = Promise.objects.filter(activity__project=plant.project, withdrawn_at__isnull=True).first()
    due = promise.due + timedelta(days=10)
    made = decided(plant.matter, plant.cast.ada, kind="accept delay", promise_id=promise.pk, due=due)
    promise.refresh_from_db()
    assert promise.due == due == made.promise_due and promise.history.last().by == plant.cast.ada
    with pytest.raises(Invalid, match="Must be later than what is promised now"):
        decided(a_matter(plant.project, plant.cast, "Another"), plant.cast.ada, kind="accept delay", promise_id=promise.pk, due=due - timedelta(1))


def test_no_go_by_the_option_stops_the_project(plant: Plant):
    gone = {a.activity for a in present(plant.site).plan.assignments if a.activity.startswith(f"{plant.project.code}/")}

    now = present(plant.site)
    option = an_option(plant.options, plant.site, "as is", facts(plant.project))
    rest = Plan(tuple(a for a in now.plan.assignments if a.activity not in gone))
    situation = replace(now.situation, problem=without_project(now.problem, ProjectId(plant.project.code)))
    stop = type(option).objects.create(
        run=option.run,
        key="stop",
        kind="stop",
        title="Stop",
        snapshot=store_situation(situation),
        plan=store_plan(rest),
        facts=option.facts,
        seconds=1.0,
    )
    made = decided(plant.matter, plant.cast.ada, kind="no-go", option_id=stop.pk, reason="It cannot be purged.")
    assert Project.objects.get(pk=plant.project.pk).state == ProjectState.STOPPED
    assert not made.revision.places.filter(activity__project=plant.project).exists()


def test_one_question_at_a_time_is_answered_once_and_the_clock_waits(plant: Plant):
    until = moment_now(plant.site) + timedelta(days=2)
    asked = decided(plant.matter, plant.cast.ada, kind="ask", asked_for="the HPLC of batch 3", pause_until=until)
    assert plant.as_it_is().is_open and ClockPause.objects.get().reason == "question"
    with pytest.raises(Conflict, match="One thing is asked at a time"):
        decided(plant.matter, plant.cast.ada, kind="ask", asked_for="the NMR")
    reply_to_question(by=plant.cast.esi, decision_id=asked.pk, text="0.12 %")
    assert ClockPause.objects.get().ended_at is not None
    with pytest.raises(Conflict, match="answered by Esi Boateng already"):
        reply_to_question(by=plant.cast.ben, decision_id=asked.pk, text="0.2 %")
    made = decided(plant.matter, plant.cast.ada)
    assert made.number == 2 and not plant.as_it_is().is_open


def test_how_long_it_took_follows_from_what_is_stored(plant: Plant):
    start = moment_now(plant.site)
    escalate_matter(by=plant.cast.esi, matter_id=plant.matter.pk, version=None, tier=3, reason="It cannot wait")
    made = decided(plant.matter, plant.cast.ada, at=start + timedelta(hours=5))
    matter = plant.as_it_is()
    assert times_of(matter, made).to_decide == made.at - matter.tier_since and matter.acknowledged_by == plant.cast.ada


def test_the_database_keeps_a_decision_as_it_is(plant: Plant):
    made = decided(plant.matter, plant.cast.ada)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(reason="Otherwise")
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=made.pk).delete()
