"""Each page in a real browser: light and dark, desk and phone. The pictures are in build/screenshots."""

from __future__ import annotations

from django.db import transaction
from playwright.sync_api import Browser

from evenhand.accounts.actions import deactivate_person, invite_person, rename_person
from evenhand.records.models import Meaning
from evenhand.records.signatures import reauthenticate, sign
from tests.browser import visitor
from tests.cast import PASSWORD, Cast


def with_some_history(people: Cast) -> None:
    proof = reauthenticate(person=people.ada, password=PASSWORD)
    with transaction.atomic():
        sign(by=people.ada, proof=proof, meaning=Meaning.APPROVED, subject=people.ben)
    rename_person(by=people.finn, person_id=people.ben.pk, printed_name="Benjamin Okafor", reason="As in his passport")
    gus = invite_person(by=people.finn, email="gus@example.com", printed_name="Gus Hale")
    deactivate_person(by=people.finn, person_id=gus.pk, reason="Took a post elsewhere")
    invite_person(by=people.finn, email="hana@example.com", printed_name="Hana Sato")


def test_every_page_is_in_order(browser: Browser, site: str, people: Cast):
    with_some_history(people)
    ben = people.ben.pk
    pages = {
        "today": "/",
        "people": "/people/",
        "person": f"/people/{ben}/",
        "person-own": "/people/me/",
        "invite": "/people/invite/",
        "grant": f"/people/{ben}/grant/",
        "deactivate": f"/people/{ben}/deactivate/",
        "records": "/records/",
        "records-wrong": "/records/?first_day=soon",
        "records-nothing": "/records/?person=nobody",
        "history": f"/records/history/accounts.person/{ben}/",
        "search": "/search/?q=o",
        "second-factor": "/accounts/second-factor/",
        "password": "/accounts/password/change/",
    }
    with visitor(browser, site, people.finn) as finn:
        for name, path in pages.items():
            finn.open(path)
            finn.complaints[:] = [c for c in finn.complaints if "422" not in c]  # the browser remarks on the status itself
            finn.must_be_in_order_everywhere(name)
    with visitor(browser, site, None) as stranger:
        for name, path in {"log-in": "/accounts/login/", "forgotten": "/accounts/password/reset/"}.items():
            stranger.open(path)
            stranger.must_be_in_order_everywhere(name)
    with visitor(browser, site, people.olga) as olga:
        olga.open("/people/")
        olga.complaints.clear()
        olga.must_be_in_order_everywhere("refused")
