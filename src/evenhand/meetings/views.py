"""Production meetings: those that were and will be, the running one on everybody's screen, and the minutes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from evenhand.accounts.form_pages import me_of
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant, may_work_on_matters
from evenhand.matters.filter_forms import PeriodForm
from evenhand.matters.measures.period import ALWAYS
from evenhand.matters.site_clock import day_of
from evenhand.meetings import live
from evenhand.meetings.actions.refresh_agenda import is_stale, refresh_agenda
from evenhand.meetings.forms import NoteForm
from evenhand.meetings.measures import closed_in
from evenhand.meetings.minutes_pdf import minutes_pdf
from evenhand.meetings.models import Meeting, MeetingState, Minutes
from evenhand.meetings.queries import meeting_or_nothing, preview, rights_of, screen_of, with_outcomes
from evenhand.plant.queries import the_site
from evenhand.records.errors import NotThere
from evenhand.records.forms import status_of
from evenhand.records.people import SYSTEM
from evenhand.records.signatures import signatures_of

MEETINGS_A_PAGE = 50


@page_for(may_see_plant)
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    site, person = the_site(), me_of(request)
    rows = Meeting.objects.filter(site=site).with_names()
    form = PeriodForm(request.GET)
    past = rows.filter(state__in=(MeetingState.CLOSED, MeetingState.CALLED_OFF))
    period = form.cleaned_data["period"] if form.is_valid() else ALWAYS
    if site is not None and period != ALWAYS:
        past = closed_in(site, period)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "site": site,
        "form": form,
        "searched": period != ALWAYS,
        "query": query.urlencode(),
        "running": None if site is None else Meeting.objects.running(site),
        "planned": list(rows.filter(state=MeetingState.PLANNED).order_by("planned_for", "pk")),
        "page": Paginator(with_outcomes(past), MEETINGS_A_PAGE).get_page(request.GET.get("page")),
        "may_work": may_work_on_matters(person),
    }
    return render(request, "meetings/meetings.html", context, status=status_of(form))


@page_for(may_see_plant)
@require_GET
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = meeting_or_nothing(meeting_id)
    if row.is_closed:
        return redirect("meetings:minutes", row.pk)
    if not row.is_running:
        context = {"meeting": row, "preview": preview(row.site), "running": Meeting.objects.running(row.site), **rights_of(row, me_of(request))}
        return render(request, "meetings/planned.html", context)
    return running_page(request, row)


def running_page(request: HttpRequest, row: Meeting, note: NoteForm | None = None, status: int = 200) -> HttpResponse:
    """With a form that was refused, what was typed in it."""
    return render(request, "meetings/running.html", {**screen_context(request, row), "note": note or NoteForm()}, status=status)


def screen_context(request: HttpRequest, row: Meeting) -> dict[str, Any]:
    if is_stale(row):
        refresh_agenda(by=SYSTEM, meeting_id=row.pk)
    screen = screen_of(row, number_in(request, "item"))
    rights = rights_of(row, me_of(request), screen.there)
    return {"meeting": row, "screen": screen, "today": day_of(row.site, screen.now), "follows": "item" not in request.GET, **rights}


def number_in(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


@page_for(may_see_plant)
@require_GET
def screen(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The live parts alone: each screen asks for them when something was recorded."""
    row = meeting_or_nothing(meeting_id)
    if not row.is_running:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = row.get_absolute_url()
        return response
    return render(request, "meetings/parts/screen.html", screen_context(request, row))


@page_for(may_see_plant)
@require_GET
def pulse(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """For browsers that get no stream."""
    return JsonResponse(live.pulse_of(meeting_or_nothing(meeting_id).pk))


@page_for(may_see_plant)
@require_GET
def events(request: HttpRequest, meeting_id: int) -> HttpResponseBase:
    meeting_or_nothing(meeting_id)
    response = StreamingHttpResponse(live.stream(meeting_id), content_type="text/event-stream")
    response["Cache-Control"], response["X-Accel-Buffering"] = "no-store", "no"
    return response


def minutes_or_nothing(meeting_id: int) -> Minutes:
    row = meeting_or_nothing(meeting_id)
    found = Minutes.objects.filter(meeting=row).first()
    if found is None:
        raise NotThere(f"{str(row).capitalize()} has no minutes: they are written when it is closed.")
    found.meeting = row
    return found


@page_for(may_see_plant)
@require_GET
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = minutes_or_nothing(meeting_id)
    following = Meeting.objects.following(row.meeting)
    context = {"minutes": row, "meeting": row.meeting, "content": row.content, "standings": signatures_of(row), "following": following}
    return render(request, "meetings/minutes.html", context)


@page_for(may_see_plant)
@require_GET
def pdf(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = minutes_or_nothing(meeting_id)
    response = HttpResponse(minutes_pdf(row), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"minutes-{row.meeting.number}.pdf") or "attachment"
    return response
