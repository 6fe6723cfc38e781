"""The document that the Gantt of the plan pages draws: of the published plan, a draft or a revision."""

from __future__ import annotations

import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_GET

from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant
from evenhand.exchange.content_hash import content_hash
from evenhand.records.canonical import content_hash as hash_of_value
from evenhand.records.errors import NotThere
from evenhand.schedules.bridge import the_site
from evenhand.schedules.models import PlanChances
from evenhand.schedules.queries import Picture, draft_or_nothing, picture_of_draft, picture_of_published, picture_of_revision, revision_or_nothing
from evenhand.schedules.views import number_in
from evenhand.web.gantt_document import gantt_document


@page_for(may_see_plant)
@require_GET
def gantt(request: HttpRequest) -> HttpResponse:
    """``?draft=12``, ``?revision=3``, or the published plan as it stands now."""
    site = the_site()
    chances = None
    if "draft" in request.GET:
        draft = draft_or_nothing(number_in(request, "draft"))
        picture: Picture | None = picture_of_draft(draft)
        chances = PlanChances.objects.filter(snapshot=draft.snapshot_id, plan=draft.plan_id).first()
    elif "revision" in request.GET:
        revision = revision_or_nothing(site, number_in(request, "revision"))
        picture = picture_of_revision(revision)
        chances = PlanChances.objects.filter(plan=revision.plan_id).order_by("pk").first()
    else:
        picture = picture_of_published(site)
    text = document_text(picture, chances.chances if chances is not None else None) if picture is not None else json.dumps(EMPTY | {"site": scale_part(site)})
    response = HttpResponse(text, content_type="application/json")
    patch_cache_control(response, private=True, no_cache=True)
    return response
