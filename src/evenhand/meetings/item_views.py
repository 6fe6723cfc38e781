"""How an item of the agenda ends: one form an outcome. Afterwards the meeting goes on to the next that is undecided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_decide, may_work_on_matters
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.meetings import forms
from evenhand.meetings.actions import conclude_item
from evenhand.meetings.actions.decide_item import decide_item
from evenhand.meetings.models import AgendaItem
from evenhand.meetings.queries import item_or_nothing, meeting_or_nothing
from evenhand.plant.form_views import sent, version_of
from evenhand.records.signatures import reauthenticate

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
    item = the_item(meeting_id, agendaitem_id)

    def carry_out(form: forms.DecideForm) -> Any:
        me = me_of(request)
        proof = reauthenticate(person=me, password=form.cleaned_data["password"], request=request)
        return decide_item(proof=proof, version=form.cleaned_data["version"], **form.decision, **same(request, item))

    form = forms.DecideForm(sent(request), item=item, site=item.meeting.site, initial={"version": item.version})
    return conclude_page(request, item, "Decide", "Decide and sign", form, carry_out, "Decided, signed and recorded.")


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
