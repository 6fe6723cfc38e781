"""Every page of every app, asked for by those whom it is not for. A new page is in here by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast

OPEN = {"web:alive"}  # to everybody
OWN = {"accounts:me"}  # to everybody who is logged in
SAMPLES = {"IntConverter": "1", "StringConverter": "accounts.person", "SlugConverter": "x", "UUIDConverter": "00000000-0000-4000-8000-000000000000"}


def addresses(resolver: URLResolver, prefix: str = "/", namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None:
            continue  # the log-in library's own
        for name, converter in pattern.pattern.converters.items():
            sample = SAMPLES[type(converter).__name__]
            route = route.replace(f"<int:{name}>", sample).replace(f"<str:{name}>", sample).replace(f"<slug:{name}>", sample)
            route = route.replace(f"<uuid:{name}>", sample).replace(f"<{name}>", sample)
        if isinstance(pattern, URLResolver):
            if pattern.namespace or not str(pattern.urlconf_name).startswith(("<module 'allauth", "<module 'evenhand.accounts.login_urls")):
                yield from addresses(pattern, prefix + route, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern) and namespace:
            yield f"{namespace}:{pattern.name}", prefix + route


PAGES = dict(addresses(get_resolver()))


def test_the_pages_are_found():
    assert {"web:today", "web:search", "records:records", "records:history", "accounts:people", "accounts:grant"} <= set(PAGES)
    assert not any("<" in address for address in PAGES.values())


@pytest.mark.parametrize("name", sorted(set(PAGES) - OPEN))
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_logged_in_is_sent_to_the_log_in(method, name, client: Client, cast: Cast):
    response = getattr(client, method)(PAGES[name])
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", sorted(set(PAGES) - OPEN - OWN))
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["olga", "nils"])
def test_outsiders_see_nothing_of_the_plant(who, method, name, client: Client, cast: Cast):
    client.force_login(getattr(cast, who))
    response = getattr(client, method)(PAGES[name])
    assert response.status_code == 403
    page = response.content.decode()
    assert not any(secret in page for secret in ("Moreau", "Okafor", "ada@example.com"))


def test_a_refusal_is_the_same_whether_the_thing_exists_or_not(client: Client, cast: Cast):
    client.force_login(cast.olga)

    def refusal(path: str, identity: object) -> str:
        page = client.get(path.format(identity)).content.decode()
        return re.sub(r"[A-Za-z0-9]{64}", "", page).replace(path.format(identity), "")  # but for the form's token and the address itself

    for path in ("/people/{}/", "/records/history/accounts.person/{}/"):
        assert refusal(path, cast.ada.pk) == refusal(path, 999_999)


def test_an_outsider_is_offered_no_way_in(client: Client, cast: Cast):
    client.force_login(cast.olga)
    page = client.get("/people/me/").content.decode()
    assert "/records/" not in page and 'role="search"' not in page
