"""Can this project be expedited? Stories with an answer that can be seen, and answers held against the truth."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.planning.certificate import verify
from evenhand.planning.checks import check
from evenhand.planning.expedite import (
    Answer,
    ExpediteProgress,
    ExpediteRequest,
    Rung,
    Verdict,
    expedite,
    ladder,
    wanted_activities,
)
from evenhand.planning.levers import with_levers
from evenhand.planning.plan import Plan
from evenhand.planning.problem import (
    ActivityId,
    Changeovers,
    InvalidProblem,
    Lever,
    LeverId,
    LeverKind,
    LeverWindow,
    Link,
    LinkKind,
    Mode,
    Problem,
    ProjectId,
    PromiseId,
)
from evenhand.planning.result import StoppedBy
from evenhand.planning.risk import chances
from tests.planning import strategies
from tests.planning.cast import CHEMISTS, SUITE_A, SUITE_B, activity, both, mode, pausable, plan, problem, promise
from tests.planning.exhaustive import TooManyTries, earliest_end
from tests.planning.properties import TINY, examples

ALL = frozenset(LeverKind)
AMBER, BIRCH = ProjectId("amber"), ProjectId("birch")
MIX = activity("mix", mode(3, suite_b=1))
DRY = activity("dry", mode(2, suite_b=1), project="birch")
TURN = plan(mix=(0, 3), dry=(3, 5))


def asked(by: int, *, project: ProjectId = BIRCH, levers: frozenset[LeverKind] = frozenset(), promised: str | None = None) -> ExpediteRequest:
    return ExpediteRequest(project, None if promised is None else PromiseId(promised), by, levers)


def lever(name: str, resource: Any, start: int, end: int, cost: int, kind: LeverKind = LeverKind.OVERTIME, amount: int = 1) -> Lever:
    return Lever(LeverId(name), kind, resource.id, (LeverWindow(start, end, amount),), cost)


# -- stories -------------------------------------------------------------------------------------------------------------


def test_yes_where_the_other_has_time() -> None:
    patient = problem(MIX, DRY, promises=(promise("amber 1", "mix", 9), promise("birch 1", "dry", 5)))
    answer = expedite(patient, TURN, asked(2))
    assert answer.verdict is Verdict.YES and answer.stopped_by is StoppedBy.PROOF
    assert answer.current == 5 and answer.best.end == 2 and answer.best.cost == 0 and answer.best.name == "reorder"
    (line,) = answer.best.certificate.promises
    assert (line.promise, line.due, line.before) == ("amber 1", 9, 3) and line.after <= 9
    assert {m.activity for m in answer.best.certificate.moved} == {"mix", "dry"}


def test_no_and_proved_where_the_other_would_be_late() -> None:
    strict = problem(MIX, DRY, promises=(promise("amber 1", "mix", 4), promise("birch 1", "dry", 5)))
    answer = expedite(strict, TURN, asked(4))
    assert answer.verdict is Verdict.NO_PROVED
    assert answer.best.end == 5 and answer.best.bound == 5 and answer.best.proved
    assert answer.best.plan == TURN
    (way,) = answer.alternatives
    assert way.end <= 4 and way.worst_harm == way.total_harm == 1  # dry first: mix ends at 5 in place of 4


def test_who_is_late_already_may_get_no_later() -> None:
    late = problem(MIX, DRY, promises=(promise("amber 1", "mix", 1), promise("birch 1", "dry", 5)))
    assert expedite(late, TURN, asked(4)).verdict is Verdict.NO_PROVED


def test_a_project_without_a_promise_may_finish_no_later() -> None:
    unpromised = problem(MIX, DRY, promises=(promise("birch 1", "dry", 5),))
    answer = expedite(unpromised, TURN, asked(4))
    assert answer.verdict is Verdict.NO_PROVED
    assert [(line.project, line.before, line.after) for line in answer.best.certificate.projects] == [("amber", 3, 3)]


def test_a_project_without_a_promise_may_ask_for_its_finish() -> None:
    free = problem(MIX, DRY, promises=(promise("amber 1", "mix", 9),))
    answer = expedite(free, TURN, asked(2))
    assert answer.request.promise is None and answer.verdict is Verdict.YES and answer.best.end == 2


def test_a_projects_only_promise_is_meant_where_none_is_named() -> None:
    answer = expedite(problem(MIX, DRY, promises=(promise("birch 1", "dry", 5),)), TURN, asked(5))
    assert answer.request.promise == "birch 1" and answer.verdict is Verdict.YES and answer.best.certificate.moved == ()


def test_its_own_other_promise_is_a_promise_too() -> None:
    own = problem(MIX, replace(DRY, project=AMBER), promises=(promise("first", "mix", 4), promise("second", "dry", 5)))
    answer = expedite(own, TURN, asked(4, project=AMBER, promised="second"))
    assert answer.verdict is Verdict.NO_PROVED and [line.promise for line in answer.best.certificate.promises] == ["first"]


def test_its_own_later_work_may_move_far_back() -> None:
    """What the wanted activity changes places with then ends long after everything in the plan before."""
    cleaning = Changeovers((SUITE_B.id,), 0, ((0, 40), (0, 0)))
    made = problem(
        activity("mix", mode(3, suite_b=1), product="R", band=0),
        activity("dry", mode(5, suite_b=1), product="G", band=1),
        changeovers=(cleaning,),
        promises=(promise("amber 1", "mix", 8),),
    )
    answer = expedite(made, plan(mix=(5, 8), dry=(0, 5)), asked(3, project=AMBER))
    assert answer.verdict is not Verdict.NO_PROVED and answer.best.bound == 3  # it can be had: mix from 0 to 3, dry from 43 to 48
    assert answer.verdict is Verdict.YES


WEEKEND = lever("weekend", SUITE_A, 5, 7, 300)
FOURTH = Lever(
    LeverId("fourth chemist"), LeverKind.ADDED_PERSON, CHEMISTS.id, tuple(LeverWindow(7 * week, 7 * week + 5, 1) for week in range(8)), 900
)


def test_overtime_reaches_what_reordering_does_not() -> None:
    made = problem(pausable("mix", mode(6, suite_a=1)), promises=(promise("amber 1", "mix", 8),), levers=(WEEKEND,))
    before = plan(mix=(0, 8))
    assert expedite(made, before, asked(6, project=AMBER)).verdict is Verdict.NO_PROVED
    answer = expedite(made, before, asked(6, project=AMBER, levers=ALL))
    assert answer.verdict is Verdict.YES
    assert (answer.best.name, answer.best.cost, answer.best.end, answer.best.levers) == ("overtime", 300, 6, (WEEKEND,))
    assert answer.best.certificate.levers == ("weekend",) and answer.best.certificate.cost == 300
    assert [rung.name for rung in answer.ladder] == ["reorder", "overtime"]


def test_levers_that_are_not_needed_are_not_paid_for() -> None:
    dear = lever("both weekends", SUITE_A, 5, 14, 700)
    made = problem(pausable("mix", mode(6, suite_a=1)), promises=(promise("amber 1", "mix", 8),), levers=(dear, WEEKEND, FOURTH))
    best = expedite(made, plan(mix=(0, 8)), asked(6, project=AMBER, levers=ALL)).best
    assert best.levers == (WEEKEND,) and best.cost == 300


def test_where_reordering_does_it_nothing_is_paid() -> None:
    patient = problem(MIX, DRY, promises=(promise("amber 1", "mix", 9), promise("birch 1", "dry", 5)), levers=(FOURTH,))
    assert expedite(patient, TURN, asked(2, levers=ALL)).best.cost == 0


def test_an_added_person_and_overtime_together() -> None:
    team = pausable("mix", mode(6, suite_a=1, chemists=4), mode(9, suite_a=1, chemists=1))
    weekend = (WEEKEND, lever("chemists at the weekend", CHEMISTS, 5, 7, 400, amount=4))
    made = problem(team, promises=(promise("amber 1", "mix", 11),), levers=(*weekend, FOURTH))
    answer = expedite(made, plan(mix=(0, 11, 1)), asked(6, project=AMBER, levers=ALL))
    assert [rung.name for rung in answer.ladder] == ["reorder", "overtime", "added person", "both"]
    assert [rung.end for rung in answer.ladder] == [11, 9, 8, 6]
    assert answer.verdict is Verdict.YES and answer.best.name == "both" and answer.best.cost == 1600


def test_only_the_levers_allowed_are_used() -> None:
    made = problem(pausable("mix", mode(6, suite_a=1)), promises=(promise("amber 1", "mix", 8),), levers=(WEEKEND,))
    answer = expedite(made, plan(mix=(0, 8)), asked(6, project=AMBER, levers=frozenset({LeverKind.ADDED_PERSON})))
    assert answer.verdict is Verdict.NO_PROVED and answer.best.levers == ()


def test_nobody_elses_work_profits_from_the_levers() -> None:
    made = problem(
        pausable("mix", mode(6, suite_a=1)), pausable("rest", mode(6, chemists=1), project="birch"), levers=(lever("staff", CHEMISTS, 5, 7, 1),)
    )
    answer = expedite(made, plan(mix=(0, 8), rest=(0, 8)), asked(6, project=AMBER, levers=ALL))
    assert answer.verdict is Verdict.NO_PROVED and all(rung.plan.of[ActivityId("rest")].end == 8 for rung in answer.ladder)


def test_a_chance_that_falls_too_far_is_harm() -> None:
    """Amber may end by 5 and would, if all goes well; but it was safe before and would be at the mercy of chance."""
    mix = activity("mix", Mode(3, MIX.modes[0].demands, 2, 5))
    risky = problem(mix, DRY, promises=(promise("amber 1", "mix", 5), promise("birch 1", "dry", 5)))
    answer = expedite(risky, TURN, asked(2))
    assert answer.verdict is Verdict.NO_NOT_FOUND  # by dates alone it could be had, so nothing is proved
    assert answer.best.end == 5 and answer.best.bound == 2
    assert chances(risky, plan(dry=(0, 2), mix=(2, 5)))[PromiseId("amber 1")] < 0.9 < chances(risky, TURN)[PromiseId("amber 1")]
    (way,) = answer.alternatives
    assert way.end <= 2 and way.certificate.endangered and not way.certificate.harmed
    assert way.worst_harm == 0 and way.total_fall >= way.worst_fall > 0.05  # nobody is late by the plan, and yet there is harm


def test_what_has_begun_cannot_be_expedited_and_has_no_alternatives() -> None:
    made = problem(MIX, replace(DRY, frozen=None), promises=(promise("amber 1", "mix", 9), promise("birch 1", "dry", 9)), now=0)
    answer = expedite(made, TURN, asked(1))
    assert answer.verdict is Verdict.NO_PROVED and answer.best.end == 2  # it takes two slots, whoever else steps back
    assert answer.alternatives == ()


def test_the_whole_project_is_asked_for_and_its_own_promises_are_kept() -> None:
    made = problem(
        activity("mix", mode(4, suite_b=1)),
        activity("dry", mode(1, suite_b=1)),
        activity("ship", mode(3)),
        links=(Link(LinkKind.FS, *both("dry", "ship")),),
        promises=(promise("amber 1", "mix", 4), promise("amber 2", "ship", 14)),
    )
    answer = expedite(made, plan(mix=(0, 4), dry=(4, 5), ship=(8, 11)), asked(8, project=AMBER), effort=3.0)
    assert (answer.verdict, answer.best.end) == (Verdict.YES, 8)
    refused = expedite(made, plan(mix=(0, 4), dry=(4, 5), ship=(8, 11)), asked(7, project=AMBER), effort=3.0)
    assert refused.verdict is not Verdict.YES and refused.best.end == 8 and refused.best.certificate.harmless


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (ExpediteRequest(ProjectId("fir"), None, 3), "Must name a known project; fir is unknown."),
        (ExpediteRequest(AMBER, PromiseId("birch 1"), 3), "Must name a promise of project amber; birch 1 is not one (none)."),
    ],
)
def test_requests_that_make_no_sense(request_: ExpediteRequest, message: str) -> None:
    with pytest.raises(InvalidProblem) as raised:
        expedite(problem(MIX, DRY, promises=(promise("birch 1", "dry", 5),)), TURN, request_)
    assert raised.value.message == message


def test_a_current_plan_that_breaks_a_rule_is_refused() -> None:
    with pytest.raises(InvalidProblem) as raised:
        expedite(problem(MIX, DRY), plan(mix=(0, 3), dry=(2, 4)), asked(2))
    assert raised.value.where == "current plan" and "suite_b does one thing at a time" in raised.value.message


def test_without_effort_there_is_an_answer_and_nothing_is_claimed() -> None:
    strict = problem(MIX, DRY, promises=(promise("amber 1", "mix", 4), promise("birch 1", "dry", 5)))
    answer = expedite(strict, TURN, asked(4), effort=0.0)
    assert answer.verdict is Verdict.NO_NOT_FOUND and answer.best.plan == TURN and answer.stopped_by is StoppedBy.EFFORT


def test_cancelled_and_told_of_progress() -> None:
    patient = problem(MIX, DRY, promises=(promise("amber 1", "mix", 9), promise("birch 1", "dry", 5)))
    assert expedite(patient, TURN, asked(2), cancelled=lambda: True).stopped_by is StoppedBy.CANCELLED
    told: list[ExpediteProgress] = []
    expedite(patient, TURN, asked(2), on_progress=told.append)
    assert told and all(p.bound <= p.end and p.rung == "reorder" for p in told)


def test_the_sponsor_hears_of_its_own_alone() -> None:
    secret = {"mix": "Zz-mix", "amber": "Zz-amber", "amber 1": "Zz-promise"}
    other = activity(secret["mix"], mode(3, suite_b=1), project=secret["amber"])
    for due in (9, 4):
        made = problem(other, DRY, promises=(promise(secret["amber 1"], secret["mix"], due), promise("birch 1", "dry", 5)), levers=(FOURTH,))
        told = expedite(made, plan(**{secret["mix"]: (0, 3), "dry": (3, 5)}), asked(2, levers=ALL)).for_sponsor()
        assert "Zz" not in repr(told) and "suite_b" not in repr(told)
        assert (told.wanted, told.current) == (2, 5)
        offered = {"end", "cost", "levers"}
        assert set(told.__slots__) == {
            "verdict",
            "wanted",
            "current",
            *offered,
            *("earliest", "earliest_cost", "earliest_levers"),
            "bound",
            "stopped_by",
        }


# -- against the truth -----------------------------------------------------------------------------------------------------


def latest_ends(made: Problem, before: Plan, project: ProjectId, wanted: PromiseId | None) -> dict[ActivityId, int]:
    """When others must have ended so that nobody is harmed: written again from the definition of harm."""
    latest: dict[ActivityId, int] = {}
    promised = {made.activity[p.activity].project for p in made.promises}
    for p in made.promises:
        if p.id != wanted:
            latest[p.activity] = min(max(p.due, before.of[p.activity].end), latest.get(p.activity, made.horizon))
    for other in made.projects:
        if other.id != project and other.id not in promised:
            activities = [a.id for a in made.activities if a.project == other.id]
            finish = max((before.of[a].end for a in activities), default=0)
            latest.update({a: min(finish, latest.get(a, finish)) for a in activities})
    return latest


def with_estimates(made: Problem, random: Random) -> Problem:
    """Durations that may come out shorter or longer, and work that may be done again."""

    def guessed(m: Mode) -> Mode:
        return replace(m, optimistic=max(0, m.duration - random.randint(0, 2)), pessimistic=m.duration + random.randint(0, 3))

    return replace(
        made,
        activities=tuple(replace(a, modes=tuple(guessed(m) for m in a.modes), rework_chance=random.choice([0.0, 0.0, 0.1])) for a in made.activities),
    )


def the_same_harm_again(made: Problem, before: Plan, rung: Rung, project: ProjectId, wanted: PromiseId | None) -> None:
    """The certificate worked out again from the problem and the two plans alone."""
    assert check(rung.problem, rung.plan) == () and check(rung.problem, before) == ()
    certificate = rung.certificate
    assert verify(rung.problem, before, rung.plan, certificate, requested=wanted, project=project) == []
    was, will_be = chances(rung.problem, before, futures=2_000), chances(rung.problem, rung.plan, futures=2_000)
    others = [p for p in made.promises if p.id != wanted]
    assert {line.promise for line in certificate.promises} == {p.id for p in others}
    for p in others:
        old, new = before.of[p.activity].end, rung.plan.of[p.activity].end
        assert new <= p.due if old <= p.due else new <= old
        assert was[p.id] - will_be[p.id] <= certificate.tolerance
    for activity_id, latest in latest_ends(made, before, project, wanted).items():
        assert rung.plan.of[activity_id].end <= latest
    moved = {a.id for a in made.activities if (before.of[a.id].start, before.of[a.id].mode) != (rung.plan.of[a.id].start, rung.plan.of[a.id].mode)}
    assert {line.activity for line in certificate.moved} == moved
    assert rung.cost == certificate.cost == sum(x.cost for x in rung.levers) and certificate.levers == tuple(sorted(x.id for x in rung.levers))


def answered(data: st.DataObject, *, levers: bool) -> tuple[Problem, Plan, Answer, PromiseId | None]:
    made, before = data.draw(strategies.problems_with_a_plan(most=4))
    made = with_estimates(made, Random(data.draw(st.integers(0, 10**6))))
    assume(bool(made.levers) or not levers)
    project = data.draw(st.sampled_from(sorted({a.project for a in made.activities})))
    own = [p.id for p in made.promises if made.activity[p.activity].project == project]
    promised = data.draw(st.sampled_from([None, *own]))
    meant = promised if promised is not None else own[0] if len(own) == 1 else None
    end = max(before.of[a].end for a in wanted_activities(made, project, meant))
    request = ExpediteRequest(project, promised, data.draw(st.integers(max(0, end - 6), end)), ALL if levers else frozenset())
    return made, before, expedite(made, before, request, effort=2.0), meant


@examples(80)
@given(st.data(), st.booleans())
def test_answers_are_true(data: st.DataObject, levers: bool) -> None:
    made, before, answer, meant = answered(data, levers=levers)
    request = answer.request
    latest, wanted = latest_ends(made, before, request.project, meant), wanted_activities(made, request.project, meant)
    allowed = dict(ladder(made, request.levers))
    assert list(allowed) == [rung.name for rung in answer.ladder]
    for rung in answer.ladder:
        the_same_harm_again(made, before, rung, request.project, meant)
        try:
            best = earliest_end(with_levers(made, allowed[rung.name], request.project), wanted, latest, 2 * TINY)
        except TooManyTries:
            continue
        assert best is not None and rung.bound <= best <= rung.end
        assert best > request.by or answer.verdict is not Verdict.NO_PROVED
        if rung.proved:
            assert rung.end == best
    if answer.verdict is Verdict.YES:
        assert answer.best.end <= request.by and answer.best.certificate.harmless
        assert answer.best.cost == min(rung.cost for rung in answer.ladder if rung.reaches)
    else:
        assert answer.best.end == answer.earliest.earliest == answer.for_sponsor().earliest  # nothing in the ladder is earlier than what is said
    for way in answer.alternatives:
        assert check(way.problem, way.plan) == () and way.end <= request.by
        assert not way.certificate.harmless and way.worst_harm <= way.total_harm and way.worst_fall <= way.total_fall
        assert way.worst_harm or way.worst_fall


@examples(60)
@given(st.data())
def test_more_means_never_give_a_later_date(data: st.DataObject) -> None:
    """Whatever the search found: a plan that needs no overtime is a plan where overtime is allowed too, and costs no more."""
    made, _, answer, _ = answered(data, levers=True)
    allowed = dict(ladder(made, answer.request.levers))
    for rung in answer.ladder:
        assert rung.by_dates <= rung.earliest <= rung.end and rung.bound <= rung.by_dates
        assert max(rung.by_dates_plan.of[a].end for a in wanted_activities(made, answer.request.project, answer.request.promise)) == rung.by_dates
        assert set(rung.levers) <= set(made.levers)
        for fewer in (r for r in answer.ladder if set(allowed[r.name]) < set(allowed[rung.name])):
            assert (rung.end, rung.cost if rung.end == fewer.end else 0) <= (fewer.end, fewer.cost)
            assert rung.earliest <= fewer.earliest and rung.by_dates <= fewer.by_dates
            assert rung.bound <= fewer.bound or not fewer.proved


@examples(30)
@given(st.data(), st.sampled_from([0.0, 0.05, 0.1, 0.2]))
def test_more_means_never_give_a_later_date_where_the_effort_ends_on_the_way(data: st.DataObject, effort: float) -> None:
    made, before = data.draw(strategies.problems_with_a_plan(most=4))
    assume(bool(made.levers))
    made = with_estimates(made, Random(data.draw(st.integers(0, 10**6))))
    project = data.draw(st.sampled_from(sorted({a.project for a in made.activities})))
    answer = expedite(made, before, ExpediteRequest(project, None, data.draw(st.integers(1, made.horizon)), ALL), effort=effort)
    first, *more = answer.ladder
    for rung in more:
        assert rung.end <= first.end and rung.earliest <= first.earliest and rung.by_dates <= first.by_dates
        assert rung.certificate.harmless


def test_the_dates_of_a_rung_are_those_of_its_plan_with_the_least_levers_that_reach_the_date() -> None:
    """One weekend is enough for the date; with both it could be earlier, and the rung says so."""
    weekends = (lever("one", SUITE_A, 5, 7, 300), lever("two", SUITE_A, 12, 14, 500))
    made = problem(pausable("mix", mode(14, suite_a=1)), promises=(promise("amber 1", "mix", 20),), levers=weekends)
    answer = expedite(made, plan(mix=(0, 18)), asked(16, project=AMBER, levers=ALL))
    rung = answer.ladder[1]
    assert (rung.end, rung.cost, rung.earliest, rung.earliest_cost) == (16, 300, 14, 800)
    assert answer.best == rung and rung.earliest == rung.bound and not rung.proved


def test_where_reordering_reaches_the_date_overtime_shows_how_early_it_could_be() -> None:
    made = problem(pausable("mix", mode(6, suite_a=1)), promises=(promise("amber 1", "mix", 8),), levers=(WEEKEND,))
    answer = expedite(made, plan(mix=(0, 8)), asked(8, project=AMBER, levers=ALL))
    assert [(rung.end, rung.cost) for rung in answer.ladder] == [(8, 0), (6, 300)]
    assert answer.best == answer.ladder[0]
