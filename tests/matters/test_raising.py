"""A matter is raised by anybody, goes up by hand or at once, is acknowledged, settled; each refusal says why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evenhand.matters.actions.attach_files import LARGEST, File, attach_files
from evenhand.matters.actions.change_matter import change_matter, hand_over_matter, tell_of_matter
from evenhand.matters.actions.escalate_matter import acknowledge_matter, escalate_matter
from evenhand.matters.actions.raise_matter import raise_matter
from evenhand.matters.actions.set_clocks import enter_days_away, give_responsibility
from evenhand.matters.actions.settle_matter import settle_matter
from evenhand.matters.models import Attachment, Category, Gravity, Matter, MatterState, Notice, StoryEntry
from evenhand.records.errors import Conflict, Invalid, NotAllowed, NotThere
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.matters.raising import NOW, STATEMENT, at, clock_shows, now_of, raised
from tests.portfolio.small import Small

PDF = File("result.pdf", b"%PDF-1.7 ...")


def story(matter: Matter) -> list[tuple[str, str]]:
    return [(line.kind, line.by_name) for line in StoryEntry.objects.filter(matter=matter).order_by("at", "pk")]


def test_anybody_of_the_plant_raises_one_and_the_team_has_it(small: Small, cast: Cast):
    matter = raised(small, cast.esi, days_at_stake=12, cost_at_stake=40_000_00, activity_id=small.activity("batch").pk, files=[PDF])
    assert (matter.tier, matter.state, matter.raised_at, matter.headline) == (1, "open", NOW, "Impurity of 0.4 % in batch 3")
    assert (matter.currency, matter.cost_at_stake, matter.owner) == ("EUR", 40_000_00, cast.esi)
    assert story(matter) == [("raised", "Esi Boateng"), ("attached", "Esi Boateng")]
    assert verify().problems == ()


def test_an_activity_brings_its_project_along(small: Small, cast: Cast):
    matter = raise_matter(by=cast.esi, site=small.site, category=Category.TIMELINE, statement="Late", activity_id=small.activity("batch").pk)
    assert matter.project == small.project


def test_safety_and_critical_quality_are_with_senior_management_at_once(small: Small, cast: Cast):
    matter = raised(small, cast.esi, gravity=Gravity.SAFETY)
    assert (matter.tier, matter.tier_since, matter.responsible) == (3, NOW, cast.ada)
    assert [kind for kind, _ in story(matter)] == ["raised", "escalated"]
    notice = Notice.objects.get(person=cast.ada)
    assert notice.is_grave and "it is now with senior management; Ada Moreau is responsible." in notice.sentence


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"statement": "  "}, "Must have 1 to 5000 letters; has 0"),
        ({"category": "weather"}, "Must be one of financial, timeline, technology; is 'weather'"),
        ({"gravity": "grim"}, "Must be one of ordinary, safety, critical quality"),
        ({"days_at_stake": -1}, "Must be from 0 to 10000; is -1"),
        ({"cost_at_stake": -1}, "Must be from 0.00"),
        ({"at": NOW + timedelta(hours=1)}, "Must not be raised later than now"),
        ({"files": [File("virus.exe", b"MZ")]}, "Must be a file of the kinds PDF, .*; is virus.exe"),
        ({"files": [File("result.pdf", b"MZ")]}, "Must be what its name says; result.pdf has another content"),
        ({"files": [File("result.pdf", b"")]}, "Must have content; result.pdf is empty"),
        ({"files": [File("result.pdf", b"%PDF-" + b"x" * LARGEST)]}, "Must have 10 MB at most; result.pdf has 10.0 MB"),
    ],
)
def test_what_is_refused_says_the_rule_and_the_value(given, message, small: Small, cast: Cast):
    with pytest.raises(Invalid, match=message):
        raised(small, cast.esi, **given)
    assert not Matter.objects.exists() and not Attachment.objects.exists()


def test_an_activity_of_another_project_is_refused(small: Small, cast: Cast):
    with pytest.raises(Invalid, match=r"Must be an activity of TK-2; GMP batch is one of QF-1"):
        raised(small, cast.esi, project_id=small.other.pk, activity_id=small.activity("batch").pk)


def test_a_form_that_was_sent_twice_raises_one_matter(small: Small, cast: Cast):
    first = raised(small, cast.esi)
    with pytest.raises(Conflict, match=rf"You raised it a moment ago: it is matter {first.pk}"):
        raised(small, cast.esi)
    raised(small, cast.clara)


def test_outsiders_raise_nothing(small: Small, cast: Cast):
    for person in (cast.olga, cast.nils):
        with pytest.raises(NotAllowed, match=r"Only the plant's own people may raise matters\."):
            raised(small, person)


def test_it_is_sent_up_by_hand_with_a_reason(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    clock_shows(small.site, at(1, 9))
    with pytest.raises(Invalid, match="Must have a reason"):
        escalate_matter(by=cast.esi, matter_id=matter.pk, version=matter.version, tier=3, reason=" ")
    escalate_matter(by=cast.esi, matter_id=matter.pk, version=matter.version, tier=3, reason="The batch waits in the reactor.")
    matter = now_of(matter)
    assert (matter.tier, matter.tier_since, matter.responsible) == (3, at(1, 9), cast.ada)
    with pytest.raises(Conflict, match=r"is with senior management already, since Mon 1 Mar 2027 09:00 CET"):
        escalate_matter(by=cast.esi, matter_id=matter.pk, version=matter.version, tier=2, reason="Again")
    assert verify().problems == ()


def test_who_changed_it_meanwhile_is_told_to_whoever_comes_second(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    change_matter(by=cast.clara, matter_id=matter.pk, version=matter.version, reason="Known better now", days_at_stake=20)
    with pytest.raises(Conflict, match=r"Meanwhile Clara Lindqvist changed days it may cost \(was nothing, is 20\)"):
        settle_matter(by=cast.ben, matter_id=matter.pk, version=matter.version, settlement="Washed once more")


def test_the_project_is_named_later_and_stays(small: Small, cast: Cast):
    matter = raised(small, cast.esi, project_id=None)
    change_matter(by=cast.clara, matter_id=matter.pk, version=matter.version, reason="It is theirs", project_id=small.project.pk)
    matter = now_of(matter)
    assert matter.project == small.project
    with pytest.raises(Invalid, match="Must stay QF-1; for another project, raise another matter"):
        change_matter(by=cast.clara, matter_id=matter.pk, version=matter.version, reason="Or the other's", project_id=small.other.pk)
    assert verify().problems == ()


def test_a_senior_manager_acknowledges_it_and_is_responsible(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    with pytest.raises(Conflict, match="is with the team; only what is with senior management is acknowledged"):
        acknowledge_matter(by=cast.ada, matter_id=matter.pk, version=None)
    escalate_matter(by=cast.esi, matter_id=matter.pk, version=None, tier=3, reason="It cannot wait")
    with pytest.raises(NotAllowed, match=r"Only senior managers may acknowledge matters\."):
        acknowledge_matter(by=cast.ben, matter_id=matter.pk, version=None)
    clock_shows(small.site, at(1, 9))
    acknowledge_matter(by=cast.ada, matter_id=matter.pk, version=None)
    matter = now_of(matter)
    assert (matter.acknowledged_at, matter.acknowledged_by, matter.responsible) == (at(1, 9), cast.ada, cast.ada)
    with pytest.raises(Conflict, match="was acknowledged by Ada Moreau on Mon 1 Mar 2027 09:00 CET"):
        acknowledge_matter(by=cast.ada, matter_id=matter.pk, version=None)


def test_the_team_settles_it_and_those_concerned_are_told(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    with pytest.raises(NotAllowed, match="Only the plant's own people who do not administer may settle matters"):
        settle_matter(by=cast.finn, matter_id=matter.pk, version=None, settlement="Done")
    settle_matter(by=cast.clara, matter_id=matter.pk, version=matter.version, settlement="Washed once more; 0.05 % now.")
    matter = now_of(matter)
    assert (matter.state, matter.settled_by) == (MatterState.SETTLED, cast.clara)
    assert "Clara Lindqvist settled it: Washed once more; 0.05 % now." in Notice.objects.get(person=cast.esi).sentence
    with pytest.raises(Conflict, match=rf"Matter {matter.pk} was settled by Clara Lindqvist on Mon 1 Mar 2027 08:00 CET\."):
        settle_matter(by=cast.clara, matter_id=matter.pk, version=None, settlement="Again")
    with pytest.raises(Conflict):
        tell_of_matter(by=cast.esi, matter_id=matter.pk, text="Too late")
    assert verify().problems == ()


def test_what_is_with_senior_management_is_not_settled_below_it(small: Small, cast: Cast):
    matter = raised(small, cast.esi, gravity=Gravity.CRITICAL_QUALITY)
    with pytest.raises(NotAllowed, match="Only senior managers may settle what is with senior management"):
        settle_matter(by=cast.ben, matter_id=matter.pk, version=matter.version, settlement="Nothing happened")
    settle_matter(by=cast.ada, matter_id=matter.pk, version=matter.version, settlement="The batch is discarded.")


def test_a_clock_that_ran_out_unnoticed_stands_before_what_is_done_now(small: Small, cast: Cast):
    """Nobody looked for two days: whoever settles it then finds it with senior management."""
    matter = raised(small, cast.esi)
    clock_shows(small.site, at(3, 8))
    with pytest.raises(NotAllowed, match="Only senior managers may settle what is with senior management"):
        settle_matter(by=cast.clara, matter_id=matter.pk, version=matter.version, settlement="Washed once more")
    settle_matter(by=cast.ada, matter_id=matter.pk, version=matter.version, settlement="Washed once more")
    told = [(line.kind, line.at) for line in StoryEntry.objects.filter(matter=matter).order_by("at", "pk")]
    assert told == [("raised", NOW), ("escalated", at(1, 12)), ("escalated", at(2, 12)), ("late", at(2, 16)), ("settled", at(3, 8))]


def test_what_becomes_grave_goes_up_at_once_and_stays_so(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    clock_shows(small.site, at(1, 10))
    change_matter(by=cast.dai, matter_id=matter.pk, version=matter.version, reason="It is above the limit", gravity=Gravity.CRITICAL_QUALITY)
    matter = now_of(matter)
    assert (matter.tier, matter.tier_since) == (3, at(1, 10))
    with pytest.raises(Invalid, match="Must stay critical quality"):
        change_matter(by=cast.dai, matter_id=matter.pk, version=matter.version, reason="It is not", gravity=Gravity.ORDINARY)


def test_while_the_manager_is_away_the_first_deputy_who_is_there_is_responsible(small: Small, cast: Cast):
    from evenhand.accounts.actions import grant_role, invite_person
    from evenhand.accounts.roles import Role

    deputy, second = (invite_person(by=SYSTEM, email=f"{name.lower()}@example.com", printed_name=f"{name} Hale") for name in ("Gus", "Hana"))
    for person in (deputy, second):
        grant_role(by=SYSTEM, person_id=person.pk, role=Role.SENIOR_MANAGER)
    give_responsibility(
        by=cast.finn, site=small.site, category=Category.TECHNOLOGY, manager_id=second.pk, deputy_ids=[deputy.pk, cast.ada.pk], reason="By skill"
    )
    assert raised(small, cast.esi, gravity=Gravity.SAFETY).responsible == second
    enter_days_away(by=second, person_id=second.pk, first_day=NOW.date(), last_day=at(3, 0).date())
    enter_days_away(by=cast.finn, person_id=deputy.pk, first_day=at(2, 0).date(), last_day=at(5, 0).date())
    assert raised(small, cast.clara, gravity=Gravity.SAFETY).responsible == deputy
    clock_shows(small.site, at(3, 23))
    assert raised(small, cast.ben, gravity=Gravity.SAFETY).responsible == cast.ada
    clock_shows(small.site, at(4, 0))
    assert raised(small, cast.dai, gravity=Gravity.SAFETY).responsible == second


def test_it_is_handed_over_to_somebody_who_may_have_it(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    hand_over_matter(by=cast.clara, matter_id=matter.pk, version=matter.version, person_id=cast.dai.pk, reason="It is a method's")
    assert now_of(matter).owner == cast.dai
    with pytest.raises(Invalid, match="Must be somebody who works at the plant"):
        hand_over_matter(by=cast.clara, matter_id=matter.pk, version=None, person_id=cast.olga.pk, reason="Why not")
    escalate_matter(by=cast.esi, matter_id=matter.pk, version=None, tier=3, reason="It cannot wait")
    with pytest.raises(Invalid, match="Must be a senior manager; Ben Okafor is not"):
        hand_over_matter(by=cast.ada, matter_id=matter.pk, version=None, person_id=cast.ben.pk, reason="Why not")


def test_a_file_is_kept_as_it_is_and_the_trail_knows_its_hash(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    attach_files(by=cast.clara, matter_id=matter.pk, files=[File("..\\..\\a result.pdf", PDF.content)])
    row = Attachment.objects.get()
    assert (row.name, bytes(row.content), row.size) == ("a result.pdf", PDF.content, len(PDF.content))
    with pytest.raises(Conflict, match="A matter has 20 files at most"):
        attach_files(by=cast.clara, matter_id=matter.pk, files=[PDF] * 20)
    assert Attachment.objects.count() == 1


def test_what_is_not_there_is_not_there(small: Small, cast: Cast):
    for number in (999, 2**63 - 1, 2**80):
        with pytest.raises(NotThere, match="There is no such matter"):
            settle_matter(by=cast.ada, matter_id=number, version=None, settlement=STATEMENT)
