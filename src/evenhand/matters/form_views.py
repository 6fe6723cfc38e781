"""The forms of the matters: each is sent to one action."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_decide, may_see_plant, may_set_clocks, may_work_on_matters
from evenhand.matters import forms
from evenhand.matters.actions import assign_action, change_matter, choose_notices, escalate_matter, pause_clock, set_clocks, settle_matter
from evenhand.matters.actions.attach_files import attach_files
from evenhand.matters.actions.raise_matter import raise_matter
from evenhand.matters.models import Action, Category, Matter, NoticeChoice, Responsibility, Tier
from evenhand.matters.queries import action_or_nothing, matter_or_nothing
from evenhand.matters.standings import standing_of
from evenhand.matters.views import matter_page
from evenhand.plant.form_views import sent, version_of
from evenhand.plant.models import Site
from evenhand.plant.queries import site_or_nothing
from evenhand.portfolio.models import Activity
from evenhand.records.errors import NotThere
from evenhand.records.forms import errors_into, status_of

CHANGED = ("category", "statement", "gravity", "days_at_stake", "cost_at_stake", "version")


def page_of(row: Matter, title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, f"Matter {row.pk}: {row.headline}", row.get_absolute_url(), submit, sentence, **more)


def page_of_action(row: Action, title: str, submit: str, sentence: str = "") -> FormPage:
    return FormPage(title, row.what, row.get_absolute_url(), submit, sentence)


def clocks_page(title: str, submit: str, sentence: str = "") -> FormPage:
    return FormPage(title, "Clocks and responsibilities", reverse("matters:clocks"), submit, sentence)


@page_for(may_see_plant)
def raise_one(request: HttpRequest) -> HttpResponse:
    """From anywhere; with ``?activity=QF-1/batch`` or ``?project=17`` it is about that."""
    site = site_or_nothing()
    activity = activity_asked(site, request.GET.get("activity", ""))
    project = request.GET.get("project", "")
    initial: dict[str, Any] = {}
    if activity is not None:
        initial = {"activity": activity.pk, "project": activity.project_id}
    elif project.isascii() and project.isdigit() and len(project) < 18:
        initial = {"project": int(project)}
    form = forms.RaiseForm(sent(request), request.FILES or None, site=site, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            given = {**form.cleaned_data, **keys_of(form.cleaned_data)}
            for name in ("project", "activity"):
                given.pop(name)
            made = raise_matter(by=me_of(request), site=site, **given)
            messages.success(request, f"Matter {made.pk} is raised, and with {made.get_tier_display()}.")
            return redirect(made)
    context = {"form": form, "activity": activity, "site": site}
    return render(request, "matters/raise.html", context, status=status_of(form))


def keys_of(given: dict[str, Any]) -> dict[str, int | None]:
    """What was chosen, by key; an activity brings its project along."""
    activity, project = given["activity"], given["project"]
    return {
        "activity_id": None if activity is None else activity.pk,
        "project_id": activity.project_id if activity is not None else None if project is None else project.pk,
    }


def activity_asked(site: Site, text: str) -> Activity | None:
    """By its key, or as plans name it: project/activity."""
    rows = Activity.objects.active().filter(project__site=site).select_related("project")
    project, is_full, code = text.partition("/")
    if is_full:
        return rows.filter(project__code=project[:200], code=code[:200]).first()
    return rows.filter(pk=int(text)).first() if text.isascii() and text.isdigit() and len(text) < 18 else None


@page_for(may_work_on_matters)
def change(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    return send_form(
        request,
        page_of(row, f"Change matter {row.pk}", "Change the matter"),
        forms.ChangeForm(sent(request), initial={name: getattr(row, name) for name in CHANGED}, matter=row),
        lambda f: change_matter.change_matter(by=me_of(request), matter_id=row.pk, **f.given),
        done="Changed, and recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_work_on_matters)
def settle(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    sentence = "Its clock stops for good. Whoever raised it, sees to it or is responsible is told."
    return send_form(
        request,
        page_of(row, f"Settle matter {row.pk}", "Settle the matter", sentence),
        forms.SettleForm(sent(request), initial={"version": row.version}),
        lambda f: settle_matter.settle_matter(by=me_of(request), matter_id=row.pk, **f.cleaned_data),
        done=f"Matter {row.pk} is settled.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_see_plant)
def escalate(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    tier = standing_of(row).tier
    if tier == Tier.SENIOR:
        return redirect(row)
    return send_form(
        request,
        page_of(row, f"Send matter {row.pk} up", "Send it up", "It does not wait for its clock."),
        forms.EscalateForm(sent(request), tier=tier, initial={"version": row.version}),
        lambda f: escalate_matter.escalate_matter(by=me_of(request), matter_id=row.pk, **f.cleaned_data),
        done=lambda m: f"Matter {m.pk} is with {m.get_tier_display()}.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_decide)
@require_POST
def acknowledge(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    escalate_matter.acknowledge_matter(by=me_of(request), matter_id=row.pk, version=version_sent(request))
    messages.success(request, f"Matter {row.pk} is acknowledged, and you are responsible for it.")
    return redirect(row)


def version_sent(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@page_for(may_work_on_matters)
def pause(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)

    def carry_out(form: forms.PauseForm) -> Any:
        given = {**form.cleaned_data, "until": form.moment(row.site)}
        return pause_clock.pause_clock(by=me_of(request), matter_id=row.pk, **given)

    sentence = "Only for what nobody here can hasten. The time to acknowledge does not stand still."
    return send_form(
        request,
        page_of(row, f"Stop the clock of matter {row.pk}", "Stop the clock", sentence),
        forms.PauseForm(sent(request), initial={"version": row.version}),
        carry_out,
        done="The clock stands still.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_work_on_matters)
@require_POST
def resume(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    pause_clock.resume_clock(by=me_of(request), matter_id=row.pk, version=version_sent(request))
    messages.success(request, "The clock runs again.")
    return redirect(row)


@page_for(may_work_on_matters)
def hand_over(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    senior = standing_of(row).tier == Tier.SENIOR

    def carry_out(form: forms.HandOverForm) -> Matter:
        given = dict(form.cleaned_data)
        return change_matter.hand_over_matter(by=me_of(request), matter_id=row.pk, person_id=given.pop("person").pk, **given)

    return send_form(
        request,
        page_of(row, f"Hand matter {row.pk} over", "Hand it over"),
        forms.HandOverForm(sent(request), senior=senior, initial={"version": row.version}),
        carry_out,
        done=lambda m: f"{m.responsible if senior else m.owner} {'is responsible' if senior else 'sees to it'} now.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_see_plant)
@require_POST
def tell(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    form = forms.TellForm(request.POST)
    if form.is_valid():
        with errors_into(form):
            change_matter.tell_of_matter(by=me_of(request), matter_id=row.pk, **form.cleaned_data)
            return redirect(f"{row.get_absolute_url()}#story-end")
    return matter_page(request, row, tell=form)


@page_for(may_see_plant)
@require_POST
def attach(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)
    form = forms.AttachForm(request.POST, request.FILES)
    if form.is_valid():
        with errors_into(form):
            attach_files(by=me_of(request), matter_id=row.pk, **form.cleaned_data)
            return redirect(f"{row.get_absolute_url()}#files")
    return matter_page(request, row, attach=form)


@page_for(may_work_on_matters)
def assign(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = matter_or_nothing(matter_id)

    def carry_out(form: forms.ActionForm) -> Action:
        given = dict(form.cleaned_data)
        return assign_action.assign_action(by=me_of(request), matter_id=row.pk, owner_id=given.pop("owner").pk, **given)

    return send_form(
        request,
        page_of(row, "Assign an action", "Assign it", "Who does what by when. Who does it is told."),
        forms.ActionForm(sent(request)),
        carry_out,
        done=lambda a: f"{a.owner} has it.",
        then=row.get_absolute_url(),
    )


@page_for(may_work_on_matters)
def change_action(request: HttpRequest, action_id: int) -> HttpResponse:
    row = action_or_nothing(action_id)

    def carry_out(form: forms.ChangeActionForm) -> Action:
        given = dict(form.cleaned_data)
        return assign_action.change_action(by=me_of(request), action_id=row.pk, owner_id=given.pop("owner").pk, **given)

    return send_form(
        request,
        page_of_action(row, "Change the action", "Change it"),
        forms.ChangeActionForm(sent(request), initial={"what": row.what, "owner": row.owner_id, "due_on": row.due_on, "version": row.version}),
        carry_out,
        done="Changed, and recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_see_plant)
def complete(request: HttpRequest, action_id: int) -> HttpResponse:
    row = action_or_nothing(action_id)
    return send_form(
        request,
        page_of_action(row, "Complete the action", "It is done"),
        forms.CompleteForm(sent(request), initial={"version": row.version}),
        lambda f: assign_action.complete_action(by=me_of(request), action_id=row.pk, **f.cleaned_data),
        done="Done, and recorded.",
        then=row.matter.get_absolute_url() if row.matter else row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_work_on_matters)
def reopen(request: HttpRequest, action_id: int) -> HttpResponse:
    row = action_or_nothing(action_id)
    return send_form(
        request,
        page_of_action(row, "Reopen the action", "Reopen it"),
        forms.ReopenForm(sent(request), initial={"version": row.version}),
        lambda f: assign_action.reopen_action(by=me_of(request), action_id=row.pk, **f.cleaned_data),
        done="It is to be done again.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_set_clocks)
def set_clock(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()

    def carry_out(form: forms.ClockForm) -> Any:
        given = dict(form.cleaned_data)
        calendar = given.pop("calendar")
        return set_clocks.set_clock(by=me_of(request), site=site, calendar_id=calendar and calendar.pk, **given)

    page = clocks_page("Set a clock", "Set the clock", "What is on that tier already keeps the clock it began with.")
    form = forms.ClockForm(sent(request), site=site, initial={"stage": request.GET.get("stage", "")[:20]})
    return send_form(request, page, form, carry_out, done="Set, and recorded.", then=page.above_link)


@page_for(may_set_clocks)
def responsibility(request: HttpRequest, category: str) -> HttpResponse:
    site = site_or_nothing()
    if category not in Category.values:
        raise NotThere("There is no such category.")
    row = Responsibility.objects.filter(site=site, category=category).first()
    deputies = [] if row is None else list(row.deputies.values_list("person_id", flat=True))
    initial = {
        "manager": row and row.manager_id,
        "first_deputy": deputies[0] if deputies else None,
        "second_deputy": deputies[1] if len(deputies) > 1 else None,
        "version": row and row.version,
    }

    def carry_out(form: forms.ResponsibilityForm) -> Responsibility:
        given = {"manager_id": form.cleaned_data["manager"].pk, "deputy_ids": form.deputies}
        given |= {"version": form.cleaned_data["version"], "reason": form.cleaned_data["reason"]}
        return set_clocks.give_responsibility(by=me_of(request), site=site, category=category, **given)

    page = clocks_page(
        f"Who is responsible for {category} matters", "Give the responsibility", "A deputy stands in on days on which the manager is away."
    )
    version_now = None if row is None else version_of(row)
    form = forms.ResponsibilityForm(sent(request), initial=initial)
    return send_form(request, page, form, carry_out, done="Given, and recorded.", then=page.above_link, version_now=version_now)


@page_for(may_see_plant)
def days_away(request: HttpRequest) -> HttpResponse:
    def carry_out(form: forms.AwayForm) -> Any:
        given = dict(form.cleaned_data)
        return set_clocks.enter_days_away(by=me_of(request), person_id=given.pop("person").pk, **given)

    page = clocks_page("Enter days away", "Enter them", "What comes up on these days goes to the first deputy who is there.")
    form = forms.AwayForm(sent(request), initial={"person": request.user.pk})
    return send_form(request, page, form, carry_out, done="Entered, and recorded.", then=page.above_link)


@page_for(may_see_plant)
@require_POST
def withdraw_days_away(request: HttpRequest, absence_id: int) -> HttpResponse:
    row = set_clocks.withdraw_days_away(by=me_of(request), absence_id=absence_id)
    messages.success(request, f"{row.person} is not away on these days.")
    return redirect("matters:clocks")


@page_for(may_see_plant)
def choose(request: HttpRequest) -> HttpResponse:
    """The one page on which one chooses how one is told."""
    row = NoticeChoice.objects.filter(person=me_of(request)).first() or NoticeChoice(person=me_of(request), version=0)
    initial = {"mail": row.mail, "at": f"{row.digest_minute // 60:02}:{row.digest_minute % 60:02}", "version": row.version or None}

    def carry_out(form: forms.NoticesForm) -> NoticeChoice:
        at = form.cleaned_data["at"]
        minute = at.hour * 60 + at.minute
        return choose_notices.choose_notices(
            by=me_of(request), mail=form.cleaned_data["mail"], digest_minute=minute, version=form.cleaned_data["version"]
        )

    sentence = "In Evenhand you are told at once. By e-mail as you choose here."
    page = FormPage("How you are told", "Notices", reverse("matters:notices"), "Keep this", sentence)
    version_now = version_of(row) if row.pk else None
    return send_form(
        request, page, forms.NoticesForm(sent(request), initial=initial), carry_out, done="Kept.", then=page.above_link, version_now=version_now
    )
