"""Can this project be earlier? The wish, the answer as it grows, and what it would mean for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_decide, may_plan, may_see_plant
from evenhand.planning.parts import ProjectId
from evenhand.plant.models import Site
from evenhand.records.day_words import end_in_words
from evenhand.records.errors import Invalid, NotAllowed
from evenhand.records.forms import errors_into, status_of
from evenhand.records.head import plant_head
from evenhand.records.kept import Kept
from evenhand.schedules import queries
from evenhand.schedules.actions.make_draft import take_way
from evenhand.schedules.actions.start_run import start_expedite
from evenhand.schedules.answer_words import AnswerPage
from evenhand.schedules.forms import ExpediteForm, TakeForm
from evenhand.schedules.models import PlanRun, RunKind
from evenhand.schedules.views import me_of, number_in


@page_for(may_see_plant)
def expedite(request: HttpRequest) -> HttpResponse:
    site = Site.objects.first()
    if site is None:
        return render(request, "schedules/no_site.html")
    run = queries.run_or_nothing(number_in(request, "run"), RunKind.EXPEDITE) if "run" in request.GET else None
    form = form_for(request, site, run)
    if request.method == "POST":
        if not may_plan(me_of(request)):
            raise NotAllowed("Only planners, project managers and senior managers may ask for an expedite answer.")
        if form.is_valid():
            with errors_into(form):
                return redirect(asked(request, site, form))
    context = {
        "form": form,
        "run": run,
        "answer": AnswerPage.of(run) if run is not None else None,
        "runs": queries.runs_of(site, RunKind.EXPEDITE),
        "may_plan": may_plan(me_of(request)),
        "may_decide": may_decide(me_of(request)),
    }
    return render(request, "schedules/expedite.html", context, status=status_of(form))


def asked(request: HttpRequest, site: Site, form: ExpediteForm) -> PlanRun:
    given = form.cleaned_data
    return start_expedite(
        by=me_of(request),
        site=site,
        project=given["project"],
        promise=given["promise"] or None,
        until=given["by"],
        levers=form.lever_kinds,
        effort=given["effort"],
    )


Choices = list[tuple[str, str]]
KEPT: Kept[tuple[Choices, list[tuple[str, Choices]]]] = Kept(2)


def what_may_be_asked(site: Site) -> tuple[Choices, list[tuple[str, Choices]]]:
    """The projects that may be expedited, and the promises of each. In two queries; read anew when anything of the plant was recorded."""

    def read() -> tuple[Choices, list[tuple[str, Choices]]]:
        projects = [(p.code, str(p)) for p in queries.projects_to_expedite(site)]
        of = queries.promises_of(site)
        return projects, [
            (code, [(f"{code}/{p.code}", f"{p.name or p.code}, promised {end_in_words(p.due)}") for p in of[ProjectId(code)]])
            for code, _ in projects
            if code in of
        ]

    return KEPT.get((site.pk, plant_head()), read)


def form_for(request: HttpRequest, site: Site, run: PlanRun | None) -> ExpediteForm:
    """The wish: what was sent, or what a run was asked, or what the link to here names."""
    projects, promises = what_may_be_asked(site)
    initial: dict[str, Any] = {key: request.GET[key] for key in ("project", "promise", "by") if key in request.GET}
    if "activity" in request.GET:
        initial["project"] = request.GET["activity"].partition("/")[0]
    if run is not None and run.request is not None:
        day = AnswerPage.day(run)
        initial = {"project": run.request["project"], "promise": run.request["promise"] or "", "by": day, "levers": run.request["levers"]}
    return ExpediteForm(request.POST if request.method == "POST" else None, initial=initial, projects=projects, promises=promises)


@page_for(may_plan)
@require_POST
def take(request: HttpRequest, run_id: int) -> HttpResponse:
    """A rung, or a least-harm alternative, becomes a draft."""
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise Invalid("Must name a rung or an alternative of the answer.")
    draft = take_way(by=me_of(request), run_id=run_id, **form.cleaned_data)
    messages.success(request, f"Draft {draft.pk} was made of it: look at what it moves, then publish it.")
    return redirect(draft)
