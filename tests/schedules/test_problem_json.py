"""Problems and plans go through JSON and come back as they were."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.planning.plan import Plan
from evenhand.planning.problem import Objective, Problem
from evenhand.schedules.problem_json import (
    UnreadableColumns,
    canonical,
    hash_of,
    plan_from_json,
    plan_to_json,
    problem_from_json,
    problem_to_json,
)
from tests.planning.strategies import problems, wild_plans


def through_text(document):
    return json.loads(canonical(document))


@given(problems(objective=None))
def test_a_problem_comes_back_as_it_was(problem: Problem):
    again = problem_from_json(through_text(problem_to_json(problem)))
    assert again == problem
    assert canonical(problem_to_json(again)) == canonical(problem_to_json(problem))


@given(st.data())
def test_a_plan_comes_back_as_it_was_whatever_it_says(data):
    plan = data.draw(wild_plans(data.draw(problems())))
    assert plan_from_json(through_text(plan_to_json(plan))) == plan


def test_the_empty_ones_too():
    empty = Problem((), (), (), 1)
    assert problem_from_json(through_text(problem_to_json(empty))) == empty
    assert plan_from_json(through_text(plan_to_json(Plan(())))) == Plan(())


@given(problems(), problems())
def test_two_problems_have_the_same_hash_only_if_they_are_the_same(one: Problem, other: Problem):
    hashes = [hash_of(canonical(problem_to_json(p))) for p in (one, other)]
    assert (hashes[0] == hashes[1]) == (one == other)


def test_what_is_not_ours_is_refused():
    with pytest.raises(UnreadableColumns, match="Must be evenhand-problem-columns/1; is None"):
        problem_from_json({})
    with pytest.raises(UnreadableColumns, match="Must be evenhand-plan-columns/1"):
        plan_from_json(problem_to_json(Problem((), (), (), 1, objective=Objective.DELAY)))


def test_columns_of_different_lengths_are_refused():
    document = plan_to_json(Plan(()))
    document["assignments"]["start"] = [1]
    with pytest.raises(UnreadableColumns, match="Must have columns of 0 values"):
        plan_from_json(document)
