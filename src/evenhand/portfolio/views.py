"""Projects, one project, one activity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evenhand.accounts.form_pages import me_of
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_approve_quality, may_edit_portfolio, may_plan, may_report_actuals, may_see_plant
from evenhand.plant.length_words import counted
from evenhand.plant.models import Site
from evenhand.plant.queries import the_site
from evenhand.portfolio import cells
from evenhand.portfolio.actions.activities import edit_activities
from evenhand.portfolio.actions.undoing import undo_last_change, undoable
from evenhand.portfolio.fan import fans_of
from evenhand.portfolio.forms import BulkForm, FilterForm
from evenhand.portfolio.life import life_of
from evenhand.portfolio.models import Activity, ActivityLink, Product, Project, ProjectState, Sponsor, Tie
from evenhand.portfolio.money import money_bars
from evenhand.portfolio.outlook import ProjectOutlook, first_sentence, outlooks, promise_outlook, running_outlooks
from evenhand.portfolio.published import PublishedPlan, published_plan
from evenhand.portfolio.queries import activities_of, activity_or_nothing, budget_of, project_or_nothing, project_trail, promises_with_history
from evenhand.portfolio.row_html import row_html
from evenhand.records.errors import DomainError, Invalid, NotAllowed, NotThere
from evenhand.records.forms import status_of
from evenhand.records.words import told

PROJECTS_A_PAGE = 50
ENTRIES_A_PAGE = 50


@page_for(may_see_plant)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    site, person = the_site(), me_of(request)
    form = FilterForm(request.GET or None)
    context: dict[str, Any] = {"site": site, "form": form, "may_edit": may_edit_portfolio(person), "searched": bool(request.GET)}
    if site is None:
        return render(request, "portfolio/projects.html", context)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    plan = published_plan(site)
    found = outlooks_of(site, given, plan)
    standing = given.get("standing") or ""
    if standing == "mine":
        found = [item for item in found if item.project.manager_id == person.pk]
    elif standing:
        found = [item for item in found if (item.held if standing == "held" else item.state == standing)]
    if form.errors:
        found = []
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(found, PROJECTS_A_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "query": query.urlencode(), "sentence": first_sentence(found), "is_published": plan is not None}
    return render(request, "portfolio/projects.html", context, status=status_of(form))


def outlooks_of(site: Site, given: dict[str, Any], plan: PublishedPlan | None) -> list[ProjectOutlook]:
    """Those asked for, the worst first; what is known of all that run is not worked out again."""
    rows = chosen(site, given)
    if (given.get("state") or ProjectState.RUNNING) != ProjectState.RUNNING:
        return outlooks(site, list(rows), plan)
    keys = set(rows.values_list("pk", flat=True))
    return [item for item in running_outlooks(site, plan) if item.project.pk in keys]


def chosen(site: Site, given: dict[str, Any]) -> QuerySet[Project]:
    rows = Project.objects.filter(site=site).select_related("sponsor", "product__band", "manager")
    state = given.get("state") or ProjectState.RUNNING
    if state != "all":
        rows = rows.filter(state=state)
    if given.get("sponsor"):
        rows = rows.filter(sponsor=given["sponsor"])
    if text := " ".join((given.get("q") or "").replace("\0", "").split()):
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(sponsor__name__icontains=text) | Q(product__code__icontains=text))
    return rows


@page_for(may_see_plant)
@require_safe
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    return project_page(request, project_or_nothing(project_id), BulkForm())


def project_page(request: HttpRequest, row: Project, bulk: BulkForm) -> HttpResponse:
    site, person = row.site, me_of(request)
    plan, now = published_plan(site), site.now()
    activities = activities_of(row)
    promises = promises_with_history(row)
    standing = [promise_outlook(p, plan, now) for p in promises if p.withdrawn_at is None]
    by_key, fans = {o.promise.pk: o for o in standing}, fans_of(standing, plan)
    kept = running_outlooks(site, plan) if row.state == ProjectState.RUNNING else outlooks(site, [row], plan)
    outlook = next(item for item in kept if item.project.pk == row.pk)
    budget = budget_of(row)
    context = {
        "project": row,
        "outlook": outlook,
        "sentence": sentence_of(outlook.words),
        "rows": [
            row_html(shown, may_tick=may_edit_portfolio(person), has_plan=plan is not None) for shown in cells.rows_of(activities, person, plan)
        ],
        "columns": cells.COLUMNS,
        "life": life_of(activities, standing, plan, now),
        "promises": [(p, by_key.get(p.pk), fans.get(p.pk)) for p in promises],
        "bars": money_bars(budget),
        "plan": plan,
        "first_ahead": first_ahead(activities, plan),
        "bulk": bulk,
        "may_edit": may_edit_portfolio(person),
        "may_ask": may_plan(person),
        "may_report": may_report_actuals(person),
    }
    return render(request, "portfolio/project.html", context, status=status_of(bulk))


def sentence_of(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


@page_for(may_see_plant)
@require_safe
def project_history(request: HttpRequest, project_id: int) -> HttpResponse:
    row = project_or_nothing(project_id)
    page = Paginator(project_trail(row), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portfolio/history.html", {"project": row, "page": page, "entries": told(page), "query": ""})


@page_for(may_edit_portfolio)
def bulk_edit(request: HttpRequest, project_id: int) -> HttpResponse:
    """The same change to all activities ticked in the table, each as the person saw it."""
    row = project_or_nothing(project_id)
    form = BulkForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return redirect(row)
    if form.is_valid():
        try:
            versions = ticked(request, row)
            given = {
                name: form.cleaned_data[name] for name in ("phase", "earliest_start", "rework_chance") if form.cleaned_data[name] not in ("", None)
            }
            if not given:
                raise Invalid("Say what to change: a phase, a date or a chance.", field="phase")
            changed = edit_activities(by=me_of(request), versions=versions, reason=form.cleaned_data["reason"], **given)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            form.refused_with = error.status  # type: ignore[attr-defined]
        else:
            messages.success(request, changed_in_words(len(changed), len(versions)))
            return redirect(row)
    return project_page(request, row, form)


def changed_in_words(changed: int, ticked: int) -> str:
    same = ticked - changed
    if changed == 0:
        return "Nothing changed: all that are ticked were so already."
    others = "" if same == 0 else f"; {counted(same, 'other')} {'was' if same == 1 else 'were'} so already"
    return f"{counted(changed, 'activity')} changed, and recorded{others}."


def ticked(request: HttpRequest, row: Project) -> dict[int, int | None]:
    """What is ticked, as key and version: "17:3"."""
    found: dict[int, int | None] = {}
    for text in request.POST.getlist("chosen"):
        key, _, version = text.partition(":")
        if not (key.isascii() and key.isdigit() and version.isascii() and version.isdigit() and len(text) < 40):
            raise Invalid(f"Must be an activity of the table; is {text[:40]!r}.")
        found[int(key)] = int(version)
    if not found:
        raise Invalid("Tick the activities to change first.")
    if set(found) - set(row.activities.values_list("pk", flat=True)):
        raise NotThere(f"Something that is ticked is not in {row.code}.")
    return found


def first_ahead(activities: Sequence[Activity], plan: PublishedPlan | None) -> Activity | None:
    """Where one looks first in the plan: what goes on or comes next, or else the last that was done."""
    places = {} if plan is None else plan.places
    planned = sorted((a for a in activities if a.pk in places), key=lambda a: places[a.pk].start)
    return next((a for a in planned if a.actual_finish is None), planned[-1] if planned else None)


@page_for(may_see_plant)
@require_safe
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    person, plan = me_of(request), published_plan(row.project.site)
    links = ActivityLink.objects.filter(Q(before=row) | Q(after=row)).select_related("before__project", "after__project")
    ties = Tie.objects.filter(Q(first=row) | Q(second=row)).select_related("first__project", "second__project")
    shown = cells.row_of(row, person, plan)
    context = {
        "activity": row,
        "row": shown,
        "before": [link for link in links if link.after_id == row.pk],
        "after": [link for link in links if link.before_id == row.pk],
        "ties": ties,
        "promises": [promise_outlook(promise, plan, row.project.site.now()) for promise in row.promises.filter(withdrawn_at__isnull=True)],
        "undo": undoable(row),
        "may_edit": may_edit_portfolio(person) and row.archived_at is None,
        "may_report": may_report_actuals(person) and row.archived_at is None,
        "may_hold": may_approve_quality(person) and row.archived_at is None,
        "plan": plan,
    }
    return render(request, "portfolio/activity.html", context)


@page_for(may_see_plant)
@require_safe
def activity_of_plan(request: HttpRequest) -> HttpResponse:
    """By the name that plans have for it, ``?id=QF-1/batch``: the Gantt leads here."""
    project, _, code = request.GET.get("id", "").partition("/")
    row = Activity.objects.filter(project__code=project[:200].replace("\0", ""), code=code[:200].replace("\0", "")).first()
    if row is None:
        raise NotThere("There is no such activity.")
    return redirect(row)


@page_for(may_see_plant)
def cell(request: HttpRequest, activity_id: int, field: str) -> HttpResponse:
    """The editor of one cell, or, sent, the row as it is then."""
    row, person = activity_or_nothing(activity_id), me_of(request)
    column = cells.BY_FIELD.get(field)
    if column is None:
        raise NotThere("There is no such column.")
    if not cells.may_edit(column, row, person):
        raise NotAllowed(f"{column.title} of {row.name} is not for you to change now.")
    if request.method != "POST":
        return cell_editor(request, row, column, column.typed(row))
    text, reason = request.POST.get("text", "").replace("\0", " ")[:20_000], request.POST.get("reason", "").replace("\0", " ")[:2000]
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
    try:
        column.save(by=person, activity=row, text=text, version=version, reason=reason)
    except DomainError as error:
        return cell_editor(request, activity_or_nothing(activity_id), column, text, error=error, reason=reason)
    return row_fragment(request, activity_id, f"{column.title} of {row.name} is changed, and recorded.")


def cell_editor(
    request: HttpRequest, row: Activity, column: cells.Column, text: str, *, error: DomainError | None = None, reason: str = ""
) -> HttpResponse:
    """After a refusal with what was typed, and with the version of now: sent again, it is a change to what the message told."""
    context = {
        "activity": row,
        "column": column,
        "text": text,
        "reason": reason,
        "error": error,
        "needs_reason": cells.needs_reason(column, row),
        "choices": cells.phase_choices() if column.editor == "phase" else (),
    }
    response = render(request, "portfolio/cell_editor.html", context, status=error.status if error else 200)
    response["HX-Retarget"], response["HX-Reswap"] = f"#cell-{row.pk}-{column.field}", "innerHTML"
    return response


def row_fragment(request: HttpRequest, activity_id: int, said: str) -> HttpResponse:
    row, person = activity_or_nothing(activity_id), me_of(request)
    plan, may_edit = published_plan(row.project.site), may_edit_portfolio(person)
    context = {
        "activity": row,
        "row": row_html(cells.row_of(row, person, plan), may_tick=may_edit, has_plan=plan is not None),
        "said": said,
        "undo": undoable(row) if may_edit else None,
    }
    return render(request, "portfolio/row_changed.html", context)


@page_for(may_edit_portfolio)
def undo(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    if request.method != "POST":
        return redirect(row)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
    undo_last_change(by=me_of(request), activity_id=row.pk, version=version)
    if getattr(request, "htmx", False):
        return row_fragment(request, activity_id, f"The last change of {row.name} is undone, and that is recorded too.")
    messages.success(request, "Undone, and recorded.")
    return redirect(row)


@page_for(may_see_plant)
@require_safe
def masters(request: HttpRequest) -> HttpResponse:
    """Sponsors and products."""
    context = {
        "sponsors": Sponsor.objects.filter(archived_at__isnull=True),
        "products": Product.objects.filter(archived_at__isnull=True).select_related("band", "sponsor"),
        "may_edit": may_edit_portfolio(me_of(request)),
    }
    return render(request, "portfolio/masters.html", context)
