"""The weekly production meeting, from its plan to its signed minutes."""

from __future__ import annotations

from datetime import date

import pytest

from evenhand.matters.actions.assign_action import assign_action
from evenhand.matters.actions.settle_matter import settle_matter
from evenhand.matters.models import Action, Decision, Matter, MatterState
from evenhand.meetings.actions.attend import join_meeting, leave_meeting
from evenhand.meetings.actions.conclude_item import decline_request, need_no_decision, note_item, settle_item
from evenhand.meetings.actions.correct_talk import correct_talk
from evenhand.meetings.actions.decide_item import decide_item
from evenhand.meetings.actions.note_action import assign_noted, drop_noted, note_action
from evenhand.meetings.actions.plan_meeting import call_off_meeting, move_meeting
from evenhand.meetings.actions.put_on_agenda import put_on_agenda
from evenhand.meetings.actions.refresh_agenda import refresh_agenda
from evenhand.meetings.actions.run_meeting import begin_meeting, hand_over_chair, turn_to
from evenhand.meetings.attention import minutes_spent
from evenhand.meetings.minutes_content import decision_in_words
from evenhand.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState, Outcome
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.people import SYSTEM
from evenhand.records.signatures import signatures_of
from evenhand.records.verification import verify
from evenhand.schedules.models import Variant
from tests.cast import Cast
from tests.matters.raising import at, clock_shows, raised
from tests.meetings.meeting import BEGIN, NEXT_WEEK, Held, begun, carry, close, escalated, item_on, planned, proof_of
from tests.portfolio.small import Small


def test_it_is_planned_moved_and_called_off(small: Small, cast: Cast):
    meeting = planned(small, cast)
    assert (meeting.number, meeting.state) == (1, MeetingState.PLANNED)
    moved = move_meeting(by=cast.ben, meeting_id=meeting.pk, version=1, planned_for=at(4, 11), reason="The room is taken")
    with pytest.raises(Conflict, match="Meanwhile Ben Okafor changed planned for"):
        call_off_meeting(by=cast.clara, meeting_id=meeting.pk, version=1, reason="Holiday")
    off = call_off_meeting(by=cast.clara, meeting_id=meeting.pk, version=moved.version, reason="Holiday")
    assert (off.state, off.called_off_because) == (MeetingState.CALLED_OFF, "Holiday")
    with pytest.raises(Conflict, match="was called off: Holiday"):
        begin_meeting(by=cast.clara, meeting_id=meeting.pk, version=None)
    assert verify().problems == ()


def test_it_is_not_planned_for_yesterday(small: Small, cast: Cast):
    with pytest.raises(Invalid, match="Must not be planned for before now"):
        planned(small, cast, at(28, 8, month=2))


def test_administrators_run_no_meetings(small: Small, cast: Cast):
    with pytest.raises(NotAllowed):
        begin_meeting(by=cast.finn, meeting_id=planned(small, cast).pk, version=None)


def test_only_the_named_chair_begins_it(small: Small, cast: Cast):
    meeting = planned(small, cast, chair_id=cast.ada.pk)
    with pytest.raises(NotAllowed, match="Only Ada Moreau, who chairs production meeting 1, may begin it"):
        begin_meeting(by=cast.clara, meeting_id=meeting.pk, version=None)
    assert begin_meeting(by=cast.ada, meeting_id=meeting.pk, version=None).is_running


def test_the_agenda_makes_itself(held: Held):
    assert [(i.kind, i.title) for i in held.meeting.items.all()] == [(ItemKind.MATTER, f"Matter {held.matter.pk}: Impurity of 0.4 % in batch 3")]
    assert held.item.project == held.small.project


def test_what_comes_up_while_it_runs_is_on_it(held: Held):
    other = escalated(held.small, held.cast, "The filter is torn")
    assert refresh_agenda(by=SYSTEM, meeting_id=held.meeting.pk) == 1
    assert item_on(held.meeting, other).outcome == ""
    assert refresh_agenda(by=SYSTEM, meeting_id=held.meeting.pk) == 0


