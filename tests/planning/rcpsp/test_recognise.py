"""What is of the family and what is not; names and positions decide nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Demand,
    Frozen,
    Link,
    LinkKind,
    Mode,
    Objective,
    Problem,
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Resource,
    ResourceId,
    ResourceKind,
    SameResources,
)
from evenhand.planning.rcpsp import improve, recognise

HOODS, PRESS = ResourceId("hoods"), ResourceId("press")


def synthesis() -> Problem:
    """Four activities on three hoods and one press."""

    def activity(name: str, duration: int, hoods: int, press: bool = False, earliest: int = 0) -> Activity:
        demands = (Demand(HOODS, hoods), *((Demand(PRESS, 1),) if press else ()))
        return Activity(ActivityId(name), ProjectId("amber"), (Mode(duration, demands),), earliest_start=earliest)

    return Problem(
        resources=(
            Resource(HOODS, ResourceKind.POOL, Profile.constant(3)),
            Resource(PRESS, ResourceKind.UNIT, Profile.constant(1)),
        ),
        projects=(Project(ProjectId("amber")),),
        activities=(
            activity("mix", 2, 2),
            activity("react", 5, 2, press=True),
            activity("filter", 3, 1, press=True),
            activity("dry", 4, 1, earliest=7),
        ),
        links=(Link(LinkKind.FS, ActivityId("mix"), ActivityId("react")), Link(LinkKind.FS, ActivityId("mix"), ActivityId("filter"))),
        horizon=100,
        objective=Objective.MAKESPAN,
    )


def test_durations_demands_links_and_earliest_starts_are_all_there() -> None:
    problem = synthesis()
    found = recognise(problem)
    assert found is not None and found.origin == 0
    row = {problem.activities[i].id: p for p, i in enumerate(found.activities)}
    arrays = found.arrays
    assert {name: int(arrays.durations[p]) for name, p in row.items()} == {"mix": 2, "react": 5, "filter": 3, "dry": 4}
    assert {name: sorted(arrays.demands[p].tolist()) for name, p in row.items()} == {"mix": [0, 2], "react": [1, 2], "filter": [1, 1], "dry": [0, 1]}
    assert sorted(arrays.capacities.tolist()) == [1, 3]
    assert sorted(arrays.successors_of(row[ActivityId("mix")]).tolist()) == sorted([row[ActivityId("react")], row[ActivityId("filter")]])
    assert int(arrays.releases[row[ActivityId("dry")]]) == 7


def test_time_is_counted_from_the_first_slot_that_is_allowed() -> None:
    found = recognise(replace(synthesis(), now=5, frozen_until=6))
    assert found is not None and found.origin == 6
    assert sorted(found.arrays.releases.tolist()) == [0, 0, 0, 1]


def test_a_promise_does_not_matter_where_only_the_makespan_counts() -> None:
    assert recognise(replace(synthesis(), promises=(Promise(PromiseId("p"), ActivityId("dry"), 10),))) is not None


def with_first(**changes: object) -> Problem:
    problem = synthesis()
    return replace(problem, activities=(replace(problem.activities[0], **changes), *problem.activities[1:]))  # type: ignore[arg-type]


def with_link(**changes: object) -> Problem:
    problem = synthesis()
    return replace(problem, links=(replace(problem.links[0], **changes), *problem.links[1:]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(replace(synthesis(), objective=Objective.PROMISES), id="another objective"),
        pytest.param(with_first(modes=(Mode(2), Mode(3))), id="two modes"),
        pytest.param(with_first(latest_end=50), id="a hard limit"),
        pytest.param(with_first(frozen=Frozen(0)), id="frozen"),
        pytest.param(with_link(lag=1), id="a lag"),
        pytest.param(with_link(max_lag=9), id="a maximal lag"),
        pytest.param(with_link(kind=LinkKind.SS), id="another kind of link"),
        pytest.param(with_first(modes=(Mode(0, (Demand(PRESS, 1),)),)), id="a milestone on a unit"),
        pytest.param(with_first(modes=(Mode(5_000_000),)), id="too many slots"),
        pytest.param(
            replace(synthesis(), same_resources=(SameResources(ActivityId("react"), ActivityId("filter")),)),
            id="a tie",
        ),
        pytest.param(
            replace(synthesis(), resources=(Resource(HOODS, ResourceKind.POOL, Profile(((0, 3), (10, 2)))), synthesis().resources[1])),
            id="a capacity that changes",
        ),
        pytest.param(
            replace(synthesis(), resources=(Resource(HOODS, ResourceKind.STOCK, Profile.constant(30)), synthesis().resources[1])),
            id="a stock",
        ),
    ],
)
def test_what_is_more_than_the_family_is_left_to_others(problem: Problem) -> None:
    assert recognise(problem) is None


def test_renaming_and_reordering_gives_the_same_schedule_relabelled() -> None:
    problem = synthesis()
    new = {a.id: ActivityId(f"x{9 - i}") for i, a in enumerate(problem.activities)}
    relabelled = replace(
        problem,
        resources=problem.resources[::-1],
        activities=tuple(replace(a, id=new[a.id]) for a in reversed(problem.activities)),
        links=tuple(Link(link.kind, new[link.before], new[link.after]) for link in reversed(problem.links)),
    )

    def planned(p: Problem) -> dict[ActivityId, int]:
        found = recognise(p)
        assert found is not None
        outcome = improve(found.arrays, effort=0.2, time_limit=None, workers=1, seed=3)
        return {p.activities[i].id: found.origin + int(outcome.starts[row]) for row, i in enumerate(found.activities)}

    assert {new[name]: start for name, start in planned(problem).items()} == planned(relabelled)
