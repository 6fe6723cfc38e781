"""Generated portfolios: feasible as they stand, as full as asked, the same everywhere."""

import json
import os
import subprocess
import sys

import pytest

from evenhand.demo.generator import generate
from evenhand.demo.load import load_of_units
from evenhand.demo.plant import easter, plant_for
from evenhand.demo.published import published_plan
from evenhand.exchange.portfolio import portfolio_of
from evenhand.planning.checks import check
from evenhand.planning.problem import ResourceKind, Stretch

SIZES = [(1, 1), (5, 1), (24, 1), (24, 2), (60, 1)]


@pytest.fixture(scope="module", params=SIZES, ids=[f"{n}-projects-seed-{seed}" for n, seed in SIZES])
def portfolio(request):
    projects, seed = request.param
    return portfolio_of(generate(projects, seed=seed))


@pytest.fixture(scope="module")
def sixty():
    return portfolio_of(generate(60, seed=1))


def test_what_is_published_keeps_every_rule(portfolio):
    assert check(portfolio.problem, published_plan(portfolio.problem)) == ()


def test_everything_frozen_can_stay_where_it_was_published(portfolio):
    problem = portfolio.problem
    assert portfolio.notes == ()
    near = {p.activity for p in problem.published if p.start < problem.frozen_until}
    assert {a.id for a in problem.activities if a.frozen} == near


def test_what_has_not_started_is_published_and_what_has_is_not(portfolio):
    problem = portfolio.problem
    assert {p.activity for p in problem.published} == {a.id for a in problem.activities if a.actual is None}


def test_the_past_keeps_the_order_of_its_links(portfolio):
    problem = portfolio.problem
    for link in problem.links:
        after = problem.activity[link.after].actual
        if after is not None:
            assert problem.activity[link.before].actual is not None


def test_the_suites_are_as_full_as_asked(sixty):
    suites = [r.id for r in sixty.problem.resources if r.id.startswith("gmp-")]
    assert load_of_units(sixty.problem, published_plan(sixty.problem), suites).with_cleaning == pytest.approx(0.72, abs=0.03)


def test_a_project_has_about_25_activities_and_the_plant_grows_with_the_portfolio(sixty):
    problem = sixty.problem
    assert 24 <= len(problem.activities) / len(problem.projects) <= 27
    assert sum(1 for r in problem.resources if r.id.startswith("gmp-")) == 8
    assert len(plant_for(240).suites) == 30
    assert problem.horizon < 3 * 366 * 6


def test_a_tenth_or_so_of_the_promises_is_at_risk_or_late(sixty):
    plan = published_plan(sixty.problem)
    spare = [p.due - plan.of[p.activity].end for p in sixty.problem.promises if sixty.problem.activity[p.activity].actual is None]
    assert 0.05 <= sum(1 for slots in spare if slots < 18) / len(spare) <= 0.25
    assert any(slots < 0 for slots in spare)


def test_the_portfolio_is_in_mid_flight(sixty):
    problem = sixty.problem
    facts = [a.actual for a in problem.activities]
    assert sum(1 for f in facts if f and f.end is not None) > 100
    assert sum(1 for f in facts if f and f.end is None) > 20
    assert any(a.hold_until for a in problem.activities)
    assert any(not any(a.actual for a in problem.activities_of[p.id]) for p in problem.projects)


def test_it_uses_what_a_plant_needs(sixty):
    problem = sixty.problem
    assert problem.consecutives and problem.same_resources and problem.changeovers and problem.levers
    assert any(link.max_lag is not None for link in problem.links)
    assert {a.stretch for a in problem.activities} == {Stretch.FIXED, Stretch.PAUSABLE}
    assert any(len(a.modes) > 1 for a in problem.activities)
    assert any(a.late_material for a in problem.activities)
    assert all(m.optimistic <= m.duration <= m.pessimistic for a in problem.activities for m in a.modes)


def test_a_batch_is_made_only_where_its_band_may_be(sixty):
    contained = {s.id: s.strongest for s in plant_for(60).suites}
    for activity in sixty.problem.activities:
        for demand in (d for m in activity.modes for d in m.demands if d.resource in contained):
            assert contained[demand.resource] >= activity.band


def test_the_same_arguments_give_the_same_bytes_in_another_process():
    here = json.dumps(generate(3, 0.7, 5))
    script = "import json; from evenhand.demo.generator import generate; print(json.dumps(generate(3, 0.7, 5)))"
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "12345"})
    assert there.stdout.strip() == here
    assert json.dumps(generate(3, 0.7, 6)) != here


@pytest.mark.parametrize(("projects", "load", "message"), [(0, 0.7, "at least 1 project"), (5, 1.2, "a load from 0.1 to 0.95")])
def test_impossible_wishes_are_refused(projects, load, message):
    with pytest.raises(ValueError, match=message):
        generate(projects, load)


def test_people_are_bound_by_kind(sixty):
    kinds = {r.id: r.kind for r in sixty.problem.resources}
    assert kinds["gmp-1"] is ResourceKind.UNIT
    assert kinds["hplc"] is ResourceKind.POOL
    assert kinds["operators"] is ResourceKind.PEOPLE


@pytest.mark.parametrize(("year", "day"), [(2026, "2026-04-05"), (2027, "2027-03-28"), (2028, "2028-04-16"), (2038, "2038-04-25")])
def test_easter(year, day):
    assert easter(year).isoformat() == day
