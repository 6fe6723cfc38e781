from pathlib import Path

import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.psplib import psplib_problem, read_psplib
from evenhand.planning.problem import Demand, Link, LinkKind, Mode, Objective, ResourceKind
from tests.exchange.samples import MMLIB, PSPLIB


def test_jobs_modes_links_and_resources_are_read_with_the_files_numbers():
    problem = psplib_problem("p.mm", PSPLIB)
    assert [a.id for a in problem.activities] == ["1/1", "1/2", "1/3", "1/4", "1/5"]
    assert problem.activity["1/2"].modes == (Mode(3, (Demand("R1", 2), Demand("N1", 4))), Mode(5, (Demand("R1", 1),)))
    assert [(r.id, r.kind, r.capacity.maximum) for r in problem.resources] == [
        ("R1", ResourceKind.POOL, 2),
        ("R2", ResourceKind.POOL, 3),
        ("N1", ResourceKind.STOCK, 6),
    ]
    assert Link(LinkKind.FS, "1/2", "1/4") in problem.links and len(problem.links) == 5
    assert problem.objective is Objective.MAKESPAN


def test_the_release_date_is_everybodys_earliest_start():
    assert {a.earliest_start for a in psplib_problem("p.mm", PSPLIB).activities} == {2}


def test_the_horizon_holds_all_the_work_one_after_the_other():
    assert psplib_problem("p.mm", PSPLIB).horizon == 2 + 5 + 4 + 2


def test_the_short_head_of_mmlib_is_read(tmp_path: Path):
    (tmp_path / "m.mm").write_text(MMLIB)
    problem = read_psplib(tmp_path / "m.mm")
    assert [m.duration for m in problem.activity["1/2"].modes] == [2, 4]
    assert problem.resource["R1"].capacity.maximum == 2


def test_a_doubly_constrained_resource_is_a_pool_and_a_stock():
    text = MMLIB.replace(": 0 D", ": 1 D").replace("\t0\t\n", "\t0\t0\t\n").replace("\t2\t2\t\n", "\t2\t2\t3\t\n")
    text = text.replace("\t4\t1\t\n", "\t4\t1\t1\t\n").replace("\tR 1\n\t2\n", "\tR 1\tD 1\n\t2\t4\n")
    problem = psplib_problem("m.mm", text)
    assert problem.activity["1/2"].modes[0].demands == (Demand("R1", 2), Demand("D1", 3), Demand("D1 total", 3))
    assert problem.resource["D1 total"].kind is ResourceKind.STOCK


@pytest.mark.parametrize(
    ("before", "after", "place", "message"),
    [
        ("   3        1          1           5", "   3        1          1           9", "line 21, column 36", "9 is unknown"),
        ("   3        1          1           5", "   3        1          2           5", "line 21, column 24", "Must have 2 successors"),
        ("   3        1          1           5", "   2        1          1           5", "line 21, column 4", "2 is given again"),
        ("  3      1     4 ", "  3      1    -4 ", "line 31, column 15", "Must have duration >= 0; is -4"),
        ("  3      1     4 ", "  3      1    4x ", "line 31, column 15", "Must have an integer as duration; has '4x'"),
        ("  3      1     4       0    3", "  3      1     4       0     ", "line 20, column 13", "job 2 has 3"),
        ("         2     5", "         3     5", "line 30, column 10", "Must number the modes from 1 on"),
        ("   2        2   ", "   2        3   ", "line 20, column 13", "job 2 has 2"),
        ("jobs (incl. supersource/sink ):  5", "jobs (incl. supersource/sink ):  6", "precedence relations", "has 5"),
        ("    2    3    6", "    2    3", "line 37", "Must have 3 numbers"),
        ("  3      1     4       0    3", "  3      1     4       0    9", "activity 1/3", "needs 9 of R2, which never has more than 3"),
        ("   5        1          0", "   5        1          1   2", "links among", "Must not lead an activity back"),
    ],
)
def test_a_fault_is_named_with_its_place(before: str, after: str, place: str, message: str):
    assert before in PSPLIB
    with pytest.raises(UnreadableFile) as caught:
        psplib_problem("p.mm", PSPLIB.replace(before, after, 1))
    assert caught.value.place.startswith(place)
    assert message in caught.value.message


@pytest.mark.parametrize("kept", range(0, PSPLIB.count("\n") - 1, 2))
def test_a_file_cut_off_anywhere_is_one_clear_message(kept: int):
    with pytest.raises(UnreadableFile):
        psplib_problem("p.mm", "\n".join(PSPLIB.splitlines()[:kept]))
