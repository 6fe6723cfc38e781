from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evenhand.accounts.form_pages import me_of
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant
from evenhand.plant.queries import the_site
from evenhand.web.latest import look
from evenhand.web.search import is_cut
from evenhand.web.search import search as found_by
from evenhand.web.standing import planning_for, standing_for
from evenhand.web.today import first_sentence, waiting_for


@page_for(may_see_plant)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    person, site = me_of(request), the_site()
    waiting = waiting_for(person, site)
    standing = None if site is None else standing_for(person, site)
    sentence = " ".join(part for part in ("" if standing is None else standing.sentence, first_sentence(waiting)) if part)
    context = {
        "today": timezone.localdate() if site is None else site.now().date(),
        "sentence": sentence,
        "waiting": waiting,
        "standing": standing,
        "planning": None if site is None else planning_for(person, site),
        "latest": look(person),
    }
    return render(request, "web/today.html", context)


@page_for(may_see_plant)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    found = found_by(text) if text else []
    if len(found) == 1 and not request.htmx:  # type: ignore[attr-defined]
        return redirect(found[0].address)
    return render(request, "web/search.html", {"text": text, "found": found, "is_cut": is_cut(found)})


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """For whoever watches over the server: it answers."""
    return HttpResponse("alive\n", content_type="text/plain")
