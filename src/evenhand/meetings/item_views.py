"""How an item of the agenda ends: one form an outcome. Afterwards the meeting goes on to the next that is undecided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_decide, may_work_on_matters
from evenhand.matters.assessment_views import proof_in
from evenhand.matters.decision_forms import DecideForm
from evenhand.matters.decision_views import said_of
from evenhand.matters.options import options_of
from evenhand.matters.quality_holds import held_work_of, hold_in_words
from evenhand.matters.queries import matter_or_nothing
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.matters.standings import standing_of
from evenhand.meetings import forms
from evenhand.meetings.actions import conclude_item
from evenhand.meetings.actions.decide_item import decide_item
from evenhand.meetings.models import AgendaItem
from evenhand.meetings.queries import item_or_nothing, meeting_or_nothing
from evenhand.plant.form_views import sent, version_of
from evenhand.records.errors import NotThere
from evenhand.records.forms import errors_into, status_of

WEEK = timedelta(weeks=1)


def the_item(meeting_id: int, item_id: int) -> AgendaItem:
    return item_or_nothing(meeting_or_nothing(meeting_id), item_id)


def conclude_page(
    request: HttpRequest, item: AgendaItem, title: str, submit: str, form: Any, carry_out: Callable[[Any], Any], done: str, sentence: str = ""
) -> HttpResponse:
    page = FormPage(title, item.title, item.get_absolute_url(), submit, sentence)
    then = item.meeting.get_absolute_url()
    return send_form(request, page, form, carry_out, done=done, then=then, version_now=version_of(item))


def same(request: HttpRequest, item: AgendaItem) -> dict[str, Any]:
    return {"by": me_of(request), "meeting_id": item.meeting_id, "item_id": item.pk}


@page_for(may_decide)
def decide(request: HttpRequest, meeting_id: int, agendaitem_id: int) -> HttpResponse:
    """The matter's own form of a decision; the item ends with it."""
    item = the_item(meeting_id, agendaitem_id)
    if item.matter is None:
        raise NotThere("Only a matter is decided.")
    matter = matter_or_nothing(item.matter.pk)
    options = options_of(matter)
    form = DecideForm(sent(request), matter=matter, options=options, initial={"version": matter.version, "option": request.GET.get("option", "")})
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            given = dict(form.decided)
            made = decide_item(proof=proof_in(request, form), version=None, matter_version=given.pop("version"), **given, **same(request, item))
            messages.success(request, said_of(made))
            return redirect(item.meeting)
    held = held_work_of(matter)
    context = {
        "matter": matter,
        "item": standing_of(matter),
        "form": form,
        "options": options,
        "held": "" if held is None else hold_in_words(held),
        "above": f"{str(item.meeting).capitalize()}: {item.title}",
    }
    return render(request, "matters/decide.html", context, status=status_of(form))


@page_for(may_decide)
def settle(request: HttpRequest, meeting_id: int, agendaitem_id: int) -> HttpResponse:
    item = the_item(meeting_id, agendaitem_id)
    form = forms.SettleForm(sent(request), initial={"version": item.version})
    return conclude_page(
        request,
        item,
        "Settle the matter",
        "Settle it",
        form,
        lambda f: conclude_item.settle_item(**f.cleaned_data, **same(request, item)),
        "Settled, and recorded.",
    )


@page_for(may_work_on_matters)
def not_needed(request: HttpRequest, meeting_id: int, agendaitem_id: int) -> HttpResponse:
    item = the_item(meeting_id, agendaitem_id)
    form = forms.NotNeededForm(sent(request), initial={"version": item.version})
    return conclude_page(
        request,
        item,
        "No decision is needed",
        "Note why",
        form,
        lambda f: conclude_item.need_no_decision(**f.cleaned_data, **same(request, item)),
        "Noted, and recorded.",
    )


@page_for(may_work_on_matters)
def carry_over(request: HttpRequest, meeting_id: int, agendaitem_id: int) -> HttpResponse:
    item = the_item(meeting_id, agendaitem_id)

    def carry_out(form: forms.CarryForm) -> Any:
        given = {name: form.cleaned_data[name] for name in ("missing", "to", "version")}
        return conclude_item.carry_over(prepares_id=form.cleaned_data["prepares"].pk, **given, **same(request, item))

    site = item.meeting.site
    initial = {"version": item.version, "to": day_of(site, moment_now(site)) + WEEK, "prepares": item.matter and item.matter.owner_id}
    form = forms.CarryForm(sent(request), initial=initial)
    sentence = "It comes back by itself, with what is missing."
    return conclude_page(request, item, "Carry it over", "Carry it over", form, carry_out, "Carried over, and recorded.", sentence)


@page_for(may_work_on_matters)
def spoken(request: HttpRequest, meeting_id: int, agendaitem_id: int) -> HttpResponse:
    item = the_item(meeting_id, agendaitem_id)
    form = forms.RemarkForm(sent(request), initial={"version": item.version})
    return conclude_page(
        request,
        item,
        "It was spoken of",
        "Note it",
        form,
        lambda f: conclude_item.note_item(**f.cleaned_data, **same(request, item)),
        "Noted, and recorded.",
    )


@page_for(may_decide)
def decline(request: HttpRequest, meeting_id: int, agendaitem_id: int) -> HttpResponse:
    item = the_item(meeting_id, agendaitem_id)
    form = forms.DeclineForm(sent(request), initial={"version": item.version})
    return conclude_page(
        request,
        item,
        "Decline the expedite request",
        "Decline it",
        form,
        lambda f: conclude_item.decline_request(**f.cleaned_data, **same(request, item)),
        "Declined, and recorded.",
    )
