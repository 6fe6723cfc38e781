"""What is said of a variant is what its two plans say: recomputed here from the plans alone, for plans at random."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.demo.published import published_plan
from evenhand.planning.certificate import TOLERANCE, certify
from evenhand.planning.parts import ProjectId
from evenhand.planning.plan import Plan
from evenhand.plant.site_time import TimeScale
from evenhand.schedules.keep_variant import Base, facts_of
from evenhand.schedules.situations import Situation
from evenhand.schedules.variant_facts import facts_from_json
from tests.schedules.rows import small


@cache
def plant() -> tuple[Situation, Plan]:
    problem = small().problem
    keys = {project.id: 100 + k for k, project in enumerate(problem.projects)}
    situation = Situation(problem, TimeScale("Europe/Brussels", date(2027, 1, 4), 240), project_keys=keys)
    return situation, published_plan(problem)


shifts = st.lists(st.tuples(st.integers(0, 10_000), st.integers(-30, 60)), max_size=12)
falls = st.lists(st.integers(-20, 20), min_size=40, max_size=40)


@settings(max_examples=60)
@given(shifts, falls, st.integers(0, 3))
def test_the_table_equals_its_recomputation(moves: list[tuple[int, int]], fall: list[int], which: int):
    situation, before = plant()
    problem = situation.problem
    project = problem.projects[which % len(problem.projects)].id
    places = list(before.assignments)
    for position, by in moves:
        k = position % len(places)
        places[k] = replace(places[k], start=places[k].start + by, end=places[k].end + by)
    after = Plan(tuple(places))
    chance_before = {p.id: 0.5 for p in problem.promises}
    chance_after = {p.id: 0.5 - fall[k % 40] / 100 for k, p in enumerate(problem.promises)}

    facts = facts_of(Base(situation, before, chance_before), situation, after, chance_after, {}, project)
    facts = facts_from_json(json.loads(json.dumps(facts.to_json())))

    again = certify(
        problem, before, after, requested=None, project=ProjectId(project), levers=(), chance_before=chance_before, chance_after=chance_after
    )
    expected = {line.promise: line for line in again.promises}
    assert {line.promise for line in (*facts.own, *facts.others)} == set(expected)
    for line in (*facts.own, *facts.others):
        other = expected[line.promise]
        assert (line.due, line.before, line.after, line.harm) == (other.due, other.before, other.after, other.harm)
        assert (line.chance_before, line.chance_after) == (other.chance_before, other.chance_after)
        assert (
            line.project == problem.activity[problem.promise[line.promise].activity].project
            and line.project_key == situation.project_keys[line.project]
        )
        assert (line in facts.own) == (line.project == project)
    assert {(x.project, x.before, x.after) for x in facts.finishes} == {(x.project, x.before, x.after) for x in again.projects}
    assert {who for who, _, _ in facts.moved} == {x.activity for x in again.moved}
    harmed = {problem.activity[problem.promise[x.promise].activity].project for x in again.promises if x.harm or x.fall > TOLERANCE + 1e-9}
    harmed |= {x.project for x in again.projects if x.harm}
    assert set(facts.harmed_projects) == harmed - {project}
