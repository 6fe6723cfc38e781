"""The CP-SAT model: solved without an aim, its plans keep every rule, and every plan that keeps the rules is one of its solutions."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.model import Model, Unplaceable
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.problem import Problem
from evenhand.planning.rules import RULES, post_all
from tests.planning import strategies
from tests.planning.cast import activity, mode, pausable, problem
from tests.planning.exhaustive import TooManyTries, any_plan
from tests.planning.properties import TINY, examples


def model_of(compiled: Compiled, beside: Placing, **limits: object) -> Model:
    free = [a for a in range(len(compiled.activities)) if a not in beside]
    model = Model(compiled, Occupancy(compiled, beside), free, **limits)  # type: ignore[arg-type]
    post_all(model)
    return model


def solved(model: Model) -> Placing | None:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 1.0
    return model.placing(solver) if solver.solve(model.cp) in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def has_solution_at(model: Model, placing: Placing) -> bool:
    """Whether these places are a solution."""
    for a in model.free:
        way = [x for m, x in model.possible_modes(a) if m == placing[a].mode]
        if not way:
            return False
        model.cp.add(model.start(a) == placing[a].start)
        model.cp.add(model.end(a) == placing[a].end)
        model.cp.add(sum(way) == 1)
    return solved(model) is not None


def test_all_rules_are_posted() -> None:
    assert len(RULES) == 14 and "promises" in RULES


def test_limits_on_ends_starts_and_moves() -> None:
    made = problem(activity("mix", mode(3)), horizon=20)
    compiled = Compiled(made)
    assert solved(model_of(compiled, {}, latest={0: 3})) == {0: (0, 0, 3)}
    assert solved(model_of(compiled, {}, window=(5, 8))) == {0: (0, 5, 8)}
    placed = solved(model_of(compiled, {}, near={0: (9, 1)}))
    assert placed is not None and 8 <= placed[0].start <= 10


def test_an_activity_with_nowhere_to_go() -> None:
    compiled = Compiled(problem(pausable("mix", mode(6, suite_a=1)), horizon=7))
    with pytest.raises(Unplaceable, match="activity 0 has no allowed start"):
        model_of(compiled, {})


@examples(100)
@given(strategies.problems(most=4))
def test_what_it_finds_keeps_the_rules_and_where_it_finds_none_there_is_none(made: Problem) -> None:
    compiled = Compiled(made)
    alone = compiled.facts
    try:
        exists = any_plan(made, TINY) is not None
    except TooManyTries:
        assume(False)
        return
    try:
        found = solved(model_of(compiled, alone))
    except Unplaceable:
        found = None
    if found is not None and exists and compiled.changeovers_add_up:
        assert check(made, compiled.plan_of({**alone, **found})) == ()
    assert found is not None or not exists or not compiled.changeovers_add_up


@examples(100)
@given(strategies.problems_with_a_plan(), st.data())
def test_every_plan_is_a_solution_whatever_is_free(made_and_plan, data: st.DataObject) -> None:
    made, some = made_and_plan
    compiled = Compiled(made)
    placing = compiled.placing_of(some)
    assume(compiled.changeovers_add_up)
    staying = data.draw(st.lists(st.sampled_from(sorted(placing)), unique=True))
    beside = {a: placing[a] for a in placing if a in compiled.facts or a in staying}
    assert has_solution_at(model_of(compiled, beside), placing)


@examples(30)
@given(st.data())
def test_a_plan_that_breaks_a_rule_is_no_solution(data: st.DataObject) -> None:
    made, some = data.draw(strategies.problems_with_a_plan())
    other = data.draw(strategies.changed_plans(made, some))
    assume(check(made, other) != ())
    compiled = Compiled(made)
    placing = compiled.placing_of(other)
    facts = {a: placing[a] for a in compiled.facts}
    assume(facts == compiled.facts)
    assert not has_solution_at(model_of(compiled, facts), placing)
