"""The huddles: a board of the site, and one of each project, on a wall screen and by keyboard."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant, may_work_on_matters
from evenhand.matters.actions.escalate_matter import escalate_matter
from evenhand.matters.actions.raise_matter import raise_matter
from evenhand.matters.actions.settle_matter import settle_matter
from evenhand.matters.forms import EscalateForm, SettleForm
from evenhand.matters.models import Matter, Tier
from evenhand.matters.queries import matter_or_nothing
from evenhand.matters.standings import standing_of
from evenhand.meetings.actions.hold_huddle import hold_huddle, set_columns
from evenhand.meetings.board.columns import columns_of
from evenhand.meetings.board.whole import board_of, filled, last_huddle, sentence_of
from evenhand.meetings.huddle_forms import ColumnsForm, HeldForm, QuickRaiseForm
from evenhand.meetings.models import HuddleBoard
from evenhand.plant.form_views import sent, version_of
from evenhand.plant.models import Site
from evenhand.plant.queries import site_or_nothing, the_site
from evenhand.portfolio.models import Project, ProjectState
from evenhand.portfolio.queries import project_or_nothing
from evenhand.records.errors import Invalid
from evenhand.records.forms import errors_into, status_of


@page_for(may_see_plant)
@require_GET
def huddle(request: HttpRequest) -> HttpResponse:
    site = the_site()
    if site is None:
        return render(request, "meetings/huddle_empty.html")
    return board_page(request, site, None)


@page_for(may_see_plant)
@require_GET
def project_huddle(request: HttpRequest, project_id: int) -> HttpResponse:
    project = project_or_nothing(project_id)
    return board_page(request, project.site, project)


def board_page(request: HttpRequest, site: Site, project: Project | None, form: QuickRaiseForm | None = None) -> HttpResponse:
    """With a form that was refused, what was typed in it."""
    board = board_of(site, project)
    columns = filled(board)
    context: dict[str, Any] = {
        "board": board,
        "columns": columns,
        "sentence": sentence_of(columns),
        "last": last_huddle(site, project),
        "projects": Project.objects.filter(site=site, state=ProjectState.RUNNING).order_by("code"),
        "form": form or QuickRaiseForm(initial={"project": project and project.pk}),
        "may_work": may_work_on_matters(me_of(request)),
        "here": address_of(project),
    }
    return render(request, "meetings/huddle.html", context, status=200 if form is None else status_of(form))


def address_of(project: Project | None) -> str:
    return reverse("meetings:huddle") if project is None else reverse("meetings:project_huddle", args=[project.pk])


def project_given(value: int | None) -> Project | None:
    return None if value is None else project_or_nothing(value)


@page_for(may_see_plant)
@require_POST
def raise_here(request: HttpRequest) -> HttpResponse:
    """There and then, by typing."""
    site = site_or_nothing()
    form = QuickRaiseForm(request.POST)
    if not form.is_valid():
        return board_page(request, site, None, form)
    given = dict(form.cleaned_data)
    project = project_given(given.pop("project"))
    with errors_into(form):
        given["gravity"] = given["gravity"] or "ordinary"
        made = raise_matter(by=me_of(request), site=site, project_id=project and project.pk, **given)
        messages.success(request, f"Matter {made.pk} is raised, and with {made.get_tier_display()}.")
        return redirect(address_of(project))
    return board_page(request, site, project, form)


@page_for(may_work_on_matters)
@require_POST
def held(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()
    form = HeldForm(request.POST)
    if not form.is_valid():
        raise Invalid("Must say how long it lasted: 0 to 7200 seconds.")
    project = project_given(form.cleaned_data["project"])
    row = hold_huddle(by=me_of(request), site=site, seconds=form.cleaned_data["seconds"], project_id=project and project.pk)
    messages.success(request, f"Held, and recorded: {row.seconds // 60} min {row.seconds % 60} s.")
    return redirect(address_of(project))


def page_back(row: Matter, title: str, submit: str, sentence: str = "") -> FormPage:
    return FormPage(title, f"Matter {row.pk}: {row.headline}", row.get_absolute_url(), submit, sentence)


def back(request: HttpRequest) -> str:
    """The board it came from."""
    text = request.GET.get("of", "")
    return address_of(project_or_nothing(int(text)) if text.isascii() and text.isdigit() and len(text) < 18 else None)


@page_for(may_work_on_matters)
def settle_here(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    return send_form(
        request,
        page_back(row, f"Settle matter {row.pk}", "Settle the matter"),
        SettleForm(sent(request), initial={"version": row.version}),
        lambda f: settle_matter(by=me_of(request), matter_id=row.pk, **f.cleaned_data),
        done=f"Matter {row.pk} is settled.",
        then=back(request),
        version_now=version_of(row),
    )


@page_for(may_see_plant)
def escalate_here(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    tier = standing_of(row).tier
    if tier == Tier.SENIOR:
        return redirect(row)
    return send_form(
        request,
        page_back(row, f"Send matter {row.pk} up", "Send it up", "It does not wait for its clock."),
        EscalateForm(sent(request), tier=tier, initial={"version": row.version}),
        lambda f: escalate_matter(by=me_of(request), matter_id=row.pk, **f.cleaned_data),
        done=lambda m: f"Matter {m.pk} is with {m.get_tier_display()}.",
        then=back(request),
        version_now=version_of(row),
    )


@page_for(may_work_on_matters)
def columns(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()
    board = HuddleBoard.objects.filter(site=site).first()
    page = FormPage(
        "Columns of the huddle boards", "Huddle", reverse("meetings:huddle"), "Set the columns", "They are those of every board of the site."
    )

    def carry_out(form: ColumnsForm) -> HuddleBoard:
        given = {"version": form.cleaned_data["version"], "reason": form.cleaned_data["reason"]}
        return set_columns(by=me_of(request), site=site, columns=form.columns, **given)

    form = ColumnsForm(sent(request), columns=columns_of(site), initial={"version": board and board.version})
    version_now = None if board is None else version_of(board)
    return send_form(request, page, form, carry_out, done="Set, and recorded.", then=page.above_link, version_now=version_now)
