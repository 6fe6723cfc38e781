"""The checker finds a rule broken exactly where a slot-by-slot oracle does, on good plans, on good plans spoilt, and on any plans."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.planning.checks import check
from evenhand.planning.plan import Plan
from evenhand.planning.problem import InvalidProblem, Problem
from tests.planning import strategies
from tests.planning.oracle import ORDER, broken_rules

slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large])


def found(problem: Problem, plan: Plan) -> set[str]:
    """The rules that the checker finds broken, in the oracle's names."""
    return {ORDER if v.rule in ("changeovers", "campaigns") else v.rule for v in check(problem, plan)}


@slow
@given(strategies.problems_with_a_plan())
def test_a_plan_that_keeps_every_rule_passes(made: tuple[Problem, Plan]) -> None:
    problem, plan = made
    assert check(problem, plan) == ()


@slow
@given(st.data())
def test_one_activity_moved_stretched_or_in_another_mode(data: st.DataObject) -> None:
    problem, plan = data.draw(strategies.problems_with_a_plan())
    changed = data.draw(strategies.changed_plans(problem, plan))
    assert found(problem, changed) == broken_rules(problem, changed)


@slow
@given(st.data())
def test_one_capacity_cut(data: st.DataObject) -> None:
    problem, plan = data.draw(strategies.problems_with_a_plan())
    try:
        cut = data.draw(strategies.cut_capacities(problem))
    except InvalidProblem:
        return
    assert found(cut, plan) == broken_rules(cut, plan)


@settings(slow, max_examples=400)
@given(st.data())
def test_any_plan(data: st.DataObject) -> None:
    problem = data.draw(strategies.problems())
    plan = data.draw(strategies.any_plans(problem))
    assert found(problem, plan) == broken_rules(problem, plan)


@settings(slow, max_examples=300)
@given(strategies.crowded_units())
def test_the_order_on_a_crowded_unit(made: tuple[Problem, Plan]) -> None:
    problem, plan = made
    assert (ORDER in found(problem, plan)) == (ORDER in broken_rules(problem, plan, {ORDER}))


@slow
@given(st.data())
def test_nonsense_is_reported_and_never_raises(data: st.DataObject) -> None:
    problem = data.draw(strategies.problems())
    plan = data.draw(strategies.wild_plans(problem))
    named = sorted(at.activity for at in plan.assignments)
    assert bool(check(problem, plan)) or named == sorted(a.id for a in problem.activities)


@slow
@given(st.data())
def test_the_order_of_the_assignments_is_nothing_to_it(data: st.DataObject) -> None:
    problem = data.draw(strategies.problems())
    plan = data.draw(strategies.any_plans(problem))
    shuffled = Plan(tuple(data.draw(st.permutations(plan.assignments))))
    assert check(problem, shuffled) == check(problem, plan)
