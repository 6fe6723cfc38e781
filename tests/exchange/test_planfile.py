import json
from pathlib import Path

import pytest

from evenhand.exchange.content_hash import content_hash
from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.planfile import Search, plan_text, read_plan, write_plan
from evenhand.exchange.psplib import psplib_problem
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Activity, Mode, Problem, Project
from evenhand.planning.result import Result, Status, StoppedBy
from tests.exchange.samples import PSPLIB

STARTS = {"1/1": (2, 2), "1/2": (2, 7), "1/3": (2, 6), "1/4": (7, 9), "1/5": (9, 9)}


@pytest.fixture
def problem() -> Problem:
    return psplib_problem("p.mm", PSPLIB)


@pytest.fixture
def result() -> Result:
    assignments = tuple(Assignment(name, int(name == "1/2"), start, end) for name, (start, end) in reversed(STARTS.items()))
    return Result(Status.OPTIMAL, StoppedBy.PROOF, Plan(assignments), (9,), (9,), 12.5)


@pytest.fixture
def written(problem: Problem, result: Result) -> str:
    return plan_text(problem, result)


class Days:
    """A time scale whose dates are just numbered days."""

    def to_text(self, slot: int) -> str:
        return f"day {slot}"

    def from_text(self, text: str) -> int:
        if not text.startswith("day "):
            raise ValueError(f"Must be a day; is {text}.")
        return int(text[4:])


def test_a_plan_comes_back_as_it_was_written(tmp_path: Path, problem: Problem, result: Result):
    write_plan(tmp_path / "plan.json", problem, result)
    found = read_plan(tmp_path / "plan.json", problem)
    assert result.plan is not None and found.plan is not None
    assert found.plan.of == result.plan.of
    assert (found.status, found.stopped_by, found.objective, found.bound, found.work) == (Status.OPTIMAL, StoppedBy.PROOF, (9,), (9,), 12.5)
    assert found.problem == content_hash(problem) and found.is_for(problem)


def test_foreign_ids_and_times_are_numbers_in_the_order_of_the_file(problem: Problem, result: Result):
    written = json.loads(plan_text(problem, result))
    assert written["format"] == "evenhand-plan/1"
    assert written["assignments"][1] == {"project": 1, "activity": 2, "mode": 1, "start": 2, "end": 7}
    assert [row["activity"] for row in written["assignments"]] == [1, 2, 3, 4, 5]


def test_a_portfolios_ids_stay_text_and_its_times_are_dates(tmp_path: Path):
    problem = Problem((), (Project("7"),), (Activity("7/01", "7", (Mode(2),)),), horizon=9)
    result = Result(Status.FEASIBLE, StoppedBy.TIME, Plan((Assignment("7/01", 0, 3, 5),)), (0, 0, 5, 0), None, 1.0)
    write_plan(tmp_path / "plan.json", problem, result, time_scale=Days())
    assert json.loads((tmp_path / "plan.json").read_text())["assignments"] == [
        {"project": "7", "activity": "01", "mode": 0, "start": "day 3", "end": "day 5"}
    ]
    assert read_plan(tmp_path / "plan.json", problem, time_scale=Days()).plan == result.plan


def test_the_same_plan_makes_the_same_bytes_whatever_its_order(problem: Problem, result: Result):
    assert result.plan is not None
    turned = Result(Status.OPTIMAL, StoppedBy.PROOF, Plan(result.plan.assignments[::-1]), (9,), (9,), 12.5)
    assert plan_text(problem, turned) == plan_text(problem, result)


def test_a_result_without_a_plan_says_why(tmp_path: Path, problem: Problem):
    write_plan(tmp_path / "plan.json", problem, Result(Status.INFEASIBLE, StoppedBy.PROOF, None, None, None, 3.0, ("A and B collide.",)))
    found = read_plan(tmp_path / "plan.json", problem)
    assert found.plan is None and found.objective is None and found.collisions == ("A and B collide.",)


