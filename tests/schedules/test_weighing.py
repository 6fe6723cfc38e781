"""What a what-if run finds, without the web: every plan keeps the rules, and what is said of others is what the plans say."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from evenhand.demo.published import published_plan
from evenhand.planning.checks import check
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.repeating import with_again, without_project
from evenhand.planning.risk import promised_ends
from evenhand.planning.simulated import Ends
from evenhand.schedules.problem_json import Json, plan_from_json
from evenhand.schedules.weigh import LEAST_SECONDS, Weighing, weigh
from tests.schedules.rows import small

KINDS = ("as is", "later promise", "stop", "other unit", "again", "earlier", "overtime", "added person", "least harm")


@cache
def plant() -> tuple[Problem, Plan]:
    problem = small().problem
    return problem, published_plan(problem)


def weighed(project: str, activity: str | None = None, kinds: tuple[str, ...] = KINDS, cancelled: Any = lambda: False) -> tuple[list[Json], Json]:
    problem, plan = plant()
    lines: list[Json] = []
    variants = [{"key": kind, "kind": kind, "title": kind} for kind in kinds]
    day = 1440 // small().scale.slot_minutes if hasattr(small(), "scale") else 6
    request = {"project": project, "activity": activity, "day": day, "variants": variants}
    job = {"request": request, "effort": 1.0, "seed": 0, "workers": 1}
    outcome = weigh(job, problem, plan, lines.append, cancelled)
    return [line["variant"] for line in lines if "variant" in line], outcome


@cache
def whole() -> tuple[tuple[Json, ...], Json]:
    problem, plan = plant()
    project = problem.projects[0].id
    last = max((a for a in problem.activities_of[project] if a.actual is None), key=lambda a: plan.of[a.id].start)
    lines, outcome = weighed(project, last.id)
    return tuple(lines), outcome


def test_each_kind_is_told_once_the_plan_as_it_is_first():
    lines, outcome = whole()
    assert outcome["status"] == "complete" and lines[0]["key"] == "as is"
    assert sorted(line["key"] for line in lines) == sorted(KINDS)
    assert all(("plan" in line) != bool(line.get("message")) for line in lines)


def test_every_plan_keeps_the_rules_of_its_own_problem():
    problem, _ = plant()
    project = problem.projects[0].id
    for line in whole()[0]:
        if "plan" not in line or line.get("levers"):
            continue
        of = (
            without_project(problem, project)
            if line["key"] == "stop"
            else with_again(problem, line["repeats"][0]["activity"])[0]
            if "repeats" in line
            else problem
        )
        assert check(of, plan_from_json(line["plan"])) == (), line["key"]


@pytest.mark.parametrize("kind", ["stop", "again"])  # another unit: tests/planning/test_what_if.py
def test_by_least_disturbance_nobody_else_moves(kind: str):
    problem, plan = plant()
    project = problem.projects[0].id
    line = next(line for line in whole()[0] if line["key"] == kind)
    after = plan_from_json(line["plan"])
    others = [a.id for a in problem.activities if a.project != project]
    assert all(after.of[a] == plan.of[a] for a in others)


def test_each_plan_of_each_problem_is_simulated_once(monkeypatch: pytest.MonkeyPatch):
    """Going on as is, a later promise, each rung of the ladder and its certificate all ask for the chances in the plan as it is."""
    done: list[tuple[Problem, Plan]] = []

    def counted(problem: Problem, plan: Plan, *, futures: int) -> Ends:
        done.append((problem, plan))
        return promised_ends(problem, plan, futures=futures)

    monkeypatch.setattr("evenhand.planning.simulated.promised_ends", counted)
    problem, plan = plant()
    weighed(problem.projects[0].id)
    assert sum(one == (problem, plan) for one in done) == 1
    assert len(done) > 1 and all(done.count(one) == 1 for one in done)


@pytest.mark.parametrize(("others", "left"), [(4.0, 9.0), (12.5, LEAST_SECONDS), (30.0, LEAST_SECONDS)])
def test_the_ladder_has_the_time_that_the_others_leave(others: float, left: float, monkeypatch: pytest.MonkeyPatch):
    """Of thirteen seconds for all."""
    clock, given = [100.0], []
    monkeypatch.setattr("evenhand.schedules.weigh.monotonic", lambda: clock[0])
    monkeypatch.setattr("evenhand.schedules.weigh.expedite", lambda *_, time_limit, **__: given.append(time_limit))
    problem, plan = plant()
    weighing = Weighing(
        problem, problem.projects[0].id, None, 6, {"earlier": "earlier"}, 1.0, 0, 1, lambda _: None, lambda: False, 13.0, began=clock[0]
    )
    clock[0] += others
    with pytest.raises(AttributeError):  # there is no answer
        weighing.ladder(plan)
    assert given == [left]


def test_stopped_after_the_first_what_was_told_stays():
    lines, outcome = weighed(plant()[0].projects[0].id, cancelled=lambda: True)
    assert len(lines) == 1 and outcome["stopped_by"] == "cancelled"
