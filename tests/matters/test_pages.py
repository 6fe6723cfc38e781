"""The pages of the matters: what waits comes first, each form keeps what was typed, and nobody is offered what is not theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evenhand.matters.actions.assign_action import assign_action
from evenhand.matters.actions.catch_up import catch_up
from evenhand.matters.actions.pause_clock import pause_clock
from evenhand.matters.models import Action, Attachment, Category, ClockRule, Gravity, ManagerAbsence, Matter, NoticeChoice, Responsibility
from tests.cast import Cast
from tests.matters.raising import NOW, at, clock_shows, now_of, raised
from tests.portfolio.small import Small


@pytest.fixture
def clara(client: Client, cast: Cast) -> Client:
    client.force_login(cast.clara)
    return client


def as_(client: Client, person: object) -> Client:
    client.force_login(person)  # type: ignore[arg-type]
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_without_a_site_the_first_step_is_told(clara: Client):
    assert "The site is not set up yet." in text(clara, "/matters/")
    text(clara, "/matters/raise/", 404)


def test_empty_pages_say_what_would_be_there(clara: Client, small: Small):
    assert "Nothing is the matter." in text(clara, "/matters/")
    assert "Nothing is to be done here." in text(clara, "/actions/")
    assert "What concerns you is told here" in text(clara, "/notices/")
    assert "No matter of QF-1 is open." in text(clara, f"/matters/of-project/{small.project.pk}/")


def test_two_answers_are_enough_to_raise_one(clara: Client, small: Small):
    sent = {"statement": "The reactor leaks", "category": "technology", "gravity": "ordinary"}
    response = clara.post("/matters/raise/", sent, follow=True)
    assert "is raised, and with the team." in response.content.decode()
    assert Matter.objects.get().headline == "The reactor leaks"


def test_what_was_typed_is_kept_and_each_error_leads_to_its_field(clara: Client, small: Small):
    response = clara.post("/matters/raise/", {"statement": "The reactor leaks", "cost_at_stake": "much"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "The reactor leaks" in page and 'value="much"' in page and 'href="#id_cost_at_stake"' in page


def test_from_an_activity_of_the_plan_it_is_about_that(clara: Client, small: Small):
    assert "GMP batch" in text(clara, "/matters/raise/?activity=QF-1/batch")
    batch = small.activity("batch")
    file = SimpleUploadedFile("result.pdf", b"%PDF-1.7")
    sent = {
        "statement": "Impurity",
        "category": "technology",
        "gravity": "ordinary",
        "activity": batch.pk,
        "project": small.project.pk,
        "files": [file],
    }
    clara.post(f"/matters/raise/?activity={batch.pk}", sent)
    matter = Matter.objects.get()
    assert (matter.activity, matter.project) == (batch, small.project)
    row = Attachment.objects.get()
    saved = clara.get(f"/matters/files/{row.pk}/")
    assert (saved.content, saved["Content-Disposition"], saved["X-Content-Type-Options"]) == (
        b"%PDF-1.7",
        'attachment; filename="result.pdf"',
        "nosniff",
    )


@pytest.mark.parametrize("asked", ["QF-1/nothing", "999999", "x" * 300, "%00", "99999999999999999999"])
def test_an_activity_that_is_not_there_is_left_out(asked, clara: Client, small: Small):
    text(clara, f"/matters/raise/?activity={asked}")


def test_the_list_begins_with_what_is_most_urgent(clara: Client, cast: Cast, small: Small):
    slow, grave = raised(small, cast.esi), raised(small, cast.dai, gravity=Gravity.SAFETY, statement="Solvent in the drain")
    clock_shows(small.site, at(1, 13))
    page = text(clara, "/matters/")
    assert "Two matters are open; one is with senior management; one is late." in page
    assert "1 h late to acknowledge" in page and "23 h left to settle" in page
    assert page.index(grave.headline) < page.index(slow.headline)
    assert "With the site's huddle" in page.replace("&#x27;", "'")  # by its clock, though nothing has recorded it yet


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"slow", "grave"}),
        ("?tier=3", {"grave"}),
        ("?clock=late", {"grave"}),
        ("?clock=today", {"slow", "grave"}),
        ("?clock=paused", set()),
        ("?category=timeline", {"grave"}),
        ("?q=drain", {"grave"}),
        ("?q=QF-1", {"slow"}),
        ("?mine=on", {"slow"}),
        ("?state=settled", set()),
        ("?state=all", {"slow", "grave"}),
    ],
)
def test_the_filters_are_in_the_address(query, found, client: Client, cast: Cast, small: Small):
    raised(small, cast.esi, statement="Slow impurity")
    raised(small, cast.dai, gravity=Gravity.SAFETY, statement="Grave: drain", category=Category.TIMELINE, project_id=None)
    clock_shows(small.site, at(1, 13))
    page = text(as_(client, cast.esi), f"/matters/{query}")
    assert {name for name, words in (("slow", "Slow impurity"), ("grave", "Grave: drain")) if words in page} == found


def test_a_filter_that_is_none_is_refused_in_words(clara: Client, small: Small):
    assert "Select a valid choice" in text(clara, "/matters/?tier=9", 422)


def test_queries_do_not_grow_with_the_matters(clara: Client, cast: Cast, small: Small, django_assert_num_queries):
    def fill(number: int) -> None:
        for k in range(number):
            raised(small, cast.esi, statement=f"Number {k} of {number}", at=NOW - timedelta(minutes=k))

    clara.get("/matters/")
    fill(2)
    with django_assert_num_queries(8):
        clara.get("/matters/")
    fill(12)
    with django_assert_num_queries(8):
        clara.get("/matters/")


def test_the_matter_tells_its_story_with_the_clock(clara: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi, days_at_stake=12, cost_at_stake=40_000_00)
    page = text(clara, matter.get_absolute_url())
    assert "The team settles it by Mon 1 Mar 2027 12:00 CET, 4 h left; then it goes up to the site's huddle." in page.replace("&#x27;", "'")
    assert "12 days, EUR 40\u202f000" in page
    clara.post(f"/matters/{matter.pk}/tell/", {"text": "Washed twice: 0.2 %."})
    assert "Washed twice: 0.2 %." in text(clara, matter.get_absolute_url())
    refused = clara.post(f"/matters/{matter.pk}/tell/", {"text": ""})
    assert refused.status_code == 422 and "Impurity" in refused.content.decode()


def test_a_stopped_clock_says_why_and_until_when(clara: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi)
    sent = {"reason": "result", "note": "HPLC of sample 3", "until": "2027-03-02T10:00", "version": matter.version}
    assert clara.post(f"/matters/{matter.pk}/pause/", {**sent, "until": "2027-05-02T10:00"}).status_code == 422
    assert clara.post(f"/matters/{matter.pk}/pause/", sent).status_code == 302
    page = text(clara, matter.get_absolute_url()).replace("&#x27;", "'")
    assert "stands still until Tue 2 Mar 2027 10:00 CET at the latest, with 4 h left: it waits for a laboratory's result (HPLC of sample 3)" in page
    assert clara.post(f"/matters/{matter.pk}/resume/", {"version": now_of(matter).version}).status_code == 302


def test_what_is_offered_is_what_one_may(client: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi)
    address = matter.get_absolute_url()
    assert f"{address}settle/" in text(as_(client, cast.ben), address)
    assert f"{address}settle/" not in text(as_(client, cast.finn), address)
    clock_shows(small.site, at(2, 13))
    assert f"{address}settle/" not in text(as_(client, cast.ben), address)
    page = text(as_(client, cast.ada), address)
    assert f"{address}settle/" in page and f"{address}acknowledge/" in page


def test_it_is_acknowledged_settled_and_nothing_more_is_offered(client: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi, gravity=Gravity.SAFETY)
    address = matter.get_absolute_url()
    ada = as_(client, cast.ada)
    assert ada.post(f"{address}acknowledge/", {"version": matter.version}).status_code == 302
    stale = ada.post(f"{address}settle/", {"version": matter.version, "settlement": "Cleaned"})
    assert stale.status_code == 409 and "Meanwhile Ada Moreau changed" in stale.content.decode()
    assert ada.post(f"{address}settle/", {"version": now_of(matter).version, "settlement": "Cleaned"}).status_code == 302
    page = text(ada, address)
    assert "Settled" in page and f"{address}settle/" not in page and 'class="clock"' not in page


def test_sent_up_by_hand(clara: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi)
    sent = {"tier": "3", "reason": "The reactor is blocked", "version": matter.version}
    assert clara.post(f"/matters/{matter.pk}/escalate/", {**sent, "reason": ""}).status_code == 422
    assert clara.post(f"/matters/{matter.pk}/escalate/", sent).status_code == 302
    assert clara.get(f"/matters/{matter.pk}/escalate/").status_code == 302
    assert clara.post(f"/matters/{matter.pk}/acknowledge/").status_code == 403


def test_an_action_from_its_assignment_to_its_end(clara: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi)
    sent = {"what": "Repeat the HPLC", "owner": cast.clara.pk, "due_on": "2027-03-05"}
    assert clara.post(f"/matters/{matter.pk}/assign/", {**sent, "due_on": "2027-02-05"}).status_code == 422
    clara.post(f"/matters/{matter.pk}/assign/", sent)
    action = Action.objects.get()
    assert "Repeat the HPLC" in text(clara, "/actions/") and "Repeat the HPLC" in text(clara, matter.get_absolute_url())
    assert "It is done" in text(clara, f"/actions/{action.pk}/")
    changed = {**sent, "due_on": "2027-03-08", "reason": "The reference is not here", "version": action.version}
    assert clara.post(f"/actions/{action.pk}/change/", changed).status_code == 302
    assert clara.post(f"/actions/{action.pk}/complete/", {"version": action.version}).status_code == 409
    assert clara.post(f"/actions/{action.pk}/complete/", {"version": action.version + 1, "result": "0.05 %"}).status_code == 302
    assert "0.05 %" in text(clara, f"/actions/{action.pk}/") and "Repeat the HPLC" in text(clara, "/actions/?who=all&done=1")
    again = {"due_on": "2027-03-09", "reason": "Wrong reference", "version": action.version + 2}
    assert clara.post(f"/actions/{action.pk}/reopen/", again).status_code == 302


def test_today_says_what_waits(client: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi, gravity=Gravity.SAFETY)
    assign_action(by=cast.clara, matter_id=matter.pk, what="Repeat the HPLC", owner_id=cast.dai.pk, due_on=date(2027, 3, 3))
    page = text(as_(client, cast.ada), "/")
    assert f"Matter {matter.pk}, 4 h left to acknowledge: Impurity of 0.4 % in batch 3" in page and "One thing waits for you." in page
    assert "Action to be done by Wed 3 Mar 2027: Repeat the HPLC" in text(as_(client, cast.dai), "/")
    assert f"Matter {matter.pk}" not in text(as_(client, cast.ben), "/").split("What changed last")[0]


def test_the_bell_counts_what_is_new_until_the_matter_is_looked_at(client: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi, gravity=Gravity.SAFETY)
    ada = as_(client, cast.ada)
    assert '<span class="bell-number">1</span> new' in text(ada, "/notices/")
    text(ada, matter.get_absolute_url())
    assert "bell-number" not in text(ada, "/")


def test_all_notices_are_read_at_once(client: Client, cast: Cast, small: Small):
    raised(small, cast.esi, gravity=Gravity.SAFETY)
    ada = as_(client, cast.ada)
    assert "All are read." in ada.post("/notices/read/", follow=True).content.decode()
    assert "Nothing is new." in text(ada, "/notices/")


def test_how_one_is_told_is_chosen_on_one_page(clara: Client, cast: Cast, small: Small):
    assert clara.post("/notices/choose/", {"mail": "digest", "at": "later"}).status_code == 422
    assert clara.post("/notices/choose/", {"mail": "digest", "at": "06:30"}).status_code == 302
    choice = NoticeChoice.objects.get(person=cast.clara)
    assert (choice.mail, choice.digest_minute) == ("digest", 390)
    assert 'value="06:30"' in text(clara, "/notices/choose/")


def test_clocks_and_responsibilities(client: Client, cast: Cast, small: Small):
    finn = as_(client, cast.finn)
    assert "as delivered" in text(finn, "/matters/clocks/")
    sent = {"stage": "team", "category": "financial", "minutes": "90 min", "reason": "Be quick"}
    assert finn.post("/matters/clocks/set/", {**sent, "minutes": "0 min"}).status_code == 422
    assert finn.post("/matters/clocks/set/", sent).status_code == 302
    assert ClockRule.objects.get().minutes == 90
    assert finn.post("/matters/clocks/responsible/timeline/", {"manager": cast.ada.pk, "reason": "She knows"}).status_code == 302
    assert finn.post("/matters/clocks/away/", {"person": cast.ada.pk, "first_day": "2027-03-08", "last_day": "2027-03-05"}).status_code == 422
    assert finn.post("/matters/clocks/away/", {"person": cast.ada.pk, "first_day": "2027-03-08", "last_day": "2027-03-12"}).status_code == 302
    page = text(finn, "/matters/clocks/")
    assert "1 h 30 min" in page and Responsibility.objects.get().manager == cast.ada and "Mon 8 Mar 2027 to Fri 12 Mar 2027" in page
    assert finn.post(f"/matters/clocks/away/{ManagerAbsence.objects.get().pk}/withdraw/").status_code == 302
    assert finn.get("/matters/clocks/responsible/weather/").status_code == 404
    ben = as_(client, cast.ben)
    assert "Set a clock" not in text(ben, "/matters/clocks/")
    assert ben.post("/matters/clocks/set/", sent).status_code == 403


def test_it_is_found_by_words_and_number(clara: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi)
    assert clara.get("/search/?q=impurity")["Location"] == matter.get_absolute_url()
    assert clara.get(f"/search/?q=matter+{matter.pk}")["Location"] == matter.get_absolute_url()


def test_the_clock_alone_is_asked_for_now_and_then(clara: Client, cast: Cast, small: Small):
    matter = raised(small, cast.esi)
    pause_clock(by=cast.clara, matter_id=matter.pk, version=None, reason="sponsor", note="The limit", until=at(3, 8))
    assert "Paused." in text(clara, f"/matters/{matter.pk}/clock/")
    catch_up(now=at(3, 13))
    clock_shows(small.site, at(5, 13))
    assert "Late." in text(clara, f"/matters/{matter.pk}/clock/")
