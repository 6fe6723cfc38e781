"""What every page has: a strict policy, headers, places to go, a title, search, Today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from evenhand.accounts.actions import grant_role, invite_person
from evenhand.accounts.roles import Role
from tests.cast import Cast

WEB = Path(__file__).resolve().parents[2] / "src/evenhand"
PATHS = [
    "/",
    "/people/",
    "/people/me/",
    "/people/invite/",
    "/records/",
    "/search/?q=o",
    "/accounts/second-factor/",
    "/accounts/password/change/",
    "/nothing/",
]


@pytest.fixture
def finn(client: Client, cast: Cast) -> Client:
    client.force_login(cast.finn)
    return client


@pytest.mark.parametrize("path", [*PATHS, "/accounts/login/"])
def test_the_policy_is_strict_and_the_page_keeps_it(path, finn: Client):
    client = Client() if path == "/accounts/login/" else finn
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
    page = response.content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", page)
    for attributes in re.findall(r"<script([^>]*)>", page):
        assert "src=" in attributes or 'type="application/json"' in attributes


def test_headers_that_browsers_heed(finn: Client):
    response = finn.get("/")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_cookies_are_out_of_reach_of_scripts(client: Client, cast: Cast):
    response = client.post("/accounts/login/", {"login": "ada@example.com", "password": "seven lanterns at dusk"})
    for name in ("sessionid", "csrftoken"):
        assert response.cookies[name]["httponly"] and response.cookies[name]["samesite"] == "Lax"


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_one_heading_a_title_and_says_where_it_is(path, finn: Client):
    page = finn.get(path).content.decode()
    assert page.count("<h1") == 1
    assert re.search(r"<title>\s*\S.* – Tidewell</title>", page, re.DOTALL)
    assert '<html lang="en-GB">' in page


def test_only_places_that_exist_are_linked(finn: Client):
    page = finn.get("/").content.decode()
    places = re.findall(r'<li><a href="([^"]+)"', page[page.index("<nav") : page.index("</nav>")])
    assert places
    assert all(finn.get(place).status_code == 200 for place in places)


def test_today_says_what_waits(finn: Client, cast: Cast):
    assert "Nothing waits for you." in finn.get("/").content.decode()
    invite_person(by=cast.finn, email="gus@example.com", printed_name="Gus Hale")
    page = finn.get("/").content.decode()
    assert "One thing waits for you." in page and "Gus Hale has not taken up the invitation yet." in page
    assert "Finn Aalto invited Gus Hale" in page


def test_today_says_when_a_role_of_yours_ends(client: Client, cast: Cast):
    from datetime import timedelta

    from django.utils import timezone

    grant_role(by=cast.finn, person_id=cast.nils.pk, role=Role.PLANNER, ends_at=timezone.now() + timedelta(days=3))
    client.force_login(cast.nils)
    assert "Your role planner ends after " in client.get("/").content.decode()


def test_todays_queries_do_not_grow(finn: Client, cast: Cast, django_assert_max_num_queries):
    for number in range(15):
        invite_person(by=cast.finn, email=f"p{number}@example.com", printed_name=f"Person {number}")
    finn.get("/")
    with django_assert_max_num_queries(10):
        finn.get("/")


@pytest.mark.parametrize(("text", "status", "says"), [("zzz", 200, "Nothing is called that"), ("", 200, "Type what you look for"), ("ada@", 302, "")])
def test_search(text, status, says, finn: Client):
    response = finn.get("/search/", {"q": text})
    assert response.status_code == status
    assert says in response.content.decode()


@pytest.mark.parametrize("text", ["a\0b", "x" * 100_000, "%", "'; DROP TABLE", "<script>"])
def test_search_takes_whatever_is_typed(text, finn: Client):
    response = finn.get("/search/", {"q": text})
    assert response.status_code in (200, 302)
    assert "<script>" not in response.content.decode().split("</head>")[1]


def test_the_server_says_that_it_is_alive(client: Client, db: None):
    assert client.get("/alive/").content == b"alive\n"


def test_what_is_vendored_names_its_licence():
    folder = WEB / "web/static/vendor"
    listed = (folder / "THIRD_PARTY.md").read_text()
    assert [file.name for file in folder.iterdir() if file.name != "THIRD_PARTY.md" and f"`{file.name}`" not in listed] == []


def test_no_template_marks_what_people_typed_as_safe():
    templates = [*WEB.glob("*/templates/**/*.html"), *WEB.glob("*/templates/**/*.txt")]
    safe = {path.name for path in templates if "|safe" in path.read_text() or "autoescape off" in path.read_text()}
    assert safe == {"field.html", "invitation.txt", "letter.txt"}  # our own hints; mails in plain text
