"""Between two plans, what was on time stays on time, and what was late gets no later."""

from evenhand.planning.checks import Violation
from evenhand.planning.checks.promises import harmed
from evenhand.planning.plan import Plan
from tests.planning.cast import activity, mode, plan, problem, promise

SHIP = activity("ship", mode(2))
PROMISED = problem(SHIP, promises=(promise("amber 1", "ship", 10),))
ON_TIME, JUST_ON_TIME, LATE, LATER = plan(ship=(0, 2)), plan(ship=(8, 10)), plan(ship=(9, 11)), plan(ship=(10, 12))


def test_what_was_on_time_may_get_later_but_not_late() -> None:
    assert list(harmed(PROMISED, ON_TIME, JUST_ON_TIME)) == []
    sentence = "amber 1 promises ship by 10; it was on time, and now ends at 11."
    assert list(harmed(PROMISED, JUST_ON_TIME, LATE)) == [Violation("promises", sentence, (SHIP.id,), slot=11)]


def test_what_was_late_may_stay_and_get_earlier_but_no_later() -> None:
    assert list(harmed(PROMISED, LATE, LATE)) == []
    assert list(harmed(PROMISED, LATER, LATE)) == []
    sentence = "amber 1 promises ship by 10; it was late, ending at 11, and now ends at 12, later still."
    assert list(harmed(PROMISED, LATE, LATER)) == [Violation("promises", sentence, (SHIP.id,), slot=12)]


def test_an_excepted_promise() -> None:
    assert list(harmed(PROMISED, ON_TIME, LATE, excepted={PROMISED.promises[0].id})) == []


def test_a_promise_that_a_plan_leaves_out() -> None:
    sentence = "amber 1 promises ship by 10; it is no longer in the plan."
    assert list(harmed(PROMISED, ON_TIME, Plan(()))) == [Violation("promises", sentence, (SHIP.id,))]
    assert [v.slot for v in harmed(PROMISED, Plan(()), LATE)] == [11]
    assert list(harmed(PROMISED, Plan(()), ON_TIME)) == []
