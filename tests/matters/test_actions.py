"""Who does what by when."""

from __future__ import annotations

from datetime import date

import pytest

from evenhand.matters.actions.assign_action import assign_action, change_action, complete_action, reopen_action
from evenhand.matters.models import Action, Notice, StoryEntry
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.matters.raising import at, clock_shows, raised
from tests.portfolio.small import Small

DUE = date(2027, 3, 5)


@pytest.fixture
def action(small: Small, cast: Cast) -> Action:
    matter = raised(small, cast.esi)
    return assign_action(by=cast.clara, matter_id=matter.pk, what="Repeat the HPLC", owner_id=cast.dai.pk, due_on=DUE)


def kinds(action: Action) -> list[str]:
    return list(StoryEntry.objects.filter(matter=action.matter).order_by("at", "pk").values_list("kind", flat=True))


def test_whoever_does_it_is_told(action: Action, cast: Cast):
    sentence = Notice.objects.get(person=cast.dai).sentence
    assert sentence == f"Matter {action.matter_id}: you do this by Fri 5 Mar 2027: Repeat the HPLC"
    assert kinds(action) == ["raised", "action assigned"]


def test_a_form_that_was_sent_twice_assigns_one_action(action: Action, cast: Cast):
    with pytest.raises(Conflict, match="You assigned it a moment ago"):
        assign_action(by=cast.clara, what=action.what, owner_id=action.owner_id, due_on=action.due_on, matter_id=action.matter_id)


def test_it_is_done_and_whoever_assigned_it_is_told(action: Action, cast: Cast):
    complete_action(by=cast.dai, action_id=action.pk, version=action.version, result="0.05 %")
    assert Notice.objects.filter(person=cast.clara, sentence__contains="Dai Pritchard did it: Repeat the HPLC").exists()
    with pytest.raises(Conflict, match="Dai Pritchard did it on Mon 1 Mar 2027 08:00 CET; reopen it first"):
        complete_action(by=cast.clara, action_id=action.pk, version=None)
    assert verify().problems == ()


def test_it_is_reopened_with_a_reason_and_a_new_date(action: Action, cast: Cast):
    with pytest.raises(Conflict, match="It is not done yet"):
        reopen_action(by=cast.clara, action_id=action.pk, version=None, reason="Again", due_on=DUE)
    complete_action(by=cast.dai, action_id=action.pk, version=None)
    again = reopen_action(by=cast.clara, action_id=action.pk, version=None, reason="The reference was wrong", due_on=date(2027, 3, 9))
    assert (again.done_at, again.due_on) == (None, date(2027, 3, 9))
    assert kinds(action)[-2:] == ["action done", "action reopened"]


def test_it_changes_hands(action: Action, cast: Cast):
    given = {"what": "Repeat the HPLC twice", "owner_id": cast.esi.pk, "due_on": DUE, "reason": "Dai is away"}
    change_action(by=cast.clara, action_id=action.pk, version=action.version, **given)
    assert Notice.objects.filter(person=cast.esi, sentence__contains="it was changed; you do this").exists()
    with pytest.raises(Conflict, match="Meanwhile Clara Lindqvist changed what"):
        change_action(by=cast.ben, action_id=action.pk, version=action.version, **given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"due_on": date(2027, 2, 28)}, "Must not be due before today, Mon 1 Mar 2027; is Sun 28 Feb 2027"),
        ({"what": " "}, "Must have 1 to 500 letters"),
    ],
)
def test_an_action_has_words_and_a_date_to_come(given, message, small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    with pytest.raises(Invalid, match=message):
        assign_action(by=cast.clara, matter_id=matter.pk, **{"what": "HPLC", "owner_id": cast.dai.pk, "due_on": DUE, **given})


def test_its_owner_is_somebody_of_the_plant(small: Small, cast: Cast):
    with pytest.raises(Invalid, match="Must be somebody who works at the plant; Olga Outside does not"):
        assign_action(by=cast.clara, site=small.site, what="HPLC", owner_id=cast.olga.pk, due_on=DUE)


def test_administrators_assign_nothing_but_do_what_is_theirs(action: Action, small: Small, cast: Cast):
    with pytest.raises(NotAllowed):
        assign_action(by=cast.finn, site=small.site, what="HPLC", owner_id=cast.dai.pk, due_on=DUE)
    with pytest.raises(NotAllowed, match="Only Dai Pritchard and those who work on matters may complete it"):
        complete_action(by=cast.finn, action_id=action.pk, version=None)
    own = assign_action(by=cast.clara, site=small.site, what="Give Gus an account", owner_id=cast.finn.pk, due_on=DUE)
    complete_action(by=cast.finn, action_id=own.pk, version=own.version)


def test_it_is_late_when_the_day_is_over(action: Action, small: Small):
    assert not action.is_late(DUE)
    clock_shows(small.site, at(6, 0))
    assert action.is_late(date(2027, 3, 6))
