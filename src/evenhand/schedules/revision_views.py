from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_plan, may_see_plant
from evenhand.plant.models import Site
from evenhand.plant.queries import site_or_nothing as the_site
from evenhand.records.signatures import signatures_of
from evenhand.schedules.actions.make_draft import draft_of_revision
from evenhand.schedules.comparison import comparison_from_json
from evenhand.schedules.models import Revision
from evenhand.schedules.queries import revision_or_nothing
from evenhand.schedules.views import me_of
from evenhand.schedules.words import SlotWords, sentence_of

REVISIONS_A_PAGE = 50


@page_for(may_see_plant)
@require_GET
def revisions(request: HttpRequest) -> HttpResponse:
    found = Revision.objects.filter(site=Site.objects.first()).select_related("by").defer("moves", "grants").order_by("-number")
    return render(request, "schedules/revisions.html", {"page": Paginator(found, REVISIONS_A_PAGE).get_page(request.GET.get("page"))})


@page_for(may_see_plant)
@require_GET
def revision(request: HttpRequest, number: int) -> HttpResponse:
    """A revision as it was published, with the names of then."""
    site = the_site()
    found = revision_or_nothing(site, number)
    situation = found.snapshot.situation
    words, moves = SlotWords(situation.scale, situation.currency), comparison_from_json(found.moves)
    current = Revision.objects.current(site)
    context = {
        "revision": found,
        "situation": situation,
        "found": moves,
        "words": words,
        "sentence": sentence_of(moves, words),
        "standings": signatures_of(found),
        "is_current": current is not None and current.pk == found.pk,
        "may_plan": may_plan(me_of(request)),
        "activity_count": len(situation.problem.activities),
        "grants": situation.grants,
    }
    return render(request, "schedules/revision.html", context)


@page_for(may_plan)
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    return redirect(draft_of_revision(by=me_of(request), site=the_site(), number=number))
