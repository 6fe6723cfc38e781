from pathlib import Path

import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.mista import read_mista
from evenhand.planning.plan import Assignment, Plan, objective_values
from evenhand.planning.problem import Demand, Objective, ResourceKind
from tests.exchange.samples import MISTA, PSPLIB


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    (tmp_path / "one.mm").write_text(PSPLIB)
    (tmp_path / "A.txt").write_text(MISTA)
    return tmp_path / "A.txt"


def test_a_shared_resource_is_one_for_all_and_a_local_one_is_each_projects_own(portfolio: Path):
    problem = read_mista(portfolio)
    assert {r.id: (r.kind, r.capacity.maximum) for r in problem.resources} == {
        "R1": (ResourceKind.POOL, 4),
        "1/R2": (ResourceKind.POOL, 3),
        "1/N1": (ResourceKind.STOCK, 6),
        "2/R2": (ResourceKind.POOL, 3),
        "2/N1": (ResourceKind.STOCK, 6),
    }
    assert problem.activity["2/4"].modes[0].demands == (Demand("R1", 1), Demand("2/R2", 1), Demand("2/N1", 1))


def test_the_portfolios_release_replaces_the_project_files(portfolio: Path):
    problem = read_mista(portfolio)
    assert {a.earliest_start for a in problem.activities_of["1"]} == {0}
    assert {a.earliest_start for a in problem.activities_of["2"]} == {4}


def test_the_objective_is_total_project_delay_then_makespan(portfolio: Path):
    """Project 1 ends at 6, one after its critical path of 5; project 2 at 15, three after its release of 4 and 8 more."""
    problem = read_mista(portfolio)
    assert problem.objective is Objective.DELAY
    ends = {"1": 6, "2": 15}
    plan = Plan(tuple(Assignment(a.id, 0, ends[a.project], ends[a.project]) for a in problem.activities))
    assert objective_values(problem, plan) == (1 + 3, 15)


@pytest.mark.parametrize(
    ("before", "after", "place", "message"),
    [
        ("one.mm", "two.mm", "line 4", "two.mm does not"),
        ("one.mm", "../one.mm", "line 4, column 1", "Must name a file in the portfolio's folder"),
        ("one.mm", "/etc/hostname", "line 4, column 1", "Must name a file in the portfolio's folder"),
        ("4 -1 -1", "4 -1 5", "line 9, column 6", "N1 is none"),
        ("4 -1 -1", "4 -1 -2", "line 9, column 6", "Must have capacity >= -1; is -2"),
        ("3\n4 -1 -1", "2\n4 -1", "line 4, column 1", "has 3"),
    ],
)
def test_a_fault_is_named_with_its_place(portfolio: Path, before: str, after: str, place: str, message: str):
    portfolio.write_text(MISTA.replace(before, after, 1))
    with pytest.raises(UnreadableFile) as caught:
        read_mista(portfolio)
    assert caught.value.place == place
    assert message in caught.value.message


def test_a_fault_in_a_project_file_names_that_file(portfolio: Path):
    (portfolio.parent / "one.mm").write_text(PSPLIB.replace("  3      1     4 ", "  3      1    -4 "))
    with pytest.raises(UnreadableFile, match=r"one\.mm: line 31, column 15: Must have duration"):
        read_mista(portfolio)
