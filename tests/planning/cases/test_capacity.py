"""No pool and no qualification is used by more than there is, and on a unit there is one thing at a time."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Actual, Frozen, Profile, ResourceKind
from tests.planning.cast import CHEMISTS, HPLCS, SUITE_A, SUITE_B, activity, both, holding, mode, pausable, plan, problem, resource, rules_broken

TWO = activity("two", mode(3, chemists=2))
ONE = activity("one", mode(3, chemists=1))
MORE = activity("more", mode(2, chemists=2))
MIX = activity("mix", mode(3, suite_b=1))
DRY = activity("dry", mode(2, suite_b=1))
SIGN = activity("sign", mode(0, suite_b=1))


def test_all_the_chemists_at_once() -> None:
    assert check(problem(TWO, ONE), plan(two=(0, 3), one=(0, 3))) == ()


def test_more_chemists_than_there_are() -> None:
    sentence = "chemists has 3 at 2; 4 are needed, by two and more."
    assert check(problem(TWO, MORE), plan(two=(0, 3), more=(2, 4))) == (Violation("capacity", sentence, both("two", "more"), CHEMISTS.id, 2),)
    assert check(problem(TWO, MORE), plan(two=(0, 3), more=(3, 5))) == ()


def test_one_stretch_is_reported_once_and_a_second_again() -> None:
    crowd = problem(TWO, MORE, activity("again", mode(3, chemists=2)))
    assert rules_broken(crowd, plan(two=(0, 3), more=(1, 3), again=(0, 3))) == ("capacity",)
    twice = problem(pausable("all_week", mode(10, chemists=2)), TWO, MORE)
    assert [v.slot for v in check(twice, plan(all_week=(0, 12), two=(0, 3), more=(7, 9)))] == [0, 7]


def test_a_pool_with_less_on_one_day() -> None:
    ailing = resource("hplcs", ResourceKind.POOL, Profile(((0, 2), (4, 1), (5, 2))))
    runs = activity("run", mode(2, hplcs=2))
    assert check(problem(runs, resources=(ailing,)), plan(run=(2, 4))) == ()
    assert check(problem(runs, resources=(ailing,)), plan(run=(5, 7))) == ()
    sentence = "hplcs has 1 at 4; 2 are needed, by run."
    assert check(problem(runs, resources=(ailing,)), plan(run=(3, 5))) == (Violation("capacity", sentence, (runs.id,), HPLCS.id, 4),)


def test_pausable_work_does_not_pause_where_there_is_less_than_it_needs() -> None:
    ailing = resource("hplcs", ResourceKind.POOL, Profile(((0, 2), (2, 1), (4, 2))))
    closing = resource("hplcs", ResourceKind.POOL, Profile(((0, 2), (2, 0), (4, 2))))
    runs = pausable("run", mode(2, hplcs=2))
    assert rules_broken(problem(runs, resources=(ailing,)), plan(run=(1, 3))) == ("capacity",)
    assert check(problem(runs, resources=(closing,)), plan(run=(1, 5))) == ()


def test_a_pause_keeps_what_is_open() -> None:
    weekend_run = activity("run", mode(2, hplcs=2))
    paused = pausable("assay", mode(3, chemists=1, hplcs=1))
    sentence = "hplcs has 2 at 5; 3 are needed, by assay and run."
    assert check(problem(paused, weekend_run), plan(assay=(3, 8), run=(5, 7))) == (
        Violation("capacity", sentence, both("assay", "run"), HPLCS.id, 5),
    )


def test_a_hold_keeps_its_resources() -> None:
    kept = holding("store", mode(1, hplcs=1))
    runs = activity("run", mode(2, hplcs=2))
    assert check(problem(kept, runs), plan(store=(0, 3), run=(3, 5))) == ()
    assert rules_broken(problem(kept, runs), plan(store=(0, 4), run=(3, 5))) == ("capacity",)


def test_one_thing_at_a_time_on_a_unit() -> None:
    assert check(problem(MIX, DRY), plan(mix=(0, 3), dry=(3, 5))) == ()
    sentence = "suite_b does one thing at a time, and has mix from 0 to 3 and dry from 2 to 4."
    assert check(problem(MIX, DRY), plan(mix=(0, 3), dry=(2, 4))) == (Violation("capacity", sentence, both("mix", "dry"), SUITE_B.id, 2),)


def test_what_lies_under_a_longer_activity_is_found_behind_a_shorter() -> None:
    long, short, third = activity("long", mode(9, suite_b=1)), activity("short", mode(1, suite_b=1)), activity("third", mode(2, suite_b=1))
    found = check(problem(long, short, third), plan(long=(0, 9), short=(1, 2), third=(4, 6)))
    assert [v.activities for v in found] == [both("long", "short"), both("long", "third")]


def test_nothing_on_a_unit_while_it_is_paused() -> None:
    paused = pausable("mix", mode(3, suite_b=1, chemists=1))
    assert check(problem(paused, DRY), plan(mix=(3, 8), dry=(8, 10))) == ()
    assert rules_broken(problem(paused, DRY), plan(mix=(3, 8), dry=(5, 7))) == ("capacity",)


def test_what_has_no_length_is_not_in_the_middle_of_anything_on_a_unit() -> None:
    assert check(problem(MIX, SIGN), plan(mix=(0, 3), sign=(0, 0))) == ()
    assert check(problem(MIX, SIGN), plan(mix=(0, 3), sign=(3, 3))) == ()
    sentence = "suite_b does one thing at a time, and has mix from 0 to 3 and sign from 2 to 2, in the middle of it."
    assert check(problem(MIX, SIGN), plan(mix=(0, 3), sign=(2, 2))) == (Violation("capacity", sentence, both("mix", "sign"), SUITE_B.id, 2),)


def test_what_has_no_length_meets_its_like_and_takes_nothing_from_a_pool() -> None:
    assert check(problem(SIGN, activity("seal", mode(0, suite_b=1))), plan(sign=(1, 1), seal=(1, 1))) == ()
    assert check(problem(activity("run", mode(3, hplcs=2)), activity("log", mode(0, hplcs=2))), plan(run=(0, 3), log=(1, 1))) == ()


def test_nothing_without_length_in_the_middle_of_a_pause() -> None:
    paused = pausable("mix", mode(3, suite_a=1))
    sign = activity("sign", mode(0, suite_a=1))
    found = check(problem(paused, sign), plan(mix=(3, 8), sign=(6, 6)))
    assert [(v.rule, v.resource) for v in found] == [("capacity", SUITE_A.id)]


def test_facts_alone_are_history() -> None:
    begun = tuple(activity(name, mode(3, suite_b=1, chemists=2), actual=Actual(0, remaining=2)) for name in ("mix", "dry"))
    assert check(problem(*begun, now=1), plan(mix=(0, 3), dry=(0, 3))) == ()


def test_work_that_goes_on_takes_its_share_from_what_is_to_start() -> None:
    begun = activity("two", mode(3, chemists=2), actual=Actual(0, remaining=2))
    assert rules_broken(problem(begun, MORE, now=1), plan(two=(0, 3), more=(2, 4))) == ("capacity",)
    assert check(problem(begun, MORE, now=1), plan(two=(0, 3), more=(3, 5))) == ()


def test_finished_work_takes_nothing() -> None:
    done = activity("mix", mode(3, suite_b=1, chemists=3), actual=Actual(0, end=1))
    assert check(problem(done, DRY, ONE, now=1), plan(mix=(0, 1), dry=(1, 3), one=(1, 4))) == ()


def test_a_capacity_that_was_less_is_history() -> None:
    ailing = resource("hplcs", ResourceKind.POOL, Profile(((0, 1), (2, 2))))
    frozen = activity("run", mode(4, hplcs=2), frozen=Frozen(0))
    assert check(problem(frozen, resources=(ailing,), now=2), plan(run=(0, 4))) == ()
    assert [v.slot for v in check(problem(frozen, resources=(ailing,), now=1), plan(run=(0, 4)))] == [1]


def test_what_has_no_length_and_was_in_the_middle_of_something_is_history() -> None:
    begun = activity("mix", mode(3, suite_b=1), actual=Actual(0, remaining=2))
    frozen = activity("sign", mode(0, suite_b=1), frozen=Frozen(1))
    assert check(problem(begun, frozen, now=2), plan(mix=(0, 4), sign=(1, 1))) == ()
    assert rules_broken(problem(begun, frozen, now=1), plan(mix=(0, 3), sign=(1, 1))) == ("capacity",)


def test_before_now_is_history() -> None:
    frozen = activity("dry", mode(3, suite_b=1, hplcs=2), frozen=Frozen(0))
    begun = activity("mix", mode(3, suite_b=1, hplcs=2), actual=Actual(0, end=2))
    assert check(problem(begun, frozen, now=2), plan(mix=(0, 2), dry=(0, 3))) == ()
    still = activity("mix", mode(3, suite_b=1, hplcs=2), actual=Actual(0, remaining=1))
    assert rules_broken(problem(still, frozen, now=2), plan(mix=(0, 3), dry=(0, 3))) == ("capacity", "capacity")
