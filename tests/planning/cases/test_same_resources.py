"""Two activities use the same resources, of those among which it is asked for."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Actual, SameResources
from tests.planning.cast import SUITE_A, SUITE_B, activity, both, mode, plan, problem, rules_broken

IN_EITHER = (mode(1, suite_a=1), mode(1, suite_b=1), mode(1, suite_b=1, chemists=1), mode(1))
MIX = activity("mix", *IN_EITHER)
DRY = activity("dry", *IN_EITHER)
ALL = problem(MIX, DRY, same_resources=(SameResources(MIX.id, DRY.id),))
SUITES = problem(MIX, DRY, same_resources=(SameResources(MIX.id, DRY.id, frozenset({SUITE_A.id, SUITE_B.id})),))


def test_the_same_suite() -> None:
    for tied in (ALL, SUITES):
        assert check(tied, plan(mix=(0, 1, 1), dry=(1, 2, 1))) == ()


def test_another_suite() -> None:
    sentence = "mix and dry must use the same resources; they use suite_a, and suite_b."
    for tied in (ALL, SUITES):
        assert check(tied, plan(mix=(0, 1, 0), dry=(1, 2, 1))) == (Violation("same resources", sentence, both("mix", "dry")),)


def test_other_resources_matter_only_where_asked_for() -> None:
    with_and_without_a_chemist = plan(mix=(0, 1, 1), dry=(1, 2, 2))
    assert rules_broken(ALL, with_and_without_a_chemist) == ("same resources",)
    assert check(SUITES, with_and_without_a_chemist) == ()


def test_one_suite_and_none() -> None:
    sentence = "mix and dry must use the same resources; they use suite_a, and none."
    assert check(SUITES, plan(mix=(0, 1, 0), dry=(1, 2, 3))) == (Violation("same resources", sentence, both("mix", "dry")),)


def test_facts_alone_are_history() -> None:
    mixed, dried = activity("mix", *IN_EITHER, actual=Actual(0, 0, end=1)), activity("dry", *IN_EITHER, actual=Actual(1, 1, end=2))
    ties = (SameResources(MIX.id, DRY.id),)
    assert check(problem(mixed, dried, now=2, same_resources=ties), plan(mix=(0, 1, 0), dry=(1, 2, 1))) == ()
    assert rules_broken(problem(mixed, DRY, now=2, same_resources=ties), plan(mix=(0, 1, 0), dry=(2, 3, 1))) == ("same resources",)