def test_a_plan_for_another_problem_is_told_apart_from_a_faulty_one(tmp_path: Path, problem: Problem, result: Result):
    write_plan(tmp_path / "plan.json", problem, result)
    roomier = psplib_problem("p.mm", PSPLIB.replace("    2    3    6", "    4    3    6"))
    assert not read_plan(tmp_path / "plan.json", roomier).is_for(roomier)
    with pytest.raises(UnreadableFile, match="made for another problem, and does not fit this one"):
        read_plan(tmp_path / "plan.json", Problem((), (Project("1"),), (Activity("1/1", "1", (Mode(0),)),), horizon=9))


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (("evenhand-plan/1", "evenhand-plan/9"), "format", "Must be evenhand-plan/1"),
        (('"activity": 3', '"activity": 9'), "assignments[2]", "'1' / '9' is unknown"),
        (('"activity": 3', '"activity": 2'), "assignments[2]", "1/2 is placed again"),
        (('"activity": 3', '"activity": null'), "assignments[2].activity", "Must be a number or a string"),
        (('"mode": 1', '"mode": 2'), "assignments[1].mode", "Must be below 2"),
        (('"start": 2, "end": 7', '"start": "2", "end": 7'), "assignments[1].start", "Must be an integer"),
        (('"start": 2, "end": 7', '"start": 8, "end": 7'), "assignments[1].end", "Must not be before the start"),
        (('"start": 2, "end": 7', '"start": 2, "start": 2, "end": 7'), "line ", "Must give each key once"),
        (('"optimal"', '"best"'), "status", "Must be one of optimal, feasible"),
        (("sha256:", "md5:"), "problem", "Must be sha256:"),
        (('"work": 12.5', '"work": "much"'), "work", "Must be a number"),
        (('"work"', '"labour"'), "", '"labour" is not'),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, written: str, change: tuple[str, str], place: str, message: str):
    assert change[0] in written
    (tmp_path / "plan.json").write_text(written.replace(*change, 1))
    with pytest.raises(UnreadableFile) as caught:
        read_plan(tmp_path / "plan.json", psplib_problem("p.mm", PSPLIB))
    assert caught.value.place.startswith(place)
    assert message in caught.value.message


def test_a_missing_activity_is_named(tmp_path: Path, problem: Problem, result: Result):
    written = json.loads(plan_text(problem, result))
    del written["assignments"][2:4]
    (tmp_path / "plan.json").write_text(json.dumps(written))
    with pytest.raises(UnreadableFile, match=r"assignments: Must place every activity; 1/3 and 1 more missing"):
        read_plan(tmp_path / "plan.json", problem)


def test_a_date_that_is_none_is_named_with_its_place(tmp_path: Path):
    problem = Problem((), (Project("a"),), (Activity("a/b", "a", (Mode(2),)),), horizon=9)
    result = Result(Status.FEASIBLE, StoppedBy.TIME, Plan((Assignment("a/b", 0, 3, 5),)), (0, 0, 5, 0), None, 1.0)
    (tmp_path / "plan.json").write_text(plan_text(problem, result, time_scale=Days()).replace("day 5", "noon"))
    with pytest.raises(UnreadableFile, match=r"assignments\[0\].end: Must be a day; is noon"):
        read_plan(tmp_path / "plan.json", problem, time_scale=Days())


def test_a_plan_says_what_it_was_searched_with(tmp_path: Path, problem: Problem, result: Result):
    for search in (Search(7, 20.0), Search(0, None)):
        write_plan(tmp_path / "plan.json", problem, result, search=search)
        assert read_plan(tmp_path / "plan.json", problem).search == search
    assert json.loads(plan_text(problem, result, search=Search(7, 2.5)))["effort"] == 2.5


def test_a_plan_of_an_older_version_does_not_say_it_and_is_read_all_the_same(tmp_path: Path, problem: Problem, written: str):
    assert "seed" not in json.loads(written)
    (tmp_path / "plan.json").write_text(written)
    assert read_plan(tmp_path / "plan.json", problem).search is None
