"""Working time against counting slot by slot."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.planning.calendars import WorkingTime, as_array, from_array, runs
from evenhand.planning.problem import Activity, Actual, Problem, Profile, ResourceKind, Stretch
from tests.planning import strategies
from tests.planning.cast import CHEMISTS, SUITE_A, activity, holding, mode, on_weekdays, pausable, problem, resource
from tests.planning.oracle import end_of_started, is_closed, is_short, paused_end

DAYS = 28
WEEKDAYS = WorkingTime((SUITE_A, CHEMISTS), DAYS)


@st.composite
def working(draw: st.DrawFn) -> tuple[Problem, Activity]:
    """A problem with one activity that needs what two resources with calendars have."""
    plant = (
        resource("suite_a", ResourceKind.UNIT, draw(strategies.profiles(1))),
        resource("chemists", ResourceKind.PEOPLE, draw(strategies.profiles(3))),
    )
    stretch = draw(st.sampled_from(Stretch))
    made = activity("mix", mode(draw(st.integers(0, 5)), suite_a=1, chemists=draw(st.integers(1, 3))), stretch=stretch)
    return problem(made, resources=plant, horizon=strategies.HORIZON), made


def may_lie(of: Problem, made: Activity, start: int, end: int) -> bool:
    """Whether the activity alone may lie there, slot by slot."""
    needed = made.modes[0]
    inside = range(start, end)
    if end > of.horizon or any(is_short(of, needed, slot) for slot in inside):
        return False
    if made.stretch is Stretch.PAUSABLE:
        return end == paused_end(of, needed, start, needed.duration) and not (inside and is_closed(of, needed, start))
    longer = end >= start + needed.duration if made.stretch is Stretch.HOLDING else end == start + needed.duration
    return longer and not any(is_closed(of, needed, slot) for slot in inside)


@given(strategies.profiles(3))
def test_a_profile_slot_by_slot_and_back(profile: Profile) -> None:
    values = as_array(profile, strategies.HORIZON)
    assert list(values) == [profile.at(slot) for slot in range(strategies.HORIZON)]
    assert list(as_array(from_array(values), strategies.HORIZON)) == list(values)


@given(st.lists(st.booleans(), max_size=12))
def test_runs_are_the_longest_stretches(mask: list[bool]) -> None:
    found = runs(np.array(mask, dtype=bool))
    assert [slot for start, end in found for slot in range(start, end)] == [slot for slot, value in enumerate(mask) if value]
    assert all(end < start for (_, end), (start, _) in pairwise(found))


@given(working(), st.integers(0, strategies.HORIZON - 1), st.integers(1, 6))
def test_the_end_is_just_after_the_last_working_slot(made: tuple[Problem, Activity], start: int, duration: int) -> None:
    of, one = made
    end = WorkingTime(of.resources, of.horizon).openings(one.modes[0].demands, pausable=True).end_of(start, duration)
    counted = None if is_closed(of, one.modes[0], start) else paused_end(of, one.modes[0], start, duration)
    assert end == (counted if counted is not None and counted <= of.horizon else None)


@settings(deadline=None)
@given(working(), st.integers(0, strategies.HORIZON), st.integers(0, strategies.HORIZON))
def test_the_earliest_span_is_the_first_that_may_be(made: tuple[Problem, Activity], not_before: int, end_not_before: int) -> None:
    of, one = made
    if one.stretch is Stretch.HOLDING:
        end_not_before = 0  # how long it is held is taken without regard to closed time
    spans = [(s, e) for s in range(not_before, of.horizon + 1) for e in range(max(s, end_not_before), of.horizon + 1) if may_lie(of, one, s, e)]
    found = WorkingTime(of.resources, of.horizon).earliest(one, 0, not_before, end_not_before)
    assert found == min(spans, default=None)


@settings(deadline=None)
@given(working(), st.integers(0, 9), st.integers(0, 6))
def test_what_remains_ends_where_counting_ends(made: tuple[Problem, Activity], now: int, remaining: int) -> None:
    of, one = made
    begun = Activity(one.id, one.project, one.modes, one.stretch, actual=Actual(0, remaining=remaining))
    today = problem(begun, resources=of.resources, horizon=of.horizon, now=now)
    assert WorkingTime(of.resources, of.horizon).end_of_remaining(begun, now) == end_of_started(today, begun)


def test_pausable_work_begun_on_thursday_ends_on_monday() -> None:
    assert WEEKDAYS.earliest(pausable("mix", mode(3, suite_a=1)), 0, 3) == (3, 8)
    assert WEEKDAYS.earliest(pausable("mix", mode(3, suite_a=1)), 0, 5) == (7, 10)


def test_fixed_work_waits_for_a_week_it_fits_into() -> None:
    assert WEEKDAYS.earliest(activity("mix", mode(3, suite_a=1)), 0, 3) == (7, 10)
    assert WEEKDAYS.earliest(activity("mix", mode(6, suite_a=1)), 0, 0) is None


def test_work_that_must_not_end_early_begins_later() -> None:
    assert WEEKDAYS.earliest(activity("mix", mode(3, suite_a=1)), 0, 0, 5) == (2, 5)
    assert WEEKDAYS.earliest(pausable("mix", mode(3, suite_a=1)), 0, 0, 6) == (3, 8)


def test_holding_work_holds_until_it_may_end() -> None:
    assert WEEKDAYS.earliest(holding("store", mode(2, suite_a=1)), 0, 0, 4) == (0, 4)


def test_what_has_no_length_may_be_at_the_weekend() -> None:
    assert WEEKDAYS.earliest(activity("sign", mode(0, suite_a=1)), 0, 6) == (6, 6)


def test_more_people_than_on_duty_is_no_working_time() -> None:
    few = resource("chemists", ResourceKind.PEOPLE, Profile(((0, 1), (4, 3), (9, 1))))
    assert WorkingTime((few,), DAYS).earliest(activity("mix", mode(3, chemists=2)), 0, 0) == (4, 7)
    assert WorkingTime((few,), DAYS).earliest(pausable("mix", mode(5, chemists=2)), 0, 0) == (4, 9)
    assert WorkingTime((few,), DAYS).earliest(pausable("mix", mode(6, chemists=2)), 0, 0) is None


def test_weekdays_are_five_in_seven() -> None:
    assert runs(as_array(on_weekdays(2), 14) > 0) == [(0, 5), (7, 12)]
