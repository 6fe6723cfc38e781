"""When work could finish if the plant were its project's alone."""

from hypothesis import HealthCheck, given, settings

from evenhand.planning.calendars import WorkingTime
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Actual, Frozen, Link, LinkKind, Problem, ProjectId
from evenhand.planning.unhindered import earliest_spans, first_allowed, started_span, unhindered_finish
from tests.planning import strategies
from tests.planning.cast import HORIZON, activity, mode, pausable, problem

MIX = activity("mix", mode(3, suite_a=1))
DRY = pausable("dry", mode(4, suite_a=1))
CHAIN = (Link(LinkKind.FS, MIX.id, DRY.id, 1),)


def finish(of: Problem) -> int:
    """The unhindered finish of the project amber."""
    amber = ProjectId("amber")
    return unhindered_finish(of, [amber])[amber]


def test_one_after_the_other_with_the_lag_over_the_weekend() -> None:
    assert earliest_spans(problem(MIX, DRY, links=CHAIN), (MIX, DRY)) == {"mix": (0, 3), "dry": (4, 10)}
    assert finish(problem(MIX, DRY, links=CHAIN)) == 10


def test_the_order_of_the_input_is_nothing_to_it() -> None:
    assert finish(problem(DRY, MIX, links=CHAIN)) == 10


def test_others_are_not_in_the_way() -> None:
    crowd = tuple(activity(f"other {k}", mode(5, suite_a=1), project="birch") for k in range(4))
    assert finish(problem(MIX, DRY, *crowd, links=CHAIN)) == 10


def test_its_own_activities_are_not_in_each_others_way_either() -> None:
    assert finish(problem(MIX, activity("too", mode(3, suite_a=1)))) == 3


def test_the_fastest_mode_counts() -> None:
    assert finish(problem(activity("mix", mode(4, suite_a=1), mode(2, suite_b=1)))) == 2


def test_materials_holds_now_and_the_frozen_weeks_are_waited_for() -> None:
    waiting = activity("mix", mode(1), earliest_start=4, hold_until=6)
    assert first_allowed(problem(waiting), waiting) == 6
    assert first_allowed(problem(waiting, now=7), waiting) == 7
    assert first_allowed(problem(waiting, now=7, frozen_until=14), waiting) == 14
    assert first_allowed(problem(activity("mix", mode(1), earliest_start=4)), activity("mix", mode(1), earliest_start=4)) == 4
    assert finish(problem(waiting)) == 7


def test_what_is_frozen_and_what_has_started_is_where_it_is() -> None:
    frozen = activity("mix", mode(3, suite_a=1), frozen=Frozen(7))
    assert finish(problem(frozen, frozen_until=14)) == 10
    finished = activity("mix", mode(3, suite_a=1), actual=Actual(1, end=6))
    going_on = pausable("dry", mode(9, suite_a=1), actual=Actual(2, remaining=2))
    today = problem(finished, going_on, now=11)
    working_time = WorkingTime(today.resources, today.horizon)
    assert started_span(today, finished, working_time) == (1, 6)
    assert started_span(today, going_on, working_time) == (2, 15)
    assert started_span(today, MIX, working_time) is None
    assert finish(today) == 15


def test_ends_that_wait_for_ends() -> None:
    ends = (Link(LinkKind.FF, MIX.id, DRY.id, 6),)
    assert earliest_spans(problem(MIX, DRY, links=ends), (MIX, DRY))[DRY.id] == (3, 9)


def test_links_that_lead_out_of_the_project_are_left_out() -> None:
    other = activity("other", mode(20), project="birch")
    assert finish(problem(other, MIX, links=(Link(LinkKind.FS, other.id, MIX.id),))) == 3


def test_what_fits_nowhere_is_put_at_the_horizon() -> None:
    assert finish(problem(activity("mix", mode(6, suite_a=1)))) == HORIZON


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(strategies.problems_with_a_plan())
def test_no_plan_ends_anything_earlier(made: tuple[Problem, Plan]) -> None:
    of, plan = made
    for name, (start, end) in earliest_spans(of, of.activities).items():
        assert start <= plan.of[name].start
        assert end <= plan.of[name].end
