"""Whatever people and clocks do, in whatever order: no meeting is closed with an undecided matter, no cent is lost or spent twice, no clock stands still
without a reason, and no record changes without its entry in the trail.

Each example is one transaction that is undone; nobody logs in and no page is asked for. ``EVENHAND_TEST_STEPS=50000`` goes on for longer.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from evenhand.accounts.models import Person
from evenhand.matters.actions.catch_up import catch_up
from evenhand.matters.actions.decide import decide
from evenhand.matters.actions.escalate_matter import escalate_matter
from evenhand.matters.actions.pause_clock import pause_clock, resume_clock
from evenhand.matters.actions.raise_matter import raise_matter
from evenhand.matters.actions.settle_matter import settle_matter
from evenhand.matters.lengths import clock_settings
from evenhand.matters.models import Category, ClockPause, Decision, Gravity, Matter, PauseReason
from evenhand.matters.site_clock import day_of
from evenhand.matters.standings import standings
from evenhand.meetings.actions.attend import join_meeting, leave_meeting
from evenhand.meetings.actions.close_meeting import close_meeting
from evenhand.meetings.actions.conclude_item import carry_over, need_no_decision, note_item, settle_item
from evenhand.meetings.actions.decide_item import decide_item
from evenhand.meetings.actions.note_action import assign_noted, drop_noted, note_action
from evenhand.meetings.actions.plan_meeting import call_off_meeting, plan_meeting
from evenhand.meetings.actions.put_on_agenda import put_on_agenda
from evenhand.meetings.actions.refresh_agenda import refresh_agendas
from evenhand.meetings.actions.run_meeting import begin_meeting, hand_over_chair, turn_to
from evenhand.meetings.gate import CannotClose
from evenhand.meetings.models import AgendaItem, Meeting, MeetingState, NotedAction
from evenhand.plant.models import Site
from evenhand.records.errors import DomainError
from evenhand.records.head import head
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.matters.raising import NOW, clock_shows
from tests.meetings.any_costs import PEOPLE, WALKS, AnyCosts, enter_terms
from tests.meetings.meeting import escalated, planned, proof_of
from tests.portfolio.small import Small

STEPS_AN_EXAMPLE = 100
STEPS = int(os.environ.get("EVENHAND_TEST_STEPS", "5000" if connection.vendor == "sqlite" else "500"))
CLOSED = MeetingState.CLOSED
SETTINGS = settings(
    max_examples=10,
    stateful_step_count=STEPS_AN_EXAMPLE,
    deadline=None,
    database=None,
    phases=(Phase.generate,),  # what fails is told as it was found: to make it shorter takes many times as long
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


class AnySequence(AnyCosts, RuleBasedStateMachine):
    """What people may do, each time by anybody, with whatever comes to hand; what is refused is refused."""

    small: ClassVar[Small]
    cast: ClassVar[Cast]
    steps: ClassVar[int]

    @initialize(walk=st.sampled_from([{}, *WALKS]), luck=st.integers(0, 2**62))
    def begin(self, walk: dict[str, str], luck: int) -> None:
        """``luck``: who and what it is, each time, is drawn by that; hypothesis, which draws what is done, likes to draw the same again."""
        self.random = Random(luck)
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.site = Site.objects.get(pk=self.small.site.pk)
        self.now: datetime = NOW
        matter = escalated(self.small, self.cast)
        planned(self.small, self.cast, self.now)
        begin_meeting(by=self.cast.clara, meeting_id=Meeting.objects.get().pk, version=None)
        self.open_the_books()
        if walk:
            self.assess(matter, walk)

    def teardown(self) -> None:
        if not hasattr(self, "outer"):
            return
        try:
            assert verify().problems == ()
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def attempt(self, act: Callable[[], Any]) -> Any:
        """What it came to, or the refusal. Whatever is refused leaves nothing behind."""
        before, found = head(), None
        try:
            return act()
        except DomainError as refusal:
            found = refusal
        may_write = isinstance(found, CannotClose)  # what came up meanwhile was put on the agenda
        assert may_write or head() == before, f"refused, and yet something was recorded: {found}"
        return found

    def anybody(self, likely: str = "") -> Person:
        """``likely``: who may; somebody else in one case of three."""
        found: Person = getattr(self.cast, likely if likely and not self.luck(3) else self.random.choice(PEOPLE))
        return found

    def luck(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def matter(self) -> Matter | None:
        return self.pick(Matter.objects.order_by("pk"))

    def item(self) -> AgendaItem | None:
        return self.pick(AgendaItem.objects.order_by("meeting__state", "pk"))

    def running(self) -> Meeting | None:
        return Meeting.objects.running(self.site)

    def pick(self, rows: Any) -> Any:
        keys = list(rows.values_list("pk", flat=True))
        return None if not keys else rows.model.objects.get(pk=self.random.choice(keys))

    # -- clocks ------------------------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 5, 25, 75]), looks=st.booleans())
    def time_passes(self, hours: int, looks: bool) -> None:
        self.now += timedelta(hours=hours)
        clock_shows(self.site, self.now)
        self.site = Site.objects.get(pk=self.site.pk)
        if looks:
            catch_up(now=self.now)
            refresh_agendas()

    @rule(
        reason=st.sampled_from([*PauseReason.values, "", "because"]),
        note=st.sampled_from(["", "Order 7"]),
    )
    def a_clock_is_stopped(self, reason: str, note: str) -> None:
        if (matter := self.matter()) is not None:
            until = self.now + timedelta(hours=30)
            self.attempt(lambda: pause_clock(by=self.anybody("clara"), matter_id=matter.pk, version=None, reason=reason, note=note, until=until))

    @rule()
    def a_clock_runs_again(self) -> None:
        if (matter := self.matter()) is not None:
            self.attempt(lambda: resume_clock(by=self.anybody("clara"), matter_id=matter.pk, version=None))

    # -- matters -----------------------------------------------------------------------------------------------------

    @rule(n=st.integers(0, 10**6), gravity=st.sampled_from(Gravity.values), category=st.sampled_from(Category.values))
    def a_matter_is_raised(self, n: int, gravity: str, category: str) -> None:
        project = self.small.project.pk if n % 2 else None
        self.attempt(
            lambda: raise_matter(by=self.anybody(), site=self.site, category=category, statement=f"It is {n}", gravity=gravity, project_id=project)
        )

    @rule(tier=st.sampled_from([2, 3]))
    def a_matter_is_sent_up(self, tier: int) -> None:
        if (matter := self.matter()) is not None:
            self.attempt(lambda: escalate_matter(by=self.anybody("clara"), matter_id=matter.pk, version=None, tier=tier, reason="It cannot wait"))

    @rule()
    def a_matter_is_settled(self) -> None:
        if (matter := self.matter()) is not None:
            self.attempt(lambda: settle_matter(by=self.anybody("clara"), matter_id=matter.pk, version=None, settlement="It is done"))

    @rule(kind=st.sampled_from(["go", "ask", "no-go"]))
    def a_matter_is_decided(self, kind: str) -> None:
        if (matter := self.matter()) is not None:
            asked, by = "A result" if kind == "ask" else "", self.anybody("ada")
            self.attempt(
                lambda: decide(by=by, proof=proof_of(by), matter_id=matter.pk, version=None, kind=kind, reason="So it is best", asked_for=asked)
            )

    # -- meetings ----------------------------------------------------------------------------------------------------

    @rule(hours=st.integers(-1, 40))
    def a_meeting_is_planned(self, hours: int) -> None:
        self.attempt(lambda: plan_meeting(by=self.anybody("clara"), site=self.site, planned_for=self.now + timedelta(hours=hours)))

    @rule(off=st.integers(0, 9))
    def a_meeting_begins_or_is_called_off(self, off: int) -> None:
        meeting = self.pick(Meeting.objects.order_by("state", "pk"))
        if meeting is None:
            return
        if off == 0:
            self.attempt(lambda: call_off_meeting(by=self.anybody("clara"), meeting_id=meeting.pk, version=None, reason="Holiday"))
        else:
            self.attempt(lambda: begin_meeting(by=self.anybody("clara"), meeting_id=meeting.pk, version=None))

    @rule(how=st.integers(0, 6))
    def an_item_ends(self, how: int) -> None:
        item = self.item()
        if item is None:
            return
        by = self.anybody("ada" if how > 4 else "clara")
        at = {"by": by, "meeting_id": item.meeting_id, "item_id": item.pk, "version": None}
        to = day_of(self.site, self.now) + timedelta(days=self.random.randint(-2, 18))
        ways: list[Callable[[], Any]] = [
            lambda: settle_item(settlement="It is done", **at),
            lambda: need_no_decision(reason=" " if self.luck(5) else "The laboratory has it", **at),
            lambda: carry_over(to=to, prepares_id=self.cast.dai.pk, missing="" if self.luck(5) else "A result", **at),
            lambda: note_item(**at),
            lambda: turn_to(by=by, meeting_id=item.meeting_id, item_id=item.pk),
            lambda: decide_item(proof=proof_of(by), kind="go", reason="So it is best", **at),
            lambda: decide_item(proof=proof_of(by), kind="ask", reason="I cannot say", asked_for="A result", **at),
        ]
        self.attempt(ways[how])

    @rule(owned=st.booleans())
    def an_action_is_noted(self, owned: bool) -> None:
        if (meeting := self.running()) is not None:
            item = self.pick(meeting.items.order_by("pk")) if self.luck(2) else None
            more = {"owner_id": self.cast.ben.pk, "due_on": day_of(self.site, self.now)} if owned else {}
            self.attempt(lambda: note_action(by=self.anybody("clara"), meeting_id=meeting.pk, what="Do it", item_id=item and item.pk, **more))

    @rule(dropped=st.booleans())
    def a_noted_action_gets_an_owner_or_is_dropped(self, dropped: bool) -> None:
        noted = self.pick(NotedAction.objects.order_by("pk"))
        if noted is None:
            return
        at = {"by": self.anybody("clara"), "meeting_id": noted.meeting_id, "noted_id": noted.pk, "version": None}
        if dropped:
            self.attempt(lambda: drop_noted(reason="" if self.luck(5) else "Not needed", **at))
        else:
            self.attempt(lambda: assign_noted(owner_id=self.cast.ben.pk, due_on=day_of(self.site, self.now), **at))

    @rule(what=st.integers(0, 3))
    def people_come_and_go(self, what: int) -> None:
        meeting, matter = self.running(), self.matter()
        if meeting is None:
            return
        by, whom = self.anybody(), self.anybody().pk
        ways: list[Callable[[], Any]] = [
            lambda: join_meeting(by=by, meeting_id=meeting.pk, person_id=whom),
            lambda: leave_meeting(by=by, meeting_id=meeting.pk, person_id=whom),
            lambda: hand_over_chair(by=by, meeting_id=meeting.pk, version=None, to_id=whom),
            lambda: None if matter is None else put_on_agenda(by=by, meeting_id=meeting.pk, matter_id=matter.pk),
        ]
        self.attempt(ways[what])

    @rule(chairs=st.booleans())
    def somebody_closes_it(self, chairs: bool) -> None:
        """By whoever chairs it, it is closed when nothing is missing, and only then."""
        meeting = self.running()
        if meeting is None or meeting.chair is None:
            return
        by = meeting.chair if chairs else self.anybody()
        missing = self.missing(meeting)
        found = self.attempt(lambda: close_meeting(by=by, proof=proof_of(by), meeting_id=meeting.pk, version=None))
        if by.pk == meeting.chair_id:
            assert isinstance(found, CannotClose) == missing, (found, missing)

    @rule()
    def somebody_closes_it_past_the_product(self) -> None:
        meeting = self.running()
        if meeting is None:
            return
        undecided = meeting.items.filter(kind="matter", outcome="").exists() or meeting.noted_actions.filter(action=None, dropped_because="").exists()
        if undecided:
            try:
                with transaction.atomic():
                    Meeting.objects.filter(pk=meeting.pk).update(state=CLOSED, closed_at=self.now, closed_by=self.cast.ada)
            except DatabaseError:
                return
            raise AssertionError("the database let it be closed")

    def missing(self, meeting: Meeting) -> bool:
        """Said again, in other words than the gate's."""
        rows = list(Matter.objects.filter(state="open").select_related("site"))
        up = {item.matter.pk for item in standings(rows, self.now, clock_settings(self.site)) if item.tier == 3}
        spoken = set(meeting.items.filter(kind="matter").exclude(outcome="").values_list("matter_id", flat=True))
        waiting = set(meeting.items.filter(kind="matter", outcome="", matter__state="open").values_list("matter_id", flat=True))
        asked = set(
            Decision.objects.filter(kind="ask", at__gte=meeting.begun_at).values_list("matter_id", flat=True)
        )  # signed as well, and comes back
        loose = any(noted.action_id is None and not noted.dropped_because for noted in meeting.noted_actions.all())
        return bool((waiting | up - spoken | self.carried() - spoken) - asked) or loose

    def carried(self) -> set[int]:
        rows = AgendaItem.objects.filter(outcome="carried over", meeting__state=CLOSED, matter__state="open")
        return {key for key in rows.values_list("matter_id", flat=True) if key is not None}

    @invariant()
    def a_step_is_counted(self) -> None:
        type(self).steps += 1

    # -- what is always so -------------------------------------------------------------------------------------------

    @invariant()
    def no_closed_meeting_has_anything_undecided(self) -> None:
        assert not AgendaItem.objects.filter(meeting__state=CLOSED, kind="matter", outcome="").exists()
        assert not NotedAction.objects.filter(meeting__state=CLOSED, action=None, dropped_because="").exists()

    @invariant()
    def no_clock_stands_still_without_a_reason(self) -> None:
        wrong = ClockPause.objects.exclude(reason__in=PauseReason.values) | ClockPause.objects.filter(until__lte=F("starts_at"))
        assert not wrong.exists()
        assert not ClockPause.objects.filter(note="").exclude(reason=PauseReason.CLOSED).exists()


def try_any_sequence(small: Small, cast: Cast, number: int) -> None:
    """``number``: which of all sequences; the same ones each time."""
    enter_terms(small, cast)
    AnySequence.small, AnySequence.cast, AnySequence.steps = small, cast, 0
    rounds = 0
    while AnySequence.steps < STEPS:
        rounds += 1
        run_state_machine_as_test(seed(100 * number + rounds)(AnySequence), settings=SETTINGS)
