"""Who hands which resource to whom: what each activity has is handed to it, and however late things get, nothing is used twice."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.planning.flow import FlowNetwork, flow_network
from evenhand.planning.futures import as_futures
from evenhand.planning.parts import (
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Demand,
    Link,
    LinkKind,
    Mode,
    ProductId,
    Profile,
    Project,
    ProjectId,
    Resource,
    ResourceId,
    ResourceKind,
    Stretch,
)
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem
from evenhand.planning.right_shift import END, START, Block, Run, run_block
from tests.planning import strategies
from tests.planning.crowded_plant import crowded_plant

slow = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
)

CHEMISTS, SUITE = ResourceId("chemists"), ResourceId("suite")


def work(name: str, duration: int, *needs: tuple[ResourceId, int], product: str | None = None, **more: object) -> Activity:
    project = ProjectId(name.split("/", maxsplit=1)[0])
    mode = Mode(duration, tuple(Demand(r, n) for r, n in needs))
    return Activity(ActivityId(name), project, (mode,), product=ProductId(product) if product else None, **more)  # type: ignore[arg-type]


def plant(*activities: Activity, chemists: Profile | None = None, links: tuple[Link, ...] = (), now: int = 0) -> Problem:
    return Problem(
        resources=(
            Resource(CHEMISTS, ResourceKind.PEOPLE, chemists or Profile.constant(2)),
            Resource(SUITE, ResourceKind.UNIT, Profile.constant(1)),
        ),
        projects=tuple(Project(p) for p in dict.fromkeys(a.project for a in activities)),
        activities=activities,
        horizon=100,
        links=links,
        changeovers=(Changeovers((SUITE,), 1, ((3,),), 0.1),),
        now=now,
    )


def at(problem: Problem, *starts: int) -> Plan:
    pairs = zip(problem.activities, starts, strict=True)
    return Plan(tuple(Assignment(a.id, 0, s, s + a.modes[0].duration if a.actual is None else a.actual.end or s) for a, s in pairs))


def handed(network: FlowNetwork) -> set[tuple[str, str, int, int]]:
    return {(h.before, h.after, h.amount, h.gap) for h in network.handovers}


def test_a_unit_is_handed_on_in_sequence_with_the_changeover_between() -> None:
    problem = plant(work("a/1", 4, (SUITE, 1), product="R"), work("b/1", 4, (SUITE, 1), product="G"), work("a/2", 2, (SUITE, 1), product="G"))
    network = flow_network(problem, at(problem, 0, 7, 12))
    assert handed(network) == {("a/1", "b/1", 1, 3), ("b/1", "a/2", 1, 1)}
    assert all(h.fail_chance == 0.1 for h in network.handovers)


def test_the_changeover_reaches_over_what_has_no_product() -> None:
    problem = plant(work("a/1", 4, (SUITE, 1), product="R"), work("a/2", 1, (SUITE, 1)), work("b/1", 4, (SUITE, 1), product="G"))
    assert handed(flow_network(problem, at(problem, 0, 4, 7))) == {("a/1", "a/2", 1, 0), ("a/2", "b/1", 1, 0), ("a/1", "b/1", 1, 3)}


def test_those_who_must_come_before_anyhow_hand_over_first() -> None:
    first, other = work("a/1", 5, (CHEMISTS, 1)), work("b/1", 2, (CHEMISTS, 1))
    problem = plant(first, other, work("a/2", 3, (CHEMISTS, 1)), links=(Link(LinkKind.FS, first.id, ActivityId("a/2")),))
    assert handed(flow_network(problem, at(problem, 0, 0, 5))) == {("a/1", "a/2", 1, 0)}


def test_then_the_same_project_then_who_has_been_free_longest() -> None:
    problem = plant(work("b/1", 2, (CHEMISTS, 1)), work("a/1", 4, (CHEMISTS, 1)), work("a/2", 3, (CHEMISTS, 1)), work("c/1", 3, (CHEMISTS, 1)))
    assert handed(flow_network(problem, at(problem, 0, 0, 5, 5))) == {("a/1", "a/2", 1, 0), ("b/1", "c/1", 1, 0)}


def test_two_pieces_may_come_from_two() -> None:
    problem = plant(work("a/1", 2, (CHEMISTS, 1)), work("b/1", 3, (CHEMISTS, 1)), work("c/1", 3, (CHEMISTS, 2)))
    assert handed(flow_network(problem, at(problem, 0, 0, 4))) == {("a/1", "c/1", 1, 0), ("b/1", "c/1", 1, 0)}


def test_a_piece_that_is_away_keeps_its_holder_from_that_time() -> None:
    problem = plant(work("a/1", 4, (CHEMISTS, 1)), work("b/1", 4, (CHEMISTS, 1)), chemists=Profile(((0, 2), (6, 1), (9, 2))))
    away = flow_network(problem, at(problem, 0, 2)).away
    assert sorted(away.values()) == [((6, 9),)]  # one of the two chemists is away
    assert len(away) == 1


def test_a_closed_resource_is_nobodys_absence() -> None:
    problem = plant(work("a/1", 4, (CHEMISTS, 2)), chemists=Profile(((0, 2), (6, 0), (9, 2))))
    assert flow_network(problem, at(problem, 0)).away == {}


def test_work_under_way_beyond_capacity_is_waited_for_and_waits_for_nobody() -> None:
    going = [work(f"{p}/1", 6, (CHEMISTS, 1), actual=Actual(0, remaining=n)) for p, n in (("a", 2), ("b", 3), ("c", 4))]
    problem = plant(*going, work("d/1", 2, (CHEMISTS, 2)), now=4)
    plan = Plan((*(Assignment(a.id, 0, 0, 4 + (a.actual.remaining or 0)) for a in going if a.actual), Assignment(ActivityId("d/1"), 0, 8, 10)))
    network = flow_network(problem, plan)
    assert {h.before for h in network.handovers} == {"a/1", "b/1", "c/1"}
    assert {h.after for h in network.handovers} == {"d/1"}


def test_a_plan_that_needs_more_than_there_is_has_no_network() -> None:
    problem = plant(work("a/1", 4, (CHEMISTS, 2)), work("b/1", 4, (CHEMISTS, 1)))
    with pytest.raises(ValueError, match="needs 1 more of chemists at slot 2"):
        flow_network(problem, at(problem, 0, 2))


def test_everything_an_activity_has_is_handed_to_it_or_was_free() -> None:
    problem, plan = crowded_plant(8, 10)
    network = flow_network(problem, plan)
    for activity in problem.activities:
        received: Counter[ResourceId] = Counter()
        for h in network.handed_to.get(activity.id, ()):
            assert plan.of[h.before].end + h.gap <= plan.of[activity.id].start
            received[h.resource] += h.amount
        for demand in activity.modes[0].demands:
            if problem.resource[demand.resource].kind is not ResourceKind.UNIT:
                assert received[demand.resource] <= demand.amount
    assert any(h.gap for h in network.handovers)
    assert network.away


def shifted(problem: Problem, plan: Plan, late: dict[int, int]) -> dict[ActivityId, tuple[int, int]]:
    """The plan right-shifted on its network when some planned starts come later."""
    ready = as_futures(flow_network(problem, plan))
    nodes = ready.nodes.copy()
    for name in ("rework_chance", "late_chance"):
        nodes[name] = 0.0
    nodes["optimistic"] = nodes["pessimistic"] = nodes["mode"]
    for i, by in late.items():
        nodes["floor"][ready.starts_at[i]] += by
    waits = ready.waits.copy()
    waits["fail_chance"] = 0.0
    block = Block(0, np.zeros((3, len(nodes), 1), dtype=np.int32), np.zeros((3, 1), dtype=np.int32))
    run_block(Run(nodes, waits, ready.away, ready.tables, ready.horizon, np.uint64(0)), block)
    start, end = block.moments[START, :, 0], block.moments[END, :, 0]
    return {a.id: (int(start[ready.starts_at[i]]), int(end[ready.ends_at[i]])) for i, a in enumerate(problem.activities)}


def overused(problem: Problem, plan: Plan, spans: dict[ActivityId, tuple[int, int]]) -> list[tuple[ResourceId, int]]:
    """Open slots before the horizon in which more is used than there is, and what has not started is involved."""
    used: dict[tuple[ResourceId, int], int] = defaultdict(int)
    moved: set[tuple[ResourceId, int]] = set()
    for a in problem.activities:
        for d in a.modes[plan.of[a.id].mode].demands:
            for t in range(max(problem.now, spans[a.id][0]), min(problem.horizon, spans[a.id][1])):
                used[d.resource, t] += d.amount
                if a.actual is None and a.stretch is not Stretch.HOLDING:
                    moved.add((d.resource, t))
    return [(r, t) for r, t in moved if problem.resource[r].kind is not ResourceKind.STOCK and used[r, t] > problem.resource[r].capacity.at(t) > 0]


@slow
@given(st.data())
def test_however_late_things_get_no_resource_is_overused(data: st.DataObject) -> None:
    problem, plan = data.draw(strategies.problems_with_a_plan())
    movable = [i for i, a in enumerate(problem.activities) if a.actual is None]
    late = {i: data.draw(st.integers(0, 5)) for i in movable}
    assert overused(problem, plan, shifted(problem, plan, late)) == []


def test_nor_in_a_crowded_plant() -> None:
    problem, plan = crowded_plant(8, 10)
    chance = np.random.default_rng(3)
    late = {i: int(chance.integers(0, 300)) for i in range(len(problem.activities))}
    spans = shifted(problem, plan, late)
    assert any(spans[a.activity] != (a.start, a.end) for a in plan.assignments)
    assert overused(problem, plan, spans) == []
