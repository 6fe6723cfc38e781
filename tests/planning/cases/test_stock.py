"""All that the chosen modes use up is no more than there is."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Actual
from tests.planning.cast import SOLVENT, activity, both, mode, plan, problem, rules_broken

MIX = activity("mix", mode(1, solvent=6))
WASH = activity("wash", mode(1, solvent=4), mode(1, solvent=5))


def test_as_much_as_there_is() -> None:
    assert check(problem(MIX, WASH), plan(mix=(0, 1), wash=(9, 10))) == ()


def test_more_than_there_is() -> None:
    sentence = "There are 10 of solvent, and mix and wash use up 11."
    assert check(problem(MIX, WASH), plan(mix=(0, 1), wash=(9, 10, 1))) == (Violation("stock", sentence, both("mix", "wash"), SOLVENT.id),)


def test_finished_work_has_used_its_share() -> None:
    done = activity("mix", mode(1, solvent=6), actual=Actual(0, end=1))
    assert rules_broken(problem(done, WASH, now=2), plan(mix=(0, 1), wash=(2, 3, 1))) == ("stock",)


def test_facts_alone_are_history() -> None:
    done = tuple(activity(name, mode(1, solvent=6), actual=Actual(0, end=1)) for name in ("mix", "wash"))
    assert check(problem(*done, now=2), plan(mix=(0, 1), wash=(0, 1))) == ()
