"""The pages of the schedules: what they say, who may see them, and that bad input changes nothing."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from evenhand.portfolio.models import Activity
from evenhand.schedules.actions.make_draft import discard_draft
from evenhand.schedules.actions.start_run import start_expedite, start_run
from evenhand.schedules.bridge import present
from evenhand.schedules.models import Draft, PlanRun, Revision
from evenhand.schedules.words import SlotWords
from tests.cast import PASSWORD, Cast
from tests.schedules.stories import a_free_one, draft_with, publish, published_plant, solve_everything


@pytest.fixture
def plant(cast: Cast):
    return published_plant(cast)


@pytest.fixture
def ben(client: Client, cast: Cast, plant) -> Client:
    client.force_login(cast.ben)
    return client


def text_of(response) -> str:
    return response.content.decode()


def test_before_there_is_a_plant_the_pages_say_so(client: Client, cast: Cast):
    client.force_login(cast.ben)
    for name in ("plan", "expedite"):
        assert "No plant has been described yet" in text_of(client.get(reverse(f"schedules:{name}")))


def test_the_plan_page_shows_the_revision_and_how_it_stands(ben: Client):
    page = text_of(ben.get(reverse("schedules:plan")))
    assert "Revision 1" in page and "Ben Okafor" in page and "Plan anew" in page
    part = text_of(ben.get(reverse("schedules:standing")))
    assert "Revision 1 keeps every rule as things are now." in part


def test_the_documents_of_the_gantt(ben: Client, plant, cast: Cast):
    now = present(plant)
    draft = draft_with(plant, now.valid_plan, cast.ben)
    for query, baseline in (("", "revision 1"), (f"?draft={draft.pk}", "revision 1"), ("?revision=1", None)):
        response = ben.get(reverse("web:gantt") + query)
        found = response.json()
        assert len(found["bars"]["id"]) == len(now.problem.activities)
        assert (found["baseline"] and found["baseline"]["name"]) == baseline
        again = ben.get(reverse("web:gantt") + query, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304


def test_the_queries_of_the_plan_page_do_not_grow(ben: Client, plant, cast: Cast, django_assert_max_num_queries):
    plan = present(plant).valid_plan
    ben.get(reverse("schedules:plan"))
    for _ in range(5):
        draft_with(plant, plan, cast.ben)
        start_run(by=cast.ben, site=plant)
    with django_assert_max_num_queries(14):
        ben.get(reverse("schedules:plan"))
    with django_assert_max_num_queries(30):  # rows are read anew, for something was recorded
        ben.get(reverse("web:gantt"))
    with django_assert_max_num_queries(8):
        ben.get(reverse("web:gantt"))


def test_the_published_plan_costs_the_plant_and_the_projects_as_many_queries_whatever_its_size(ben: Client, plant, django_assert_num_queries):
    found = present(plant)
    project = Activity.objects.get(pk=next(iter(found.situation.activity_keys.values()))).project
    for address, queries in (("/projects/", 9), (project.get_absolute_url(), 14), ("/plant/", 6)):
        ben.get(address)
        with django_assert_num_queries(queries):
            page = text_of(ben.get(address))
        assert "nothing is planned yet" not in page and "Nothing is published yet" not in page


def test_a_run_is_started_and_told_of(ben: Client, plant):
    response = ben.post(reverse("schedules:start_run"), {"effort": "5", "seed": ""})
    run = PlanRun.objects.get()
    assert response.url == f"/plan/?run={run.pk}"
    assert ben.get(reverse("schedules:run_state", args=[run.pk])).json()["state"] == "queued"
    page = text_of(ben.get(response.url))
    assert f"Stop run {run.pk}" in page
    solve_everything(plant)
    told = ben.get(reverse("schedules:run_state", args=[run.pk])).json()
    assert told["over"] and told["then"] == f"/plan/?draft={Draft.objects.get(run=run).pk}&run={run.pk}"
    assert "Publish" in text_of(ben.get(told["then"]))


@pytest.mark.parametrize(
    "sent", [{}, {"effort": "7"}, {"effort": "5", "seed": "x"}, {"effort": "5", "time_limit": "0"}, {"effort": "5", "seed": "-3"}]
)
def test_a_run_that_makes_no_sense_is_refused(sent, ben: Client):
    assert ben.post(reverse("schedules:start_run"), sent).status_code == 422
    assert not PlanRun.objects.exists()


def test_a_move_is_tried(ben: Client, plant):
    now = present(plant)
    identity = a_free_one(now.problem, now.plan)
    start = now.plan.of[identity].start

    def ask(**question):
        response = ben.post(
            reverse("schedules:try_move"), json.dumps(question), content_type="application/json", headers={"Accept": "application/json"}
        )
        return response.status_code, response.json()

    status, answer = ask(activity=identity, start=now.problem.now, row=None, draft=None)
    assert (status, answer["valid"]) == (200, False) and answer["sentences"]
    assert not Draft.objects.filter(state="open").exists()
    per_day = plant.scale.slots_per_day
    tries = (ask(activity=identity, start=start + k * per_day, row=None, draft=None) for k in range(1, 15))
    status, answer = next(found for found in tries if found[1]["valid"])
    draft = Draft.objects.get(pk=answer["draft"])
    assert draft.plan.plan.of[identity].start == answer["moved"][0]["start"]
    status, again = ask(activity=identity, start=start, row=None, draft=draft.pk)
    assert (status, again["draft"]) == (200, draft.pk)  # one's own moves stay one draft


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"activity": 3, "start": 1}',
        b'{"activity": "x", "start": 1e3}',
        b'{"activity": "x", "start": true}',
        b'{"activity": "nobody/nothing", "start": 1}',
        b'{"activity": "nobody/nothing", "start": 1, "draft": "1"}',
        b'{"activity": "x", "start": 99999999999}',
        b"\xff\xfe",
        b"{" + b" " * 20_000 + b"}",
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_words(body, ben: Client):
    response = ben.post(reverse("schedules:try_move"), body, content_type="application/json", headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert response.json()["message"].startswith("Must")
    assert not Draft.objects.filter(state="open").exists()


def test_publishing_shows_what_moves_and_asks_for_reason_and_password(ben: Client, plant, cast: Cast):
    draft = draft_with(plant, present(plant).valid_plan, cast.ben)
    address = reverse("schedules:publish", args=[draft.pk])
    assert "What moves, and for whom" in text_of(ben.get(address))
    for sent, said in (
        ({"password": PASSWORD}, "This field is required"),
        ({"reason": "Monthly", "password": "wrong"}, "That is not your password"),
    ):
        response = ben.post(address, sent)
        assert response.status_code == 422 and said in text_of(response)
    assert Revision.objects.count() == 1
    response = ben.post(address, {"reason": "Monthly", "password": PASSWORD})
    assert response.url == "/plan/revisions/2/"
    page = text_of(ben.get(response.url))
    assert "Monthly" in page and "I publish this" in page and "Holds" in page
    assert ben.get(address).status_code == 409


def test_who_plans_but_does_not_publish_is_not_offered_it(client: Client, plant, cast: Cast):
    draft = draft_with(plant, present(plant).valid_plan, cast.ben)
    client.force_login(cast.clara)
    assert "Publish" not in text_of(client.get(draft.get_absolute_url()))
    assert client.get(reverse("schedules:publish", args=[draft.pk])).status_code == 403


def test_a_revision_stays_readable_and_can_be_published_again(ben: Client, plant, cast: Cast):
    publish(draft_with(plant, present(plant).valid_plan, cast.ben), cast.ben, "Again")
    page = text_of(ben.get(reverse("schedules:revision", args=[1])))
    assert "The first plan" in page and "another one was published since" in page
    response = ben.post(reverse("schedules:again", args=[1]))
    draft = Draft.objects.get(state="open")
    assert response.url == draft.get_absolute_url()
    assert publish(draft, cast.ben, "Back to the first").number == 3


def test_two_plans_are_compared(ben: Client, plant, cast: Cast):
    page = text_of(ben.get(reverse("schedules:compare"), {"before": "revision-1", "after": "now"}))
    assert "Nothing moves." in page
    for wrong in ({"before": "revision-1"}, {"before": "x", "after": "now"}, {"before": "draft-999999", "after": "now"}):
        assert ben.get(reverse("schedules:compare"), wrong).status_code == 422


def test_what_is_not_there_is_said_to_be_not_there(ben: Client):
    for address in (
        "/plan/?draft=999",
        "/plan/revisions/77/",
        "/plan/drafts/9/publish/",
        "/plan/runs/9/state/",
        "/plan/runs/9/events/",
        "/expedite/?run=9",
    ):
        assert ben.get(address).status_code == 404, address
    for address in ("/plan/?draft=x", "/plan/?draft=" + "9" * 30, "/plan/gantt.json?revision=-1", "/expedite/?run=%00"):
        assert ben.get(address).status_code == 422, address
    for address in ("/plan/drafts/9/discard/", "/plan/runs/9/stop/", "/plan/revisions/9/again/", "/expedite/9/take/"):
        assert ben.post(address, {"kind": "ladder", "index": "0"}).status_code == 404, address


def test_an_expedite_request_from_wish_to_draft(ben: Client, plant, cast: Cast):
    now = present(plant)
    promise = max(now.problem.promises, key=lambda p: now.plan.of[p.activity].end)
    project = now.problem.activity[promise.activity].project
    words = SlotWords(plant.scale)
    day = words.last_day(now.plan.of[promise.activity].end)
    response = ben.post(
        reverse("schedules:expedite"), {"project": project, "promise": promise.id, "by": day.isoformat(), "levers": ["overtime"], "effort": "5"}
    )
    run = PlanRun.objects.get()
    assert response.url == f"/expedite/?run={run.pk}"
    live = text_of(ben.get(response.url))
    assert "waiting" in live and "Best so far" in live and "24:00" not in live
    solve_everything(plant)
    page = text_of(ben.get(response.url))
    assert "Best so far" not in page and "armless end" in page and "24:00" not in page
    assert "finished: yes" in page
    assert "Yes:" in page and "Make this a draft" in page and "Nobody else is harmed" in page and "For the sponsor" in page
    response = ben.post(reverse("schedules:take", args=[run.pk]), {"kind": "ladder", "index": run_best(run)})
    draft = Draft.objects.get(run=run)
    assert response.url == draft.get_absolute_url() and not draft.harms
    for wrong in ({"kind": "ladder", "index": "40"}, {"kind": "alternatives", "index": "40"}):
        assert ben.post(reverse("schedules:take", args=[run.pk]), wrong).status_code == 404
    discard_draft(by=cast.ben, draft_id=draft.pk)


def run_best(run: PlanRun) -> int:
    run.refresh_from_db()
    return run.answer["best"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"project": "nobody", "by": "2030-01-01", "effort": "5"},
        {"project": "P001", "by": "tomorrow", "effort": "5"},
        {"project": "P001", "by": "1999-01-01", "effort": "5"},
        {"project": "P001", "by": "2298-01-01", "effort": "5"},
        {"project": "P002", "promise": "P001/delivery", "by": "2027-01-01", "effort": "5"},
        {"project": "P001", "by": "2027-01-01", "effort": "5", "levers": ["magic"]},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_at_its_field(sent, ben: Client):
    response = ben.post(reverse("schedules:expedite"), sent)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not PlanRun.objects.exists()


def test_who_sees_but_does_not_plan_cannot_ask(client: Client, plant, cast: Cast):
    client.force_login(cast.esi)
    assert client.get(reverse("schedules:expedite")).status_code == 200
    assert client.post(reverse("schedules:expedite"), {}).status_code == 403
    run = start_expedite_of_somebody(plant, cast)
    assert "Stop run" not in text_of(client.get(run.get_absolute_url()))


def start_expedite_of_somebody(plant, cast: Cast) -> PlanRun:
    now = present(plant)
    promise = now.problem.promises[-1]
    project = now.problem.activity[promise.activity].project
    return start_expedite(by=cast.ada, site=plant, project=project, promise=promise.id, until=now.plan.of[promise.activity].end)
