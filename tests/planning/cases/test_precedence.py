"""Links of all four types, with minimal and maximal lag, in elapsed slots."""

import pytest

from evenhand.planning.checks import Violation, check
from evenhand.planning.problem import Actual, Link, LinkKind
from tests.planning.cast import activity, both, mode, plan, problem, rules_broken

MIX = activity("mix", mode(3))
DRY = activity("dry", mode(4))

FROM = {LinkKind.FS: 13, LinkKind.FF: 13, LinkKind.SS: 10, LinkKind.SF: 10}  # the point of mix, planned from 10 to 13
LENGTH = {LinkKind.FS: 0, LinkKind.SS: 0, LinkKind.FF: 4, LinkKind.SF: 4}  # from the start of dry to its point


@pytest.mark.parametrize("kind", list(LinkKind))
@pytest.mark.parametrize("lag", [-2, 0, 3])
def test_at_the_lag_and_one_slot_before_it(kind: LinkKind, lag: int) -> None:
    linked = problem(MIX, DRY, links=(Link(kind, MIX.id, DRY.id, lag),))
    start = FROM[kind] + lag - LENGTH[kind]
    assert check(linked, plan(mix=(10, 13), dry=(start, start + 4))) == ()
    assert check(linked, plan(mix=(10, 13), dry=(start + 30, start + 34))) == ()
    assert rules_broken(linked, plan(mix=(10, 13), dry=(start - 1, start + 3))) == ("precedence",)


@pytest.mark.parametrize("kind", list(LinkKind))
def test_at_the_maximal_lag_and_one_slot_after_it(kind: LinkKind) -> None:
    linked = problem(MIX, DRY, links=(Link(kind, MIX.id, DRY.id, 0, 2),))
    start = FROM[kind] + 2 - LENGTH[kind]
    assert check(linked, plan(mix=(10, 13), dry=(start, start + 4))) == ()
    assert rules_broken(linked, plan(mix=(10, 13), dry=(start + 1, start + 5))) == ("precedence",)


def test_the_sentences() -> None:
    linked = problem(MIX, DRY, links=(Link(LinkKind.FS, MIX.id, DRY.id, 1, 3),))
    early = "mix ends at 3 and dry begins at 3; must be at 4 or later (FS, lag 1)."
    assert check(linked, plan(mix=(0, 3), dry=(3, 7))) == (Violation("precedence", early, both("mix", "dry"), slot=3),)
    late = "mix ends at 3 and dry begins at 7; must be at 6 or earlier (FS, maximal lag 3)."
    assert check(linked, plan(mix=(0, 3), dry=(7, 11))) == (Violation("precedence", late, both("mix", "dry"), slot=7),)


def test_facts_alone_are_history_and_one_fact_binds_the_other() -> None:
    links = (Link(LinkKind.FS, MIX.id, DRY.id),)
    mixed, dried = activity("mix", mode(3), actual=Actual(1, end=5)), activity("dry", mode(4), actual=Actual(2, end=4))
    assert check(problem(mixed, dried, now=6, links=links), plan(mix=(1, 5), dry=(2, 4))) == ()
    going_on = activity("mix", mode(3), actual=Actual(1, remaining=4))
    assert rules_broken(problem(going_on, DRY, now=6, links=links), plan(mix=(1, 10), dry=(9, 13))) == ("precedence",)
