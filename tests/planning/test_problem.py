"""A problem can be asked for its parts by their ids."""

import pickle
from dataclasses import FrozenInstanceError

import pytest

from evenhand.planning.problem import Problem, Project, ProjectId
from tests.planning.cast import CLEANING, SUITE_A, SUITE_B, activity, mode, problem, promise

MIX, DRY = activity("mix", mode(3)), activity("dry", mode(2), project="birch")
PORTFOLIO = problem(MIX, DRY, changeovers=(CLEANING,), promises=(promise("p", "mix", 9),))


def test_parts_by_their_ids() -> None:
    assert PORTFOLIO.activity[MIX.id] is MIX
    assert PORTFOLIO.resource[SUITE_A.id] is SUITE_A
    assert PORTFOLIO.promise[PORTFOLIO.promises[0].id].due == 9
    assert PORTFOLIO.changeovers_on == {SUITE_A.id: CLEANING, SUITE_B.id: CLEANING}


def test_the_activities_of_every_project_also_of_one_without_any() -> None:
    idle = problem(MIX, DRY, projects=tuple(Project(ProjectId(p)) for p in ("amber", "birch", "cedar")))
    assert idle.activities_of == {"amber": (MIX,), "birch": (DRY,), "cedar": ()}


def test_a_problem_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        PORTFOLIO.horizon = 1  # type: ignore[misc]


def test_a_problem_goes_to_another_process_and_stays_equal() -> None:
    again = pickle.loads(pickle.dumps(PORTFOLIO))
    assert isinstance(again, Problem)
    assert again == PORTFOLIO
