"""Two activities share no resource, of those among which it is asked for."""

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Actual, DifferentResources
from tests.planning.cast import SUITE_A, SUITE_B, activity, both, mode, plan, problem, rules_broken

IN_EITHER = (mode(1, suite_a=1, chemists=1), mode(1, suite_b=1, chemists=1), mode(1, suite_b=1))
MIX = activity("mix", *IN_EITHER)
DRY = activity("dry", *IN_EITHER)
ALL = problem(MIX, DRY, different_resources=(DifferentResources(MIX.id, DRY.id),))
SUITES = problem(MIX, DRY, different_resources=(DifferentResources(MIX.id, DRY.id, frozenset({SUITE_A.id, SUITE_B.id})),))


def test_two_suites() -> None:
    for tied in (ALL, SUITES):
        assert check(tied, plan(mix=(0, 1, 0), dry=(1, 2, 2))) == ()


def test_one_suite() -> None:
    sentence = "mix and dry must use different resources; both use suite_b."
    for tied in (ALL, SUITES):
        assert check(tied, plan(mix=(0, 1, 1), dry=(1, 2, 2))) == (Violation("different resources", sentence, both("mix", "dry"), SUITE_B.id),)


def test_other_resources_matter_only_where_asked_for() -> None:
    two_suites_one_kind_of_people = plan(mix=(0, 1, 0), dry=(1, 2, 1))
    assert rules_broken(ALL, two_suites_one_kind_of_people) == ("different resources",)
    assert check(SUITES, two_suites_one_kind_of_people) == ()


def test_facts_alone_are_history() -> None:
    mixed, dried = activity("mix", *IN_EITHER, actual=Actual(0, 1, end=1)), activity("dry", *IN_EITHER, actual=Actual(1, 2, end=2))
    ties = (DifferentResources(MIX.id, DRY.id),)
    assert check(problem(mixed, dried, now=2, different_resources=ties), plan(mix=(0, 1, 1), dry=(1, 2, 2))) == ()
    assert rules_broken(problem(mixed, DRY, now=2, different_resources=ties), plan(mix=(0, 1, 1), dry=(2, 3, 2))) == ("different resources",)
