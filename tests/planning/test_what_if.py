"""Variants of a plan, on a plant so small that every number is known beforehand."""

from __future__ import annotations

import pytest

from evenhand.planning.checks import check
from evenhand.planning.parts import (
    Activity,
    ActivityId,
    Actual,
    Demand,
    InvalidProblem,
    Link,
    LinkKind,
    Mode,
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Published,
    Resource,
    ResourceId,
    ResourceKind,
)
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem
from evenhand.planning.repeating import repeated, with_again, without_project
from evenhand.planning.risk import promised_ends
from evenhand.planning.what_if import (
    beside_others,
    could_be_earlier,
    elsewhere,
    end_of,
    freed_units,
    kept_with_chance,
    mended,
    movable,
    ways_elsewhere,
)

A, B = ProjectId("A"), ProjectId("B")
BATCH, TEST, OTHER = ActivityId("A/batch"), ActivityId("A/test"), ActivityId("B/batch")


def on(unit: str, duration: int) -> Mode:
    return Mode(duration, (Demand(ResourceId(unit), 1),))


def plant(*, batch: Actual | None = None, test: Actual | None = None, now: int = 0, late: bool = False) -> Problem:
    """A's batch takes 4 slots on U1 or 6 on U2, its test 2 afterwards; B's batch takes 5 on U1."""
    return Problem(
        resources=tuple(Resource(ResourceId(u), ResourceKind.UNIT, Profile.constant(1)) for u in ("U1", "U2")),
        projects=(Project(A), Project(B)),
        activities=(
            Activity(BATCH, A, (on("U1", 4), on("U2", 6)), actual=batch),
            Activity(TEST, A, (Mode(2),), actual=test),
            Activity(OTHER, B, (on("U1", 5),)),
        ),
        horizon=40,
        links=(Link(LinkKind.FS, BATCH, TEST),),
        promises=(Promise(PromiseId("A/p"), TEST, 6), Promise(PromiseId("B/p"), OTHER, 9)),
        published=(Published(BATCH, 0, 0), Published(TEST, 4, 0), Published(OTHER, 3 if late else 4, 0)),
        now=now,
    )


PLAN = Plan((Assignment(BATCH, 0, 0, 4), Assignment(TEST, 0, 4, 6), Assignment(OTHER, 0, 4, 9)))


def places(plan: Plan) -> dict[str, tuple[int, int, int]]:
    return {a.activity: (a.mode, a.start, a.end) for a in plan.assignments}


def test_the_batch_again_goes_where_nobody_is_moved():
    problem, names = with_again(plant(), BATCH)
    again = names[BATCH]
    assert again == "A/batch-again" and {(x.before, x.after) for x in problem.links} == {(BATCH, again), (again, TEST)}
    plan = beside_others(problem, PLAN, A)
    assert places(plan) == {BATCH: (0, 0, 4), again: (1, 4, 10), TEST: (0, 10, 12), OTHER: (0, 4, 9)}
    assert check(problem, plan) == () and end_of(problem, plan, A) == 12


def test_what_was_done_on_the_batch_since_is_done_again_too():
    problem = plant(batch=Actual(0, 0, end=4), test=Actual(4, 0, end=6), now=6)
    assert repeated(problem, BATCH) == (BATCH, TEST) and repeated(problem, TEST) == (TEST,)
    made, names = with_again(problem, BATCH)
    links = {(x.before, x.after) for x in made.links}
    assert links == {(BATCH, names[BATCH]), (TEST, names[TEST]), (BATCH, TEST), (names[BATCH], names[TEST])}
    plan = beside_others(made, Plan((*PLAN.assignments[:2], Assignment(OTHER, 0, 6, 11))), A)
    assert places(plan)[names[BATCH]] == (1, 6, 12) and places(plan)[names[TEST]] == (0, 12, 14)


def test_a_second_repetition_has_a_name_of_its_own():
    once, _ = with_again(plant(), BATCH)
    _, names = with_again(once, BATCH)
    assert names[BATCH] == "A/batch-again-2"
    with pytest.raises(InvalidProblem, match="unknown is none"):
        with_again(plant(), ActivityId("A/unknown"))


def test_another_unit_is_taken_where_there_is_a_way():
    problem = plant()
    assert movable(problem, PLAN, A, BATCH) == BATCH and ways_elsewhere(problem, PLAN, BATCH) == (1,)
    assert places(elsewhere(problem, PLAN, BATCH)) == {BATCH: (1, 0, 6), TEST: (0, 6, 8), OTHER: (0, 4, 9)}
    assert movable(problem, PLAN, B, None) is None
    assert movable(plant(batch=Actual(0, 0, end=4), now=4), PLAN, A, BATCH) is None


def test_stopping_frees_the_unit_and_lets_others_be_earlier():
    problem = plant()
    assert freed_units(problem, PLAN, A) == (("U1", 4),)
    assert freed_units(plant(batch=Actual(0, 0, remaining=1), now=3), PLAN, A) == (("U1", 1),)
    rest = without_project(problem, A)
    assert [a.id for a in rest.activities] == [OTHER] and rest.links == () and len(rest.promises) == 1
    assert could_be_earlier(rest, Plan((PLAN.of[OTHER],))) == ((B, 9, 5),)
    assert could_be_earlier(problem, PLAN) == ()


def test_a_later_promise_is_a_whole_day():
    ends = promised_ends(plant(), PLAN, futures=50)
    assert kept_with_chance(ends[PromiseId("A/p")], 0.8, day=6) == 6
    assert kept_with_chance(ends[PromiseId("B/p")], 0.8, day=6) == 12


def test_a_published_plan_that_collides_is_mended_by_moving_one():
    """B was published for slot 3, when A's batch is still there."""
    assert places(mended(plant(late=True))) == {BATCH: (0, 0, 4), TEST: (0, 4, 6), OTHER: (0, 4, 9)}
