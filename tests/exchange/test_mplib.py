import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.mplib import mplib_problem
from evenhand.planning.problem import Demand, Link, LinkKind, Objective
from tests.exchange.samples import MPLIB


def test_projects_share_the_resources_and_keep_the_files_numbers():
    problem = mplib_problem("p.txt", MPLIB)
    assert [p.id for p in problem.projects] == ["1", "2"]
    assert [a.id for a in problem.activities] == ["1/1", "1/2", "1/3", "2/1", "2/2", "2/3"]
    assert [(r.id, r.capacity.maximum) for r in problem.resources] == [("R1", 5), ("R2", 7)]
    assert problem.activity["1/2"].modes[0].demands == (Demand("R1", 5), Demand("R2", 1))
    assert Link(LinkKind.FS, "2/1", "2/2") in problem.links and len(problem.links) == 4
    assert problem.objective is Objective.MAKESPAN


def test_a_projects_release_is_its_activities_earliest_start():
    problem = mplib_problem("p.txt", MPLIB)
    assert {a.earliest_start for a in problem.activities_of["1"]} == {0}
    assert {a.earliest_start for a in problem.activities_of["2"]} == {6}
    assert problem.horizon == 6 + 4 + 3


@pytest.mark.parametrize(
    ("before", "after", "place", "message"),
    [
        ("1 2:3", "1 2:9", "line 16, column 18", "2:9 is unknown"),
        ("1 2:3", "2 2:3", "line 16, column 16", "Must have 2 successors"),
        ("   3   0   7 ", "   3   1   7 ", "line 16, column 8", "R1 is not"),
        ("   3   0   7 ", "   3   0   8 ", "activity 2/2", "needs 8 of R2, which never has more than 7"),
        ("1 2:3\n   0   0   0   0\n", "1 2:3\n", "after line 16", "Must go on with activity 2:3"),
    ],
)
def test_a_fault_is_named_with_its_place(before: str, after: str, place: str, message: str):
    assert before in MPLIB
    with pytest.raises(UnreadableFile) as caught:
        mplib_problem("p.txt", MPLIB.replace(before, after, 1))
    assert caught.value.place == place
    assert message in caught.value.message
