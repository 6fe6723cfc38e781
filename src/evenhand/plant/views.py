"""The page of the plant, and what is in it one by one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.accounts.form_pages import me_of
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_edit_plant, may_see_plant
from evenhand.plant.models import Absence, Lever, Qualification, Resource
from evenhand.plant.overview import overview
from evenhand.plant.queries import qualifications, the_site
from evenhand.records.errors import NotThere

LARGEST_ID = 2**63 - 1


@page_for(may_see_plant)
@require_safe
def plant(request: HttpRequest) -> HttpResponse:
    site = the_site()
    may_edit = may_edit_plant(me_of(request))
    if site is None:
        return render(request, "plant/plant.html", {"site": None, "may_edit": may_edit})
    shown = overview(site)
    context = {"site": site, "shown": shown, "may_edit": may_edit, "sentence": shown.sentence}
    return render(request, "plant/plant.html", context)


@page_for(may_see_plant)
@require_safe
def resource(request: HttpRequest, resource_id: int) -> HttpResponse:
    rows = Resource.objects.select_related("site", "calendar", "matrix", "strongest_band")
    found = rows.filter(pk=resource_id).first() if resource_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such unit, pool or group.")
    shown = overview(found.site)
    chart = next((s for s in (*shown.units, *shown.pools, *shown.people, *shown.stocks) if s.resource.pk == found.pk), None)
    context = {
        "resource": found,
        "shown": chart,
        "is_planned": shown.is_planned,
        "absences": Absence.objects.filter(resource=found).select_related("person"),
        "levers": Lever.objects.filter(resource=found, archived_at__isnull=True),
        "qualified": [q for q in qualifications(found.site) if q.resource_id == found.pk],
        "ended": Qualification.objects.filter(resource=found, last_day__lt=found.site.today()).select_related("person"),
        "may_edit": may_edit_plant(me_of(request)) and found.archived_at is None,
    }
    return render(request, "plant/resource.html", context)
