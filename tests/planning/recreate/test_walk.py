"""Ruin and recreate: whatever it does keeps every rule, and what it calls the best harms no limit."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Changeovers, Consecutive, Link, LinkKind, Problem, ResourceId
from evenhand.planning.rcpsp.random_numbers import derived_state
from evenhand.planning.recreate.arrays import instance_of, suits
from evenhand.planning.recreate.insert import insert
from evenhand.planning.recreate.ruin import memory_for
from evenhand.planning.recreate.search import Walk, settled
from evenhand.planning.recreate.table import placing_of, table_of
from tests.planning.cast import activity, both, holding, mode, pausable, plan, problem
from tests.planning.crowded_plant import crowded_plant
from tests.planning.properties import examples
from tests.planning.strategies import problems_with_a_plan

SUITE = ResourceId("suite_b")


def put_in(made: Problem, placed: Plan | None = None) -> Plan | None:
    """Everything that is not a fact, put in by the kernel, project after project."""
    compiled = Compiled(made)
    assert suits(compiled)
    instance = instance_of(compiled)
    table = table_of(instance, compiled.facts if placed is None else compiled.placing_of(placed))
    memory, random = memory_for(instance, table), derived_state(1)
    for p in range(len(compiled.activities_of)):
        if not insert(instance, table, p, memory.not_before, random, 0):
            return None
    return compiled.plan_of(placing_of(instance, table.mode, table.start, table.end))


def test_as_early_as_there_is_room() -> None:
    made = problem(activity("mix", mode(3, suite_b=1)), activity("dry", mode(2, suite_b=1)), links=(Link(LinkKind.FS, *both("mix", "dry"), 1),))
    assert put_in(made) == plan(mix=(0, 3), dry=(4, 6))


def test_the_mode_that_ends_first() -> None:
    assert put_in(problem(activity("mix", mode(5, suite_b=1), mode(3, hplcs=1), mode(4)))) == plan(mix=(0, 3, 1))


def test_who_comes_too_early_for_a_maximal_lag_is_pushed() -> None:
    made = problem(activity("mix", mode(1)), activity("dry", mode(1), earliest_start=9), links=(Link(LinkKind.FS, *both("mix", "dry"), 0, 2),))
    assert put_in(made) == plan(mix=(6, 7), dry=(9, 10))


def test_another_product_waits_for_the_changeover() -> None:
    made = problem(
        activity("mix", mode(3, suite_b=1), product="x"),
        activity("dry", mode(2, suite_b=1), product="y", earliest_start=1),
        changeovers=(Changeovers((SUITE,), 1, ((4, 4), (4, 4))),),
    )
    assert put_in(made) == plan(mix=(0, 3), dry=(7, 9))


def test_nobody_gets_between_a_campaign() -> None:
    made = problem(
        activity("mix", mode(2, suite_b=1)),
        activity("dry", mode(2, suite_b=1), earliest_start=5),
        activity("mill", mode(3, suite_b=1), earliest_start=1, project="birch"),
        consecutives=(Consecutive(*both("mix", "dry")),),
    )
    found = put_in(made)
    assert found is not None and check(made, found) == ()


def test_what_the_kernels_do_not_know_is_left_to_others() -> None:
    assert not suits(Compiled(problem(holding("keep", mode(1, suite_b=1)))))
    assert not suits(Compiled(problem(activity("none", mode(0, suite_b=1)))))
    assert suits(Compiled(problem(pausable("mix", mode(3, suite_b=1)))))


def walked(made: Problem, before: Plan, wanted: int, limits: dict[int, int], *, seed: int, rounds: int) -> tuple[Compiled, Walk, Placing]:
    compiled = Compiled(made)
    instance = instance_of(compiled)
    origin = compiled.placing_of(before)
    walk = Walk(instance, origin, origin, [wanted], limits, seed=seed, warm=20.0, cold=1.0)
    walk.run(0, rounds)
    return compiled, walk, settled(instance, walk.placing, origin, compiled.project_of[wanted])


@given(problems_with_a_plan(), st.integers(0, 5))
@examples(150)
def test_every_placing_keeps_every_rule_and_limit(drawn: tuple[Problem, Plan], seed: int) -> None:
    made, before = drawn
    compiled = Compiled(made)
    free = [a for a in range(len(compiled.activities)) if a not in compiled.facts]
    assume(free and suits(compiled))
    origin = compiled.placing_of(before)
    wanted = free[seed % len(free)]
    limits = {a: origin[a].end + seed for a in free if a != wanted}
    _, walk, back = walked(made, before, wanted, limits, seed=seed, rounds=60)
    for placing in (walk.placing, back):
        assert check(made, compiled.plan_of(placing)) == ()
        assert all(placing[a].end <= limit for a, limit in limits.items())
        assert placing[wanted].end == walk.end <= origin[wanted].end
    moved = sum(back[a] != origin[a] for a in origin)
    assert moved <= sum(walk.placing[a] != origin[a] for a in origin)


def test_in_a_crowded_plant_it_finds_what_is_earlier() -> None:
    made, before = crowded_plant(12, 6)
    compiled = Compiled(made)
    origin = compiled.placing_of(before)
    wanted = max(origin, key=lambda a: (origin[a].end, a))
    limits = {a: p.end + 200 for a, p in origin.items() if compiled.project_of[a] != compiled.project_of[wanted]}
    _, walk, back = walked(made, before, wanted, limits, seed=0, rounds=400)
    assert walk.end < origin[wanted].end
    assert check(made, compiled.plan_of(back)) == ()
    assert all(back[a].end <= limit for a, limit in limits.items())


def test_the_same_seed_walks_the_same_way() -> None:
    made, before = crowded_plant(8, 5)
    wanted = len(before.assignments) - 1
    limits: dict[int, int] = {}
    one, other, third = (walked(made, before, wanted, limits, seed=seed, rounds=50)[1] for seed in (3, 3, 4))
    assert one.placing == other.placing
    assert one.table.start.tolist() == other.table.start.tolist() != third.table.start.tolist()


def test_what_moved_without_need_goes_back() -> None:
    made = problem(
        activity("mix", mode(2, suite_b=1)),
        activity("dry", mode(2, hplcs=1), project="birch"),
    )
    compiled = Compiled(made)
    before, after = plan(mix=(4, 6), dry=(3, 5)), plan(mix=(0, 2), dry=(8, 10))
    own = compiled.project_of[compiled.index[both("mix", "dry")[0]]]
    back = settled(instance_of(compiled), compiled.placing_of(after), compiled.placing_of(before), own)
    assert compiled.plan_of(back) == plan(mix=(0, 2), dry=(3, 5))


def test_who_is_wanted_early_may_have_a_limit_of_its_own() -> None:
    made = problem(
        activity("mix", mode(4, suite_b=1)),
        activity("dry", mode(1, suite_b=1)),
        activity("ship", mode(3)),
        links=(Link(LinkKind.FS, *both("dry", "ship")),),
    )
    compiled = Compiled(made)
    before = plan(mix=(0, 4), dry=(4, 5), ship=(8, 11))
    wanted = [compiled.index[a.id] for a in made.activities]
    origin, limits = compiled.placing_of(before), {compiled.index[made.activities[0].id]: 4}
    walk = Walk(instance_of(compiled), origin, origin, wanted, limits, seed=0, warm=20.0, cold=1.0)
    walk.run(5, 200)
    assert all(walk.placing[a].end <= limit for a, limit in limits.items())
