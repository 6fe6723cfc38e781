"""What quality holds does not start before quality expects to release it."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Frozen
from tests.planning.cast import activity, mode, plan, problem

SHIP = activity("ship", mode(1), hold_until=10)


def test_not_before_its_release() -> None:
    assert check(problem(SHIP), plan(ship=(10, 11))) == ()
    sentence = "ship begins at 9, and quality holds it until 10."
    assert check(problem(SHIP), plan(ship=(9, 10))) == (Violation("holds", sentence, (SHIP.id,), slot=9),)


def test_what_is_frozen_keeps_its_place() -> None:
    frozen = activity("ship", mode(1), hold_until=10, frozen=Frozen(8))
    assert check(problem(frozen), plan(ship=(8, 9))) == ()