def test_late_actions_are_on_it_until_they_are_done(held: Held):
    action = assign_action(by=held.cast.clara, site=held.small.site, what="Order solvent", owner_id=held.cast.esi.pk, due_on=date(2027, 3, 4))
    clock_shows(held.small.site, at(5, 9))
    refresh_agenda(by=SYSTEM, meeting_id=held.meeting.pk)
    assert AgendaItem.objects.get(action=action).title == "Late: Order solvent"
    Action.objects.filter(pk=action.pk).update(due_on=date(2027, 3, 9))
    refresh_agenda(by=SYSTEM, meeting_id=held.meeting.pk)
    assert AgendaItem.objects.get(action=action).outcome == Outcome.OVERTAKEN


def test_any_open_matter_can_be_put_on_it(held: Held):
    pump = Matter.objects.get(statement="A pump squeaks")
    item = put_on_agenda(by=held.cast.esi, meeting_id=held.meeting.pk, matter_id=pump.pk)
    assert item.must_be_decided
    with pytest.raises(Conflict, match="is on the agenda already"):
        put_on_agenda(by=held.cast.esi, meeting_id=held.meeting.pk, matter_id=pump.pk)


def test_a_matter_is_decided_in_it(held: Held):
    decision = decide_item(
        by=held.cast.ada,
        proof=proof_of(held.cast.ada),
        meeting_id=held.meeting.pk,
        item_id=held.item.pk,
        version=held.item.version,
        kind="go",
        reason="The limit allows it",
        actions=[("Repeat the HPLC", held.cast.dai.pk, NEXT_WEEK)],
    )
    assert held.item.decision == decision
    assert held.item.outcome == Outcome.DECIDED
    assert Matter.objects.get(pk=held.matter.pk).state == MatterState.DECIDED
    assert Action.objects.get(matter=held.matter).owner == held.cast.dai
    with pytest.raises(Conflict, match="Ada Moreau decided it already"):
        carry(held, held.item)
    minutes = close(held)
    assert minutes.content["items"][0]["decision"] == f"go (decision 1 on matter {held.matter.pk})"
    assert minutes.content["items"][0]["actions"] == [{"what": "Repeat the HPLC", "owner": "Dai Pritchard", "due": "Thu 11 Mar 2027"}]
    assert verify().problems == ()


def test_a_second_meeting_at_the_same_moment_is_not_planned(held: Held):
    before = Meeting.objects.filter(state=MeetingState.PLANNED).count()
    planned(held.small, held.cast, at(5, 9))
    with pytest.raises(Conflict, match="is planned for then already"):
        planned(held.small, held.cast, at(5, 9))
    assert Meeting.objects.filter(state=MeetingState.PLANNED).count() == before + 1


def test_minutes_say_by_which_option_it_was_decided(held: Held):
    decision = Decision(matter=held.matter, number=1, kind="go", option=Variant(title="Move to another suite"))
    assert decision_in_words(AgendaItem(decision=decision)) == f"go, move to another suite (decision 1 on matter {held.matter.pk})"


def test_only_senior_managers_decide_in_it(held: Held):
    with pytest.raises(NotAllowed, match="Only senior managers may decide matters"):
        decide_item(
            by=held.cast.clara,
            proof=proof_of(held.cast.clara),
            meeting_id=held.meeting.pk,
            item_id=held.item.pk,
            version=None,
            kind="go",
            reason="Yes",
        )
    with pytest.raises(NotAllowed, match="Only senior managers may settle"):
        settle_item(by=held.cast.clara, meeting_id=held.meeting.pk, item_id=held.item.pk, version=None, settlement="Done")


def test_what_is_asked_for_comes_back(held: Held):
    given = {"meeting_id": held.meeting.pk, "item_id": held.item.pk, "version": None}
    decide_item(by=held.cast.ada, proof=proof_of(held.cast.ada), kind="ask", reason="I cannot say yet", asked_for="HPLC of batch 2", **given)
    assert (held.item.outcome, held.item.reason) == (Outcome.ASKED, "HPLC of batch 2")
    close(held)
    clock_shows(held.small.site, at(11, 9))
    again = begun(held.small, held.cast, at(11, 10))
    assert item_on(again, held.matter).must_be_decided


def test_what_ended_on_the_matters_own_page_counts(held: Held):
    settle_matter(by=held.cast.ada, matter_id=held.matter.pk, version=None, settlement="The seal is new")
    refresh_agenda(by=SYSTEM, meeting_id=held.meeting.pk)
    assert (held.item.outcome, held.item.reason, held.item.concluded_by) == (Outcome.SETTLED, "The seal is new", held.cast.ada)


