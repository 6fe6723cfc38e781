"""The pages of the people: list, person, forms that keep what was typed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evenhand.accounts.actions import invite_person
from evenhand.accounts.models import Person, RoleGrant
from evenhand.accounts.roles import Role
from evenhand.records.people import SYSTEM
from tests.cast import Cast


@pytest.fixture
def finn(client: Client, cast: Cast) -> Client:
    client.force_login(cast.finn)
    return client


def test_the_list_has_everybody_with_their_roles(finn: Client):
    page = finn.get(reverse("accounts:people")).content.decode()
    assert "8 people can log in." in page
    for words in ("Ada Moreau", "senior manager", "Olga Outside", "sponsor user"):
        assert words in page


def test_its_queries_do_not_grow_with_the_people(finn: Client, django_assert_num_queries):
    for number in range(20):
        invite_person(by=SYSTEM, email=f"p{number}@example.com", printed_name=f"Person {number}")
    finn.get(reverse("accounts:people"))
    with django_assert_num_queries(6):
        finn.get(reverse("accounts:people"))


def test_a_person_page_says_what_they_hold(finn: Client, cast: Cast):
    assert "Ben Okafor holds the role planner." in finn.get(cast.ben.get_absolute_url()).content.decode()


def test_ones_own_page_is_open_without_any_role(client: Client, cast: Cast):
    client.force_login(cast.nils)
    page = client.get(reverse("accounts:me")).content.decode()
    assert "You hold no role" in page and "Change your password" in page


def test_only_administrators_are_offered_to_administer(client: Client, cast: Cast):
    client.force_login(cast.ada)
    assert "Deactivate" not in client.get(cast.ben.get_absolute_url()).content.decode()
    assert "Invite" not in client.get(reverse("accounts:people")).content.decode()


def test_a_role_is_granted_and_ended(finn: Client, cast: Cast):
    days = {"first_day": "2030-01-01", "last_day": "2030-12-31"}
    finn.post(reverse("accounts:grant", args=[cast.nils.pk]), {"role": Role.PLANNER, **days, "reason": "Stands in"})
    grant = RoleGrant.objects.get(person=cast.nils)
    assert (grant.starts_at.isoformat(), grant.ends_at.isoformat()) == ("2029-12-31T23:00:00+00:00", "2030-12-31T23:00:00+00:00")  # Brussels
    finn.post(reverse("accounts:end_role", args=[grant.pk]), {"reason": "Not needed"})
    grant.refresh_from_db()
    assert grant.ends_at == grant.starts_at


def test_what_an_action_refuses_stands_at_its_field_with_what_was_typed(finn: Client, cast: Cast):
    response = finn.post(reverse("accounts:invite"), {"printed_name": "Ada Moreau", "email": "new@example.com"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Must be a name that nobody else here has" in page and 'value="new@example.com"' in page
    assert 'href="#id_printed_name"' in page  # the summary leads to the field
    assert not Person.objects.filter(email="new@example.com").exists()


def test_a_conflict_is_a_409_on_the_form(finn: Client, cast: Cast):
    response = finn.post(reverse("accounts:reactivate", args=[cast.ben.pk]), {"reason": "Thought he had left"})
    assert response.status_code == 409
    assert "is active already" in response.content.decode() and "Thought he had left" in response.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"role": "emperor"},
        {"role": Role.PLANNER, "first_day": "tomorrow"},
        {"role": Role.PLANNER, "first_day": "2030-02-30"},
        {"role": Role.PLANNER, "last_day": "9999-12-31"},
        {"role": Role.PLANNER, "first_day": "0001-01-01"},
        {"role": Role.PLANNER, "first_day": "2030-02-01", "last_day": "2030-01-01"},
        {"role": Role.PLANNER, "reason": "x" * 5000},
        {"role": Role.PLANNER, "reason": "a\0b"},
    ],
)
def test_bad_input_to_a_form_is_answered_at_its_field_and_nothing_is_written(sent, finn: Client, cast: Cast):
    response = finn.post(reverse("accounts:grant", args=[cast.nils.pk]), sent)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not RoleGrant.objects.filter(person=cast.nils).exists()


@pytest.mark.parametrize("identity", ["999999999", "99999999999999999999999"])
def test_an_id_that_nobody_has_is_not_found(identity, finn: Client):
    for name in ("person", "rename", "grant", "deactivate"):
        assert finn.get(f"/people/{identity}/" + ("" if name == "person" else f"{name}/")).status_code == 404
