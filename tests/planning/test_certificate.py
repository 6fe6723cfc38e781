"""The certificate: what a plan does to everybody, worked out again and again from the problem and the plans alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.planning.certificate import TOLERANCE, Certificate, MovedLine, ProjectLine, PromiseLine, certify, verify
from evenhand.planning.plan import Plan
from evenhand.planning.problem import ActivityId, Lever, LeverId, LeverKind, LeverWindow, Mode, Problem, ProjectId, PromiseId
from tests.planning import strategies
from tests.planning.cast import CHEMISTS, activity, mode, plan, problem, promise
from tests.planning.properties import examples

BIRCH, ASKED = ProjectId("birch"), PromiseId("birch 1")
MADE = problem(
    activity("mix", mode(3, suite_b=1)),
    activity("dry", mode(2, suite_b=1), project="birch"),
    activity("test", mode(1, suite_b=1), project="cedar"),
    promises=(promise("amber 1", "mix", 5), promise("birch 1", "dry", 5)),
)
BEFORE = plan(mix=(0, 3), dry=(3, 5), test=(5, 6))
AFTER = plan(mix=(2, 5), dry=(0, 2), test=(5, 6))


def certificate(after: Plan, made: Problem = MADE) -> Certificate:
    return certify(made, BEFORE, after, requested=ASKED, project=BIRCH, levers=())


def test_it_says_what_happens_to_everybody_else() -> None:
    made = certificate(AFTER)
    assert made.promises == (PromiseLine(PromiseId("amber 1"), 5, 3, 5, 1.0, 1.0),)
    assert made.projects == (ProjectLine(ProjectId("cedar"), 6, 6),)
    assert made.moved == (MovedLine(ActivityId("mix"), 0, 2, 0, 0), MovedLine(ActivityId("dry"), 3, 0, 0, 0))
    assert made.harmless and made.cost == 0 and made.levers == ()


@pytest.mark.parametrize(
    ("due", "before", "after", "harm"),
    [(5, 3, 5, 0), (5, 3, 6, 1), (5, 7, 7, 0), (5, 7, 6, 0), (5, 7, 8, 1), (5, 5, 4, 0)],
)
def test_on_time_stays_on_time_and_late_gets_no_later(due: int, before: int, after: int, harm: int) -> None:
    assert PromiseLine(PromiseId("x"), due, before, after, 1.0, 1.0).harm == harm


def test_who_has_no_promise_may_finish_no_later() -> None:
    assert ProjectLine(BIRCH, 5, 6).harm == 1 and ProjectLine(BIRCH, 5, 4).harm == 0
    assert not certificate(plan(mix=(2, 5), dry=(0, 2), test=(6, 7))).harmless


def test_a_chance_may_fall_by_the_tolerance_and_no_more() -> None:
    made = certificate(AFTER)
    (line,) = made.promises
    bearable = replace(line, chance_before=0.9, chance_after=0.9 - TOLERANCE + 1e-9)
    assert replace(made, promises=(bearable,)).harmless
    too_far = replace(line, chance_before=0.9, chance_after=0.9 - TOLERANCE - 1e-3)
    assert replace(made, promises=(too_far,)).endangered == (too_far,) and not replace(made, promises=(too_far,)).harmless


def test_the_chance_counts_though_the_date_is_kept() -> None:
    mix = replace(MADE.activities[0], modes=(Mode(3, MADE.activities[0].modes[0].demands, 2, 6),))
    risky = replace(MADE, activities=(mix, *MADE.activities[1:]))
    made = certificate(AFTER, risky)
    assert made.harmed == () and len(made.endangered) == 1 and not made.harmless


def test_levers_and_their_cost_are_on_it() -> None:
    lever = Lever(LeverId("staff"), LeverKind.OVERTIME, CHEMISTS.id, (LeverWindow(5, 7, 1),), 400)
    made = certify(MADE, BEFORE, AFTER, requested=ASKED, project=BIRCH, levers=(lever,))
    assert made.levers == ("staff",) and made.cost == 400


def again(after: Plan, made: Certificate, before: Plan = BEFORE) -> list[str]:
    return verify(MADE, before, after, made, requested=ASKED, project=BIRCH)


def test_a_true_certificate_verifies() -> None:
    assert again(AFTER, certificate(AFTER)) == []


def test_a_false_one_does_not() -> None:
    true = certificate(AFTER)
    flattering = replace(true.promises[0], after=4)
    assert again(AFTER, replace(true, promises=(flattering,))) == ["The promises before and after are not those of the plans."]
    assert again(AFTER, replace(true, promises=())) == ["The promises before and after are not those of the plans."]
    assert again(AFTER, replace(true, projects=())) == ["The projects' finishes before and after are not those of the plans."]
    assert again(AFTER, replace(true, moved=true.moved[:1])) == ["What moved is not what moved between the plans."]


def test_harm_is_found_though_the_certificate_tells_it() -> None:
    harmful = plan(mix=(2, 5), dry=(0, 2), test=(6, 7))
    assert again(harmful, certificate(harmful)) == ["Somebody is harmed."]


def test_plans_that_break_rules_are_found() -> None:
    broken = plan(mix=(1, 4), dry=(0, 2), test=(5, 6))
    (fault,) = again(broken, certificate(AFTER))
    assert fault.startswith("The plan breaks a rule: suite_b does one thing at a time")
    (fault,) = again(AFTER, certificate(AFTER), before=broken)
    assert fault.startswith("The plan before breaks a rule: suite_b")


@examples(50)
@given(st.data())
def test_whoever_stays_where_they_are_is_not_harmed(data: st.DataObject) -> None:
    made, before = data.draw(strategies.problems_with_a_plan())
    project = made.projects[0].id
    same = certify(made, before, before, requested=None, project=project, levers=())
    assert same.harmless and same.moved == () and verify(made, before, before, same, requested=None, project=project) == []