def test_carried_over_matters_come_back_and_say_how_often(held: Held):
    carry(held, held.item)
    close(held)
    for week, count in ((11, 1), (18, 2)):
        clock_shows(held.small.site, at(week, 9))
        again = begun(held.small, held.cast, at(week, 10))
        assert item_on(again, held.matter).carried_before == count
        for each in again.items.filter(kind=ItemKind.MATTER):
            carry(held, each, date(2027, 3, week + 7))
        close(held, again)
    assert verify().problems == ()


def test_a_matter_of_the_team_that_was_carried_over_comes_back_too(held: Held):
    pump = Matter.objects.get(statement="A pump squeaks")
    held.small.site.refresh_from_db()
    item = put_on_agenda(by=held.cast.esi, meeting_id=held.meeting.pk, matter_id=pump.pk)
    carry(held, item)
    carry(held, held.item)
    close(held)
    again = begun(held.small, held.cast, at(4, 12))
    assert item_on(again, pump).carried_before == 1


@pytest.mark.parametrize("to", [date(2027, 3, 4), date(2027, 3, 3), date(2029, 3, 3)])
def test_it_is_carried_to_a_day_to_come(to, held: Held):
    with pytest.raises(Invalid):
        carry(held, held.item, to)


def test_no_decision_needed_wants_a_reason_and_the_matter_stays_open(held: Held):
    given = {"by": held.cast.clara, "meeting_id": held.meeting.pk, "item_id": held.item.pk, "version": None}
    with pytest.raises(Invalid):
        need_no_decision(reason=" ", **given)
    need_no_decision(reason="The laboratory has it", **given)
    assert Matter.objects.get(pk=held.matter.pk).is_open
    close(held)
    assert item_on(begun(held.small, held.cast, at(11, 10)), held.matter).carried_before == 0


def test_a_matter_is_not_merely_spoken_of(held: Held):
    with pytest.raises(Invalid, match="A matter must have a decision"):
        note_item(by=held.cast.clara, meeting_id=held.meeting.pk, item_id=held.item.pk, version=None)
    with pytest.raises(Invalid, match="Only an expedite request can be declined"):
        decline_request(by=held.cast.ada, meeting_id=held.meeting.pk, item_id=held.item.pk, version=None, reason="No")


def test_an_action_gets_its_owner_and_date_or_is_dropped(held: Held):
    noted = note_action(by=held.cast.clara, meeting_id=held.meeting.pk, item_id=held.item.pk, what="Ask the sponsor")
    assert (noted.is_incomplete, noted.lacks) == (True, "owner and date")
    other = note_action(by=held.cast.clara, meeting_id=held.meeting.pk, what="Paint the door", due_on=NEXT_WEEK)
    assert other.lacks == "owner"
    given = {"owner_id": held.cast.ben.pk, "due_on": NEXT_WEEK}
    done = assign_noted(by=held.cast.clara, meeting_id=held.meeting.pk, noted_id=noted.pk, version=noted.version, **given)
    assert done.action is not None and done.action.matter_id == held.matter.pk
    with pytest.raises(Conflict, match="Ben Okafor has it already"):
        drop_noted(by=held.cast.clara, meeting_id=held.meeting.pk, noted_id=noted.pk, version=None, reason="No")
    drop_noted(by=held.cast.clara, meeting_id=held.meeting.pk, noted_id=other.pk, version=None, reason="It is painted")
    carry(held, held.item)
    close(held)


def test_who_was_there(held: Held):
    clara, ben, dai = held.cast.clara, held.cast.ben, held.cast.dai
    join_meeting(by=ben, meeting_id=held.meeting.pk, person_id=ben.pk)
    join_meeting(by=clara, meeting_id=held.meeting.pk, person_id=dai.pk)
    with pytest.raises(NotAllowed, match="Only Clara Lindqvist, who chairs"):
        join_meeting(by=ben, meeting_id=held.meeting.pk, person_id=held.cast.esi.pk)
    clock_shows(held.small.site, at(4, 10, 30))
    leave_meeting(by=ben, meeting_id=held.meeting.pk, person_id=ben.pk)
    with pytest.raises(Conflict, match="hand the chair over first"):
        leave_meeting(by=clara, meeting_id=held.meeting.pk, person_id=clara.pk)
    carry(held, held.item)
    there = {row["name"]: row["when"] for row in close(held).content["there"]}
    assert set(there) == {"Clara Lindqvist", "Ben Okafor", "Dai Pritchard"}
    assert there["Ben Okafor"] == "from Thu 4 Mar 2027 10:00 CET until Thu 4 Mar 2027 10:30 CET" or "to the end" in there["Ben Okafor"]


