"""The measures, and the list of what was carried over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant
from evenhand.matters.filter_forms import PeriodForm
from evenhand.matters.measures.period import ALWAYS, USUAL_WEEKS, weeks_up_to
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.meetings.measures import carried_over_in
from evenhand.meetings.measures_page import measures_of
from evenhand.meetings.queries import meeting_or_nothing
from evenhand.meetings.views import number_in
from evenhand.plant.length_words import counted
from evenhand.plant.queries import the_site
from evenhand.records.forms import status_of

ITEMS_A_PAGE = 50
WEEKS = (4, USUAL_WEEKS, 26, 52)


@page_for(may_see_plant)
@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    site = the_site()
    context: dict[str, Any] = {"site": site}
    if site is None:
        return render(request, "meetings/measures.html", context)
    today = day_of(site, moment_now(site))
    usual = weeks_up_to(today)
    asked = request.GET.get("first") or request.GET.get("last")
    form = PeriodForm(request.GET if asked else {"first": usual.first, "last": usual.last})
    valid = form.is_valid()
    shown = measures_of(site, form.cleaned_data["period"]) if valid else None
    context |= {"form": form, "shown": shown, "weeks": [(weeks, last_weeks(today, weeks), is_chosen(form, today, weeks)) for weeks in WEEKS]}
    return render(request, "meetings/measures.html", context, status=status_of(form))


def last_weeks(today: date, weeks: int) -> str:
    period = weeks_up_to(today, weeks)
    return f"?first={period.first}&last={period.last}"


def is_chosen(form: PeriodForm, today: date, weeks: int) -> bool:
    return form.is_valid() and form.cleaned_data["period"] == weeks_up_to(today, weeks)


@page_for(may_see_plant)
@require_GET
def carried_over(request: HttpRequest) -> HttpResponse:
    """Each time a matter was carried over: by the meetings of a period, or by one."""
    site, form = the_site(), PeriodForm(request.GET)
    key = number_in(request, "meeting")
    meeting = None if key is None else meeting_or_nothing(key)
    found: Any = []
    if site is not None and form.is_valid():
        period = ALWAYS if meeting is not None else form.cleaned_data["period"]
        rows = carried_over_in(site, period).select_related("meeting", "matter", "prepares").order_by("-meeting__begun_at", "order", "pk")
        found = rows if meeting is None else rows.filter(meeting=meeting)
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(found, ITEMS_A_PAGE).get_page(request.GET.get("page"))
    above = reverse("meetings:measures")
    context = {
        "form": form,
        "meeting": meeting,
        "page": page,
        "query": query.urlencode(),
        "above": above,
        "sentence": f"A matter was carried over {counted(page.paginator.count, 'time')}.",
    }
    return render(request, "meetings/carried_over.html", context, status=status_of(form))
