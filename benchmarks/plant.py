"""Generated plants to measure on: the problem, and the published plan as the current one."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.demo.generator import generate
from evenhand.demo.published import published_plan
from evenhand.exchange.portfolio import portfolio_of
from evenhand.planning.checks import check
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

LOAD = 0.72


@dataclass(frozen=True)
class Plant:
    problem: Problem
    plan: Plan


def generated(projects: int, seed: int) -> Plant:
    """So many projects, the suites 72 % full; the plan has passed the checker."""
    problem = portfolio_of(generate(projects, LOAD, seed)).problem
    plan = published_plan(problem)
    violations = check(problem, plan)
    if violations:
        raise AssertionError(f"The published plan of {projects} generated projects, seed {seed}, breaks a rule: {violations[0].sentence}")
    return Plant(problem, plan)
