"""Invariant 7: a production meeting is not closed while a matter on it has no decision, or an action no owner and date. Every way there is, is tried."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.accounts.actions import deactivate_person
from evenhand.matters.actions.assign_action import assign_action
from evenhand.matters.actions.catch_up import catch_up
from evenhand.matters.keeping_time import keep_time
from evenhand.matters.models import Gravity, Matter
from evenhand.meetings.actions.close_meeting import close_meeting
from evenhand.meetings.actions.conclude_item import carry_over, need_no_decision, settle_item
from evenhand.meetings.actions.note_action import note_action
from evenhand.meetings.actions.plan_meeting import call_off_meeting
from evenhand.meetings.actions.refresh_agenda import refresh_agendas
from evenhand.meetings.actions.run_meeting import hand_over_chair
from evenhand.meetings.closing_guard import FINAL, INCOMPLETE, UNBEGUN, UNDECIDED
from evenhand.meetings.gate import CannotClose, gaps_of
from evenhand.meetings.models import AgendaItem, Attendance, ItemKind, Meeting, MeetingKind, MeetingState, Minutes, NotedAction, Outcome, Talk
from evenhand.records.errors import Conflict, DomainError, NotAllowed
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.cast import PASSWORD, make_cast
from tests.matters.raising import at, clock_shows, raised
from tests.meetings.meeting import NEXT_WEEK, Held, a_running_meeting, carry, close, escalated, item_on, planned, proof_of
from tests.patience import PATIENCE
from tests.portfolio.small import small_portfolio


def test_what_is_missing_is_named_each_with_where_to_see_to_it(held: Held):
    noted = note_action(by=held.cast.clara, meeting_id=held.meeting.pk, what="Ask the sponsor", owner_id=held.cast.ben.pk)
    with pytest.raises(CannotClose) as refusal:
        close(held)
    assert [(gap.sentence, gap.address) for gap in refusal.value.gaps] == [
        (f"Matter {held.matter.pk} has no decision, nor a reason why none is needed.", f"/meetings/{held.meeting.pk}/?item={held.item.pk}"),
        ("The action “Ask the sponsor” has no date.", f"/meetings/{held.meeting.pk}/actions/{noted.pk}/assign/"),
    ]
    assert held.now().is_running


def test_what_came_up_a_moment_ago_keeps_it_open_and_is_on_the_agenda_from_then_on(held: Held):
    carry(held, held.item)
    other = raised(held.small, held.cast.esi, statement="The sensor fails", gravity=Gravity.SAFETY)
    with pytest.raises(CannotClose, match=f"Matter {other.pk} has no decision"):
        close(held)
    assert item_on(held.meeting, other).must_be_decided


def test_what_a_clock_sent_up_without_anybody_noting_it_keeps_it_open(held: Held):
    carry(held, held.item)
    clock_shows(held.small.site, at(5, 18))  # the pump's clocks ran out, and no worker has looked
    pump = Matter.objects.get(statement="A pump squeaks")
    assert pump.tier == 1
    with pytest.raises(CannotClose, match=f"Matter {pump.pk} has no decision"):
        close(held)


def test_an_action_whose_owner_has_left_has_no_owner(held: Held):
    assign_action(by=held.cast.clara, matter_id=held.matter.pk, what="Repeat the HPLC", owner_id=held.cast.dai.pk, due_on=NEXT_WEEK)
    carry_over(
        by=held.cast.clara,
        meeting_id=held.meeting.pk,
        item_id=held.item.pk,
        version=None,
        to=NEXT_WEEK,
        prepares_id=held.cast.ben.pk,
        missing="A result",
    )
    deactivate_person(by=held.cast.finn, person_id=held.cast.dai.pk, reason="Has left")
    with pytest.raises(CannotClose, match="“Repeat the HPLC” has no owner any more: Dai Pritchard has left"):
        close(held)


def test_only_the_chair_closes_it(held: Held):
    carry(held, held.item)
    with pytest.raises(NotAllowed, match="Only Clara Lindqvist, who chairs production meeting 1, may close it"):
        close_meeting(by=held.cast.ada, proof=proof_of(held.cast.ada), meeting_id=held.meeting.pk, version=None)
    with pytest.raises(NotAllowed, match="by nobody for another"):
        close_meeting(by=held.cast.clara, proof=proof_of(held.cast.ada), meeting_id=held.meeting.pk, version=None)
    assert held.now().is_running


@pytest.mark.parametrize("who", ["ada", "ben", "clara", "dai", "esi", "finn", "olga", "nils"])
def test_no_page_closes_it(who, client: Client, held: Held):
    """Every address under the meeting's own, with everything that any of their forms takes, as everybody."""
    client.force_login(getattr(held.cast, who))
    client.raise_request_exception = False
    root = f"/meetings/{held.meeting.pk}"
    sent = {"password": PASSWORD, "version": held.meeting.version, "reason": "Enough", "state": "closed", "outcome": "decided", "kind": "weekly"}
    for path in ("close/", "call-off/", "move/", "begin/", "minutes/", "minutes.pdf", "screen/", "", "leave/", f"items/{held.item.pk}/turn/"):
        for method in (client.post, client.get):
            method(f"{root}/{path}", sent)
    assert held.now().state == MeetingState.RUNNING
    assert held.item.outcome == Outcome.NONE


