from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant
from evenhand.plant.queries import site_or_nothing as the_site
from evenhand.portfolio.models import Promise
from evenhand.schedules.bridge import present
from evenhand.schedules.why import why as reasons


@page_for(may_see_plant)
@require_GET
def why(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Why a promise stands where it does: a part for other pages, and a page of its own for who follows the link."""
    found = reasons(present(the_site()), promise_id)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "schedules/parts/why.html", {"why": found})
    promise = Promise.objects.select_related("activity__project").get(pk=promise_id)
    return render(request, "schedules/why.html", {"why": found, "promise": promise, "project": promise.activity.project})
