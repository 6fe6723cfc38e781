"""Logging in: lockout with a clear message, expiry, invitations, leavers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evenhand.accounts.actions import deactivate_person, unlock_person
from evenhand.accounts.models import Person
from evenhand.accounts.sessions import BEGAN, SEEN
from evenhand.records.models import TrailEntry
from tests.cast import PASSWORD, Cast

LOG_IN = "/accounts/login/"


def log_in(client: Client, email: str = "ada@example.com", password: str = PASSWORD):
    return client.post(LOG_IN, {"login": email, "password": password})


def events_of(person: Person) -> list[str]:
    return list(TrailEntry.objects.filter(subject_kind="accounts.person", subject_id=str(person.pk)).values_list("event", flat=True))


def test_logging_in_and_out_is_in_the_trail(client: Client, cast: Cast):
    assert log_in(client, "Ada@Example.com").status_code == 302
    assert client.get("/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 302
    assert events_of(cast.ada)[-2:] == ["logged_in", "logged_out"]


def test_a_wrong_password_says_the_same_for_known_and_unknown(client: Client, cast: Cast):
    known, unknown = log_in(client, password="wrong"), log_in(client, "nobody@example.com", "wrong")
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert events_of(cast.ada)[-1] == "log_in_failed"


def test_what_strangers_type_is_not_kept(client: Client, cast: Cast):
    before = TrailEntry.objects.count()
    log_in(client, "my-secret-in-the-wrong-field@example.com", "wrong")
    assert TrailEntry.objects.count() == before


def test_five_wrong_passwords_lock_the_account_with_a_clear_message(client: Client, cast: Cast):
    for _ in range(4):
        assert log_in(client, password="wrong").status_code == 200
    response = log_in(client, password="wrong")
    assert response.status_code == 429
    assert "locked for 15 minutes" in response.content.decode()
    assert log_in(client).status_code == 429  # also with the right one
    assert log_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 429  # and from elsewhere
    assert events_of(cast.ada).count("locked_out") == 1
    assert log_in(client, "ben@example.com").status_code == 302  # nobody else is locked


def test_an_administrator_unlocks(client: Client, cast: Cast):
    for _ in range(5):
        log_in(client, password="wrong")
    unlock_person(by=cast.finn, person_id=cast.ada.pk, reason="She called")
    assert log_in(client).status_code == 302


def test_the_lock_opens_by_itself(client: Client, cast: Cast):
    from axes.models import AccessAttempt

    for _ in range(5):
        log_in(client, password="wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert log_in(client).status_code == 302


def test_who_has_left_cannot_log_in_and_is_logged_out(client: Client, cast: Cast):
    log_in(client)
    deactivate_person(by=cast.finn, person_id=cast.ada.pk, reason="Retired")
    assert client.get("/").status_code == 302
    log_in(client)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("key", "minutes"), [(SEEN, 61), (BEGAN, 12 * 60 + 1)])
def test_a_session_ends_by_itself(key, minutes, client: Client, cast: Cast):
    log_in(client)
    client.get("/")
    session = client.session
    session[key] = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    session.save()
    response = client.get("/people/", follow=True)
    assert response.redirect_chain[-1][0].endswith("/accounts/login/?next=/people/")
    assert "You were logged out because nothing happened for a while" in response.content.decode()


def test_a_page_within_a_minute_writes_nothing(client: Client, cast: Cast, django_assert_max_num_queries):
    log_in(client)
    client.get("/people/")
    with django_assert_max_num_queries(6) as queries:
        client.get("/people/")
    assert not any(query["sql"].startswith(("UPDATE", "INSERT")) for query in queries.captured_queries)


def test_nobody_signs_up(client: Client, cast: Cast):
    assert client.get("/accounts/signup/").status_code == 404
    assert client.get("/accounts/email/").status_code == 404


def test_an_invitation_sets_the_password_once(client: Client, cast: Cast):
    client.force_login(cast.finn)
    response = client.post(reverse("accounts:invite"), {"printed_name": "Gus Hale", "email": "gus@example.com"})
    link = response.context["link"]
    assert link in mail.outbox[0].body and mail.outbox[0].to == ["gus@example.com"]
    guest = Client()
    page = guest.get(link, follow=True)
    assert page.status_code == 200
    at = page.redirect_chain[-1][0]
    assert guest.post(at, {"password1": "short", "password2": "short"}).context["form"].errors
    assert guest.post(at, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert log_in(guest, "gus@example.com").status_code == 302
    assert "no longer good" in Client().get(link, follow=True).content.decode()
    gus = Person.objects.get(email="gus@example.com")
    assert events_of(gus) == ["person_invited", "password_changed", "logged_in"]


@pytest.mark.parametrize("password", ["short", "123456789012", "111222333444", "gus@example.com", "Gus Hale Gus"])
def test_weak_passwords_are_refused(password, client: Client, cast: Cast):
    client.force_login(cast.finn)
    link = client.post(reverse("accounts:invite"), {"printed_name": "Gus Hale", "email": "gus@example.com"}).context["link"]
    guest = Client()
    at = guest.get(link, follow=True).redirect_chain[-1][0]
    assert guest.post(at, {"password1": password, "password2": password}).context["form"].errors


def test_a_forgotten_password_tells_nothing_about_who_is_known(client: Client, cast: Cast):
    known = client.post("/accounts/password/reset/", {"email": "ada@example.com"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"}, follow=True)
    assert known.content == unknown.content
    assert mail.outbox[0].to == ["ada@example.com"]


def test_a_second_factor_is_asked_for(client: Client, cast: Cast):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(cast.ada, generate_totp_secret())
    assert log_in(client).url == "/accounts/second-factor/authenticate/"
    assert client.get("/").status_code == 302
    assert "logged_in" not in events_of(cast.ada)
