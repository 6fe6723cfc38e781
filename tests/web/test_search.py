"""Search from anywhere finds each kind of thing, and opens it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from evenhand.portfolio.models import Sponsor
from evenhand.schedules.models import Draft, DraftState, ProblemSnapshot, Revision, StoredPlan
from evenhand.web.search import MOST_OF_A_KIND, Found, is_cut, search
from tests.cast import Cast
from tests.portfolio.small import Small, small_portfolio


@pytest.fixture
def small(cast: Cast) -> Small:
    return small_portfolio()


@pytest.fixture
def revision(small: Small, cast: Cast) -> Revision:
    """Published of draft 1; draft 2 is open."""
    kept = {"snapshot": ProblemSnapshot.objects.create(hash="s", text="{}"), "plan": StoredPlan.objects.create(hash="p", text="{}")}
    published = Draft.objects.create(site=small.site, title="the usual run", origin="run", state=DraftState.PUBLISHED, by=cast.ben, **kept)
    Draft.objects.create(site=small.site, title="tabletting moved by hand", origin="move", by=cast.ben, **kept)
    at = datetime(2027, 3, 1, 8, tzinfo=UTC)
    return Revision.objects.create(site=small.site, number=1, by=cast.ada, at=at, reason="Campaign after Easter", draft=published, moves=[], **kept)


def found(text: str) -> list[tuple[str, str]]:
    return [(item.kind, item.title) for item in search(text)]


def test_a_sponsor_is_found_and_opens_its_projects(small: Small, cast: Cast, client: Client):
    sponsor: Sponsor = small.sponsor
    (item,) = [item for item in search(sponsor.name) if item.kind == "sponsor"]
    client.force_login(cast.clara)
    page = client.get(item.address).content.decode()
    assert small.project.code in page and small.other.code not in page


def test_revisions_are_found_by_number_and_by_words_of_their_reason(revision: Revision):
    title = "Revision 1: Campaign after Easter"
    assert ("revision", title) in found("revision 1") and ("revision", title) in found("easter") and ("revision", title) in found("Revision")
    assert ("revision", title) not in found("revision 2")


def test_open_drafts_are_found_and_others_are_not(revision: Revision):
    (item,) = search("by hand")
    assert item.kind == "draft" and item.address == Draft.objects.get(state=DraftState.OPEN).get_absolute_url()
    assert [kind for kind, _ in found("usual run")] == []


@pytest.mark.parametrize("text", ["draft " + "9" * 40, "revision -1", "revision ²", "%", "matter"])
def test_whatever_is_typed_is_answered(text, revision: Revision):
    assert isinstance(found(text), list)


def test_it_is_said_when_there_may_be_more_than_is_shown():
    some = [Found("activity", f"Batch {k}", "QF-1", "/") for k in range(MOST_OF_A_KIND)]
    assert is_cut(some) and not is_cut(some[1:]) and not is_cut([])
