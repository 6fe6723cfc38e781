"""Small random problems of every feature, and plans for them, kept and broken: what the properties draw from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Consecutive,
    Demand,
    DifferentResources,
    Frozen,
    Lever,
    LeverId,
    LeverKind,
    LeverWindow,
    Link,
    LinkKind,
    Mode,
    ModeDependency,
    Objective,
    Problem,
    ProductId,
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Published,
    Resource,
    ResourceId,
    ResourceKind,
    SameResources,
    Stretch,
)
from tests.planning.exhaustive import TooManyTries, any_plan

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[T]], T]

HORIZON = 18
FEW = 1_000  # tries for a plan: enough for nearly all of these problems

UNITS = ("suite_a", "suite_b")


@st.composite
def profiles(draw: Draw[Any], highest: int) -> Profile:
    """Always open; a weekend in every five slots; or any steps. It reaches ``highest`` somewhere."""
    shape = draw(st.sampled_from(["constant", "weekends", "steps"]))
    if shape == "constant":
        return Profile.constant(highest)
    if shape == "weekends":
        first = draw(st.integers(1, 4))
        weekends = [(at, value) for start in range(first, HORIZON, 5) for at, value in ((start, 0), (start + 1, highest))]
        return Profile(((0, highest), *weekends))
    places = sorted(draw(st.sets(st.integers(1, HORIZON), max_size=4)))
    values = [highest, *(draw(st.integers(0, highest)) for _ in places)]
    return Profile(tuple(zip((0, *places), values, strict=True)))


@st.composite
def plants(draw: Draw[Any]) -> tuple[Resource, ...]:
    resources = [Resource(ResourceId(unit), ResourceKind.UNIT, draw(profiles(1))) for unit in UNITS[: draw(st.integers(1, 2))]]
    if draw(st.booleans()):
        resources.append(Resource(ResourceId("chemists"), ResourceKind.PEOPLE, draw(profiles(draw(st.integers(1, 3))))))
    if draw(st.booleans()):
        resources.append(Resource(ResourceId("hoods"), ResourceKind.POOL, draw(profiles(2))))
    if draw(st.integers(0, 3)) == 0:
        resources.append(Resource(ResourceId("solvent"), ResourceKind.STOCK, Profile.constant(draw(st.integers(2, 6)))))
    return tuple(resources)


@st.composite
def modes(draw: Draw[Any], plant: tuple[Resource, ...]) -> Mode:
    chosen = draw(st.lists(st.sampled_from(plant), unique=True, max_size=2))
    if plant[0] not in chosen and draw(st.booleans()):
        chosen.append(plant[0])  # so that activities meet on a unit
    demands = []
    for resource in chosen:
        most = 1 if resource.kind is ResourceKind.UNIT else resource.capacity.maximum
        demands.append(Demand(resource.id, draw(st.integers(1, most))))
    return Mode(draw(st.sampled_from([1, 2, 3, 1, 2, 3, 0, 4])), tuple(demands))


@st.composite
def activities(draw: Draw[Any], name: str, project: str, plant: tuple[Resource, ...], now: int, *, with_facts: bool) -> Activity:
    some = tuple(draw(st.lists(modes(plant), min_size=1, max_size=2)))
    more: dict[str, Any] = {"stretch": draw(st.sampled_from([Stretch.FIXED, Stretch.FIXED, Stretch.PAUSABLE, Stretch.PAUSABLE, Stretch.HOLDING]))}
    if draw(st.booleans()):
        more |= {"product": ProductId(draw(st.sampled_from("RGB"))), "band": draw(st.integers(0, 1))}
    state = draw(st.sampled_from(["free", "free", "free", "late", "held", "frozen", "finished", "going on", "bounded"]))
    mode = draw(st.integers(0, len(some) - 1))
    if state == "late":
        more["earliest_start"] = draw(st.integers(0, 6))
    elif state == "bounded":
        more["latest_end"] = draw(st.integers(HORIZON // 2, HORIZON))
    elif state == "held":
        more["hold_until"] = draw(st.integers(0, 8))
    elif state == "frozen" and with_facts:
        more["frozen"] = Frozen(draw(st.integers(now, now + 4)), mode)
    elif state == "finished" and with_facts:
        start = draw(st.integers(0, now))
        more["actual"] = Actual(start, mode, end=draw(st.integers(start, now)))
    elif state == "going on" and with_facts:
        more["actual"] = Actual(draw(st.integers(0, now)), mode, remaining=draw(st.integers(0, 3)))
    return Activity(ActivityId(name), ProjectId(project), some, **more)


def _pairs(draw: Draw[Any], work: tuple[Activity, ...], most: int) -> list[tuple[ActivityId, ActivityId]]:
    """Pairs of an earlier and a later activity, so that no link leads back."""
    pairs = [(a.id, b.id) for i, a in enumerate(work) for b in work[i + 1 :]]
    found: list[tuple[ActivityId, ActivityId]] = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=most)) if pairs else []
    return found


@st.composite
def problems(draw: Draw[Any], *, most: int = 5, with_facts: bool = True, objective: Objective | None = Objective.PROMISES) -> Problem:
    """Consistent problems of one to ``most`` activities within 18 slots, of every feature; some have no plan. ``objective`` None: any."""
    plant = draw(plants())
    now = draw(st.integers(0, 5)) if with_facts else 0
    projects = ("amber", "birch", "cedar")[: draw(st.integers(1, 3))]
    work = tuple(
        draw(activities(f"{project}/{k}", project, plant, now, with_facts=with_facts))
        for k in range(draw(st.sampled_from([*range(2, most + 1), *range(1, most + 1)])))
        for project in [draw(st.sampled_from(projects))]
    )
    links = tuple(_link(draw, before, after) for before, after in _pairs(draw, work, 3))
    seldom = st.sampled_from([0, 0, 1])
    units = tuple(r.id for r in plant if r.kind is ResourceKind.UNIT)
    small = st.integers(0, 2)
    return Problem(
        resources=plant,
        projects=tuple(Project(ProjectId(p), draw(st.none() | st.integers(2, HORIZON))) for p in projects),
        activities=work,
        horizon=HORIZON,
        links=links,
        same_resources=tuple(SameResources(a, b, _among(draw, units)) for a, b in _pairs(draw, work, draw(seldom))),
        different_resources=tuple(DifferentResources(a, b, _among(draw, units)) for a, b in _pairs(draw, work, draw(seldom))),
        mode_dependencies=tuple(_dependency(draw, work, a, b) for a, b in _pairs(draw, work, draw(seldom))),
        consecutives=tuple(Consecutive(a, b) for a, b in _pairs(draw, work, draw(seldom))),
        changeovers=(Changeovers(units, draw(small), ((draw(small), draw(small)), (draw(small), draw(small)))),) if draw(st.booleans()) else (),
        promises=tuple(
            Promise(PromiseId(f"promise {k}"), draw(st.sampled_from(work)).id, draw(st.integers(2, HORIZON))) for k in range(draw(st.integers(0, 3)))
        ),
        levers=_levers(draw, plant, now),
        published=tuple(
            Published(a.id, draw(st.integers(0, HORIZON)), 0) for a in draw(st.lists(st.sampled_from(work), unique_by=lambda a: a.id, max_size=2))
        ),
        objective=objective if objective is not None else draw(st.sampled_from(list(Objective))),
        now=now,
        frozen_until=draw(st.integers(now, now + 3)) if with_facts else 0,
    )


def _link(draw: Draw[Any], before: ActivityId, after: ActivityId) -> Link:
    kind = draw(st.sampled_from([LinkKind.FS, LinkKind.FS, *LinkKind]))
    lag = draw(st.integers(-2, 2))
    return Link(kind, before, after, lag, draw(st.none() | st.integers(lag + 1, lag + 6)))


def _among(draw: Draw[Any], units: tuple[ResourceId, ...]) -> frozenset[ResourceId] | None:
    return draw(st.sampled_from([None, frozenset(units)]))  # type: ignore[no-any-return]


def _dependency(draw: Draw[Any], work: tuple[Activity, ...], first: ActivityId, second: ActivityId) -> ModeDependency:
    count: Mapping[ActivityId, int] = {a.id: len(a.modes) for a in work}
    return ModeDependency(first, draw(st.integers(0, count[first] - 1)), second, frozenset({draw(st.integers(0, count[second] - 1))}))


def _levers(draw: Draw[Any], plant: tuple[Resource, ...], now: int) -> tuple[Lever, ...]:
    if draw(st.integers(0, 2)):
        return ()
    resource = draw(st.sampled_from(plant))
    start = draw(st.integers(now, HORIZON - 1))
    window = LeverWindow(start, draw(st.integers(start + 1, HORIZON)), 1)
    return (Lever(LeverId("lever"), draw(st.sampled_from(list(LeverKind))), resource.id, (window,), draw(st.integers(0, 900))),)


@st.composite
def problems_with_a_plan(draw: Draw[Any], /, **options: Any) -> tuple[Problem, Plan]:
    """A problem and a plan that keeps its rules, found by exhaustive search."""
    problem = draw(problems(**options))
    try:
        found = any_plan(problem, FEW)
    except TooManyTries:
        found = None
    assume(found is not None)
    assert found is not None
    return problem, found


@st.composite
def crowded_units(draw: Draw[Any]) -> tuple[Problem, Plan]:
    """Activities on one unit, many without length and at the same slot, with changeovers and campaigns: what is in order there?"""
    unit = Resource(ResourceId("suite_a"), ResourceKind.UNIT, Profile.constant(1))
    small = st.sampled_from([0, 0, 1, 2])
    work = []
    places = []
    for k in range(draw(st.integers(2, 6))):
        length, start, begun = draw(small), draw(st.integers(0, 3)), draw(st.sampled_from([False, False, True]))
        work.append(
            Activity(
                ActivityId(f"amber/{k}"),
                ProjectId("amber"),
                (Mode(length, (Demand(unit.id, 1),)),),
                product=draw(st.sampled_from([None, *map(ProductId, "RGB")])),
                band=draw(st.integers(0, 1)),
                actual=Actual(start, remaining=0) if begun else None,
            )
        )
        places.append(Assignment(work[-1].id, 0, start, start + length))
    ties = tuple(Consecutive(a, b) for a, b in draw(st.lists(st.permutations([a.id for a in work]).map(lambda p: (p[0], p[1])), max_size=2)))
    changeovers = Changeovers((unit.id,), draw(small), ((draw(small), draw(small)), (draw(small), draw(small))))
    problem = Problem((unit,), (Project(ProjectId("amber")),), tuple(work), HORIZON, consecutives=ties, changeovers=(changeovers,), now=3)
    return problem, Plan(tuple(places))


@st.composite
def any_plans(draw: Draw[Any], problem: Problem) -> Plan:
    """Plans that mostly break rules: any start, often the right length."""
    assignments = []
    for activity in problem.activities:
        mode = draw(st.integers(0, len(activity.modes) - 1))
        start = draw(st.integers(0, HORIZON))
        if draw(st.integers(0, 3)) == 0:
            start = activity.actual.start if activity.actual else activity.frozen.start if activity.frozen else start
        length = activity.modes[mode].duration + draw(st.sampled_from([0, 0, 0, 1, 2, -1]))
        assignments.append(Assignment(activity.id, mode, start, start + length))
    return Plan(tuple(assignments))


@st.composite
def wild_plans(draw: Draw[Any], problem: Problem) -> Plan:
    """Nonsense: unknown and repeated activities, modes that do not exist, ends before starts, huge numbers."""
    number = st.integers(-30, 60) | st.integers(-(10**18), 10**18)
    name = st.sampled_from([a.id for a in problem.activities]) | st.text(max_size=3).map(ActivityId)
    return Plan(tuple(draw(st.lists(st.builds(Assignment, name, number, number, number), max_size=8))))


@st.composite
def changed_plans(draw: Draw[Any], problem: Problem, plan: Plan) -> Plan:
    """The plan with one activity moved by a few slots, longer or shorter, or in another mode."""
    k = draw(st.integers(0, len(plan.assignments) - 1))
    at = plan.assignments[k]
    how = draw(st.sampled_from(["move", "move", "stretch", "mode"]))
    if how == "mode":
        mode = draw(st.integers(0, len(problem.activity[at.activity].modes) - 1))
        changed = replace(at, mode=mode, end=at.start + problem.activity[at.activity].modes[mode].duration)
    else:
        by = draw(st.integers(-4, 4))
        changed = replace(at, start=at.start + by, end=at.end + by) if how == "move" else replace(at, end=at.end + by)
    return Plan((*plan.assignments[:k], changed, *plan.assignments[k + 1 :]))


@st.composite
def cut_capacities(draw: Draw[Any], problem: Problem) -> Problem:
    """The problem with one resource cut down in some slots, or from the first on if it is a stock."""
    resource = draw(st.sampled_from(problem.resources))
    start = 0 if resource.kind is ResourceKind.STOCK else draw(st.integers(0, HORIZON - 1))
    end = HORIZON * 10 if resource.kind is ResourceKind.STOCK else draw(st.integers(start + 1, HORIZON))
    to = draw(st.integers(0, max(0, resource.capacity.maximum - 1)))
    steps: dict[int, int] = {at: value if not start <= at < end else min(value, to) for at, value in resource.capacity.steps}
    steps[start] = min(to, resource.capacity.at(start))
    if resource.kind is not ResourceKind.STOCK:
        steps[end] = resource.capacity.at(end)
        steps.setdefault(10 * HORIZON, resource.capacity.maximum)  # long after the horizon, so that no demand is above it for ever
    cut = replace(resource, capacity=Profile(tuple(sorted(steps.items()))))
    return replace(problem, resources=tuple(cut if r.id == resource.id else r for r in problem.resources))
