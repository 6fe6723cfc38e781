"""The exhaustive search itself: what it finds keeps the rules, and on problems small enough to see through it is the best."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from evenhand.planning.checks import check
from evenhand.planning.plan import objective_values
from evenhand.planning.problem import Link, LinkKind, Objective, Problem
from tests.planning import strategies
from tests.planning.cast import activity, mode, pausable, plan, problem, promise
from tests.planning.exhaustive import TooManyTries, best_objective, best_plan, earliest_harmless_end

MIX = activity("mix", mode(3, suite_b=1))
DRY = activity("dry", mode(2, suite_b=1), project="birch")


def test_two_on_one_suite() -> None:
    assert best_objective(problem(MIX, DRY, objective=Objective.MAKESPAN, horizon=8)) == (5,)


def test_the_worst_lateness_comes_first() -> None:
    late = problem(MIX, DRY, horizon=8, promises=(promise("amber 1", "mix", 3), promise("birch 1", "dry", 2)))
    assert best_objective(late) == (2, 2, 7, 0)


def test_a_problem_without_a_plan() -> None:
    assert best_objective(problem(MIX, DRY, horizon=4)) is None
    linked = problem(MIX, DRY, horizon=20, links=(Link(LinkKind.FS, MIX.id, DRY.id, 2, 3), Link(LinkKind.SS, MIX.id, DRY.id, 0, 4)))
    assert best_objective(linked) is None


def test_pauses_count() -> None:
    assert best_objective(problem(pausable("mix", mode(3, suite_a=1), earliest_start=3), objective=Objective.MAKESPAN, horizon=12)) == (8,)


def test_the_earliest_end_that_harms_nobody() -> None:
    shared = problem(MIX, DRY, horizon=10, promises=(promise("amber 1", "mix", 4), promise("birch 1", "dry", 5)))
    assert earliest_harmless_end(shared, plan(mix=(0, 3), dry=(3, 5)), shared.promises[1].id) == 5
    patient = problem(MIX, DRY, horizon=10, promises=(promise("amber 1", "mix", 5), promise("birch 1", "dry", 5)))
    assert earliest_harmless_end(patient, plan(mix=(0, 3), dry=(3, 5)), patient.promises[1].id) == 2


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(strategies.problems(most=4, objective=None))
def test_what_it_finds_keeps_the_rules_and_is_worth_what_it_says(made: Problem) -> None:
    try:
        found, best = best_plan(made, 2_000), best_objective(made, 2_000)
    except TooManyTries:
        assume(False)
        return
    assert (found is None) == (best is None)
    if found is not None:
        assert check(made, found) == ()
        assert objective_values(made, found) == best


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_good_plan_is_better(data: st.DataObject) -> None:
    made, some = data.draw(strategies.problems_with_a_plan(most=4, objective=None))
    other = data.draw(strategies.changed_plans(made, some))
    assume(check(made, other) == ())
    try:
        best = best_objective(made, 2_000)
    except TooManyTries:
        assume(False)
        return
    assert best is not None and best <= objective_values(made, other)


def test_projects_count_from_their_unhindered_finish() -> None:
    assert best_objective(problem(MIX, DRY, horizon=8)) == (2, 2, 7, 0)
