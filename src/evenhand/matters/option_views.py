"""What can be done about a matter: shown while it is computed, asked for again, stopped, opened in the Gantt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evenhand.accounts.form_pages import me_of
from evenhand.accounts.guards import page_for
from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_plan, may_see_plant, may_work_on_matters
from evenhand.matters.actions.ask_options import ask_options, stop_options
from evenhand.matters.decided import decided_not_done
from evenhand.matters.models import Decision, Matter
from evenhand.matters.options import options_of
from evenhand.matters.queries import matter_or_nothing
from evenhand.records.editing import LARGEST_ID
from evenhand.records.errors import NotThere
from evenhand.schedules.actions.take_variant import take_variant


def options_context(matter: Matter, person: Person) -> dict[str, Any]:
    """For the section of the matter's page."""
    found = options_of(matter)
    computing = found is not None and not found.is_over
    return {
        "matter": matter,
        "options": found,
        "may_ask": matter.is_open and matter.project_id is not None and may_work_on_matters(person) and not computing,
        "may_stop": computing and may_plan(person),
        "may_plan": may_plan(person),
        "may_decide": matter.is_open and may_decide(person),
    }


def decisions_context(matter: Matter) -> dict[str, Any]:
    return {"decisions": list(Decision.objects.of(matter)), "undone": [] if matter.is_open else decided_not_done(matter.site, matter=matter)}


@page_for(may_see_plant)
@require_GET
def options(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The section alone: the page asks for it whenever another option is there."""
    return render(request, "matters/parts/options.html", options_context(matter_or_nothing(matter_id), me_of(request)))


@page_for(may_see_plant)
@require_GET
def option(request: HttpRequest, matter_id: int, variant_id: int) -> HttpResponse:
    """One option with its whole table of effects."""
    matter = matter_or_nothing(matter_id)
    found = options_of(matter)
    card = next((card for card in (found.cards if found else ()) if card.variant.pk == variant_id), None)
    if card is None:
        raise NotThere("This matter has no such option now.")
    context = {"matter": matter, "card": card, "options": found, "may_plan": may_plan(me_of(request))}
    return render(request, "matters/option.html", context)


@page_for(may_work_on_matters)
@require_POST
def compute(request: HttpRequest, matter_id: int) -> HttpResponse:
    ask_options(by=me_of(request), matter_id=matter_id)
    return redirect(f"{reverse('matters:matter', args=[matter_id])}#options")


@page_for(may_plan)
@require_POST
def stop(request: HttpRequest, matter_id: int) -> HttpResponse:
    stop_options(by=me_of(request), matter_id=matter_id)
    messages.success(request, "It is being stopped; the options found so far stay.")
    return redirect(f"{reverse('matters:matter', args=[matter_id])}#options")


@page_for(may_plan)
@require_POST
def open_in_gantt(request: HttpRequest, matter_id: int, variant_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    if variant_id > LARGEST_ID or not matter.option_sets.filter(run__variants__pk=variant_id).exists():
        raise NotThere("This matter has no such option.")
    return redirect(take_variant(by=me_of(request), variant_id=variant_id))