def test_the_chair_is_handed_over_or_taken_by_a_senior_manager(held: Held):
    given = {"meeting_id": held.meeting.pk, "version": None}
    with pytest.raises(NotAllowed, match="may hand it over; a senior manager may take it"):
        hand_over_chair(by=held.cast.ben, to_id=held.cast.ben.pk, **given)
    with pytest.raises(Invalid, match="somebody who may run a meeting; Finn Aalto may not"):
        hand_over_chair(by=held.cast.clara, to_id=held.cast.finn.pk, **given)
    hand_over_chair(by=held.cast.clara, to_id=held.cast.ben.pk, **given)
    with pytest.raises(NotAllowed, match="Only Ben Okafor, who chairs"):
        turn_to(by=held.cast.clara, meeting_id=held.meeting.pk, item_id=held.item.pk)
    assert hand_over_chair(by=held.cast.ada, to_id=held.cast.ada.pk, **given).chair == held.cast.ada


def test_minutes_are_counted_for_the_project_whose_item_is_open_and_can_be_corrected(held: Held):
    other = escalated(held.small, held.cast, "The building leaks", project_id=None)
    refresh_agenda(by=SYSTEM, meeting_id=held.meeting.pk)
    run = {"by": held.cast.clara, "meeting_id": held.meeting.pk}
    turn_to(item_id=held.item.pk, at=at(4, 10, 0), **run)
    turn_to(item_id=item_on(held.meeting, other).pk, at=at(4, 10, 12), **run)
    turn_to(item_id=held.item.pk, at=at(4, 10, 15), **run)
    spent = minutes_spent(held.meeting, at(4, 10, 20))
    assert [(s.name.partition(" ")[0], s.minutes) for s in spent] == [("QF-1", 17), ("No", 3)]
    correct_talk(project_id=held.small.project.pk, minutes=10, reason="We spoke of lunch", at=at(4, 10, 20), **run)
    first = next(s for s in minutes_spent(held.meeting, at(4, 10, 20)) if s.was_corrected)
    assert (first.minutes, first.measured, first.reason) == (10, 17, "We spoke of lunch")


def test_two_meetings_do_not_run_at_once(held: Held):
    meeting = planned(held.small, held.cast, at(11, 10))
    with pytest.raises(Conflict, match="Production meeting 1 is not closed yet; production meeting 2 begins after it"):
        begin_meeting(by=held.cast.clara, meeting_id=meeting.pk, version=None)


def test_what_has_begun_cannot_be_called_off_or_moved(held: Held):
    with pytest.raises(Conflict, match="has begun: it ends by being closed"):
        call_off_meeting(by=held.cast.ada, meeting_id=held.meeting.pk, version=None, reason="Enough")
    with pytest.raises(Conflict, match="has begun"):
        move_meeting(by=held.cast.ada, meeting_id=held.meeting.pk, version=None, planned_for=at(9, 9), reason="Later")


def test_the_minutes_are_signed_and_the_next_meeting_is_planned(held: Held):
    carry(held, held.item)
    minutes = close(held)
    assert [s.holds for s in signatures_of(minutes)] == [True]
    assert minutes.content["chair"] == "Clara Lindqvist"
    following = Meeting.objects.next_planned(held.small.site)
    assert following is not None and following.planned_for == at(11, 10)
    with pytest.raises(Conflict, match="was closed by Clara Lindqvist"):
        close(held)
    with pytest.raises(Conflict, match="was closed by"):
        note_action(by=held.cast.clara, meeting_id=held.meeting.pk, what="Late thought")
    assert raised(held.small, held.cast.esi, statement="Afterwards")
    assert held.now().begun_at == BEGIN
    assert verify().problems == ()
