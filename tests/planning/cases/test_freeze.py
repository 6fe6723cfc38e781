"""What is published in the frozen weeks keeps its start and mode."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Frozen
from tests.planning.cast import activity, mode, plan, problem

MIX = activity("mix", mode(2), mode(3), frozen=Frozen(4, 1))
PUBLISHED = problem(MIX, frozen_until=14)


def test_frozen_work_stays() -> None:
    assert check(PUBLISHED, plan(mix=(4, 7, 1))) == ()


def test_frozen_work_does_not_move() -> None:
    for start in (3, 5):
        sentence = f"mix is frozen at 4; the plan has it start at {start}."
        assert check(PUBLISHED, plan(mix=(start, start + 3, 1))) == (Violation("freeze", sentence, (MIX.id,), slot=start),)


def test_frozen_work_keeps_its_mode() -> None:
    sentence = "mix is frozen in mode 1; the plan has it in mode 0."
    assert check(PUBLISHED, plan(mix=(4, 6, 0))) == (Violation("freeze", sentence, (MIX.id,)),)
