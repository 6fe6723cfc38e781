"""Why is it late: the chain of what decides, by hand; what would help, against the plan made again; and what a sponsor is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.planning.explain import Explanation, explain
from evenhand.planning.parts import (
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Demand,
    Frozen,
    Link,
    LinkKind,
    Mode,
    ProductId,
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Resource,
    ResourceId,
    ResourceKind,
    Stretch,
)
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem
from evenhand.planning.reasons import BindingKind, HelpKind
from tests.planning import strategies
from tests.planning.crowded_plant import crowded_plant

slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large])

SUITE, CREW = ResourceId("suite"), ResourceId("crew")
OURS = PromiseId("ours")


def work(name: str, duration: int, *needs: ResourceId, **more: object) -> Activity:
    mode = Mode(duration, tuple(Demand(r, 1) for r in needs))
    return Activity(ActivityId(name), ProjectId(name.split("/", maxsplit=1)[0]), (mode,), **more)  # type: ignore[arg-type]


def plant(
    *activities: Activity, due: int = 0, links: tuple[Link, ...] = (), crew: Profile | None = None, now: int = 0, frozen_until: int = 0
) -> Problem:
    """The last activity is promised."""
    return Problem(
        resources=(Resource(SUITE, ResourceKind.UNIT, Profile.constant(1)), Resource(CREW, ResourceKind.PEOPLE, crew or Profile.constant(1))),
        projects=tuple(Project(p) for p in dict.fromkeys(a.project for a in activities)),
        activities=activities,
        horizon=200,
        links=links,
        changeovers=(Changeovers((SUITE,), 1, ((7,),)),),
        promises=(Promise(OURS, activities[-1].id, due),),
        now=now,
        frozen_until=frozen_until,
    )


def explained(problem: Problem, *spans: tuple[int, int]) -> Explanation:
    plan = Plan(tuple(Assignment(a.id, 0, *span) for a, span in zip(problem.activities, spans, strict=True)))
    return explain(problem, plan, OURS)


def chain(explanation: Explanation) -> list[tuple[str, list[tuple[BindingKind, int]]]]:
    return [(step.activity, [(b.kind, b.until) for b in step.bindings]) for step in explanation.steps]


def helps(explanation: Explanation) -> dict[tuple[HelpKind, str], int]:
    return {(h.kind, h.activity): h.earlier for h in explanation.helps}


def test_the_chain_runs_back_through_links_to_the_material() -> None:
    first, second = work("ours/1", 10, earliest_start=20), work("ours/2", 8)
    link = Link(LinkKind.FS, first.id, second.id, lag=4)
    explanation = explained(plant(first, second, due=30, links=(link,)), (20, 30), (34, 42))
    assert chain(explanation) == [("ours/2", [(BindingKind.LINK, 34)]), ("ours/1", [(BindingKind.MATERIAL, 20)])]
    assert explanation.late_by == 12
    assert helps(explanation) == {
        (HelpKind.MATERIAL, "ours/1"): 20,
        (HelpKind.LAG, "ours/2"): 4,
        (HelpKind.SHORTER, "ours/1"): 3,
        (HelpKind.SHORTER, "ours/2"): 2,
    }


def test_what_helps_most_comes_first() -> None:
    first, second = work("ours/1", 10, earliest_start=20), work("ours/2", 8)
    explanation = explained(plant(first, second, links=(Link(LinkKind.FS, first.id, second.id, lag=4),)), (20, 30), (34, 42))
    gains = [h.earlier for h in explanation.helps]
    assert gains == sorted(gains, reverse=True)
    assert explanation.helps[0].kind is HelpKind.MATERIAL


def test_a_suite_handed_over_after_cleaning() -> None:
    theirs = work("theirs/1", 10, SUITE, product=ProductId("R"))
    ours = work("ours/1", 5, SUITE, product=ProductId("G"))
    explanation = explained(plant(theirs, ours, due=10), (0, 10), (17, 22))
    assert chain(explanation) == [("ours/1", [(BindingKind.CHANGEOVER, 17)]), ("theirs/1", [(BindingKind.NOW, 0)])]
    assert helps(explanation)[HelpKind.ONE_MORE, "ours/1"] == 17
    assert helps(explanation)[HelpKind.CHANGEOVER, "ours/1"] == 7


def test_a_person_handed_over_and_then_closed_time() -> None:
    theirs, ours = work("theirs/1", 10, CREW), work("ours/1", 5, CREW)
    problem = plant(theirs, ours, crew=Profile(((0, 1), (12, 0), (20, 1))))
    explanation = explained(problem, (0, 10), (20, 25))
    assert chain(explanation)[0] == ("ours/1", [(BindingKind.HANDOVER, 10), (BindingKind.CLOSED, 20)])
    assert helps(explanation)[HelpKind.OPEN, "ours/1"] == 10


def test_a_quality_hold() -> None:
    explanation = explained(plant(work("ours/1", 5, hold_until=30)), (30, 35))
    assert chain(explanation) == [("ours/1", [(BindingKind.HOLD, 30)])]
    assert helps(explanation)[HelpKind.RELEASE, "ours/1"] == 30


def test_the_frozen_weeks_and_a_frozen_start() -> None:
    assert chain(explained(plant(work("ours/1", 5), frozen_until=14), (14, 19))) == [("ours/1", [(BindingKind.FROZEN_WEEKS, 14)])]
    explanation = explained(plant(work("ours/1", 5, frozen=Frozen(9)), frozen_until=14), (9, 14))
    assert chain(explanation) == [("ours/1", [(BindingKind.FROZEN, 9)])]


def test_the_chain_ends_at_work_that_has_started() -> None:
    going = work("ours/1", 10, actual=Actual(0, remaining=6))
    last = work("ours/2", 5)
    problem = plant(going, last, links=(Link(LinkKind.FS, going.id, last.id),), now=8)
    explanation = explained(problem, (0, 14), (14, 19))
    assert chain(explanation) == [("ours/2", [(BindingKind.LINK, 14)]), ("ours/1", [(BindingKind.STARTED, 0)])]
    assert helps(explanation)[HelpKind.SHORTER, "ours/1"] == 2


def test_a_start_that_nothing_holds_back_is_the_plans_own() -> None:
    explanation = explained(plant(work("ours/1", 5)), (30, 35))
    assert chain(explanation) == [("ours/1", [(BindingKind.NOW, 0), (BindingKind.PLAN, 30)])]
    assert helps(explanation)[HelpKind.ORDER, "ours/1"] == 30


def test_a_promised_suite_is_held_until_the_next_goes_on() -> None:
    after, held = work("ours/2", 5, earliest_start=30), work("ours/1", 10, SUITE, stretch=Stretch.HOLDING)
    problem = plant(after, held, links=(Link(LinkKind.FS, held.id, after.id, 0, 0),))
    explanation = explained(problem, (30, 35), (0, 30))
    assert chain(explanation) == [("ours/1", [(BindingKind.RELEASE, 30)]), ("ours/2", [(BindingKind.MATERIAL, 30)])]
    assert helps(explanation)[HelpKind.MATERIAL, "ours/2"] == 20


def test_sentences_give_dates_in_the_callers_words() -> None:
    theirs = work("theirs/1", 10, SUITE, product=ProductId("R"))
    explanation = explained(plant(theirs, work("ours/1", 5, SUITE, product=ProductId("G")), due=10), (0, 10), (17, 22))
    said = explanation.sentences(lambda slot: f"day {slot}")
    assert said[0] == "ours/1 ends at day 22, 12 slots after its due, day 10."
    assert said[1] == "ours/1 waits until day 17 for suite, which theirs/1 has and which then takes 7 slots to clean."
    assert "If ours/1 did not have to wait for suite (one more of it then), ours/1 would end 17 slots earlier." in said


def test_only_what_helps_most_is_put_into_words() -> None:
    first, second = work("ours/1", 10, earliest_start=20), work("ours/2", 8)
    explanation = explained(plant(first, second, links=(Link(LinkKind.FS, first.id, second.id, lag=4),)), (20, 30), (34, 42))
    assert explanation.sentences(most_helps=1)[3:] == ("If the material for ours/1 came earlier, ours/2 would end 20 slots earlier.",)


def test_a_sponsor_learns_nothing_about_another_project() -> None:
    theirs = work("theirs/1", 10, SUITE, product=ProductId("R"))
    ours = work("ours/1", 5, SUITE, product=ProductId("G"))
    told = explained(plant(theirs, ours, due=10), (0, 10), (17, 22)).for_sponsor()
    assert told.sentences() == (
        "ours/1 ends at 22, 12 slots after its due, 10.",
        "suite is available to ours/1 from 17.",
        "If ours/1 took a quarter less time, ours/1 would end 2 slots earlier.",
    )
    assert "theirs" not in repr(told)


def test_what_would_help_in_its_own_project_a_sponsor_is_told() -> None:
    first, second = work("ours/1", 10, earliest_start=20), work("ours/2", 8)
    problem = plant(first, second, links=(Link(LinkKind.FS, first.id, second.id),))
    explanation = explained(problem, (20, 30), (30, 38))
    assert explanation.for_sponsor().helps == explanation.helps
    assert explanation.for_sponsor().steps == explanation.steps


def test_in_a_crowded_plant_no_sponsor_sees_another() -> None:
    problem, plan = crowded_plant(8, 10)
    for promise in problem.promises:
        explanation = explain(problem, plan, promise.id)
        own = f"{problem.activity[promise.activity].project}/"
        told = repr(explanation.for_sponsor()).replace(own, "").replace(repr(explanation.project), "").replace(repr(promise.id), "")
        assert "project " not in told.replace("project_of", "")
    assert any(len({problem.activity[s.activity].project for s in explain(problem, plan, p.id).steps}) > 1 for p in problem.promises)


def test_there_must_be_such_a_promise() -> None:
    with pytest.raises(KeyError):
        explain(plant(work("ours/1", 5)), Plan((Assignment(ActivityId("ours/1"), 0, 0, 5),)), PromiseId("none"))


@slow
@given(st.data())
def test_any_plan_is_explained_back_to_a_date_or_a_fact(data: st.DataObject) -> None:
    """Every start on the chain is the last date among its reasons; the chain ends at a date or a fact."""
    problem, plan = data.draw(strategies.problems_with_a_plan())
    activity = data.draw(st.sampled_from(problem.activities))
    explanation = explain(replace(problem, promises=(Promise(OURS, activity.id, 3),)), plan, OURS)
    waits = {BindingKind.LINK, BindingKind.HANDOVER, BindingKind.CHANGEOVER, BindingKind.RELEASE}
    assert explanation.steps
    assert explanation.steps[-1].bindings[0].kind not in waits
    for step in explanation.steps:
        assert step.bindings[0].kind is BindingKind.RELEASE or step.bindings[-1].until >= step.start - (
            problem.activity[step.activity].frozen is not None
        )
    assert all(h.earlier > 0 for h in explanation.helps)
    assert explanation.sentences()
