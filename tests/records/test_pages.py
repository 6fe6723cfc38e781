"""The pages of the records: a record's history in words, and search."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evenhand.accounts.actions import rename_person
from evenhand.records.models import Meaning
from evenhand.records.signatures import reauthenticate, sign
from tests.cast import PASSWORD, Cast


def history_of(person) -> str:
    return reverse("records:history", args=["accounts.person", person.pk])


def test_a_history_says_who_when_what_was_what_is_and_why(client: Client, cast: Cast):
    rename_person(by=cast.finn, person_id=cast.ben.pk, printed_name="Benjamin Okafor", reason="As in his passport")
    client.force_login(cast.dai)
    page = client.get(history_of(cast.ben)).content.decode()
    for words in ("Finn Aalto changed the printed name of Benjamin Okafor", "was Ben Okafor", "is Benjamin Okafor", "Why: As in his passport", "CE"):
        assert words in page


def test_the_newest_entry_is_there_at_once(client: Client, cast: Cast):
    client.force_login(cast.dai)
    for name in ("Benjamin Okafor", "Benedict Okafor"):
        rename_person(by=cast.finn, person_id=cast.ben.pk, printed_name=name, reason="As in his passport")
        page = client.get(reverse("records:records"))
        assert page.context["entries"][0].entry.event == "person_renamed" and f"is {name}" in page.content.decode()


def test_a_broken_signature_is_the_first_thing_said(client: Client, cast: Cast):
    sign(by=cast.ada, proof=reauthenticate(person=cast.ada, password=PASSWORD), meaning=Meaning.APPROVED, subject=cast.ben)
    client.force_login(cast.dai)
    assert "Holds" in client.get(history_of(cast.ben)).content.decode()
    rename_person(by=cast.finn, person_id=cast.ben.pk, printed_name="Benjamin Okafor", reason="As in his passport")
    page = client.get(history_of(cast.ben)).content.decode()
    assert "A signature on this is broken: it was changed after it was signed." in page
    assert "Ada Moreau" in page and "I approve this" in page


def test_a_history_of_nothing_is_not_there(client: Client, cast: Cast):
    client.force_login(cast.dai)
    for kind, identity in (("accounts.person", "99999"), ("accounts.person", "x"), ("no.kind", "1"), ("x", "y" * 500)):
        assert client.get(reverse("records:history", args=[kind, identity])).status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"person": "finn"}, 1),
        ({"event": "person_renamed"}, 1),
        ({"text": "passport"}, 1),
        ({"text": "Okafor", "event": "person_invited"}, 1),
        ({"person": "nobody"}, 0),
        ({"first_day": "2000-01-01", "last_day": "2000-01-02"}, 0),
        ({"first_day": "2000-01-01", "event": "person_renamed"}, 1),
    ],
)
def test_search_by_person_event_text_and_date(query, count, client: Client, cast: Cast):
    rename_person(by=cast.finn, person_id=cast.ben.pk, printed_name="Benjamin Okafor", reason="As in his passport")
    client.force_login(cast.dai)
    assert client.get(reverse("records:records"), query).context["page"].paginator.count == count


@pytest.mark.parametrize("query", [{"first_day": "yesterday"}, {"event": "no_such_event"}, {"person": "x" * 1000}, {"text": "a\0b"}])
def test_a_search_that_makes_no_sense_is_answered_at_its_field(query, client: Client, cast: Cast):
    client.force_login(cast.dai)
    response = client.get(reverse("records:records"), query)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(query)


@pytest.mark.parametrize("page", ["x", "-1", "10000000"])
def test_a_page_that_does_not_exist_shows_one_that_does(page, client: Client, cast: Cast):
    client.force_login(cast.dai)
    assert client.get(reverse("records:records"), {"page": page}).status_code == 200


def test_queries_do_not_grow_with_the_entries(client: Client, cast: Cast, django_assert_max_num_queries):
    client.force_login(cast.dai)
    client.get(reverse("records:records"))
    with django_assert_max_num_queries(10):
        client.get(reverse("records:records"))
