"""The pages of the portfolio: the sentence that matters first, cells edited in place, forms, nothing for others."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from evenhand.portfolio.actions.activities import edit_activity
from evenhand.portfolio.actions.entering import enter_portfolio
from evenhand.portfolio.drafts import ActivityDraft, ModeDraft, ProjectDraft, PromiseDraft
from evenhand.portfolio.models import Activity, ActivityLink, BudgetLine, Project, Promise
from evenhand.portfolio.published import Place, PublishedPlan
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.portfolio.small import Small

HTMX = {"hx-request": "true"}


@pytest.fixture
def clara(client: Client, cast: Cast) -> Client:
    client.force_login(cast.clara)
    return client


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def fresh(small: Small, code: str) -> Activity:
    return small.activity(code)


def test_without_a_site(clara: Client):
    assert "The site is not set up yet." in text(clara, "/projects/")


def test_the_list_says_what_is_late(clara: Client, small: Small, publish):
    assert "Two projects are running; no promise is late or at risk." in text(clara, "/projects/")
    place = Place(datetime(2027, 4, 5), datetime(2027, 4, 7))
    publish(PublishedPlan(1, timezone.now(), {small.activity("release").pk: place}))
    page = text(clara, "/projects/")
    assert "One project is late, of 2 running." in page
    assert "Delivery planned for Tue 6 Apr 2027, 4 days after the promise" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=antiviral", {"QF-1"}),
        ("q=QUILL", {"QF-1"}),
        ("q=nothing", set()),
        ("state=all", {"QF-1", "TK-2"}),
        ("state=paused", set()),
        ("standing=mine", set()),
        ("standing=late", set()),
        ("q=%00", None),
        ("q=" + "x" * 300, None),
        ("state=lunch", None),
        ("sponsor=999999999999999999999999", None),
    ],
)
def test_filters(query, shown, clara: Client, small: Small):
    response = clara.get(f"/projects/?{query}")
    assert response.status_code == (422 if shown is None else 200)
    if shown is not None:
        assert {item.project.code for item in response.context["page"]} == shown


def test_queries_do_not_grow_with_the_projects(clara: Client, small: Small, django_assert_num_queries, django_assert_max_num_queries):
    clara.get("/projects/")
    activities = (ActivityDraft("a", "A", (ModeDraft(240),)), ActivityDraft("b", "B", (ModeDraft(240),)))
    drafts = [ProjectDraft(f"P-{k}", f"Project {k}", small.sponsor, activities=activities) for k in range(20)]
    promises = [PromiseDraft(f"P-{k}/b", "delivery", datetime(2027, 6, 1)) for k in range(20)]
    enter_portfolio(by=SYSTEM, site=small.site, projects=drafts, promises=promises)
    with django_assert_max_num_queries(13):  # worked out anew, for something was recorded
        clara.get("/projects/")
    with django_assert_num_queries(9):
        clara.get("/projects/")
    with django_assert_num_queries(14):
        clara.get(f"/projects/{small.project.pk}/")


def test_a_project_can_be_expedited_as_soon_as_it_is_entered(clara: Client, small: Small):
    assert "A-9 Newcomer" not in text(clara, "/expedite/")
    draft = ProjectDraft("A-9", "Newcomer", small.sponsor, activities=(ActivityDraft("a", "A", (ModeDraft(240),)),))
    enter_portfolio(by=SYSTEM, site=small.site, projects=[draft], promises=[PromiseDraft("A-9/a", "delivery", datetime(2027, 6, 1))])
    page = text(clara, "/expedite/")
    assert ("A-9 Newcomer" in page and 'value="A-9/a/delivery"' in page) or "A-9/delivery" in page


def test_a_project_tells_its_life_promises_activities_and_money(clara: Client, small: Small):
    page = text(clara, f"/projects/{small.project.pk}/")
    for words in (
        "Delivery due Fri 2 Apr 2027; nothing is planned yet.",
        "Now Kilo batch; next GMP batch.",
        "40 h (32 to 56)",
        "gmp-1 and chemists or kilo-1",
        "going on",
        "110\u202f000",
        "gave it for Fri 2 Apr 2027",
    ):
        assert words in page, words


def edit(client: Client, activity: Activity, field: str, typed: str, version: int | None = None, **more: str):
    path = f"/projects/activities/{activity.pk}/cell/{field}/"
    return client.post(path, {"text": typed, "version": str(activity.version if version is None else version), **more}, headers=HTMX)


def test_a_cell_becomes_an_editor_and_the_row_comes_back(clara: Client, small: Small):
    kilo = small.activity("kilo")
    editor = text(clara, f"/projects/activities/{kilo.pk}/cell/duration/")
    assert 'value="40 h (32 to 56)"' in editor and 'name="version" value="1"' in editor
    response = edit(clara, kilo, "duration", "48 h (40 to 60)")
    page = response.content.decode()
    assert response.status_code == 200
    assert f'id="row-{kilo.pk}"' in page and "48 h (40 to 60)" in page and "Work of Kilo batch is changed" in page and ">Undo</button>" in page
    undone = clara.post(f"/projects/activities/{kilo.pk}/undo/", {"version": "2"}, headers=HTMX)
    assert undone.status_code == 200 and "40 h (32 to 56)" in undone.content.decode()
    assert verify().problems == ()


@pytest.mark.parametrize(
    ("code", "field", "typed", "status", "says"),
    [
        ("kilo", "name", "", 422, "Must have 1 to 500 letters"),
        ("kilo", "phase", "lunch", 422, "Must be one of"),
        ("kilo", "duration", "soon", 422, "such as 104 h"),
        ("kilo", "earliest_start", "soon", 422, "Must be a time such as"),
        ("kilo", "earliest_start", "2027-03-01T09:00", 422, "Must be where a slot"),
        ("kilo", "remaining", "x", 422, "Must be a duration such as"),
        ("kilo", "finished", "", 422, "is empty"),
        ("kilo", "started", "2027-02-23T08:00", 422, "Must have a reason"),
        ("batch", "started", "2027-03-01T08:00", 422, "in several ways"),
        ("batch", "finished", "2027-03-01T08:00", 403, "not for you to change now"),
        ("kilo", "price", "1", 404, "no such column"),
        ("kilo", "name", "x" * 30_000, 422, "Must have 1 to 500 letters; has 20000"),
    ],
)
def test_what_is_refused_stays_in_the_cell(code, field, typed, status, says, clara: Client, small: Small):
    response = edit(clara, small.activity(code), field, typed)
    assert response.status_code == status
    assert says in response.content.decode()
    if status == 422:
        assert response["HX-Retarget"] == f"#cell-{small.activity(code).pk}-{field}"
    assert small.activity(code).version == 1


def test_two_people_edit_the_same_activity(clara: Client, small: Small, cast: Cast):
    kilo = small.activity("kilo")
    edit_activity(by=cast.ben, activity_id=kilo.pk, version=1, name="Kilo batch, step 1")
    response = edit(clara, kilo, "name", "Kilo batch, first step")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Ben Okafor changed name (was Kilo batch, is Kilo batch, step 1)" in page
    assert 'value="Kilo batch, first step"' in page and 'name="version" value="2"' in page
    assert edit(clara, kilo, "name", "Kilo batch, first step", 2).status_code == 200


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.5"])
def test_a_version_that_is_none_is_an_old_one(version, clara: Client, small: Small):
    kilo = small.activity("kilo")
    response = clara.post(f"/projects/activities/{kilo.pk}/cell/name/", {"text": "X", "version": version}, headers=HTMX)
    assert response.status_code == 409 and small.activity("kilo").name == "Kilo batch"


def test_operations_report_and_change_nothing_else(clara: Client, small: Small, cast: Cast):
    clara.force_login(cast.esi)
    kilo = small.activity("kilo")
    assert edit(clara, kilo, "remaining", "8 h").status_code == 200
    assert small.activity("kilo").remaining_minutes == 480
    assert edit(clara, kilo, "name", "Mine").status_code == 403
    assert edit(clara, small.activity("kilo"), "started", "2027-02-23T08:00", reason="Misread the log").status_code == 200
    assert edit(clara, small.activity("kilo"), "finished", "2027-03-01T08:00").status_code == 200
    assert verify().problems == ()


def test_many_are_changed_at_once(clara: Client, small: Small, cast: Cast):
    path = f"/projects/{small.project.pk}/bulk/"
    kilo, batch = small.activity("kilo").pk, small.activity("batch").pk
    assert clara.post(path, {"chosen": [f"{kilo}:1", f"{batch}:1"], "rework_chance": "0.1"}).status_code == 302
    assert set(Activity.objects.filter(pk__in=[kilo, batch]).values_list("rework_chance", flat=True)) == {0.1}
    for given, says in (
        ({"phase": "campaign"}, "Tick the activities"),
        ({"chosen": [f"{kilo}:2"]}, "Say what to change"),
        ({"chosen": [f"{kilo}:1"], "phase": "campaign"}, "Clara Lindqvist changed"),
        ({"chosen": ["x"], "phase": "campaign"}, "Must be an activity of the table"),
        ({"chosen": [f"{small.other.activities.get().pk}:1"], "phase": "campaign"}, "not in QF-1"),
    ):
        response = clara.post(path, given)
        assert response.status_code in (404, 409, 422) and says in response.content.decode(), given
    assert verify().problems == ()


def test_every_form_leads_to_its_action(clara: Client, small: Small, cast: Cast):
    kilo, batch, release = (small.activity(code).pk for code in ("kilo", "batch", "release"))
    project = small.project.pk
    sent = [
        ("/projects/new/", {"code": "NEW-1", "name": "New", "state": "running", "template": "clinical"}),
        (f"/projects/{project}/edit/", {"name": "Antiviral", "version": "1"}),
        (f"/projects/{project}/template/", {"template": "development"}),
        (
            f"/projects/{project}/activity/",
            {
                "code": "milling",
                "name": "Milling",
                "phase": "campaign",
                "stretch": "pausable",
                "work": "16 h: 1 kilo-1",
                "rework_chance": "0",
                "after": batch,
            },
        ),
        (
            f"/projects/activities/{batch}/edit/",
            {
                "name": "GMP batch 1",
                "phase": "campaign",
                "stretch": "pausable",
                "work": "52 h: 1 gmp-1",
                "rework_chance": "0.03",
                "late_chance": "0.2",
                "late_minutes": "2 w",
                "version": "1",
            },
        ),
        (f"/projects/activities/{batch}/report/", {"started_at": "2027-03-01T04:00", "mode": "0", "version": "2"}),
        (
            f"/projects/activities/{batch}/report/",
            {"started_at": "2027-03-01T00:00", "remaining_minutes": "8 h", "mode": "0", "reason": "Log book", "version": "3"},
        ),
        (f"/projects/activities/{release}/link/", {"other": kilo, "kind": "SS", "lag_minutes": "7 d"}),
        (f"/projects/activities/{batch}/promise/", {"code": "batch", "name": "Batch", "due": "2027-03-20"}),
        (f"/projects/promises/{small.promise.pk}/change/", {"due": "2027-04-10", "reason": "Agreed by letter", "version": "1"}),
        (f"/projects/{project}/budget/", {"head": "cleaning", "approved": "1000", "committed": "0", "spent": "0", "forecast": "1 000.50"}),
        (
            f"/projects/{project}/budget/?head=labour",
            {"head": "labour", "approved": "2", "committed": "2", "spent": "2", "forecast": "2", "reason": "x", "version": "1"},
        ),
        (f"/projects/{project}/state/", {"state": "paused", "reason": "The sponsor waits", "version": "2"}),
        ("/projects/sponsors/new/", {"code": "mooncalf", "name": "Mooncalf"}),
        (f"/projects/sponsors/{small.sponsor.pk}/", {"name": "Quillfeather Therapeutics", "version": "1"}),
        ("/projects/products/new/", {"code": "MV-5", "name": "Adjuvant"}),
    ]
    for path, given in sent:
        response = clara.post(path, given)
        assert response.status_code == 302, (path, response.context["form"].errors if response.context else response.content.decode()[-500:])
    assert Project.objects.get(code="NEW-1").activities.count() == 26
    assert Promise.objects.get(code="batch").due == datetime(2027, 3, 21)
    assert BudgetLine.objects.get(head="cleaning").forecast == 1000_50
    link = ActivityLink.objects.get(before_id=kilo, after_id=release)
    assert link.lag_minutes == 7 * 1440
    later = [
        (f"/projects/links/{link.pk}/remove/", {}),
        (f"/projects/promises/{Promise.objects.get(code='batch').pk}/withdraw/", {"reason": "x", "version": "1"}),
        (f"/projects/activities/{Activity.objects.get(code='milling').pk}/remove/", {"reason": "x", "version": "1"}),
    ]
    for path, given in later:
        assert clara.post(path, given).status_code == 302, path
    clara.force_login(cast.dai)
    assert (
        clara.post(f"/projects/activities/{release}/hold/", {"until": "2027-03-20T08:00", "reason": "Deviation 17", "version": "1"}).status_code
        == 302
    )
    assert "Quality holds it until Sat 20 Mar 2027 08:00: Deviation 17" in text(clara, f"/projects/activities/{release}/")
    assert clara.post(f"/projects/activities/{release}/clear-hold/", {"reason": "Closed", "version": "2"}).status_code == 302
    assert "moved it from Fri 2 Apr 2027 to Sat 10 Apr 2027" in text(clara, f"/projects/{project}/")
    assert "Deviation 17" in text(clara, f"/projects/{project}/history/")
    assert verify().problems == ()


def test_what_a_form_refuses_stands_at_its_field(clara: Client, small: Small):
    response = clara.post("/projects/new/", {"code": "QF-1", "name": "Again", "state": "running"})
    assert response.status_code == 409 and "There is a project QF-1 already" in response.content.decode()
    path = f"/projects/activities/{small.activity('batch').pk}/edit/"
    given = {"name": "B", "phase": "campaign", "stretch": "pausable", "rework_chance": "0", "version": "1"}
    response = clara.post(path, {**given, "work": "52 h: 1 nobody"})
    assert response.status_code == 422 and "work" in response.context["form"].errors and "52 h: 1 nobody" in response.content.decode()


def test_only_what_one_may_do_is_offered(clara: Client, small: Small, cast: Cast):
    clara.force_login(cast.ada)
    page = text(clara, f"/projects/{small.project.pk}/")
    assert "data-cell " not in page and "Enter an activity" not in page
    release = small.activity("release").pk
    assert "quality hold" not in text(clara, f"/projects/activities/{release}/")
    for path in (
        "/projects/new/",
        f"/projects/{small.project.pk}/edit/",
        f"/projects/activities/{release}/hold/",
        f"/projects/activities/{release}/report/",
    ):
        assert clara.get(path).status_code == 403


@pytest.mark.parametrize("identity", ["999999999", "99999999999999999999999"])
def test_an_id_that_nobody_has_is_not_found(identity, clara: Client, small: Small):
    for path in (
        "{}/",
        "{}/edit/",
        "{}/history/",
        "activities/{}/",
        "activities/{}/cell/name/",
        "activities/{}/edit/",
        "promises/{}/change/",
        "sponsors/{}/",
    ):
        assert clara.get("/projects/" + path.format(identity)).status_code == 404


def test_search_finds_projects_activities_and_units(clara: Client, small: Small):
    page = text(clara, "/search/?q=batch")
    assert "Kilo batch" in page and "GMP batch" in page
    assert clara.get("/search/?q=QF-1 kilo")["Location"] == f"/projects/activities/{small.activity('kilo').pk}/"
    assert clara.get("/search/?q=gmp-1")["Location"] == f"/plant/resources/{small.gmp.pk}/"
