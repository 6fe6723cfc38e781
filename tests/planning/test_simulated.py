"""What was simulated is not simulated again, and is what simulating says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evenhand.planning.certificate import FUTURES
from evenhand.planning.parts import PromiseId
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.risk import chances, promised_ends
from evenhand.planning.simulated import Ends, Simulated
from tests.planning.test_what_if import OTHER, PLAN, plant


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often promised ends were simulated, one number each."""
    done: list[int] = []

    def counted(problem: Problem, plan: Plan, *, futures: int) -> Ends:
        done.append(futures)
        return promised_ends(problem, plan, futures=futures)

    monkeypatch.setattr("evenhand.planning.simulated.promised_ends", counted)
    return done


def moved(by: int) -> Plan:
    return Plan(tuple(replace(a, start=a.start + by, end=a.end + by) if a.activity == OTHER else a for a in PLAN.assignments))


def test_the_chances_are_those_of_certificates():
    assert Simulated().chances(plant(), PLAN) == chances(plant(), PLAN, futures=FUTURES)


def test_the_same_problem_and_plan_once_however_they_were_made(done: list[int]):
    simulated = Simulated()
    first = simulated.ends(plant(), PLAN)
    assert simulated.ends(plant(), Plan(PLAN.assignments)) is first
    simulated.chances(plant(), PLAN)
    assert done == [FUTURES]


def test_another_plan_or_problem_is_another_matter(done: list[int]):
    simulated = Simulated()
    later = tuple(replace(p, due=40) for p in plant().promises)
    assert simulated.ends(plant(), moved(1)) is not simulated.ends(plant(), PLAN)
    assert simulated.chances(replace(plant(), promises=later), PLAN)[PromiseId("B/p")] == 1.0
    assert len(done) == 3


def test_what_was_not_asked_for_in_a_long_time_is_forgotten(done: list[int], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("evenhand.planning.simulated.MOST", 2)
    simulated = Simulated()
    for by in (1, 2):
        simulated.ends(plant(), PLAN)
        simulated.ends(plant(), moved(by))
    simulated.ends(plant(), PLAN)
    assert len(done) == 3  # the plan that was asked for all the time is still known
    simulated.ends(plant(), moved(1))
    assert len(done) == 4
