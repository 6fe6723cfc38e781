"""Invariant 3, checked: whatever part of the engine makes a plan, the independent checker passes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.planning.budget import Budget
from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.conflicts import broken_facts
from evenhand.planning.construct import first_plan, near_published
from evenhand.planning.earliest import EarliestSearch
from evenhand.planning.improve import improve, regroup
from evenhand.planning.least_harm import least_harm
from evenhand.planning.neighbourhood import Effort, replan
from evenhand.planning.occupancy import Occupancy, fits
from evenhand.planning.plan import Plan, objective_values
from evenhand.planning.problem import Problem
from evenhand.planning.whole import solve_whole
from tests.planning import strategies
from tests.planning.properties import examples

MADE = strategies.problems_with_a_plan(objective=None)


def passes(compiled: Compiled, placing: Placing | None) -> bool:
    """Whether the placing, if there is one, is a plan that the checker passes, and is worth what the engine thinks."""
    if placing is None:
        return True
    made = compiled.plan_of(placing)
    assert check(compiled.problem, made) == ()
    assert compiled.objective(placing) == objective_values(compiled.problem, made)
    assert compiled.placing_of(made) == placing
    return True


@examples(120)
@given(strategies.problems(most=6, objective=None))
def test_first_plans(made: Problem) -> None:
    compiled = Compiled(made)
    assume(compiled.changeovers_add_up and not broken_facts(compiled))  # else the planner refuses what construction makes
    assert passes(compiled, first_plan(compiled, Budget(effort=1.0), seed=0))
    near_published(compiled, Budget(effort=0.5), seed=0)  # the planner checks these; they must come out at all


@examples(40)
@given(MADE, st.integers(0, 3))
def test_improved_plans(made_and_start: tuple[Problem, Plan], seed: int) -> None:
    made, start = made_and_start
    compiled = Compiled(made)
    budget = Budget(effort=0.5)
    better, _ = improve(compiled, compiled.placing_of(start), budget, seed=seed, workers=1)
    assert passes(compiled, better) and compiled.objective(better) <= compiled.objective(compiled.placing_of(start))
    assert passes(compiled, regroup(compiled, compiled.placing_of(start), Budget(effort=1.0), seed=seed, workers=1))


@examples(60)
@given(MADE)
def test_plans_by_the_whole_model(made_and_start: tuple[Problem, Plan]) -> None:
    made, start = made_and_start
    compiled = Compiled(made)
    for hint in (None, compiled.placing_of(start)):
        assert passes(compiled, solve_whole(compiled, Budget(), seed=1, workers=1, hint=hint, deterministic=0.1).placing)


@examples(80)
@given(MADE, st.data())
def test_plans_with_a_neighbourhood_planned_anew(made_and_start: tuple[Problem, Plan], data: st.DataObject) -> None:
    made, start = made_and_start
    compiled = Compiled(made)
    placing = compiled.placing_of(start)
    movable = [a for a in placing if a not in compiled.facts]
    assume(movable)
    free = data.draw(st.lists(st.sampled_from(movable), unique=True, min_size=1))
    beside = Occupancy(compiled, placing).without(set(free))
    found = replan(compiled, beside, free, Effort(0.05, 60.0, 1), hint=placing)
    assert found.infeasible is False or not compiled.changeovers_add_up  # the old places are still there
    if found.placing is not None:
        assert passes(compiled, {**placing, **found.placing})
        assert fits(compiled, beside, found.placing)


@examples(80)
@given(MADE, st.data())
def test_what_fits_keeps_the_rules(made_and_start: tuple[Problem, Plan], data: st.DataObject) -> None:
    """Activities planned as if the rest were not there, taken over only where they fit: then the whole is a plan."""
    made, start = made_and_start
    compiled = Compiled(made)
    placing = compiled.placing_of(start)
    movable = [a for a in placing if a not in compiled.facts]
    assume(movable)
    free = data.draw(st.lists(st.sampled_from(movable), unique=True, min_size=1))
    alone = replan(compiled, Occupancy(compiled, compiled.facts), free, Effort(0.05, 60.0, data.draw(st.integers(0, 3))))
    if alone.placing is not None and fits(compiled, Occupancy(compiled, placing), alone.placing):
        assert passes(compiled, {**placing, **alone.placing})


@examples(60)
@given(MADE, st.integers(0, 6), st.integers(0, 10**6))
def test_plans_of_the_search_for_an_earlier_end_and_of_least_harm(made_and_start: tuple[Problem, Plan], sooner: int, chance: int) -> None:
    made, start = made_and_start
    compiled = Compiled(made)
    placing = compiled.placing_of(start)
    wanted = [Random(chance).randrange(len(compiled.activities))]
    end = max(placing[a].end for a in wanted)
    limits = {a: placing[a].end for a in placing if compiled.project_of[a] != compiled.project_of[wanted[0]]}
    with ThreadPoolExecutor(1) as pool:
        found = EarliestSearch(compiled, placing, wanted, limits, budget=Budget(effort=1.0), seed=0, pool=pool).run()
    assert passes(compiled, found.placing)
    assert found.bound <= found.end <= end
    assert all(found.placing[a].end <= limit for a, limit in limits.items())
    forced = least_harm(compiled, placing, wanted, end - sooner, limits, budget=Budget(effort=1.0), seed=0)
    assert passes(compiled, forced)
    assert forced is None or all(forced[a].end <= end - sooner for a in wanted)
