"""The document that the Gantt of the plan pages draws: of the published plan, a draft or a revision."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_GET

from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant
from evenhand.plant.models import Site
from evenhand.plant.queries import site_or_nothing
from evenhand.records.errors import NotThere
from evenhand.records.kept import Kept
from evenhand.schedules.bridge import present
from evenhand.schedules.chances import known_chances
from evenhand.schedules.models import Draft, PlanChances, Revision
from evenhand.schedules.queries import Picture, draft_or_nothing, picture_of_draft, picture_of_published, picture_of_revision, revision_or_nothing
from evenhand.schedules.views import number_in
from evenhand.web.gantt_document import gantt_document


@dataclass(frozen=True)
class Text:
    """The document as it is sent, and its tag: by it a browser that has it already is told so."""

    body: bytes
    tag: str


TEXTS: Kept[Text] = Kept(8)


@page_for(may_see_plant)
@require_GET
def gantt(request: HttpRequest) -> HttpResponse:
    """``?draft=12``, ``?revision=3``, or the published plan as it stands now."""
    if "draft" in request.GET:
        text = of_draft(number_in(request, "draft"))
    elif "revision" in request.GET:
        text = of_revision(number_in(request, "revision"))
    else:
        text = of_published(site_or_nothing())
    if request.headers.get("If-None-Match") == text.tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(text.body, content_type="application/json")
    response["ETag"], response["Cache-Control"] = text.tag, "private, no-cache"
    return response


def of_published(site: Site) -> Text:
    now = present(site)
    chances = None if now.revision is None else known_chances(now.revision)
    return kept(("published", now.key), lambda: picture_of_published(site), chances, now.revision)


def of_draft(number: int) -> Text:
    """What was stored under its hash is read only where the document is not known yet."""
    columns = ("pk", "title", "snapshot_id", "plan_id", "based_on__number", "based_on__plan_id")
    key = Draft.objects.filter(pk=number).values_list(*columns).first()
    if key is None:
        raise NotThere("There is no such draft.")
    chances = PlanChances.objects.filter(snapshot=key[2], plan=key[3]).first()
    return kept(("draft", *key), lambda: picture_of_draft(draft_or_nothing(number)), chances)


def of_revision(number: int) -> Text:
    site = site_or_nothing()
    revision = Revision.objects.filter(site=site, number=number).defer("moves", "grants").first()
    if revision is None:
        raise NotThere("There is no such revision.")
    return kept(("revision", revision.pk), lambda: picture_of_revision(revision_or_nothing(site, number)), known_chances(revision), revision)


def kept(key: tuple[object, ...], picture: Callable[[], Picture], chances: PlanChances | None, revision: Revision | None = None) -> Text:
    """The document's text, kept for the next who asks: it is the same as long as the plan is."""
    return TEXTS.get((*key, None if chances is None else chances.pk), lambda: text_of(picture(), chances, revision))


def text_of(picture: Picture, chances: PlanChances | None, revision: Revision | None) -> Text:
    """``revision``: the one whose chances they are; promises are found in it by their rows, for a code may have changed."""
    found = None if chances is None else chances.chances
    if found is not None and revision is not None:
        by_row = {row: found[promise] for promise, row in revision.promise_keys.items() if promise in found}
        found = {promise: by_row[row] for promise, row in picture.situation.promise_keys.items() if row in by_row}
    document = gantt_document(
        picture.problem,
        picture.plan,
        time_scale=picture.situation.scale,
        names=picture.situation.names,
        published=picture.baseline,
        published_name=picture.baseline_name,
        chances=found,
    )
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return Text(body, f'"{sha256(body).hexdigest()[:32]}"')
