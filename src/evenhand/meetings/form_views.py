"""The forms of a production meeting; what is sent from its screen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_see_plant, may_work_on_matters
from evenhand.matters.site_clock import wall_of
from evenhand.meetings import forms
from evenhand.meetings.actions import attend, note_action, plan_meeting, run_meeting
from evenhand.meetings.actions.close_meeting import close_meeting
from evenhand.meetings.actions.correct_talk import correct_talk
from evenhand.meetings.actions.put_on_agenda import put_on_agenda
from evenhand.meetings.gate import CannotClose, Gap, gaps_of
from evenhand.meetings.models import Meeting
from evenhand.meetings.queries import item_or_nothing, meeting_or_nothing, noted_or_nothing
from evenhand.meetings.views import running_page
from evenhand.plant.form_views import sent, version_of
from evenhand.plant.queries import site_or_nothing
from evenhand.records.forms import errors_into, status_of
from evenhand.records.signatures import reauthenticate


def page_of(meeting: Meeting, title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, str(meeting).capitalize(), meeting.get_absolute_url(), submit, sentence, **more)


@page_for(may_work_on_matters)
def plan(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()

    def carry_out(form: forms.PlanForm) -> Meeting:
        return plan_meeting.plan_meeting(
            by=me_of(request), site=site, planned_for=form.planned(site), kind=form.cleaned_data["kind"], chair_id=form.key("chair")
        )

    page = FormPage("Plan a production meeting", "Meetings", reverse("meetings:meetings"), "Plan it", "Its agenda makes itself.")
    form = forms.PlanForm(sent(request))
    return send_form(request, page, form, carry_out, done="Planned, and recorded.", then=lambda m: m.get_absolute_url())


@page_for(may_work_on_matters)
def move(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = meeting_or_nothing(meeting_id)

    def carry_out(form: forms.MoveForm) -> Meeting:
        given = {"version": form.cleaned_data["version"], "reason": form.cleaned_data["reason"], "chair_id": form.key("chair")}
        return plan_meeting.move_meeting(by=me_of(request), meeting_id=row.pk, planned_for=form.planned(row.site), **given)

    initial = {"planned_for": wall_of(row.site, row.planned_for), "chair": row.chair_id, "version": row.version}
    page = page_of(row, f"Move {row}", "Move it")
    form = forms.MoveForm(sent(request), initial=initial)
    return send_form(request, page, form, carry_out, done="Moved, and recorded.", then=row.get_absolute_url(), version_now=version_of(row))


@page_for(may_work_on_matters)
def call_off(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = meeting_or_nothing(meeting_id)
    return send_form(
        request,
        page_of(row, f"Call off {row}", "Call it off", "What was to be decided waits for the next one.", is_grave=True),
        forms.CallOffForm(sent(request), initial={"version": row.version}),
        lambda f: plan_meeting.call_off_meeting(by=me_of(request), meeting_id=row.pk, **f.cleaned_data),
        done="Called off, and recorded.",
        then=reverse("meetings:meetings"),
        version_now=version_of(row),
    )


@page_for(may_work_on_matters)
@require_POST
def begin(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = run_meeting.begin_meeting(by=me_of(request), meeting_id=meeting_id, version=None)
    messages.success(request, f"{str(row).capitalize()} has begun, and you chair it.")
    return redirect(row)


@page_for(may_see_plant)
@require_POST
def turn(request: HttpRequest, meeting_id: int, agendaitem_id: int) -> HttpResponse:
    """Everybody's screen follows."""
    run_meeting.turn_to(by=me_of(request), meeting_id=meeting_id, item_id=agendaitem_id)
    return redirect("meetings:meeting", meeting_id)


@page_for(may_see_plant)
@require_POST
def join(request: HttpRequest, meeting_id: int) -> HttpResponse:
    me = me_of(request)
    attend.join_meeting(by=me, meeting_id=meeting_id, person_id=me.pk)
    return redirect("meetings:meeting", meeting_id)


@page_for(may_see_plant)
@require_POST
def leave(request: HttpRequest, meeting_id: int) -> HttpResponse:
    me = me_of(request)
    attend.leave_meeting(by=me, meeting_id=meeting_id, person_id=me.pk)
    messages.success(request, "It is noted that you left.")
    return redirect("meetings:meetings")


