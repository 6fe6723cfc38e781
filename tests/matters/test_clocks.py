"""Where a matter is, by stored times alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.matters.clocks import Facts, Hand, Kind, Length, standing
from evenhand.matters.working_time import WorkingTime

HOUR = timedelta(hours=1)
START = datetime(2027, 3, 1, 8, tzinfo=UTC)
EVERY_HOUR = WorkingTime(ZoneInfo("UTC"))
HOURS = {Hand.TEAM: 4, Hand.SITE: 24, Hand.ACKNOWLEDGE: 4, Hand.DECIDE: 48}


def lengths(hand: Hand, began: datetime) -> Length:
    return Length(HOURS[hand] * HOUR, EVERY_HOUR)


def told(facts: Facts, hours: float) -> list[tuple[Kind, float, int]]:
    found = standing(facts, lengths, START + hours * HOUR)
    return [(h.kind, (h.at - START) / HOUR, h.tier) for h in found.happenings]


def test_it_begins_with_the_team():
    found = standing(Facts(1, START), lengths, START + HOUR)
    assert (found.tier, found.happenings) == (1, ())
    assert found.clock is not None
    assert (found.clock.hand, found.clock.left, found.clock.due) == (Hand.TEAM, 3 * HOUR, START + 4 * HOUR)


def test_what_is_not_settled_in_time_is_on_the_next_tier_from_that_moment():
    assert told(Facts(1, START), 3.99) == []
    assert told(Facts(1, START), 4) == [(Kind.ESCALATED, 4, 2)]
    assert told(Facts(1, START), 28) == [(Kind.ESCALATED, 4, 2), (Kind.ESCALATED, 28, 3)]


def test_after_three_days_all_of_it_is_known_in_its_order():
    expected = [(Kind.ESCALATED, 4, 2), (Kind.ESCALATED, 28, 3), (Kind.ACKNOWLEDGEMENT_LATE, 32, 3), (Kind.DECISION_LATE, 76, 3)]
    assert told(Facts(1, START), 80) == expected


def test_safety_goes_up_at_once():
    assert told(Facts(1, START, goes_up_at_once=True), 0) == [(Kind.ESCALATED, 0, 3)]


def test_on_tier_3_two_clocks_run():
    found = standing(Facts(3, START), lengths, START + HOUR)
    assert [(c.hand, c.left) for c in found.clocks] == [(Hand.ACKNOWLEDGE, 3 * HOUR), (Hand.DECIDE, 47 * HOUR)]
    acknowledged = standing(Facts(3, START, acknowledged_at=START + HOUR), lengths, START + 2 * HOUR)
    assert [c.hand for c in acknowledged.clocks] == [Hand.DECIDE]


def test_what_was_acknowledged_late_is_known_to_have_been_late():
    assert told(Facts(3, START, acknowledged_at=START + 5 * HOUR), 6) == [(Kind.ACKNOWLEDGEMENT_LATE, 4, 3)]
    assert told(Facts(3, START, acknowledged_at=START + 4 * HOUR), 6) == []


def test_a_paused_clock_stands_still_and_then_goes_on():
    facts = Facts(1, START, pauses=((START + HOUR, START + 10 * HOUR),))
    still = standing(facts, lengths, START + 5 * HOUR).clock
    assert still is not None and (still.is_paused, still.left, still.due) == (True, 3 * HOUR, None)
    again = standing(facts, lengths, START + 11 * HOUR).clock
    assert again is not None and (again.is_paused, again.left, again.due) == (False, 2 * HOUR, START + 13 * HOUR)


def test_to_acknowledge_stands_still_for_nothing():
    assert told(Facts(3, START, pauses=((START, START + 10 * HOUR),)), 5) == [(Kind.ACKNOWLEDGEMENT_LATE, 4, 3)]


def test_what_is_settled_goes_nowhere():
    found = standing(Facts(1, START, ended_at=START + 3 * HOUR), lengths, START + 100 * HOUR)
    assert (found.tier, found.happenings, found.clocks) == (1, (), ())


def test_there_are_three_tiers():
    with pytest.raises(ValueError, match="Must be on tier 1, 2 or 3; is 4"):
        Facts(4, START)


@settings(deadline=None)
@given(looks=st.lists(st.integers(0, 200 * 60), max_size=12), pauses=st.lists(st.tuples(st.integers(0, 100), st.integers(1, 30)), max_size=3))
def test_looking_often_or_once_finds_the_same(looks, pauses):
    """A server that looks all the time records what one finds that was off until the end."""
    still = tuple((START + a * HOUR, START + (a + b) * HOUR) for a, b in pauses)
    begin = Facts(1, START, pauses=still)
    end = START + 200 * HOUR
    once = standing(begin, lengths, end).happenings
    seen: list[object] = []
    facts = begin
    for look in [*sorted(START + timedelta(minutes=m) for m in looks), end]:
        for happening in standing(facts, lengths, look).happenings:
            if happening not in seen:
                seen.append(happening)
            if happening.kind is Kind.ESCALATED:
                facts = replace(facts, tier=happening.tier, since=happening.at)
    assert seen == list(once)
