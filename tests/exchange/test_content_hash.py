import subprocess
import sys
from dataclasses import fields, replace

import pytest

from evenhand.exchange.content_hash import content_hash
from evenhand.planning.problem import (
    Activity,
    Changeovers,
    Consecutive,
    Demand,
    DifferentResources,
    Lever,
    LeverKind,
    LeverWindow,
    Link,
    LinkKind,
    Mode,
    ModeDependency,
    Objective,
    Problem,
    Profile,
    Project,
    Promise,
    Published,
    Resource,
    ResourceKind,
    SameResources,
)


@pytest.fixture
def problem() -> Problem:
    """Two projects of one activity each, and one of everything else."""
    suite, hands = Resource("suite", ResourceKind.UNIT, Profile.constant(1)), Resource("hands", ResourceKind.PEOPLE, Profile(((0, 2), (5, 3))))
    modes = (Mode(3, (Demand("suite", 1), Demand("hands", 2))), Mode(4, (Demand("suite", 1),)))
    return Problem(
        resources=(suite, hands),
        projects=(Project("a"), Project("b", due=9)),
        activities=(Activity("a/1", "a", modes, product="p"), Activity("b/1", "b", modes, product="q", rework_chance=0.1)),
        horizon=40,
        links=(Link(LinkKind.SS, "a/1", "b/1", 1, 9),),
        same_resources=(SameResources("a/1", "b/1", frozenset({"suite", "hands"})),),
        different_resources=(DifferentResources("a/1", "b/1", frozenset()),),
        mode_dependencies=(ModeDependency("a/1", 0, "b/1", frozenset({1, 0})),),
        consecutives=(Consecutive("a/1", "b/1"),),
        changeovers=(Changeovers(("suite",), 1, ((2,),)),),
        promises=(Promise("x", "a/1", 30),),
        levers=(Lever("overtime", LeverKind.OVERTIME, "hands", (LeverWindow(3, 5, 1), LeverWindow(9, 12, 1)), 100),),
        published=(Published("a/1", 4, 0),),
    )


def test_it_is_a_named_sha256(problem: Problem):
    assert content_hash(problem).startswith("sha256:") and len(content_hash(problem)) == 7 + 64


def test_order_does_not_matter_where_it_has_no_meaning(problem: Problem):
    first, second = problem.activities
    turned = replace(
        problem,
        resources=problem.resources[::-1],
        projects=problem.projects[::-1],
        activities=(second, replace(first, modes=tuple(replace(m, demands=m.demands[::-1]) for m in first.modes))),
        same_resources=(SameResources("b/1", "a/1", frozenset({"hands", "suite"})),),
        levers=(replace(problem.levers[0], windows=problem.levers[0].windows[::-1]),),
    )
    assert content_hash(turned) == content_hash(problem)


def test_steps_of_a_profile_that_change_nothing_do_not_matter(problem: Problem):
    wordy = replace(problem.resources[1], capacity=Profile(((0, 2), (3, 2), (5, 3), (8, 3))))
    assert content_hash(replace(problem, resources=(problem.resources[0], wordy))) == content_hash(problem)


def test_the_order_of_modes_matters(problem: Problem):
    first, second = problem.activities
    turned = replace(first, modes=first.modes[::-1])
    assert content_hash(replace(problem, activities=(turned, second))) != content_hash(problem)


def test_the_direction_of_a_link_matters(problem: Problem):
    assert content_hash(replace(problem, links=(Link(LinkKind.SS, "b/1", "a/1", 1, 9),))) != content_hash(problem)


@pytest.mark.parametrize("name", [f.name for f in fields(Problem) if f.name not in ("resources", "projects", "activities")])
def test_everything_a_problem_says_is_in_it(problem: Problem, name: str):
    other = {"horizon": 41, "objective": Objective.DELAY, "now": 1, "frozen_until": 1}.get(name, ())
    assert content_hash(replace(problem, **{name: other})) != content_hash(problem)


def test_another_process_finds_the_same():
    """Python's own hashes of text differ from one process to the next; nothing of that may show."""
    program = (
        "from evenhand.exchange.content_hash import content_hash; from evenhand.exchange.rcpsp_max import rcpsp_max_problem;"
        "from tests.exchange.samples import RCPSP_MAX; print(content_hash(rcpsp_max_problem('f', RCPSP_MAX)))"
    )
    found = {subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(found) == 1