def test_the_page_refuses_and_names_it(client: Client, held: Held):
    client.force_login(held.cast.clara)
    answer = client.post(f"/meetings/{held.meeting.pk}/close/", {"password": PASSWORD, "version": held.now().version})
    assert answer.status_code == 409
    assert f'<a href="/meetings/{held.meeting.pk}/?item={held.item.pk}">Matter {held.matter.pk} has no decision' in answer.content.decode()
    wrong = client.post(f"/meetings/{held.meeting.pk}/close/", {"password": "wrong", "version": held.now().version})
    assert wrong.status_code == 422


def test_no_clock_and_no_job_closes_it(held: Held):
    for day in (5, 12, 31):
        clock_shows(held.small.site, at(day, 12))
        catch_up()
        keep_time()
        refresh_agendas()
    clock_shows(held.small.site, at(1, 12, month=12))
    keep_time()
    refresh_agendas()
    assert held.now().is_running
    with pytest.raises(Conflict, match="ends by being closed"):
        call_off_meeting(by=SYSTEM, meeting_id=held.meeting.pk, version=None, reason="It is too old")


STAYS = "never changed or deleted|permission denied"  # what guards it; on PostgreSQL nobody may even try


def refused(message: str, attempt: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError, match=message or None), transaction.atomic():
        attempt()


def as_closed(held: Held) -> dict[str, Any]:
    return {"state": MeetingState.CLOSED, "closed_at": timezone.now(), "closed_by": held.cast.clara}


def test_the_database_refuses_to_close_it_undecided(held: Held):
    rows = Meeting.objects.filter(pk=held.meeting.pk)
    refused(UNDECIDED, lambda: rows.update(**as_closed(held)))
    meeting = held.now()
    for name, value in as_closed(held).items():
        setattr(meeting, name, value)
    refused(UNDECIDED, meeting.save)
    carry(held, held.item)
    note_action(by=held.cast.clara, meeting_id=held.meeting.pk, what="Ask the sponsor")
    refused(INCOMPLETE, lambda: rows.update(**as_closed(held)))
    refused("", lambda: rows.update(state=MeetingState.CLOSED))  # without its end and who closed it
    refused("begun ends by being closed", lambda: rows.update(state=MeetingState.PLANNED))
    refused("", lambda: rows.update(state=MeetingState.CALLED_OFF, called_off_because="Enough"))
    refused(STAYS, lambda: rows.delete() if not rows.first().items.exists() else AgendaItem.objects.all()._raw_delete("default"))
    assert held.now().is_running


def test_the_database_takes_no_meeting_that_is_closed_from_the_start(held: Held):
    given = {
        "site": held.small.site,
        "kind": MeetingKind.WEEKLY,
        "number": 9,
        "planned_for": timezone.now(),
        "begun_at": timezone.now(),
        "chair": held.cast.clara,
    }
    refused(UNBEGUN, lambda: Meeting.objects.create(**given, **as_closed(held)))
    other = planned(held.small, held.cast, at(11, 10))
    refused(UNBEGUN, lambda: Meeting.objects.filter(pk=other.pk).update(begun_at=timezone.now(), chair=held.cast.clara, **as_closed(held)))


@pytest.mark.parametrize(
    "given",
    [
        {"outcome": "decided", "reason": "Yes"},  # without its decision
        {"outcome": "asked", "reason": "HPLC"},
        {"outcome": "not needed"},  # without a reason
        {"outcome": "carried over", "reason": "HPLC"},  # without to when and by whom
        {"outcome": "noted"},  # a matter is not merely spoken of
        {"outcome": "overtaken"},
        {"outcome": "settled"},
    ],
)
def test_the_database_takes_no_outcome_without_what_it_says(given, held: Held):
    refused("", lambda: AgendaItem.objects.filter(pk=held.item.pk).update(concluded_at=timezone.now(), **given))


def test_the_database_takes_no_action_without_owner_and_date(held: Held):
    noted = note_action(by=held.cast.clara, meeting_id=held.meeting.pk, what="Ask the sponsor")
    action = assign_action(by=held.cast.clara, matter_id=held.matter.pk, what="Ask", owner_id=held.cast.ben.pk, due_on=NEXT_WEEK)
    refused("", lambda: NotedAction.objects.filter(pk=noted.pk).update(action=action))


def test_what_is_closed_stays_as_it_is(held: Held):
    carry(held, held.item)
    minutes = close(held)
    refused(FINAL, lambda: Meeting.objects.filter(pk=held.meeting.pk).update(state=MeetingState.RUNNING, closed_at=None))
    refused(FINAL, lambda: AgendaItem.objects.filter(meeting=held.meeting).update(reason="Otherwise"))
    refused(FINAL, lambda: Attendance.objects.create(meeting=held.meeting, person=held.cast.ben, joined_at=timezone.now()))
    refused(FINAL, lambda: Talk.objects.create(meeting=held.meeting, item=held.item, begun_at=timezone.now()))
    refused(STAYS, lambda: type(minutes).objects.filter(pk=minutes.pk).update(content={}))
    assert verify().problems == ()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(["raise", "safety", "escalate", "wait"]), st.integers(0, 30)), max_size=6))
