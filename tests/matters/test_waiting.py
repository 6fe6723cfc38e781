"""What waits for whom is kept between pages, and is never older than the records."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evenhand.accounts.models import Person
from evenhand.matters.actions.assign_action import assign_action, complete_action
from evenhand.matters.actions.decide import reply_to_question
from evenhand.matters.actions.settle_matter import settle_matter
from evenhand.matters.decided import decided_waiting_for
from evenhand.matters.queries import waiting_for
from evenhand.matters.site_clock import day_of
from evenhand.portfolio.models import Project
from evenhand.schedules.models import Draft
from tests.cast import Cast
from tests.matters.deciding import a_moved_plan, an_option, decided, facts
from tests.matters.raising import NOW, clock_shows, raised
from tests.matters.test_deciding import Plant
from tests.portfolio.small import Small
from tests.schedules.stories import publish


@pytest.fixture
def morning(small: Small) -> Small:
    clock_shows(small.site, NOW)
    return small


def told(person: Person, small: Small) -> list[str]:
    return [waiting.sentence for waiting in waiting_for(person, small.site)]


def test_a_matter_waits_for_its_owner_until_it_is_settled(morning: Small, cast: Cast):
    assert told(cast.esi, morning) == []
    matter = raised(morning, cast.esi)
    owner, other = (cast.clara, cast.esi) if matter.owner_id == cast.clara.pk else (cast.esi, cast.clara)
    assert matter.owner_id == owner.pk
    (line,) = told(owner, morning)
    assert line.startswith(f"Matter {matter.pk}, ") and told(other, morning) == []
    settle_matter(by=owner, matter_id=matter.pk, version=None, settlement="Washed once more")
    assert told(owner, morning) == []


def test_an_action_waits_for_its_owner_when_it_is_due_soon_until_it_is_done(morning: Small, cast: Cast):
    today = day_of(morning.site, NOW)
    assert told(cast.dai, morning) == []
    action = assign_action(by=cast.clara, what="Repeat the HPLC", owner_id=cast.dai.pk, due_on=today + timedelta(days=2), site=morning.site)
    assign_action(by=cast.clara, what="Order columns", owner_id=cast.dai.pk, due_on=today + timedelta(days=30), site=morning.site)
    (line,) = told(cast.dai, morning)
    assert "Repeat the HPLC" in line and told(cast.esi, morning) == []
    complete_action(by=cast.dai, action_id=action.pk, version=None)
    assert told(cast.dai, morning) == []


def test_what_is_decided_and_not_done_waits_until_it_is_done(cast: Cast):
    plant = Plant(cast)
    assert list(decided_waiting_for(cast.ben, plant.site)) == []
    option = an_option(plant.options, plant.site, "earlier", facts(plant.project), a_moved_plan(plant.site))
    made = decided(plant.matter, cast.ada, option_id=option.pk, publish_now=False)
    assert len(list(decided_waiting_for(cast.ben, plant.site))) == 1
    publish(Draft.objects.get(pk=made.draft_id), cast.ben)
    assert list(decided_waiting_for(cast.ben, plant.site)) == []


def test_a_question_waits_for_whose_matter_it_is_until_it_is_answered(cast: Cast):
    plant = Plant(cast)
    Project.objects.filter(pk=plant.project.pk).update(manager=cast.clara)
    owner = cast.clara
    assert list(decided_waiting_for(owner, plant.site)) == []
    asked = decided(plant.matter, cast.ada, kind="ask", asked_for="the HPLC of batch 3")
    (line,) = decided_waiting_for(owner, plant.site)
    assert line.sentence.endswith("asks for: the HPLC of batch 3") and list(decided_waiting_for(cast.dai, plant.site)) == []
    reply_to_question(by=cast.esi, decision_id=asked.pk, text="0.12 %")
    assert list(decided_waiting_for(owner, plant.site)) == []


def test_a_decision_to_be_looked_at_again_waits_for_who_made_it(cast: Cast):
    plant = Plant(cast)
    decided(plant.matter, cast.ada, review_on=plant.today)
    (line,) = decided_waiting_for(cast.ada, plant.site)
    assert line.sentence.startswith("Review ") and list(decided_waiting_for(cast.dai, plant.site)) == []
