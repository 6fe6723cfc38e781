"""The forms of the portfolio: each is sent to one action."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_approve_quality, may_edit_portfolio, may_report_actuals
from evenhand.plant.form_views import row_or_nothing, sent, version_of
from evenhand.plant.queries import site_or_nothing
from evenhand.portfolio import forms
from evenhand.portfolio.actions import activities, actuals, budgets, holds, joints, masters, projects, promises, templating
from evenhand.portfolio.drafts import ActivityDraft
from evenhand.portfolio.models import Activity, ActivityLink, BudgetLine, Product, Project, Promise, Sponsor, Tie
from evenhand.portfolio.queries import activity_or_nothing, project_or_nothing
from evenhand.portfolio.work_text import modes_from, work_text
from evenhand.records.wall_clock import minutes_in_words

PROJECT = ("name", "sponsor", "product", "manager", "notes", "version")
ACTIVITY = (
    *("name", "phase", "stretch", "earliest_start", "latest_end", "material", "material_ordered_on", "material_lead_days"),
    *("rework_chance", "late_chance", "late_minutes", "has_no_product", "band", "version"),
)


def project_page(row: Project, title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, str(row), row.get_absolute_url(), submit, sentence, **more)


def activity_page(row: Activity, title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, str(row), row.get_absolute_url(), submit, sentence, **more)


@page_for(may_edit_portfolio)
def new_project(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()

    def carry_out(form: forms.NewProjectForm) -> Project:
        given = dict(form.cleaned_data)
        template = given.pop("template")
        with transaction.atomic():
            project = projects.enter_project(by=me_of(request), site=site, **given)
            if template:
                say_left_out(request, templating.apply_template(by=me_of(request), project_id=project.pk, template=template))
        return project

    page = FormPage("Enter a project", "Projects", reverse("portfolio:projects"), "Enter the project")
    form = forms.NewProjectForm(sent(request), site=site, initial={"manager": request.user})
    return send_form(request, page, form, carry_out, done=lambda p: f"{p.code} is entered.", then=lambda p: p.get_absolute_url())


def say_left_out(request: HttpRequest, applied: templating.Applied) -> None:
    if applied.left_out:
        messages.warning(request, f"The template needs what the plant has not got, and was entered without it: {', '.join(applied.left_out)}.")


@page_for(may_edit_portfolio)
def edit_project(request: HttpRequest, project_id: int) -> HttpResponse:
    row = project_or_nothing(project_id)
    return send_form(
        request,
        project_page(row, f"Change {row.code}", "Change the project"),
        forms.EditProjectForm(sent(request), site=row.site, initial={name: getattr(row, name) for name in PROJECT}),
        lambda f: projects.edit_project(by=me_of(request), project_id=row.pk, **f.cleaned_data),
        done="Changed, and recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_portfolio)
def project_state(request: HttpRequest, project_id: int) -> HttpResponse:
    row = project_or_nothing(project_id)
    page = project_page(
        row, f"Change the state of {row.code}", "Change the state", f"It is {row.get_state_display()}. Only running projects are planned."
    )
    return send_form(
        request,
        page,
        forms.StateForm(sent(request), initial={"state": row.state, "version": row.version}),
        lambda f: projects.change_project_state(by=me_of(request), project_id=row.pk, **f.cleaned_data),
        done="Changed, and recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_portfolio)
def use_template(request: HttpRequest, project_id: int) -> HttpResponse:
    row = project_or_nothing(project_id)

    def carry_out(form: forms.TemplateForm) -> templating.Applied:
        applied = templating.apply_template(by=me_of(request), project_id=row.pk, **form.cleaned_data)
        say_left_out(request, applied)
        return applied

    page = project_page(row, f"Add phases to {row.code}", "Add them", "What the project has already is not added again.")
    return send_form(
        request,
        page,
        forms.TemplateForm(sent(request)),
        carry_out,
        done=lambda applied: f"{len(applied.activities)} activities are entered. Change them as you need.",
        then=row.get_absolute_url(),
    )


@page_for(may_edit_portfolio)
def new_activity(request: HttpRequest, project_id: int) -> HttpResponse:
    row = project_or_nothing(project_id)

    def carry_out(form: forms.NewActivityForm) -> Activity:
        given = dict(form.cleaned_data)
        after = [activity.code for activity in given.pop("after")]
        modes = modes_from(given.pop("work"), row.site, given["stretch"])
        return activities.enter_activity(by=me_of(request), project_id=row.pk, draft=ActivityDraft(modes=modes, **given), after=after)

    page = project_page(row, f"Enter an activity of {row.code}", "Enter the activity")
    form = forms.NewActivityForm(sent(request), project=row)
    return send_form(request, page, form, carry_out, done=lambda a: f"{a.name} is entered.", then=row.get_absolute_url())


@page_for(may_edit_portfolio)
def edit_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    initial = {name: getattr(row, name) for name in ACTIVITY} | {"work": work_text(row.modes.all())}

    def carry_out(form: forms.EditActivityForm) -> Activity:
        given = dict(form.cleaned_data)
        if not ({"material_ordered_on", "material_lead_days"} & set(form.changed_data)):
            for name in ("material_ordered_on", "material_lead_days"):
                given.pop(name)
        elif "earliest_start" not in form.changed_data:
            given.pop("earliest_start")
        return activities.edit_activity(by=me_of(request), activity_id=row.pk, **given)

    return send_form(
        request,
        activity_page(row, f"Change {row.name}", "Change the activity"),
        forms.EditActivityForm(sent(request), site=row.project.site, initial=initial),
        carry_out,
        done="Changed, and recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_portfolio)
def remove_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    page = activity_page(row, f"Take {row.name} out of {row.project.code}", "Take it out", "Its links and ties go with it.", is_grave=True)
    return send_form(
        request,
        page,
        forms.RemovalForm(sent(request), initial={"version": row.version}),
        lambda f: activities.remove_activity(by=me_of(request), activity_id=row.pk, **f.cleaned_data),
        done=f"{row.name} is taken out.",
        then=row.project.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_approve_quality)
def hold(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    sentence = "It may not start until quality clears it. No priority and no decision moves it before."
    return send_form(
        request,
        activity_page(row, f"Put {row.name} on quality hold", "Put it on hold", sentence),
        forms.HoldForm(sent(request), initial={"until": row.hold_until, "version": row.version}),
        lambda f: holds.set_quality_hold(by=me_of(request), activity_id=row.pk, **f.cleaned_data),
        done=f"{row.name} is held.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_approve_quality)
def clear_hold(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    return send_form(
        request,
        activity_page(row, f"Clear the hold of {row.name}", "Clear the hold", row.hold_reason),
        forms.RemovalForm(sent(request), initial={"version": row.version}),
        lambda f: holds.clear_quality_hold(by=me_of(request), activity_id=row.pk, **f.cleaned_data),
        done=f"{row.name} is held no longer.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_report_actuals)
def report(request: HttpRequest, activity_id: int) -> HttpResponse:
    """A start in a mode that is chosen, or everything anew with a reason."""
    row = activity_or_nothing(activity_id)
    initial = {
        "started_at": row.actual_start or row.project.site.now(),
        "finished_at": row.actual_finish,
        "remaining_minutes": None if row.remaining_minutes is None else minutes_in_words(row.remaining_minutes),
        "mode": row.actual_mode or 0,
        "version": row.version,
    }
    form = forms.ActualsForm(sent(request), activity=row, initial=initial)
    if not row.is_started:
        for name in ("finished_at", "remaining_minutes", "reason"):
            del form.fields[name]
        form.fields["started_at"].required = True
        form.fields["started_at"].help_text = ""

    def carry_out(form: forms.ActualsForm) -> Activity:
        if row.is_started:
            return actuals.correct_actuals(by=me_of(request), activity_id=row.pk, **form.cleaned_data)
        return actuals.record_start(by=me_of(request), activity_id=row.pk, **form.cleaned_data)

    title, submit = (
        (f"Correct what is recorded of {row.name}", "Correct it") if row.is_started else (f"Record the start of {row.name}", "Record the start")
    )
    return send_form(
        request, activity_page(row, title, submit), form, carry_out, done="Recorded.", then=row.get_absolute_url(), version_now=version_of(row)
    )


@page_for(may_edit_portfolio)
def new_link(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    initial = {"any_project": request.GET.get("any") == "1"}

    def carry_out(form: forms.LinkForm) -> ActivityLink:
        given = dict(form.cleaned_data)
        return joints.link_activities(by=me_of(request), before_id=given.pop("other").pk, after_id=row.pk, **given)

    form = forms.LinkForm(sent(request), activity=row, initial=initial)
    return send_form(
        request,
        activity_page(row, f"Link {row.name}", "Link them", template="portfolio/link.html"),
        form,
        carry_out,
        done="Linked.",
        then=row.get_absolute_url(),
    )


@page_for(may_edit_portfolio)
@require_POST
def remove_link(request: HttpRequest, link_id: int) -> HttpResponse:
    link = row_or_nothing(ActivityLink, link_id, "after__project")
    joints.remove_link(by=me_of(request), link_id=link.pk)
    messages.success(request, "The link is removed, and that is recorded.")
    return redirect(link.after)


@page_for(may_edit_portfolio)
@require_POST
def remove_tie(request: HttpRequest, tie_id: int) -> HttpResponse:
    tie = row_or_nothing(Tie, tie_id, "first__project")
    joints.remove_tie(by=me_of(request), tie_id=tie.pk)
    messages.success(request, "The tie is removed, and that is recorded.")
    return redirect(tie.first)


@page_for(may_edit_portfolio)
def new_promise(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    return send_form(
        request,
        activity_page(row, f"Give a promise for {row.name}", "Give the promise", f"That {row.name} ends by then."),
        forms.PromiseForm(sent(request)),
        lambda f: promises.give_promise(by=me_of(request), activity_id=row.pk, **f.cleaned_data),
        done="The promise is given, and recorded.",
        then=row.project.get_absolute_url(),
    )


@page_for(may_edit_portfolio)
def change_promise(request: HttpRequest, promise_id: int) -> HttpResponse:
    row = row_or_nothing(Promise, promise_id, "activity__project")
    project = row.activity.project
    return send_form(
        request,
        project_page(project, f"Change the promise {row.name or row.code}", "Change the promise", "What was promised before stays in its history."),
        forms.ChangePromiseForm(sent(request), initial={"due": row.due, "version": row.version}),
        lambda f: promises.change_promise(by=me_of(request), promise_id=row.pk, **f.cleaned_data),
        done="Changed, and kept in the promise's history.",
        then=project.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_portfolio)
def withdraw_promise(request: HttpRequest, promise_id: int) -> HttpResponse:
    row = row_or_nothing(Promise, promise_id, "activity__project")
    project = row.activity.project
    return send_form(
        request,
        project_page(project, f"Withdraw the promise {row.name or row.code}", "Withdraw the promise", is_grave=True),
        forms.RemovalForm(sent(request), initial={"version": row.version}),
        lambda f: promises.withdraw_promise(by=me_of(request), promise_id=row.pk, **f.cleaned_data),
        done="Withdrawn, and kept in the promise's history.",
        then=project.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_portfolio)
def budget(request: HttpRequest, project_id: int) -> HttpResponse:
    """One head at a time: ``?head=labour``."""
    row = project_or_nothing(project_id)
    line = BudgetLine.objects.filter(project=row, head=request.GET.get("head", "").replace("\0", "")[:20]).first()
    initial = (
        {} if line is None else {name: getattr(line, name) for name in ("head", "approved", "committed", "spent", "forecast", "note", "version")}
    )
    form = forms.BudgetForm(sent(request), initial=initial)
    page = project_page(row, f"Budget of {row.code}", "Keep it", f"In {row.site.currency}.")
    return send_form(
        request,
        page,
        form,
        lambda f: budgets.set_budget_line(by=me_of(request), project_id=row.pk, **f.cleaned_data),
        done="Kept, and recorded.",
        then=row.get_absolute_url(),
        version_now=None if line is None else version_of(line),
    )


def masters_page(title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, "Sponsors and products", reverse("portfolio:masters"), submit, sentence, **more)


@page_for(may_edit_portfolio)
def new_sponsor(request: HttpRequest) -> HttpResponse:
    def carry_out(form: forms.NewSponsorForm) -> Sponsor:
        return masters.enter_sponsor(by=me_of(request), code=form.cleaned_data["code"], name=form.cleaned_data["name"])

    page = masters_page("Enter a sponsor", "Enter the sponsor")
    return send_form(request, page, forms.NewSponsorForm(sent(request)), carry_out, done=lambda s: f"{s} is entered.", then="portfolio:masters")


@page_for(may_edit_portfolio)
def edit_sponsor(request: HttpRequest, sponsor_id: int) -> HttpResponse:
    row = row_or_nothing(Sponsor, sponsor_id)
    return send_form(
        request,
        masters_page(f"Change {row}", "Change the sponsor"),
        forms.SponsorForm(sent(request), initial={"name": row.name, "version": row.version}),
        lambda f: masters.edit_sponsor(by=me_of(request), sponsor_id=row.pk, **f.cleaned_data),
        done="Changed, and recorded.",
        then="portfolio:masters",
        version_now=version_of(row),
    )


@page_for(may_edit_portfolio)
def archive_sponsor(request: HttpRequest, sponsor_id: int) -> HttpResponse:
    row = row_or_nothing(Sponsor, sponsor_id)
    form = forms.RemovalForm(sent(request))
    page = masters_page(f"Archive {row}", f"Archive {row}", is_grave=True)
    return send_form(
        request,
        page,
        form,
        lambda f: masters.archive_sponsor(by=me_of(request), sponsor_id=row.pk, reason=f.cleaned_data["reason"]),
        done=f"{row} is archived.",
        then="portfolio:masters",
    )


@page_for(may_edit_portfolio)
def new_product(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()

    def carry_out(form: forms.NewProductForm) -> Product:
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return masters.enter_product(by=me_of(request), site=site, **given)

    page, form = masters_page("Enter a product", "Enter the product"), forms.NewProductForm(sent(request), site=site)
    return send_form(request, page, form, carry_out, done=lambda p: f"{p} is entered.", then="portfolio:masters")


@page_for(may_edit_portfolio)
def edit_product(request: HttpRequest, product_id: int) -> HttpResponse:
    row = row_or_nothing(Product, product_id, "site")
    initial = {name: getattr(row, name) for name in ("name", "sponsor", "band", "version")}
    return send_form(
        request,
        masters_page(f"Change {row}", "Change the product", "Its band decides changeovers, and which units may hold it."),
        forms.ProductForm(sent(request), site=row.site, initial=initial),
        lambda f: masters.edit_product(by=me_of(request), product_id=row.pk, **f.cleaned_data),
        done="Changed, and recorded.",
        then="portfolio:masters",
        version_now=version_of(row),
    )


@page_for(may_edit_portfolio)
def archive_product(request: HttpRequest, product_id: int) -> HttpResponse:
    row = row_or_nothing(Product, product_id)
    page = masters_page(f"Archive {row}", f"Archive {row}", is_grave=True)
    return send_form(
        request,
        page,
        forms.RemovalForm(sent(request)),
        lambda f: masters.archive_product(by=me_of(request), product_id=row.pk, reason=f.cleaned_data["reason"]),
        done=f"{row} is archived.",
        then="portfolio:masters",
    )
