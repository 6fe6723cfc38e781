from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant
from evenhand.web.search import search as found_by
from evenhand.web.today import first_sentence, latest_changes, waiting_for


@page_for(may_see_plant)
def today(request: HttpRequest) -> HttpResponse:
    waiting = waiting_for(request.user)  # type: ignore[arg-type]
    context = {"today": timezone.localdate(), "sentence": first_sentence(waiting), "waiting": waiting, "changes": latest_changes()}
    return render(request, "web/today.html", context)


@page_for(may_see_plant)
def search(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    found = found_by(text) if text else []
    if len(found) == 1 and not request.htmx:  # type: ignore[attr-defined]
        return redirect(found[0].address)
    return render(request, "web/search.html", {"text": text, "found": found})


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """For whoever watches over the server: it answers."""
    return HttpResponse("alive\n", content_type="text/plain")
