from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_plan, may_see_plant
from evenhand.plant.queries import site_or_nothing as the_site
from evenhand.records.errors import Invalid
from evenhand.schedules.actions.cancel_run import cancel_run
from evenhand.schedules.actions.start_run import start_run
from evenhand.schedules.forms import RunForm
from evenhand.schedules.live import run_document, stream
from evenhand.schedules.queries import run_or_nothing


@page_for(may_plan)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    form = RunForm(request.POST)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise Invalid(f"{form.fields[field].label}: {' '.join(errors)}", field=field)
    return redirect(start_run(by=request.user, site=the_site(), **form.cleaned_data))  # type: ignore[arg-type]


@page_for(may_plan)
@require_POST
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    run = cancel_run(by=request.user, run_id=run_id)  # type: ignore[arg-type]
    messages.info(request, f"Run {run.pk} was asked to stop; the best it has so far is kept." if not run.is_over else f"Run {run.pk} is stopped.")
    return redirect(run)


@page_for(may_see_plant)
@require_GET
def state(request: HttpRequest, run_id: int) -> HttpResponse:
    """For browsers that get no stream."""
    return JsonResponse(run_document(run_or_nothing(run_id)))


@page_for(may_see_plant)
@require_GET
def events(request: HttpRequest, run_id: int) -> HttpResponseBase:
    run_or_nothing(run_id)
    response = StreamingHttpResponse(stream(run_id), content_type="text/event-stream")
    response["Cache-Control"], response["X-Accel-Buffering"] = "no-store", "no"
    return response
