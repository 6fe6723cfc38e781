"""Matters, one matter, actions, notices, clocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from evenhand.accounts.form_pages import me_of
from evenhand.accounts.guards import page_for
from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_see_plant, may_set_clocks, may_work_on_matters
from evenhand.matters.actions.choose_notices import read_notices
from evenhand.matters.filter_forms import ActionsForm, FilterForm
from evenhand.matters.forms import AttachForm, TellForm
from evenhand.matters.lengths import USUAL, clock_settings
from evenhand.matters.measures.of_actions import actions_due
from evenhand.matters.models import Action, Category, ClockRule, ManagerAbsence, Matter, Notice, Responsibility, Stage, Tier
from evenhand.matters.option_views import decisions_context, options_context
from evenhand.matters.queries import (
    Wanted,
    action_or_nothing,
    actions_of,
    actions_wanted,
    attachment_or_nothing,
    attachments_of,
    first_sentence,
    matter_or_nothing,
    matters_wanted,
    story_of,
    unread_notices,
)
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.matters.standings import MatterNow, standing_of
from evenhand.plant.queries import site_or_nothing, the_site
from evenhand.portfolio.queries import project_or_nothing
from evenhand.records.forms import status_of

MATTERS_A_PAGE = 50
NOTICES_A_PAGE = 50
ACTIONS_A_PAGE = 50


@page_for(may_see_plant)
@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    site, person = the_site(), me_of(request)
    form = FilterForm(request.GET or None)
    wanted = Wanted() if not form.is_bound else form.wanted if form.is_valid() else None
    found = [] if site is None or wanted is None else matters_wanted(site, wanted, person)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "site": site,
        "form": form,
        "page": Paginator(found, MATTERS_A_PAGE).get_page(request.GET.get("page")),
        "sentence": sentence_of(found) if query else first_sentence(found),
        "query": query.urlencode(),
        "searched": bool(query),
        "may_set": may_set_clocks(person),
    }
    return render(request, "matters/matters.html", context, status=status_of(form))


def sentence_of(found: Sequence[MatterNow]) -> str:
    """Of those that were looked for."""
    if not found:
        return ""
    still_open = sum(item.matter.is_open for item in found)
    return f"{len(found)} matter{'' if len(found) == 1 else 's'} like that; {still_open or 'none'} of them open."


@page_for(may_see_plant)
@require_GET
def of_project(request: HttpRequest, project_id: int) -> HttpResponse:
    """The open matters of a project, for its page."""
    project = project_or_nothing(project_id)
    found = matters_wanted(project.site, Wanted(project=project.pk), me_of(request))
    return render(request, "matters/parts/of_project.html", {"project": project, "found": found})


@page_for(may_see_plant)
@require_GET
def matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    return matter_page(request, matter_or_nothing(matter_id))


def matter_page(request: HttpRequest, row: Matter, tell: TellForm | None = None, attach: AttachForm | None = None) -> HttpResponse:
    """With a form that was refused, what was typed in it."""
    item, person = standing_of(row), me_of(request)
    forms = [form for form in (tell, attach) if form is not None]
    context = {
        "matter": row,
        "item": item,
        "story": story_of(row),
        "attachments": attachments_of(row),
        "actions": actions_of(row),
        "today": day_of(row.site, item.now),
        "tell": tell or TellForm(),
        "attach": attach or AttachForm(),
        **rights(item, person),
        **options_context(row, person),
        **decisions_context(row),
    }
    response = render(request, "matters/matter.html", context, status=max([200, *map(status_of, forms)]))
    Notice.objects.filter(person=person, matter=row, read_at__isnull=True).update(read_at=item.now)
    return response


def rights(item: MatterNow, person: Person) -> dict[str, bool]:
    """What this person may do to it as it is now."""
    is_open, is_up = item.matter.is_open, item.tier == Tier.SENIOR
    may_end = is_open and (may_decide(person) if is_up else may_work_on_matters(person))
    return {
        "may_acknowledge": is_open and is_up and item.matter.acknowledged_at is None and may_decide(person),
        "may_settle": may_end,
        "may_pause": may_end and not item.matter.goes_up_at_once,
        "may_escalate": is_open and not is_up,
        "may_hand_over": may_end,
        "may_change": is_open and may_work_on_matters(person),
        "may_assign": may_work_on_matters(person),
        "may_tell": is_open,
    }


@page_for(may_see_plant)
@require_GET
def clock(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The clock alone: the page asks for it now and then."""
    row = matter_or_nothing(matter_id)
    return render(request, "matters/parts/clock.html", {"matter": row, "item": standing_of(row)})


