"""Errors become HTTP in one place: the right status, words that help, what was typed, an id that is in the log."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from evenhand.config.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks for them here
from evenhand.config.urls import urlpatterns as product
from evenhand.records.errors import Conflict, Invalid, NotAllowed, NotThere
from tests.cast import Cast

RAISED: dict[str, Exception] = {
    "invalid": Invalid("Must be a date such as 2027-03-01; is 'soon'.", field="due"),
    "not-allowed": NotAllowed("Only planners may do that."),
    "not-there": NotThere("There is no such project."),
    "conflict": Conflict("Ben Okafor changed it at 14:02."),
    "http404": Http404("secret detail"),
    "denied": PermissionDenied("secret detail"),
    "integrity": IntegrityError("secret detail"),
    "busy": OperationalError("secret detail: database is locked"),
    "suspicious": SuspiciousOperation("secret detail"),
    "fault": ZeroDivisionError("secret detail"),
}


def raises(request: HttpRequest, what: str) -> HttpResponse:
    raise RAISED[what]


urlpatterns = [*product, path("raises/<str:what>/", raises)]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def ada(client: Client, cast: Cast) -> Client:
    client.force_login(cast.ada)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("what", "status", "says"),
    [
        ("invalid", 422, "Must be a date such as 2027-03-01; is &#x27;soon&#x27;."),
        ("not-allowed", 403, "Only planners may do that."),
        ("not-there", 404, "There is no such project."),
        ("conflict", 409, "Ben Okafor changed it at 14:02."),
        ("http404", 404, "The address is misspelt"),
        ("denied", 403, "Your roles do not include it."),
        ("integrity", 409, "at the same moment"),
        ("busy", 503, "Try again in a minute."),
        ("suspicious", 400, "Go back and try again."),
        ("fault", 500, "What you asked for was not done."),
    ],
)
def test_each_error_has_its_status_and_its_words(what, status, says, ada: Client):
    response = ada.get(f"/raises/{what}/")
    page = response.content.decode()
    assert response.status_code == status
    assert says in page
    assert "secret detail" not in page and "Traceback" not in page


@pytest.mark.parametrize("what", ["invalid", "conflict", "fault"])
def test_the_page_keeps_what_was_typed_but_no_secrets(what, ada: Client):
    page = ada.post(f"/raises/{what}/", {"title": "A long <b>thought</b>", "password": "hush", "csrfmiddlewaretoken": "t0ken"}).content.decode()
    assert "A long &lt;b&gt;thought&lt;/b&gt;" in page
    assert "hush" not in page and "t0ken" not in page


@pytest.mark.parametrize("what", ["fault", "busy", "integrity"])
def test_a_failing_page_names_an_id_that_is_in_the_log(what, ada: Client, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR, "evenhand.errors"):
        response = ada.get(f"/raises/{what}/")
    (record,) = [record for record in caplog.records if record.name == "evenhand.errors"]
    identity = record.getMessage().split()[0]
    assert f"<code>{identity}</code>" in response.content.decode()
    assert record.exc_info is not None


def test_machines_get_json(ada: Client):
    response = ada.get("/raises/invalid/", headers={"accept": "application/json"})
    assert response.status_code == 422
    assert response.json() == {"message": "Must be a date such as 2027-03-01; is 'soon'.", "field": "due", "id": None}


def test_htmx_gets_a_fragment_for_the_place_of_refusals(ada: Client):
    response = ada.get("/raises/conflict/", headers={"hx-request": "true"})
    assert (response.status_code, response["HX-Retarget"]) == (409, "#refusals")
    assert "<html" not in response.content.decode()


def test_an_address_that_leads_nowhere(ada: Client):
    response = ada.get("/no/such/page/")
    assert response.status_code == 404
    assert "The address is misspelt" in response.content.decode()


def test_a_forged_form_is_refused_in_words(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ada)
    response = client.post("/raises/invalid/", {"title": "thought"})
    assert response.status_code == 403
    assert "The page was open too long" in response.content.decode() and "thought" in response.content.decode()


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_a_forged_host_is_a_bad_request(client: Client):
    client.raise_request_exception = False
    assert client.get("/alive/", headers={"host": "evil.example"}).status_code == 400
