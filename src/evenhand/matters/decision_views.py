"""Deciding a matter; a decision's record, which prints; what was decided and is not done; the answer to what was asked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_decide, may_see_plant, may_work_on_matters
from evenhand.matters.actions.decide import decide as decide_matter
from evenhand.matters.actions.decide import reply_to_question
from evenhand.matters.assessment_views import proof_in
from evenhand.matters.decided import decided_not_done, decision_or_nothing
from evenhand.matters.decision_forms import DecideForm, ReplyForm
from evenhand.matters.decision_rules import must_be_undecided
from evenhand.matters.models import Action, Decision, DecisionKind, Matter
from evenhand.matters.options import OptionCard, options_of
from evenhand.matters.quality_holds import held_work_of, hold_in_words
from evenhand.matters.queries import matter_or_nothing
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.matters.standings import standing_of
from evenhand.matters.times import times_of
from evenhand.plant.form_views import sent
from evenhand.plant.queries import the_site
from evenhand.records.forms import errors_into, status_of
from evenhand.records.signatures import signatures_of
from evenhand.schedules.words import SlotWords


@page_for(may_decide)
def decide(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    must_be_undecided(row)
    options = options_of(row)
    given = sent(request)
    form = DecideForm(given, matter=row, options=options, initial={"version": row.version, "option": request.GET.get("option", "")})
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            made = decide_matter(by=me_of(request), proof=proof_in(request, form), matter_id=row.pk, **form.decided)
            messages.success(request, said_of(made))
            return redirect(made)
    held = held_work_of(row)
    context: dict[str, Any] = {
        "matter": row,
        "item": standing_of(row),
        "form": form,
        "options": options,
        "held": "" if held is None else hold_in_words(held),
        "above": f"Matter {row.pk}: {row.headline}",
    }
    return render(request, "matters/decide.html", context, status=status_of(form))


def said_of(made: Decision) -> str:
    if made.kind == DecisionKind.ASK:
        return f"Asked for: {made.asked_for}"
    published = f", and {made.revision} is published" if made.revision else f"; draft {made.draft_id} is to be published" if made.draft_id else ""
    return f"Matter {made.matter_id} is decided: {made.get_kind_display()}{published}."


@page_for(may_see_plant)
@require_GET
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    row = decision_or_nothing(decision_id)
    site, person = row.matter.site, me_of(request)
    undone = next((item for item in decided_not_done(site, matter=row.matter) if item.decision.pk == row.pk), None)
    keys = [item["action"] for item in row.assigned]
    context = {
        "decision": row,
        "matter": row.matter,
        "card": None if row.option is None else OptionCard(row.option, SlotWords(site.scale, site.currency), ""),
        "harms": list(row.harms.all()),
        "actions": list(Action.objects.filter(pk__in=keys).select_related("owner").order_by("due_on", "pk")),
        "today": day_of(site, moment_now(site)),
        "undone": undone,
        "times": times_of(row.matter, row),
        "standings": signatures_of(row),
        "reply": getattr(row, "reply", None),
        "may_reply": row.is_open_question and row.matter.is_open and may_work_on_matters(person),
    }
    return render(request, "matters/decision.html", context)


@page_for(may_see_plant)
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """The latest decisions, and before them what of any is not done."""
    site = the_site()
    rows: list[Decision] = []
    undone = []
    today = None
    if site is not None:
        rows = list(Decision.objects.filter(matter__site=site).with_names().order_by("-at", "-pk")[:100])
        undone = decided_not_done(site)
        today = day_of(site, moment_now(site))
    return render(request, "matters/decisions.html", {"decisions": rows, "undone": undone, "today": today, "site": site})


@page_for(may_work_on_matters)
def reply(request: HttpRequest, decision_id: int) -> HttpResponse:
    row = decision_or_nothing(decision_id)
    matter: Matter = row.matter
    page = FormPage(
        "Answer what was asked for",
        f"Matter {matter.pk}: {matter.headline}",
        row.get_absolute_url(),
        "Give the answer",
        f"{row.by.printed_name} asked for: {row.asked_for}",
    )
    return send_form(
        request,
        page,
        ReplyForm(sent(request)),
        lambda form: reply_to_question(by=me_of(request), decision_id=row.pk, text=form.cleaned_data["text"]),
        done=f"{row.by.printed_name} is told.",
        then=reverse("decisions:decision", args=[row.pk]),
    )