@page_for(may_see_plant)
@require_GET
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """To be saved, never to be opened as a page of ours."""
    row = attachment_or_nothing(attachment_id)
    response = HttpResponse(
        bytes(row.content), content_type=f"{row.media_type}; charset=utf-8" if row.media_type.startswith("text/") else row.media_type
    )
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response


@page_for(may_see_plant)
@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    site, person = the_site(), me_of(request)
    form = ActionsForm(request.GET or None)
    due = form.due
    everybody, done = request.GET.get("who") == "all" or due is not None, request.GET.get("done") == "1"
    rows: Sequence[Action] | QuerySet[Action] = Action.objects.none()
    if site is not None and due is not None:
        rows = actions_due(site, due.period, due.how)
    elif site is not None and not form.errors:
        rows = actions_wanted(site, mine=None if everybody else person, done=done)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": Paginator(rows, ACTIONS_A_PAGE).get_page(request.GET.get("page")),
        "everybody": everybody,
        "done": done,
        "due": due,
        "found": len(rows) if due is not None else 0,
        "form": form,
        "today": None if site is None else day_of(site, moment_now(site)),
        "query": query.urlencode(),
        "site": site,
    }
    return render(request, "matters/actions.html", context, status=status_of(form))


@page_for(may_see_plant)
@require_GET
def action(request: HttpRequest, action_id: int) -> HttpResponse:
    row, person = action_or_nothing(action_id), me_of(request)
    context = {
        "action": row,
        "today": day_of(row.site, moment_now(row.site)),
        "may_work": may_work_on_matters(person),
        "may_complete": may_work_on_matters(person) or row.owner_id == person.pk,
    }
    return render(request, "matters/action.html", context)


@page_for(may_see_plant)
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    person = me_of(request)
    rows = Notice.objects.filter(person=person).select_related("matter").order_by("-at", "-pk")
    page = Paginator(rows, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "matters/notices.html", {"page": page, "unread": unread_notices(person), "query": ""})


@page_for(may_see_plant)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    number = read_notices(by=me_of(request), site=site_or_nothing())
    messages.success(request, "All are read." if number else "There was nothing new.")
    return redirect("matters:notices")


@page_for(may_see_plant)
@require_GET
def clocks(request: HttpRequest) -> HttpResponse:
    """How long matters may stay where they are, and whose they are when they come up: for everybody to see."""
    site = site_or_nothing()
    now = moment_now(site)
    settings = clock_settings(site)
    latest = {rule.in_force_from: rule for rule in ClockRule.objects.filter(site=site).select_related("calendar", "by").order_by("pk")}
    rows: list[dict[str, Any]] = []
    for stage in Stage:
        for category in ("", *Category):
            rule = settings.rule(stage, category, now)
            if category and (rule is None or rule.category != category):
                continue
            kept = None if rule is None else latest.get(rule.in_force_from)
            minutes = USUAL[stage] if rule is None else rule.minutes
            rows.append({"stage": stage, "category": Category(category).label if category else "", "minutes": minutes, "rule": kept})
    given = {row.category: row for row in Responsibility.objects.filter(site=site).select_related("manager").prefetch_related("deputies__person")}
    context = {
        "site": site,
        "rows": rows,
        "responsibilities": [(category, given.get(category)) for category in Category],
        "away": ManagerAbsence.objects.filter(last_day__gte=day_of(site, now)).select_related("person"),
        "may_set": may_set_clocks(me_of(request)),
    }
    return render(request, "matters/clocks.html", context)
