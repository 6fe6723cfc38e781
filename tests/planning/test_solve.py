"""Planning as a whole: from a problem to a checked plan, a bound, a proof, or the honest word that there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.planning.checks import check
from evenhand.planning.plan import objective_values
from evenhand.planning.problem import Actual, Changeovers, Consecutive, Frozen, Link, LinkKind, Objective, Problem, Published
from evenhand.planning.result import Progress, Result, Status, StoppedBy
from evenhand.planning.solve import plan as make_plan
from tests.planning import strategies
from tests.planning.cast import SUITE_B, activity, both, holding, mode, pausable, plan, problem, promise
from tests.planning.exhaustive import TooManyTries, best_objective
from tests.planning.properties import TINY, examples

MIX = activity("mix", mode(3, suite_b=1))
DRY = activity("dry", mode(2, suite_b=1), project="birch")


def test_nothing_to_plan() -> None:
    result = make_plan(Problem((), (), (), 0))
    assert result.status is Status.OPTIMAL and result.plan is not None and result.plan.assignments == ()


def test_who_is_promised_first_goes_first() -> None:
    made = problem(MIX, DRY, promises=(promise("amber 1", "mix", 5), promise("birch 1", "dry", 2)))
    result = make_plan(made, effort=2.0)
    assert result.status is Status.OPTIMAL and result.stopped_by is StoppedBy.PROOF
    assert result.plan == plan(mix=(2, 5), dry=(0, 2))
    assert result.objective == result.bound == (0, 0, 7, 0)


def test_what_has_been_published_moves_little() -> None:
    two = problem(MIX, replace(DRY, modes=MIX.modes), promises=(promise("amber 1", "mix", 20), promise("birch 1", "dry", 20)))
    for before in (plan(mix=(0, 3), dry=(3, 6)), plan(mix=(3, 6), dry=(0, 3))):
        published = tuple(Published(at.activity, at.start, at.mode) for at in before.assignments)
        assert make_plan(replace(two, published=published), effort=2.0).plan == before


def test_a_plan_to_start_from_is_kept_if_nothing_is_better() -> None:
    two = problem(MIX, replace(DRY, modes=MIX.modes), promises=(promise("amber 1", "mix", 9), promise("birch 1", "dry", 9)))
    for start in (plan(mix=(0, 3), dry=(3, 6)), plan(mix=(3, 6), dry=(0, 3))):
        assert make_plan(two, effort=0.0, start=start).plan == start


def test_a_plan_to_start_from_that_breaks_a_rule_is_ignored() -> None:
    result = make_plan(problem(MIX, DRY), effort=1.0, start=plan(mix=(0, 3), dry=(1, 3)))
    assert result.plan is not None and check(problem(MIX, DRY), result.plan) == ()


def test_frozen_holding_work_ends_as_late_as_it_must() -> None:
    made = problem(
        holding("reactor", mode(1, suite_b=1), frozen=Frozen(2)),
        activity("transfer", mode(1), earliest_start=6),
        links=(Link(LinkKind.FS, *both("reactor", "transfer"), 0, 0),),
    )
    assert make_plan(made, effort=1.0).plan == plan(reactor=(2, 6), transfer=(6, 7))


def test_frozen_work_that_pauses_over_the_weekend() -> None:
    made = problem(pausable("mix", mode(3, suite_a=1), frozen=Frozen(3)), objective=Objective.MAKESPAN)
    assert make_plan(made, effort=1.0).plan == plan(mix=(3, 8))


def test_what_has_begun_may_have_taken_more_than_there_was() -> None:
    made = problem(
        activity("mix", mode(1, solvent=12), actual=Actual(0, end=1)),
        activity("rinse", mode(1, solvent=1), mode(2)),
        now=2,
    )
    assert make_plan(made, effort=1.0).plan == plan(mix=(0, 1), rinse=(2, 4, 1))


def test_more_than_the_horizon_holds_is_not_planned_by_the_engine_for_the_pure_family_either() -> None:
    tight = problem(MIX, DRY, objective=Objective.MAKESPAN, horizon=4)
    result = make_plan(tight, effort=1.0)
    assert result.status is Status.INFEASIBLE and len(result.collisions) >= 2
    assert make_plan(replace(tight, horizon=5), effort=1.0).objective == (5,)


def test_a_short_effort_still_gives_a_plan_and_a_bound() -> None:
    crowd = problem(*(activity(f"a{k}", mode(1 + k % 3, suite_b=1), project=f"p{k % 5}") for k in range(12)))
    result = make_plan(crowd, effort=0.0)
    assert result.plan is not None and result.objective is not None and result.bound is not None
    assert result.status is Status.FEASIBLE and result.stopped_by is StoppedBy.EFFORT
    assert result.bound[0] <= result.objective[0]


def test_cancelled_before_it_began() -> None:
    result = make_plan(problem(MIX, DRY), cancelled=lambda: True)
    assert result.stopped_by is StoppedBy.CANCELLED and result.status in (Status.UNKNOWN, Status.FEASIBLE)


def test_progress_is_told() -> None:
    told: list[Progress] = []
    make_plan(problem(MIX, DRY), effort=1.0, on_progress=told.append)
    assert [p.phase for p in told][:2] == ["first plan", "improving"]
    assert all(0.0 <= p.share <= 1.0 for p in told)


def test_large_numbers_do_not_spoil_the_order_of_the_values() -> None:
    """With a far horizon and a large published plan the weights of the values outgrow 64 bits; what is proved must still be true."""
    names = [f"a{k}" for k in range(6)]
    made = problem(
        *(activity(name, mode(3, suite_b=1), project=f"p{k}") for k, name in enumerate(names)),
        promises=tuple(promise(f"due {name}", name, 40) for name in names),
        published=tuple(Published(both(name, name)[0], 1_000_000 - 100 * k, 0) for k, name in enumerate(names)),
        resources=(SUITE_B,),
        horizon=2_000_000,
    )
    result = make_plan(made, effort=1.0)
    assert result.objective is not None and result.objective[:3] == (0, 0, 63)
    assert result.bound is not None and result.bound[0] == 0


def test_a_stop_in_between_may_make_a_changeover_shorter() -> None:
    """Red to green takes 9 directly, 1 and 1 by way of blue: what the whole model says too strictly, nobody calls proved."""
    changeovers = Changeovers((SUITE_B.id,), 0, ((0, 9, 1), (9, 0, 9), (9, 1, 0)))
    red, green, blue = (activity(n, mode(1, suite_b=1), product=n, band=k) for k, n in enumerate(("red", "green", "blue")))
    links = (Link(LinkKind.FS, *both("red", "green")),)
    made = problem(red, green, blue, changeovers=(changeovers,), links=links, objective=Objective.MAKESPAN, horizon=14)
    result = make_plan(made, effort=1.0)
    assert best_objective(made) == (5,)
    assert result.objective is not None and result.objective >= (5,)
    assert result.status is not Status.OPTIMAL or result.objective == (5,)


def test_campaigns_of_work_without_length_do_not_begin_inside_each_other() -> None:
    names = ("a 1", "a 2", "a 3", "b 1", "b 2", "b 3")
    steps = [(f"{c} {k}", f"{c} {k + 1}") for c in "ab" for k in (1, 2)]
    made = problem(
        *(activity(name, mode(0, suite_b=1), project=name[0]) for name in names),
        links=tuple(Link(LinkKind.FS, *both(*step), 2, 2) for step in steps),
        consecutives=tuple(Consecutive(*both(*step)) for step in steps),
        objective=Objective.MAKESPAN,
    )
    result = make_plan(made, effort=5.0)
    assert result.plan is not None and check(made, result.plan) == ()
    assert result.objective == best_objective(made) == (8,)


def honest(made: Problem, result: Result, best: tuple[int, ...] | None) -> None:
    """A result against the truth."""
    if best is None:
        assert result.plan is None and result.status in (Status.INFEASIBLE, Status.UNKNOWN)
        return
    assert result.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert result.plan is not None and result.objective is not None and result.bound is not None
    assert check(made, result.plan) == ()
    assert result.objective == objective_values(made, result.plan) >= best
    assert result.bound[0] <= best[0]
    if result.status is Status.OPTIMAL:
        assert result.objective == result.bound == best


@examples(150)
@given(strategies.problems(most=4, objective=None))
def test_results_are_honest(made: Problem) -> None:
    try:
        best = best_objective(made, TINY)
    except TooManyTries:
        assume(False)
        return
    result = make_plan(made, effort=2.0)
    honest(made, result, best)
    if best is None and result.status is Status.INFEASIBLE:
        assert result.collisions


@examples(60)
@given(strategies.problems_with_a_plan(most=4, objective=None), st.integers(0, 3), st.sampled_from([0.0, 0.3]))
def test_results_are_honest_with_little_effort_any_seed_and_a_plan_to_start_from(made_and_start, seed: int, effort: float) -> None:
    made, start = made_and_start
    try:
        best = best_objective(made, TINY)
    except TooManyTries:
        assume(False)
        return
    result = make_plan(made, effort=effort, seed=seed, start=start)
    honest(made, result, best)
    assert result.objective is not None and result.objective <= objective_values(made, start)


@pytest.mark.parametrize("objective", list(Objective))
def test_every_objective_is_met(objective: Objective) -> None:
    made = problem(MIX, DRY, pausable("test", mode(2, hplcs=1)), objective=objective, horizon=12)
    result = make_plan(made, effort=1.0)
    assert result.status is Status.OPTIMAL and result.objective == best_objective(made)