def test_every_matter_of_tier_three_is_on_the_agenda_of_a_running_meeting(held: Held, steps: list[tuple[str, int]]):
    with transaction.atomic():
        moment = at(4, 10)
        for k, (step, hours) in enumerate(steps):
            moment = at(4 + min(20, k), 10 + hours % 8)
            clock_shows(held.small.site, moment)
            if step == "raise":
                raised(held.small, held.cast.esi, statement=f"Matter {k} {hours}")
            elif step == "safety":
                raised(held.small, held.cast.esi, statement=f"Safety {k} {hours}", gravity=Gravity.SAFETY)
            elif step == "escalate":
                escalated(held.small, held.cast, f"Up {k} {hours}")
        refresh_agendas()
        catch_up(now=moment)
        up = set(Matter.objects.filter(state="open", tier=3).values_list("pk", flat=True))
        on_it = set(AgendaItem.objects.filter(meeting=held.meeting, kind=ItemKind.MATTER).values_list("matter_id", flat=True))
        assert up <= on_it
        with pytest.raises(CannotClose):
            close(held)
        transaction.set_rollback(True)


# -- two at the same moment: one wins, the other is told what happened ------------------------------------------------


@pytest.fixture
def real(own_database: None) -> Held:
    return a_running_meeting(small_portfolio(), make_cast())


def at_once(*attempts: Callable[[], Any]) -> list[Any]:
    """Each in a thread of its own, with a connection of its own; what it returned, or what it was refused with."""
    gate, found = threading.Barrier(len(attempts)), [None] * len(attempts)

    def run(k: int, attempt: Callable[[], Any]) -> None:
        try:
            gate.wait(PATIENCE)
            found[k] = attempt()
        except DomainError as error:
            found[k] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return found


def test_two_close_at_the_same_moment(real: Held):
    carry(real, real.item)
    version = real.now().version
    clara = real.cast.clara

    def attempt() -> Any:
        return close_meeting(by=clara, proof=proof_of(clara), meeting_id=real.meeting.pk, version=version)

    found = at_once(attempt, attempt)
    errors = [one for one in found if isinstance(one, Conflict)]
    assert len(errors) == 1, found
    assert "Meanwhile Clara Lindqvist changed state (was running, is closed)" in errors[0].message
    assert real.now().is_closed
    assert verify().problems == ()


def test_two_people_close_at_the_same_moment(real: Held):
    """Clara closes it while Ada, who thinks her gone, takes the chair and closes it: there are minutes once, and the other is told who was quicker."""
    carry(real, real.item)
    ada, clara, key, version = real.cast.ada, real.cast.clara, real.meeting.pk, real.now().version

    def takes_the_chair_and_closes() -> Any:
        hand_over_chair(by=ada, meeting_id=key, version=version, to_id=ada.pk)
        return close_meeting(by=ada, proof=proof_of(ada), meeting_id=key, version=None)

    by_clara, by_ada = at_once(
        lambda: close_meeting(by=clara, proof=proof_of(clara), meeting_id=key, version=version),
        takes_the_chair_and_closes,
    )
    minutes = Minutes.objects.get()
    closed = real.now()
    assert closed.is_closed and closed.closed_by in (ada, clara)
    assert (by_clara, by_ada)[closed.closed_by == ada] == minutes
    told = (by_ada, by_clara)[closed.closed_by == ada]
    assert isinstance(told, Conflict) and f"Meanwhile {closed.closed_by} changed" in told.message
    assert verify().problems == ()


def test_two_decide_at_the_same_moment(real: Held):
    ada, clara = real.cast.ada, real.cast.clara
    given = {"meeting_id": real.meeting.pk, "item_id": real.item.pk, "version": real.item.version}
    found = at_once(
        lambda: settle_item(by=ada, settlement="The seal is new", **given),
        lambda: need_no_decision(by=clara, reason="The laboratory has it", **given),
    )
    errors = [one for one in found if isinstance(one, Conflict)]
    assert len(errors) == 1, found
    assert "Meanwhile" in errors[0].message
    assert real.item.outcome in (Outcome.SETTLED, Outcome.NOT_NEEDED)
    assert verify().problems == ()


def test_closing_while_a_matter_comes_up(real: Held):
    """Either it came up before the meeting was closed, and keeps it open; or afterwards, and is for the next."""
    carry(real, real.item)
    found = at_once(lambda: close(real), lambda: raised(real.small, real.cast.esi, statement="The sensor fails", gravity=Gravity.SAFETY))
    closing = found[0]
    assert isinstance(closing, CannotClose) == real.now().is_running
    assert not gaps_of(real.now()) or real.now().is_running
    assert verify().problems == ()