@page_for(may_work_on_matters)
def attendance(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The chair notes who is there."""
    row = meeting_or_nothing(meeting_id)
    return send_form(
        request,
        page_of(row, "Note who is there", "Note it"),
        forms.JoinForm(sent(request)),
        lambda f: attend.join_meeting(by=me_of(request), meeting_id=row.pk, person_id=f.cleaned_data["person"].pk),
        done=lambda stay: f"{stay.person} is there.",
        then=row.get_absolute_url(),
    )


@page_for(may_work_on_matters)
def chair(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = meeting_or_nothing(meeting_id)
    return send_form(
        request,
        page_of(row, "Hand the chair over", "Hand it over", f"{row.chair} chairs it now."),
        forms.ChairForm(sent(request)),
        lambda f: run_meeting.hand_over_chair(by=me_of(request), meeting_id=row.pk, version=None, to_id=f.cleaned_data["to"].pk),
        done=lambda m: f"{m.chair} chairs it now.",
        then=row.get_absolute_url(),
    )


@page_for(may_work_on_matters)
def put(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = meeting_or_nothing(meeting_id)
    return send_form(
        request,
        page_of(row, "Put a matter on the agenda", "Put it on", "Then it is decided here as the others."),
        forms.PutForm(sent(request), site=row.site),
        lambda f: put_on_agenda(by=me_of(request), meeting_id=row.pk, matter_id=f.cleaned_data["matter"].pk),
        done=lambda item: f"{item.title} is on the agenda.",
        then=row.get_absolute_url(),
    )


@page_for(may_work_on_matters)
@require_POST
def note(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """From the screen; on an item where it names one."""
    row = meeting_or_nothing(meeting_id)
    form = forms.NoteForm(request.POST)
    item = request.POST.get("item", "")
    item_id = item_or_nothing(row, int(item)).pk if item.isascii() and item.isdigit() and len(item) < 18 else None
    if form.is_valid():
        with errors_into(form):
            given = {"what": form.cleaned_data["what"], "owner_id": form.key("owner"), "due_on": form.cleaned_data["due_on"]}
            note_action.note_action(by=me_of(request), meeting_id=row.pk, item_id=item_id, **given)
            return redirect(row if item_id is None else f"{row.get_absolute_url()}?item={item_id}")
    return running_page(request, row, note=form, status=status_of(form)) if row.is_running else redirect(row)


@page_for(may_work_on_matters)
def assign(request: HttpRequest, meeting_id: int, notedaction_id: int) -> HttpResponse:
    row = meeting_or_nothing(meeting_id)
    noted = noted_or_nothing(row, notedaction_id)

    def carry_out(form: forms.AssignForm) -> Any:
        given = {"owner_id": form.cleaned_data["owner"].pk, "due_on": form.cleaned_data["due_on"], "version": form.cleaned_data["version"]}
        return note_action.assign_noted(by=me_of(request), meeting_id=row.pk, noted_id=noted.pk, **given)

    return send_form(
        request,
        page_of(row, noted.what, "Assign it", "An action has an owner and a date before the meeting is closed."),
        forms.AssignForm(sent(request), initial={"owner": noted.owner_id, "due_on": noted.due_on, "version": noted.version}),
        carry_out,
        done=lambda n: f"{n.owner} has it.",
        then=row.get_absolute_url(),
        version_now=version_of(noted),
        more={"drop": reverse("meetings:drop", args=[row.pk, noted.pk])},
    )


@page_for(may_work_on_matters)
def drop(request: HttpRequest, meeting_id: int, notedaction_id: int) -> HttpResponse:
    row = meeting_or_nothing(meeting_id)
    noted = noted_or_nothing(row, notedaction_id)
    return send_form(
        request,
        page_of(row, f"Drop the action: {noted.what}", "Drop it"),
        forms.CallOffForm(sent(request), initial={"version": noted.version}),
        lambda f: note_action.drop_noted(by=me_of(request), meeting_id=row.pk, noted_id=noted.pk, **f.cleaned_data),
        done="Dropped, and recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(noted),
    )


@page_for(may_work_on_matters)
def correct(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = meeting_or_nothing(meeting_id)

    def carry_out(form: forms.CorrectForm) -> Any:
        given = dict(form.cleaned_data)
        project = given.pop("project")
        return correct_talk(by=me_of(request), meeting_id=row.pk, project_id=project and project.pk, **given)

    page = page_of(row, "Correct the minutes spent", "Correct them", "What was measured stays beside it.")
    form = forms.CorrectForm(sent(request), site=row.site)
    return send_form(request, page, form, carry_out, done="Corrected, and recorded.", then=row.get_absolute_url())


@page_for(may_work_on_matters)
def close(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Says what is missing, each with a link; refused as long as anything is."""
    row = meeting_or_nothing(meeting_id)
    form = forms.CloseForm(sent(request), initial={"version": row.version})
    gaps: list[Gap] = gaps_of(row) if row.is_running else []
    if request.method == "POST" and form.is_valid():
        me = me_of(request)
        with errors_into(form):
            proof = reauthenticate(person=me, password=form.cleaned_data["password"], request=request)
            try:
                minutes = close_meeting(by=me, proof=proof, meeting_id=row.pk, version=form.cleaned_data["version"])
            except CannotClose as refusal:
                gaps = list(refusal.gaps)
                raise
            messages.success(request, f"{str(row).capitalize()} is closed; its minutes are signed.")
            return redirect(minutes)
    return render(request, "meetings/close.html", {"meeting": row, "form": form, "gaps": gaps}, status=status_of(form))
