"""How likely each promise is kept: by hand where a hand can compute it, and what must hold always."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.planning.parts import (
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Demand,
    LateMaterial,
    Link,
    LinkKind,
    Mode,
    ProductId,
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Resource,
    ResourceId,
    ResourceKind,
    Stretch,
)
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem
from evenhand.planning.risk import chances, simulate, wilson_interval
from evenhand.planning.streams import streams
from tests.planning import strategies
from tests.planning.crowded_plant import crowded_plant

slow = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
)

SUITE, CREW = ResourceId("suite"), ResourceId("crew")
KEPT = PromiseId("kept")
FUTURES = 40_000


def work(name: str, duration: int, *, low: int | None = None, high: int | None = None, needs: ResourceId | None = None, **more: object) -> Activity:
    mode = Mode(duration, (Demand(needs, 1),) if needs else (), low, high)
    return Activity(ActivityId(f"p/{name}"), ProjectId("p"), (mode,), **more)  # type: ignore[arg-type]


def plant(
    *activities: Activity, due: int, links: tuple[Link, ...] = (), crew: Profile | None = None, fail_chance: float = 0.0, now: int = 0
) -> Problem:
    return Problem(
        resources=(
            Resource(SUITE, ResourceKind.UNIT, Profile.constant(1)),
            Resource(CREW, ResourceKind.PEOPLE, crew or Profile.constant(1)),
        ),
        projects=(Project(ProjectId("p")),),
        activities=activities,
        horizon=1000,
        links=links,
        changeovers=(Changeovers((SUITE,), 1, ((10,),), fail_chance),),
        promises=(Promise(KEPT, activities[-1].id, due),),
        now=now,
    )


def at(problem: Problem, *spans: tuple[int, int]) -> Plan:
    return Plan(tuple(Assignment(a.id, 0, *span) for a, span in zip(problem.activities, spans, strict=True)))


def chance(problem: Problem, *spans: tuple[int, int]) -> float:
    return simulate(problem, at(problem, *spans), futures=FUTURES).promises[KEPT].chance


def after(before: str, later: str, lag: int = 0) -> Link:
    return Link(LinkKind.FS, ActivityId(f"p/{before}"), ActivityId(f"p/{later}"), lag)


def test_one_activity_ends_by_the_triangular_distribution() -> None:
    """Between 50 and 200, likely 100: the chance of at most 130 (to the nearest slot, 130.5) is 1 - 69.5^2 / (150 x 100)."""
    problem = plant(work("a", 100, low=50, high=200), due=130)
    assert chance(problem, (0, 100)) == pytest.approx(1 - 69.5**2 / 15_000, abs=0.01)


def test_its_quantiles_are_those_of_the_distribution() -> None:
    problem = plant(work("a", 100, low=50, high=200), due=130)
    end = simulate(problem, at(problem, (0, 100)), futures=FUTURES).promises[KEPT].end
    by_hand = [50 + (0.1 * 7_500) ** 0.5, *(200 - ((1 - q) * 15_000) ** 0.5 for q in (0.5, 0.8, 0.9))]
    assert [end.p10, end.p50, end.p80, end.p90] == [pytest.approx(x, abs=2) for x in by_hand]


def test_two_in_series_add_up() -> None:
    """Two of mean 1000/3 beyond 100 each and no early start: the sum exceeds its middle about as often as not."""
    problem = plant(work("a", 100, low=100, high=300), work("b", 100, low=100, high=300), due=300, links=(after("a", "b"),))
    draw = np.random.default_rng(5).triangular(100, 100, 300, (2, 400_000)).sum(axis=0)
    assert chance(problem, (0, 100), (100, 200)) == pytest.approx(float((draw <= 300).mean()), abs=0.015)


def test_nothing_starts_before_its_planned_start() -> None:
    problem = plant(work("a", 100, low=1, high=100), work("b", 10), due=110, links=(after("a", "b"),))
    end = simulate(problem, at(problem, (0, 100), (100, 110))).promises[KEPT].end
    assert (end.p10, end.p90) == (110, 110)


def test_who_shares_a_unit_waits_for_it() -> None:
    problem = plant(work("a", 100, low=100, high=300, needs=SUITE), work("b", 10, needs=SUITE), due=200)
    assert chance(problem, (0, 100), (100, 110)) == pytest.approx(1 - 109.5**2 / 200**2, abs=0.01)
    apart = plant(work("a", 100, low=100, high=300, needs=CREW), work("b", 10, needs=SUITE), due=200)
    assert chance(apart, (0, 100), (100, 110)) == 1.0


def test_a_failed_cleaning_is_done_again() -> None:
    red, green = work("a", 20, needs=SUITE, product=ProductId("R")), work("b", 20, needs=SUITE, product=ProductId("G"))
    for fails in (0.25, 0.9999999):
        problem = plant(red, green, due=50, fail_chance=fails)
        simulation = simulate(problem, at(problem, (0, 20), (30, 50)), futures=FUTURES)
        assert simulation.promises[KEPT].chance == pytest.approx(1 - fails, abs=0.01)
    assert simulation.promises[KEPT].end.p10 == 60


def test_a_cleaning_that_is_over_no_longer_fails() -> None:
    red = work("a", 20, needs=SUITE, product=ProductId("R"), actual=Actual(0, end=20))
    problem = plant(red, work("b", 20, needs=SUITE, product=ProductId("G")), due=50, fail_chance=0.9, now=30)
    assert chance(problem, (0, 20), (30, 50)) == 1.0


def test_rework_does_the_whole_activity_again() -> None:
    problem = plant(work("a", 20, rework_chance=0.3), due=39)
    assert chance(problem, (0, 20)) == pytest.approx(0.7, abs=0.01)
    assert chance(replace(problem, promises=(Promise(KEPT, ActivityId("p/a"), 40),)), (0, 20)) == 1.0


def test_late_material_delays_the_start_by_its_slots_beyond_the_earliest_start() -> None:
    problem = plant(work("a", 20, earliest_start=5, late_material=LateMaterial(0.4, 10)), due=34)
    assert chance(problem, (5, 25)) == pytest.approx(0.6, abs=0.01)
    assert chance(problem, (14, 34)) == pytest.approx(0.6, abs=0.01)
    assert chance(replace(problem, promises=(Promise(KEPT, ActivityId("p/a"), 35),)), (5, 25)) == 1.0


def nights(day: int = 10, night: int = 5) -> Profile:
    return Profile(tuple((start + offset, value) for start in range(0, 900, day + night) for offset, value in ((0, 1), (day, 0))))


def test_pausable_work_that_grows_goes_on_after_closed_time() -> None:
    problem = plant(work("a", 8, low=8, high=14, needs=CREW, stretch=Stretch.PAUSABLE), due=10, crew=nights())
    simulation = simulate(problem, at(problem, (0, 8)), futures=FUTURES)
    assert simulation.promises[KEPT].chance == pytest.approx(1 - 3.5**2 / 6**2, abs=0.01)
    assert simulation.promises[KEPT].end.p90 > 15


def test_fixed_work_that_is_delayed_waits_for_an_opening_as_long_as_it() -> None:
    late = work("b", 6, needs=CREW, earliest_start=3, late_material=LateMaterial(0.5, 2))
    problem = plant(late, due=20, crew=nights())
    end = simulate(problem, at(problem, (3, 9)), futures=FUTURES).promises[KEPT].end
    assert (end.p10, end.p90) == (9, 21)  # from 5 on it would run into the night at 10: next day


def test_started_work_varies_by_what_remains() -> None:
    begun = work("a", 100, low=50, high=200, actual=Actual(0, remaining=20))
    problem = plant(begun, due=200 + 26, now=200)
    assert chance(problem, (0, 220)) == pytest.approx(1 - 67.5**2 / 15_000, abs=0.01)  # a fifth of 132.5 is 26.5


def test_finished_work_is_certain() -> None:
    done = work("a", 100, low=50, high=200, rework_chance=0.9, actual=Actual(0, end=100))
    problem = plant(done, work("b", 10), due=110, links=(after("a", "b"),), now=100)
    assert chance(problem, (0, 100), (100, 110)) == 1.0


def test_work_that_holds_its_suite_keeps_it_until_the_next_goes_on() -> None:
    """a holds the suite until b starts; b waits for late material; c has the suite after a."""
    a = work("a", 10, needs=SUITE, stretch=Stretch.HOLDING)
    b = work("b", 10, earliest_start=10, late_material=LateMaterial(0.5, 30))
    c = work("c", 10, needs=SUITE)
    problem = plant(a, b, c, due=20, links=(Link(LinkKind.FS, a.id, b.id, 0, 0),))
    assert chance(problem, (0, 10), (10, 20), (10, 20)) == pytest.approx(0.5, abs=0.01)


def test_a_hold_time_that_futures_overrun_is_reported() -> None:
    a, b = work("a", 10), work("b", 10, earliest_start=10, late_material=LateMaterial(0.25, 30))
    link = Link(LinkKind.FS, a.id, b.id, 0, 5)
    problem = plant(a, b, due=20, links=(link,))
    (limit,) = simulate(problem, at(problem, (0, 10), (10, 20)), futures=FUTURES).limits
    assert limit.limit == link
    assert limit.chance == pytest.approx(0.25, abs=0.01)


def test_critical_is_what_decides_the_end() -> None:
    long, short = work("long", 50, low=40, high=90), work("short", 10, low=5, high=20)
    problem = plant(long, short, work("last", 10), due=70, links=(after("long", "last"), after("short", "last")))
    critical = simulate(problem, at(problem, (0, 50), (0, 10), (50, 60))).criticality
    assert critical[ActivityId("p/last")] == 1.0
    assert critical[ActivityId("p/long")] == pytest.approx(1 - 10**2 / (50 * 10), abs=0.03)  # longer than planned
    assert critical[ActivityId("p/short")] == 0.0


def test_the_interval_is_wilsons() -> None:
    assert wilson_interval(0.5, 100) == (pytest.approx(0.4038, abs=1e-4), pytest.approx(0.5962, abs=1e-4))
    assert wilson_interval(0.0, 100)[1] == pytest.approx(0.0370, abs=1e-4)


def certain(problem: Problem) -> Problem:
    return replace(
        problem,
        activities=tuple(
            replace(a, rework_chance=0.0, late_material=None, modes=tuple(replace(m, optimistic=None, pessimistic=None) for m in a.modes))
            for a in problem.activities
        ),
        changeovers=tuple(replace(c, fail_chance=0.0) for c in problem.changeovers),
    )


@slow
@given(strategies.problems_with_a_plan())
def test_without_uncertainty_every_plan_goes_as_planned(made: tuple[Problem, Plan]) -> None:
    problem, plan = made
    every = tuple(Promise(PromiseId(a.id), a.id, min(problem.horizon, plan.of[a.id].end)) for a in problem.activities)
    simulation = simulate(replace(certain(problem), promises=every), plan, futures=3)
    assert {p: r.end.p10 for p, r in simulation.promises.items()} == {PromiseId(a.activity): a.end for a in plan.assignments}
    assert simulation.limits == ()


def test_nor_is_a_crowded_plant_otherwise() -> None:
    problem, plan = crowded_plant(8, 10)
    simulation = simulate(certain(problem), plan, futures=2)
    assert {p: r.end.p90 for p, r in simulation.promises.items()} == {p.id: plan.of[p.activity].end for p in problem.promises}


def uncertain(draw: Callable[[st.SearchStrategy[float]], float], problem: Problem) -> Problem:
    """The same problem with every kind of chance."""

    def loose(a: Activity) -> Activity:
        modes = tuple(replace(m, optimistic=max(0, m.duration - 1), pessimistic=m.duration + int(draw(st.integers(0, 4)))) for m in a.modes)
        return replace(a, modes=modes, rework_chance=draw(st.sampled_from([0.0, 0.2])), late_material=LateMaterial(0.3, 2))

    changeovers = tuple(replace(c, fail_chance=0.3) for c in problem.changeovers)
    return replace(problem, activities=tuple(loose(a) for a in problem.activities), changeovers=changeovers)


def renamed(problem: Problem, plan: Plan, seed: int) -> tuple[Problem, Plan, dict[PromiseId, PromiseId]]:
    """Other names for activities, projects, resources and products, everything in another order."""
    chance = random.Random(seed)

    def fresh(names: list[str], letter: str) -> dict[str, str]:
        numbers = list(range(len(names)))
        chance.shuffle(numbers)
        return {name: f"{letter}{n}" for name, n in zip(names, numbers, strict=True)}

    a, p = fresh([x.id for x in problem.activities], "a"), fresh([x.id for x in problem.projects], "p")
    r, q = fresh([x.id for x in problem.resources], "r"), fresh([x.id for x in problem.promises], "q")
    g = fresh(sorted({x.product for x in problem.activities if x.product}), "g")

    def shuffled(things: list[object]) -> tuple[object, ...]:
        chance.shuffle(things)
        return tuple(things)

    def mode(m: Mode) -> Mode:
        return replace(m, demands=shuffled([replace(d, resource=r[d.resource]) for d in m.demands]))  # type: ignore[arg-type]

    def activity(x: Activity) -> Activity:
        product = ProductId(g[x.product]) if x.product else None
        return replace(x, id=ActivityId(a[x.id]), project=ProjectId(p[x.project]), product=product, modes=tuple(mode(m) for m in x.modes))

    def tie(x: object) -> object:
        among = getattr(x, "among", None)
        return replace(x, first=a[x.first], second=a[x.second], among=None if among is None else frozenset(r[k] for k in among))  # type: ignore[type-var,attr-defined]

    fields: dict[str, object] = {
        "resources": [replace(x, id=r[x.id]) for x in problem.resources],
        "projects": [replace(x, id=p[x.id]) for x in problem.projects],
        "activities": [activity(x) for x in problem.activities],
        "links": [replace(x, before=a[x.before], after=a[x.after]) for x in problem.links],
        "same_resources": [tie(x) for x in problem.same_resources],
        "different_resources": [tie(x) for x in problem.different_resources],
        "mode_dependencies": [replace(x, activity=a[x.activity], other=a[x.other]) for x in problem.mode_dependencies],
        "consecutives": [replace(x, before=a[x.before], after=a[x.after]) for x in problem.consecutives],
        "changeovers": [replace(x, units=tuple(ResourceId(r[u]) for u in x.units)) for x in problem.changeovers],
        "promises": [replace(x, id=q[x.id], activity=a[x.activity]) for x in problem.promises],
        "levers": [replace(x, resource=r[x.resource]) for x in problem.levers],
        "published": [replace(x, activity=a[x.activity]) for x in problem.published],
    }
    other = replace(problem, **{name: shuffled(list(things)) for name, things in fields.items()})  # type: ignore[call-overload]
    moved = Plan(shuffled([replace(x, activity=a[x.activity]) for x in plan.assignments]))  # type: ignore[arg-type]
    return other, moved, {PromiseId(k): PromiseId(v) for k, v in q.items()}


@slow
@given(st.data())
def test_names_and_order_change_no_chance(data: st.DataObject) -> None:
    made, plan = data.draw(strategies.problems_with_a_plan())
    problem = uncertain(data.draw, made)
    other, moved, new_name = renamed(problem, plan, data.draw(st.integers(0, 1000)))
    here, there = simulate(problem, plan, futures=200), simulate(other, moved, futures=200)
    assert {new_name[p]: risk for p, risk in here.promises.items()} == dict(there.promises)
    assert sorted(here.criticality.values()) == sorted(there.criticality.values())


def test_names_and_order_change_no_chance_in_a_crowded_plant() -> None:
    problem, plan = crowded_plant(8, 10)
    other, moved, new_name = renamed(problem, plan, 7)
    here, there = simulate(problem, plan, futures=500), simulate(other, moved, futures=500)
    assert {new_name[p]: risk for p, risk in here.promises.items()} == dict(there.promises)


@slow
@given(st.data())
def test_a_later_due_is_kept_no_less_often(data: st.DataObject) -> None:
    made, plan = data.draw(strategies.problems_with_a_plan())
    problem = uncertain(data.draw, made)
    activity = data.draw(st.sampled_from(problem.activities)).id
    dues = range(0, problem.horizon + 1, 3)
    promises = tuple(Promise(PromiseId(f"by {due}"), activity, due) for due in dues)
    found = chances(replace(problem, promises=promises), plan, futures=200)
    kept = [found[p.id] for p in promises]
    assert kept == sorted(kept)


def test_the_cheap_call_says_the_same() -> None:
    problem, plan = crowded_plant(4, 8)
    assert chances(problem, plan, futures=700) == {p: r.chance for p, r in simulate(problem, plan, futures=700).promises.items()}


def test_threads_and_repetition_change_nothing_and_another_seed_does() -> None:
    problem, plan = crowded_plant(4, 8)
    once = simulate(problem, plan, futures=1000, seed=3)
    assert simulate(problem, plan, futures=1000, seed=3, workers=3) == once
    assert simulate(problem, plan, futures=1000, seed=4).promises != once.promises


def test_an_activity_meets_the_same_futures_in_another_plan() -> None:
    """Two projects alike but for a slot; moving one leaves the other's chance exactly as it was."""
    pair = [replace(work(n, 100, low=50, high=300), id=ActivityId(f"{n}/1"), project=ProjectId(n)) for n in ("p", "q")]
    base = Problem((), (Project(ProjectId("p")), Project(ProjectId("q"))), tuple(pair), 1000, promises=(Promise(KEPT, pair[1].id, 160),))
    longer = replace(base, activities=(replace(pair[0], modes=(Mode(101, (), 50, 300),)), pair[1]))
    early = chances(longer, Plan((Assignment(pair[0].id, 0, 0, 101), Assignment(pair[1].id, 0, 0, 100))))
    moved = chances(longer, Plan((Assignment(pair[0].id, 0, 500, 601), Assignment(pair[1].id, 0, 0, 100))))
    assert early == moved
    assert 0.1 < early[KEPT] < 0.9


def test_neither_a_lever_nor_a_promise_changes_the_numbers_that_are_drawn() -> None:
    problem, plan = crowded_plant(4, 8)
    more = replace(problem, resources=tuple(replace(r, capacity=Profile.constant(9)) if r.id == "hoods" else r for r in problem.resources))
    fresh = replace(more, promises=tuple(replace(p, due=p.due + 500 * (k == 0)) for k, p in enumerate(more.promises)))
    drawn = streams(problem, plan).key
    assert np.array_equal(streams(fresh, plan).key, drawn)
    assert len(set(drawn.tolist())) == len(problem.activities)


def test_it_needs_a_future_and_a_worker() -> None:
    problem, plan = crowded_plant(2, 4)
    with pytest.raises(ValueError, match="at least 1 future"):
        simulate(problem, plan, futures=0)
