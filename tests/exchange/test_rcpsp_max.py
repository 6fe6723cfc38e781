import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.rcpsp_max import rcpsp_max_problem
from evenhand.planning.problem import Demand, Link, LinkKind, Mode
from tests.exchange.samples import RCPSP_MAX


def test_every_arc_is_a_start_to_start_link_with_its_lag_also_a_negative_one():
    problem = rcpsp_max_problem("p.sch", RCPSP_MAX)
    assert problem.links == (
        Link(LinkKind.SS, "1/0", "1/1", 0),
        Link(LinkKind.SS, "1/0", "1/2", 3),
        Link(LinkKind.SS, "1/1", "1/2", 4),
        Link(LinkKind.SS, "1/1", "1/3", 5),
        Link(LinkKind.SS, "1/2", "1/1", -6),
        Link(LinkKind.SS, "1/2", "1/3", 2),
    )


def test_activities_are_numbered_from_0_to_n_plus_1():
    problem = rcpsp_max_problem("p.sch", RCPSP_MAX)
    assert [a.id for a in problem.activities] == ["1/0", "1/1", "1/2", "1/3"]
    assert problem.activity["1/2"].modes == (Mode(2, (Demand("R1", 2),)),)


def test_the_horizon_counts_the_longer_of_duration_and_lag():
    assert rcpsp_max_problem("p.sch", RCPSP_MAX).horizon == 3 + 5 + 2 + 0


@pytest.mark.parametrize(
    ("before", "after", "place", "message"),
    [
        ("[-6]", "-6", "line 4, column 11", "Must have a lag in brackets"),
        ("[-6]", "[x]", "line 4, column 12", "Must have an integer as lag"),
        ("1 1 2 2 3", "1 1 2 2 4", "line 3, column 9", "4 is unknown"),
        ("1 1 2 2 3", "1 2 2 2 3", "line 3, column 3", "only single-mode"),
        ("[-6]", "[-3]", "links among 1/1, 1/2", "Must not lead an activity back"),
        ("1 1 5 1\n", "", "line 7, column 1", "Must go on with activity 1; is 2"),
        ("\n2\n", "\n2\n7\n", "line 11", "Must end here"),
    ],
)
def test_a_fault_is_named_with_its_place(before: str, after: str, place: str, message: str):
    with pytest.raises(UnreadableFile) as caught:
        rcpsp_max_problem("p.sch", RCPSP_MAX.replace(before, after, 1))
    assert caught.value.place == place
    assert message in caught.value.message


@pytest.mark.parametrize("kept", range(RCPSP_MAX.count("\n")))
def test_a_file_cut_off_anywhere_is_one_clear_message(kept: int):
    with pytest.raises(UnreadableFile):
        rcpsp_max_problem("p.sch", "\n".join(RCPSP_MAX.splitlines()[:kept]))
