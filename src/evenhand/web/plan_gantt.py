"""The document that the Gantt of the plan pages draws: of the published plan, a draft or a revision."""

from __future__ import annotations

import json
from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_GET

from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant
from evenhand.plant.queries import site_or_nothing
from evenhand.schedules.models import PlanChances
from evenhand.schedules.queries import Picture, draft_or_nothing, picture_of_draft, picture_of_published, picture_of_revision, revision_or_nothing
from evenhand.schedules.views import number_in
from evenhand.web.gantt_document import gantt_document

KEPT = 8
_texts: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
_lock = Lock()


@page_for(may_see_plant)
@require_GET
def gantt(request: HttpRequest) -> HttpResponse:
    """``?draft=12``, ``?revision=3``, or the published plan as it stands now."""
    site = site_or_nothing()
    chances = None
    if "draft" in request.GET:
        draft = draft_or_nothing(number_in(request, "draft"))
        picture = picture_of_draft(draft)
        chances = PlanChances.objects.filter(snapshot=draft.snapshot_id, plan=draft.plan_id).first()
    elif "revision" in request.GET:
        revision = revision_or_nothing(site, number_in(request, "revision"))
        picture = picture_of_revision(revision)
        chances = PlanChances.objects.filter(plan=revision.plan_id).order_by("pk").first()
    else:
        picture = picture_of_published(site)
    text = document_text(picture, chances)
    tag = f'"{sha256(text).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(text, content_type="application/json")
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    return response


def document_text(picture: Picture, chances: PlanChances | None) -> bytes:
    """The document's text, kept for the next who asks: it is the same as long as the plan is."""
    key = (*picture.key, "" if chances is None else str(chances.pk))
    with _lock:
        if key in _texts:
            _texts.move_to_end(key)
            return _texts[key]
    document = gantt_document(
        picture.problem,
        picture.plan,
        time_scale=picture.situation.scale,
        names=picture.situation.names,
        published=picture.baseline,
        published_name=picture.baseline_name,
        chances=None if chances is None else chances.chances,
    )
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    with _lock:
        _texts[key] = text
        while len(_texts) > KEPT:
            _texts.popitem(last=False)
    return text
