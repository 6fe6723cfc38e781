"""Expedite answers: asked, answered, taken as a draft; levers that are granted with a published plan; and who may decide for harm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evenhand.planning.calendars import WorkingTime
from evenhand.planning.checks import check
from evenhand.planning.levers import with_levers
from evenhand.planning.parts import LeverKind
from evenhand.planning.plan import Plan
from evenhand.portfolio import events as portfolio_events
from evenhand.records.errors import Conflict, Invalid, NotAllowed, NotThere
from evenhand.records.models import TrailEntry
from evenhand.records.verification import verify
from evenhand.schedules.actions.cancel_run import cancel_run
from evenhand.schedules.actions.make_draft import kept_draft, take_way
from evenhand.schedules.actions.start_run import start_expedite
from evenhand.schedules.answer_words import AnswerPage
from evenhand.schedules.bridge import end_of, present
from evenhand.schedules.models import Draft, DraftOrigin, PlanRun, RunKind, RunState
from evenhand.schedules.situations import Grant, situation_from_json
from evenhand.schedules.storing import store_situation
from tests.cast import Cast
from tests.schedules.stories import change, publish, published_plant, row_of, solve_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(cast: Cast):
    return published_plant(cast)


def last_promise(now):
    promise = max(now.problem.promises, key=lambda p: now.plan.of[p.activity].end)
    return promise, now.problem.activity[promise.activity].project


@pytest.fixture
def answered(cast: Cast, plant) -> PlanRun:
    """An answer to a wish that is too much."""
    now = present(plant)
    promise, project = last_promise(now)
    by = (now.plan.of[promise.activity].end + now.problem.frozen_until) // 2
    start_expedite(by=cast.clara, site=plant, project=project, promise=promise.id, until=by, effort=3.0)
    solve_everything(plant)
    return PlanRun.objects.get(kind=RunKind.EXPEDITE)


def test_an_answer_is_stored_with_its_ladder_and_what_the_sponsor_may_know(answered: PlanRun):
    assert answered.state == RunState.FINISHED, answered.message
    answer = answered.answer
    assert [rung["name"] for rung in answer["ladder"]] == ["reorder"]
    assert answer["ladder"][0]["certificate"]["harmless"]
    names = {p["promise"].split("/")[0] for p in answer["ladder"][0]["certificate"]["promises"]}
    assert not any(name in str(answer["sponsor"]) for name in names)
    page = AnswerPage.of(answered)
    assert page.sentences()[0].startswith(("No", "Yes"))
    marks = page.marks
    assert marks["bound"]["at"] <= marks["best"]["at"] <= marks["current"]["at"]


def test_who_names_only_the_project_means_its_only_promise(cast: Cast, plant):
    now = present(plant)
    promises = {p: [x for x in now.problem.promises if now.problem.activity[x.activity].project == p] for p in now.problem.activities_of}
    project, promise = next((p, own[0]) for p, own in promises.items() if len(own) == 1 and now.plan.of[own[0].activity].start > now.problem.now)
    end = now.plan.of[promise.activity].end
    run = start_expedite(by=cast.clara, site=plant, project=project, promise=None, until=end)
    assert run.request["promise"] == promise.id
    assert AnswerPage.of(run).current == end


def test_a_rung_becomes_a_draft_that_can_be_published(answered: PlanRun, cast: Cast, plant):
    draft = take_way(by=cast.clara, run_id=answered.pk, kind="ladder", index=answered.answer["best"])
    assert (draft.origin, draft.harms, draft.by) == (DraftOrigin.EXPEDITE, False, cast.clara)
    publish(draft, cast.ben, "Asked for")
    assert present(plant).valid_plan == draft.plan.plan
    assert verify().problems == ()


def with_harm(run: PlanRun) -> None:
    """The answer, in which the one way is said to harm somebody: what a harmful way is treated like."""
    way = {**run.answer["ladder"][0], "worst_harm": 9, "total_harm": 9}
    way["certificate"] = {**way["certificate"], "harmless": False}
    run.answer = {**run.answer, "alternatives": [way]}
    run.save(update_fields=["answer"])


def test_choosing_least_harm_is_a_senior_managers_decision_with_a_reason(answered: PlanRun, cast: Cast):
    with_harm(answered)
    for person in (cast.clara, cast.ben):
        with pytest.raises(NotAllowed, match="Only senior managers may choose what harms another project"):
            take_way(by=person, run_id=answered.pk, kind="alternatives", index=0, reason="It is urgent")
    with pytest.raises(Invalid, match="Must have a reason"):
        take_way(by=cast.ada, run_id=answered.pk, kind="alternatives", index=0)
    draft = take_way(by=cast.ada, run_id=answered.pk, kind="alternatives", index=0, reason="A trial waits for it")
    assert draft.harms
    (entry,) = TrailEntry.objects.filter(event="least_harm_chosen")
    assert (entry.by_name, entry.reason) == ("Ada Moreau", "A trial waits for it")


@pytest.mark.parametrize(("kind", "index"), [("ladder", 9), ("ladder", -1), ("nonsense", 0), ("alternatives", 50)])
def test_what_the_answer_does_not_have_cannot_be_taken(kind, index, answered: PlanRun, cast: Cast):
    with pytest.raises(NotThere):
        take_way(by=cast.ada, run_id=answered.pk, kind=kind, index=index)


def test_without_a_published_plan_that_holds_nothing_is_answered(cast: Cast, plant):
    now = present(plant)
    promise, project = last_promise(now)
    running = next(a for a in now.problem.activities if a.actual and a.actual.end is None and any(x.before == a.id for x in now.problem.links))
    change(row_of(running.id), remaining_minutes=60 * 400)
    with pytest.raises(Conflict, match="begins from a published plan that keeps every rule"):
        start_expedite(by=cast.ben, site=plant, project=project, promise=promise.id, until=now.plan.of[promise.activity].end - 1)


def test_a_stopped_request_keeps_the_answer_so_far_or_says_that_there_is_none(cast: Cast, plant):
    now = present(plant)
    promise, project = last_promise(now)
    run = start_expedite(by=cast.ben, site=plant, project=project, promise=promise.id, until=now.plan.of[promise.activity].end - 20, effort=600.0)
    cancel_run(by=cast.ben, run_id=run.pk)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED and run.answer is None


# -- levers ------------------------------------------------------------------------------------------------------------


def granted_draft(site, by) -> tuple[Draft, str, int]:
    """One activity worked with overtime, everything else as it is: the draft, the activity, and its end."""
    now = present(site)
    problem, plan = now.problem, now.plan
    for activity in problem.activities:
        place = plan.of[activity.id]
        if activity.actual or activity.frozen or place.start < problem.frozen_until:
            continue
        needed = {d.resource for d in activity.modes[place.mode].demands}
        helpful = (x for x in problem.levers if x.resource in needed and any(w.start < place.end and w.end > place.start for w in x.windows))
        for lever in helpful:
            with_them = with_levers(problem, [lever], activity.project)
            mode = place.mode + len(activity.modes)
            if mode >= len(with_them.activity[activity.id].modes):
                continue
            end = end_of(WorkingTime(with_them.resources, with_them.horizon), with_them.activity[activity.id], mode, place.start)
            moved = replace(place, mode=mode, end=end)
            changed = Plan(tuple(moved if a.activity == activity.id else a for a in plan.assignments))
            if end < place.end and check(with_them, changed) == ():
                situation = now.situation.granting(with_them, Grant(activity.project, (lever,)))
                draft = kept_draft(
                    by=by,
                    site=site,
                    title="with overtime",
                    origin=DraftOrigin.EXPEDITE,
                    snapshot=store_situation(situation),
                    plan=changed,
                    based_on=now.revision,
                )
                return draft, activity.id, end
    raise AssertionError("No lever helps anybody.")


def test_levers_granted_with_a_published_plan_stay_the_projects_until_it_is_done(cast: Cast, plant):
    draft, identity, end = granted_draft(plant, cast.ben)
    again = situation_from_json(draft.snapshot.document)
    assert again == draft.snapshot.situation
    revision = publish(draft, cast.ben, "Overtime, as decided")
    now = present(plant)
    assert now.situation.grants == draft.snapshot.situation.grants
    assert now.valid_plan is not None and now.plan.of[identity].end == end
    place = revision.places.get(activity=row_of(identity))
    assert (place.with_levers, place.mode) == (True, now.situation.own_mode(identity, now.plan.of[identity].mode))
    granted = {lever.resource for grant in now.situation.grants for lever in grant.levers}
    assert not granted & {lever.resource for lever in now.problem.levers}  # not offered a second time

    plant.pinned_now = plant.wall(now.plan.of[identity].start + 1)
    row = row_of(identity)
    start = plant.wall(now.plan.of[identity].start)
    change(row, portfolio_events.START_RECORDED, actual_start=start, actual_mode=place.mode)
    under_way = present(plant)
    assert under_way.problem.activity[identity].actual is not None
    assert under_way.plan.of[identity].end == end  # it goes on in overtime
    change(row, portfolio_events.FINISH_RECORDED, actual_finish=plant.wall(now.plan.of[identity].start + 1))
    assert present(plant).situation.grants == ()


def test_who_has_levers_already_asks_without_more(cast: Cast, plant):
    draft, identity, _ = granted_draft(plant, cast.ben)
    publish(draft, cast.ben)
    now = present(plant)
    project = now.problem.activity[identity].project
    own = [p for p in now.problem.promises if now.problem.activity[p.activity].project == project]
    with pytest.raises(Conflict, match="works with levers that were granted already"):
        start_expedite(
            by=cast.ben,
            site=plant,
            project=project,
            promise=own[0].id if own else None,
            until=now.problem.horizon - 1,
            levers=frozenset({LeverKind.OVERTIME}),
        )
