"""The process in which a run is solved: its lines, how it stops, and that it does not outlive whoever started it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from evenhand.demo.generator import generate
from evenhand.demo.published import published_plan
from evenhand.exchange.portfolio import portfolio_of
from evenhand.planning.checks import check
from evenhand.schedules.problem_json import plan_from_json, plan_to_json, problem_to_json
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def small():
    problem = portfolio_of(generate(projects=24, seed=2)).problem
    return problem, published_plan(problem)


def job(problem, plan, *, effort=2.0, request=None):
    return {
        "problem": problem_to_json(problem),
        "plan": plan_to_json(plan),
        "request": request,
        "effort": effort,
        "seed": 1,
        "workers": 1,
        "time_limit": None,
    }


def started(job) -> subprocess.Popen:
    child = subprocess.Popen([sys.executable, "-m", "evenhand.schedules.solve_child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child.stdin.write(json.dumps(job) + "\n")
    child.stdin.flush()
    return child


def lines_of(child):
    return [json.loads(line) for line in child.stdout]


def test_it_tells_progress_and_ends_with_a_plan_that_the_checker_passes(small):
    child = started(job(*small))
    lines = lines_of(child)
    assert child.wait() == 0
    outcome = lines[-1]["outcome"]
    assert outcome["stopped_by"] in ("effort", "proof")
    assert check(small[0], plan_from_json(outcome["plan"])) == ()
    assert any("best" in line for line in lines)


def test_asked_to_stop_it_hands_over_the_best_it_has(small):
    child = started(job(*small, effort=10_000))
    while "best_plan" not in child.stdout.readline():
        pass
    child.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    outcome = lines_of(child)[-1]["outcome"]
    assert time.monotonic() - begun < 20
    assert outcome["stopped_by"] == "cancelled"
    assert check(small[0], plan_from_json(outcome["plan"])) == ()


def test_it_ends_when_whoever_started_it_is_gone(small):
    child = started(job(*small, effort=10_000))
    child.stdout.readline()
    child.stdin.close()
    assert child.wait(PATIENCE) == 1


def test_an_expedite_request_is_answered(small):
    problem, plan = small
    promise = problem.promises[-1]
    request = {"project": problem.activity[promise.activity].project, "promise": promise.id, "by": plan.of[promise.activity].end, "levers": []}
    lines = lines_of(started(job(problem, plan, effort=4.0, request=request)))
    outcome = lines[-1]["outcome"]
    assert outcome["status"] == "yes"
    assert outcome["answer"]["ladder"][0]["certificate"]["harmless"]
    assert set(outcome["answer"]["sponsor"]) == {"verdict", "wanted", "current", "end", "cost", "levers"}
    assert any(line.get("phase") == "reorder" for line in lines)


def test_a_request_that_makes_no_sense_is_refused_in_words(small):
    request = {"project": "nobody", "promise": None, "by": 10, "levers": []}
    assert "nobody" in lines_of(started(job(*small, request=request)))[-1]["outcome"]["refused"]


def test_killed_by_force_it_leaves_no_outcome(small):
    child = started(job(*small, effort=10_000))
    child.stdout.readline()
    os.kill(child.pid, signal.SIGKILL)
    assert not any("outcome" in line for line in lines_of(child))
