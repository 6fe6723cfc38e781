"""The canonical order: decided by content alone, the same under any names and in any order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from evenhand.planning.canonical import canonical_order
from evenhand.planning.problem import DifferentResources, Link, LinkKind, Problem
from tests.planning import strategies
from tests.planning.cast import activity, both, mode, plan, problem, promise
from tests.planning.properties import examples
from tests.planning.relabelled import Relabelling, content, nameless_plan


@examples(80)
@given(strategies.problems(objective=None), st.integers(0, 10**6))
def test_the_content_is_the_same_under_other_names_and_in_another_order(made: Problem, chance: int) -> None:
    assert content(Relabelling(made, Random(chance)).problem(made)) == content(made)


@examples(30)
@given(strategies.problems(objective=None))
def test_every_part_has_one_place(made: Problem) -> None:
    order = canonical_order(made)
    assert sorted(order.activities) == list(range(len(made.activities)))
    assert sorted(order.resources) == list(range(len(made.resources)))
    assert sorted(order.projects) == list(range(len(made.projects)))


def test_what_differs_in_anything_that_counts_is_told_apart() -> None:
    twins = problem(activity("a", mode(3, suite_b=1)), activity("b", mode(3, suite_b=1)), activity("c", mode(1)))
    assert content(twins) == content(Relabelling(twins, Random(1)).problem(twins))
    for changed in (
        replace(twins, promises=(promise("due", "a", 5),)),
        replace(twins, links=(Link(LinkKind.FS, *both("a", "c")),)),
        replace(twins, activities=(replace(twins.activities[0], earliest_start=1), *twins.activities[1:])),
        replace(twins, activities=(replace(twins.activities[0], rework_chance=0.1), *twins.activities[1:])),
        replace(twins, activities=(replace(twins.activities[0], project=twins.activities[2].project), *twins.activities[1:]), now=1),
    ):
        assert content(changed) != content(twins)


def test_links_in_other_directions_are_other_problems() -> None:
    made = problem(activity("a", mode(1)), activity("b", mode(1)), activity("c", mode(1)))
    chain = replace(made, links=(Link(LinkKind.FS, *both("a", "b")), Link(LinkKind.FS, *both("b", "c"))))
    fork = replace(made, links=(Link(LinkKind.FS, *both("b", "a")), Link(LinkKind.FS, *both("b", "c"))))
    assert content(chain) != content(fork)
    middle = [made.activities[i].id for i in canonical_order(chain).activities].index("b")
    renamed = Relabelling(chain, Random(3))
    other = renamed.problem(chain)
    assert [other.activities[i].id for i in canonical_order(other).activities].index(renamed.activity[both("b", "b")[0]]) == middle


def test_a_ring_is_singled_out_all_around() -> None:
    """Six alike in a ring: whichever is singled out, its neighbours come out as its neighbours."""
    names = [f"a{k}" for k in range(6)]
    ring = tuple(DifferentResources(*both(a, b)) for a, b in zip(names, [*names[1:], names[0]], strict=True))
    made = problem(*(activity(name, mode(1, suite_b=1), mode(1, hplcs=1)) for name in names), different_resources=ring)
    for chance in range(5):
        assert content(Relabelling(made, Random(chance)).problem(made)) == content(made)


def test_marks_tell_twins_apart() -> None:
    twins = problem(activity("a", mode(3, suite_b=1)), activity("b", mode(3, suite_b=1)))
    places = plan(a=(0, 3), b=(3, 6))
    swapped = replace(twins, activities=twins.activities[::-1])
    marks = {at.activity: (at.start,) for at in places.assignments}
    assert nameless_plan(twins, places) != nameless_plan(swapped, places)
    assert nameless_plan(twins, places, marks) == nameless_plan(swapped, places, marks)
