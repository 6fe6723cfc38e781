"""The forms of the plant: each is sent to one action."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_edit_plant, may_see_plant
from evenhand.plant import forms
from evenhand.plant.actions import calendars, changeovers, levers, people, resources, sites
from evenhand.plant.models import Absence, Band, Calendar, ChangeoverMatrix, Holiday, Lever, Qualification, Resource
from evenhand.plant.queries import site_or_nothing, the_site
from evenhand.records.errors import Conflict, NotThere
from evenhand.records.following import following

Row = TypeVar("Row", bound=models.Model)
LARGEST_ID = 2**63 - 1


def row_or_nothing(model: type[Row], identity: int, *related: str) -> Row:
    found: Row | None = following(model._base_manager.all(), *related).filter(pk=identity).first() if identity <= LARGEST_ID else None
    if found is None:
        raise NotThere(f"There is no such {model._meta.verbose_name}.")
    return found


def sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def version_of(row: Any) -> Any:
    return lambda: type(row)._base_manager.values_list("version", flat=True).get(pk=row.pk)


def plant_page(title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, "Plant", reverse("plant:plant"), submit, sentence, **more)


def resource_page(resource: Resource, title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, str(resource), resource.get_absolute_url(), submit, sentence, **more)


@page_for(may_edit_plant)
def set_up(request: HttpRequest) -> HttpResponse:
    if the_site() is not None:
        raise Conflict("There is a site already.")

    def carry_out(form: forms.SetUpForm) -> Any:
        given = dict(form.cleaned_data)
        bands = [(line.split(maxsplit=1)[0], line.partition(" ")[2]) for line in given.pop("bands")]
        return sites.set_up_site(by=me_of(request), horizon=given.pop("last_day"), bands=bands, **given)

    page = plant_page("Set up the site", "Set up the site", "Everything else is entered into it.")
    return send_form(request, page, forms.SetUpForm(sent(request)), carry_out, done="The site is set up. Enter its units next.", then="plant:plant")


@page_for(may_edit_plant)
def edit_site(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()
    initial = {name: getattr(site, name) for name in ("name", "horizon", "frozen_weeks", "version")}
    form = forms.SiteForm(sent(request), initial=initial)
    page = plant_page("Change the site", "Change the site", f"Its zone is {site.time_zone}, its first day {site.origin}; these stay.")
    return send_form(
        request,
        page,
        form,
        lambda f: sites.edit_site(by=me_of(request), site_id=site.pk, **f.cleaned_data),
        done="Changed, and recorded.",
        then="plant:plant",
        version_now=version_of(site),
    )


@page_for(may_edit_plant)
def new_resource(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()
    form = forms.NewResourceForm(sent(request), site=site)
    page = plant_page("Enter a unit, a pool or people", "Enter it")
    return send_form(
        request,
        page,
        form,
        lambda f: resources.enter_resource(by=me_of(request), site=site, **f.cleaned_data),
        done=lambda row: f"{row} is entered.",
        then=lambda row: row.get_absolute_url(),
    )


@page_for(may_edit_plant)
def edit_resource(request: HttpRequest, resource_id: int) -> HttpResponse:
    row = row_or_nothing(Resource, resource_id, "site")
    form = forms.EditResourceForm(sent(request), site=row.site, initial=forms.resource_initial(row))
    page = resource_page(row, f"Change {row}", "Change it", "Plans made from now on count with it as it is then.")
    return send_form(
        request,
        page,
        form,
        lambda f: resources.edit_resource(by=me_of(request), resource_id=row.pk, **f.cleaned_data),
        done="Changed, and recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_plant)
def archive_resource(request: HttpRequest, resource_id: int) -> HttpResponse:
    row = row_or_nothing(Resource, resource_id)
    page = resource_page(row, f"Archive {row}", f"Archive {row}", "It is planned no longer. What was done on it stays.", is_grave=True)
    return send_form(
        request,
        page,
        forms.ReasonForm(sent(request)),
        lambda f: resources.archive_resource(by=me_of(request), resource_id=row.pk, **f.cleaned_data),
        done=f"{row} is archived.",
        then="plant:plant",
    )


@page_for(may_edit_plant)
def cleaning(request: HttpRequest, resource_id: int) -> HttpResponse:
    row = row_or_nothing(Resource, resource_id)
    initial = {name: getattr(row, name) for name in ("cleaning", "cleaned_at", "clean_until", "version")}
    return send_form(
        request,
        resource_page(row, f"Record the cleaning of {row}", "Record it"),
        forms.CleaningForm(sent(request), initial=initial),
        lambda f: resources.record_cleaning(by=me_of(request), resource_id=row.pk, **f.cleaned_data),
        done="Recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_plant)
def calibration(request: HttpRequest, resource_id: int) -> HttpResponse:
    row = row_or_nothing(Resource, resource_id)
    initial = {name: getattr(row, name) for name in ("calibrated_on", "calibration_due", "version")}
    return send_form(
        request,
        resource_page(row, f"Record the calibration of {row}", "Record it"),
        forms.CalibrationForm(sent(request), initial=initial),
        lambda f: resources.record_calibration(by=me_of(request), resource_id=row.pk, **f.cleaned_data),
        done="Recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_plant)
def new_absence(request: HttpRequest, resource_id: int) -> HttpResponse:
    row = row_or_nothing(Resource, resource_id)

    def carry_out(form: forms.AbsenceForm) -> Absence:
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return people.enter_absence(by=me_of(request), resource_id=row.pk, **given)

    page = resource_page(row, f"Enter an absence of {row}", "Enter the absence", "So many are away in that time, and nothing is planned on them.")
    return send_form(request, page, forms.AbsenceForm(sent(request)), carry_out, done="The absence is entered.", then=row.get_absolute_url())


@page_for(may_edit_plant)
def edit_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    row = row_or_nothing(Absence, absence_id, "resource")
    initial = {name: getattr(row, name) for name in ("starts_at", "ends_at", "amount", "name", "version")}
    return send_form(
        request,
        resource_page(row.resource, f"Change an absence of {row.resource}", "Change the absence"),
        forms.AbsenceForm(sent(request), initial=initial),
        lambda f: people.edit_absence(by=me_of(request), absence_id=row.pk, **f.cleaned_data),
        done="Changed, and recorded.",
        then=row.resource.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_plant)
@require_POST
def withdraw_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    return redirect(people.withdraw_absence(by=me_of(request), absence_id=absence_id))


@page_for(may_edit_plant)
def qualify(request: HttpRequest, resource_id: int) -> HttpResponse:
    row = row_or_nothing(Resource, resource_id)

    def carry_out(form: forms.QualificationForm) -> Qualification:
        given = dict(form.cleaned_data)
        return people.qualify_person(by=me_of(request), person_id=given.pop("person").pk, resource_id=row.pk, **given)

    page = resource_page(row, f"Qualify somebody as {row}", "Qualify them")
    return send_form(request, page, forms.QualificationForm(sent(request)), carry_out, done=lambda q: f"{q}: recorded.", then=row.get_absolute_url())


@page_for(may_edit_plant)
def end_qualification(request: HttpRequest, qualification_id: int) -> HttpResponse:
    row = row_or_nothing(Qualification, qualification_id, "person", "resource")
    page = resource_page(row.resource, f"End the qualification of {row.person}", "End it", is_grave=True)
    return send_form(
        request,
        page,
        forms.EndQualificationForm(sent(request)),
        lambda f: people.end_qualification(by=me_of(request), qualification_id=row.pk, **f.cleaned_data),
        done="Ended, and recorded.",
        then=row.resource.get_absolute_url(),
    )


@page_for(may_edit_plant)
def new_lever(request: HttpRequest, resource_id: int) -> HttpResponse:
    row = row_or_nothing(Resource, resource_id)

    def carry_out(form: forms.NewLeverForm) -> Lever:
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return levers.enter_lever(by=me_of(request), resource_id=row.pk, **given)

    page = resource_page(row, f"Enter a lever on {row}", "Enter the lever", "What management can add when a project is to be expedited.")
    return send_form(request, page, forms.NewLeverForm(sent(request)), carry_out, done="The lever is entered.", then=row.get_absolute_url())


LEVER = ("name", "weekly", "amount", "cost", "lead_minutes", "block_minutes", "until", "version")


@page_for(may_edit_plant)
def edit_lever(request: HttpRequest, lever_id: int) -> HttpResponse:
    row = row_or_nothing(Lever, lever_id, "resource")
    return send_form(
        request,
        resource_page(row.resource, f"Change {row.name or row.code}", "Change the lever"),
        forms.LeverForm(sent(request), initial={name: getattr(row, name) for name in LEVER}),
        lambda f: levers.edit_lever(by=me_of(request), lever_id=row.pk, **f.cleaned_data),
        done="Changed, and recorded.",
        then=row.resource.get_absolute_url(),
        version_now=version_of(row),
    )


@page_for(may_edit_plant)
def withdraw_lever(request: HttpRequest, lever_id: int) -> HttpResponse:
    row = row_or_nothing(Lever, lever_id, "resource")
    page = resource_page(row.resource, f"Withdraw {row.name or row.code}", "Withdraw the lever", "It is offered no longer.", is_grave=True)
    return send_form(
        request,
        page,
        forms.ReasonForm(sent(request)),
        lambda f: levers.withdraw_lever(by=me_of(request), lever_id=row.pk, **f.cleaned_data),
        done="Withdrawn, and recorded.",
        then=row.resource.get_absolute_url(),
    )


@page_for(may_edit_plant)
def new_calendar(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()

    def carry_out(form: forms.NewCalendarForm) -> Calendar:
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return calendars.enter_calendar(by=me_of(request), site=site, **given)

    page = plant_page("Enter a calendar", "Enter the calendar", "When units and people work.")
    return send_form(
        request, page, forms.NewCalendarForm(sent(request)), carry_out, done="Entered. Add its holidays.", then=lambda row: row.get_absolute_url()
    )


@page_for(may_see_plant)
def calendar(request: HttpRequest, calendar_id: int) -> HttpResponse:
    row = row_or_nothing(Calendar, calendar_id)
    may_edit = may_edit_plant(me_of(request)) and row.archived_at is None
    form = forms.CalendarForm(sent(request), initial={name: getattr(row, name) for name in ("name", "is_always_open", "weekly", "version")})
    page = plant_page(str(row), "Change the calendar", template="plant/calendar.html")
    holidays = row.holidays.filter(last_day__gte=site_or_nothing().today()).order_by("first_day")
    more = {
        "calendar": row,
        "holidays": holidays,
        "past": row.holidays.count() - len(holidays),
        "may_edit": may_edit,
        "holiday_form": forms.HolidayForm(),
    }
    return send_form(
        request,
        page,
        form,
        lambda f: calendars.edit_calendar(by=me_of(request), calendar_id=row.pk, **f.cleaned_data),
        done="Changed, and recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
        more=more,
    )


@page_for(may_edit_plant)
def archive_calendar(request: HttpRequest, calendar_id: int) -> HttpResponse:
    row = row_or_nothing(Calendar, calendar_id)
    page = FormPage(f"Archive {row}", str(row), row.get_absolute_url(), f"Archive {row}", is_grave=True)
    return send_form(
        request,
        page,
        forms.ReasonForm(sent(request)),
        lambda f: calendars.archive_calendar(by=me_of(request), calendar_id=row.pk, **f.cleaned_data),
        done=f"{row} is archived.",
        then="plant:plant",
    )


@page_for(may_edit_plant)
def new_holiday(request: HttpRequest, calendar_id: int) -> HttpResponse:
    row = row_or_nothing(Calendar, calendar_id)

    def carry_out(form: forms.HolidayForm) -> Holiday:
        given = form.cleaned_data
        last = given["last_day"] or given["first_day"]
        return calendars.enter_holiday(by=me_of(request), calendar_id=row.pk, first_day=given["first_day"], last_day=last, name=given["name"])

    page = FormPage(f"Enter a holiday of {row}", str(row), row.get_absolute_url(), "Enter the holiday")
    return send_form(request, page, forms.HolidayForm(sent(request)), carry_out, done="The holiday is entered.", then=row.get_absolute_url())


@page_for(may_edit_plant)
@require_POST
def remove_holiday(request: HttpRequest, holiday_id: int) -> HttpResponse:
    return redirect(calendars.remove_holiday(by=me_of(request), holiday_id=holiday_id))


@page_for(may_edit_plant)
def new_matrix(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()
    bands = list(Band.objects.filter(site=site))

    def carry_out(form: forms.MatrixForm) -> ChangeoverMatrix:
        given = {name: form.cleaned_data[name] for name in ("name", "same_product_minutes", "fail_chance")}
        return changeovers.enter_changeovers(by=me_of(request), site=site, between=form.between, **given)

    page = plant_page("Enter changeovers", "Enter the changeovers", template="plant/matrix.html")
    form = forms.MatrixForm(sent(request), bands=bands, is_new=True)
    return send_form(
        request,
        page,
        form,
        carry_out,
        done="Entered. Say on each unit that it has them.",
        then=lambda row: row.get_absolute_url(),
        more={"may_edit": True, "bands": bands},
    )


@page_for(may_see_plant)
def matrix(request: HttpRequest, matrix_id: int) -> HttpResponse:
    row = row_or_nothing(ChangeoverMatrix, matrix_id, "site")
    bands = list(Band.objects.filter(site=row.site))

    def carry_out(form: forms.MatrixForm) -> ChangeoverMatrix:
        given = {name: form.cleaned_data[name] for name in ("name", "same_product_minutes", "fail_chance", "reason", "version")}
        return changeovers.edit_changeovers(by=me_of(request), matrix_id=row.pk, between=form.between, **given)

    units = row.units.filter(archived_at__isnull=True)
    sentence = f"They hold on {', '.join(str(unit) for unit in units)}." if units else "No unit has them yet."
    may_edit = may_edit_plant(me_of(request)) and row.archived_at is None
    form = forms.MatrixForm(sent(request), bands=bands, is_new=False, initial=forms.matrix_initial(row))
    return send_form(
        request,
        plant_page(row.name, "Change the changeovers", sentence, template="plant/matrix.html"),
        form,
        carry_out,
        done="Changed, and recorded.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
        more={"may_edit": may_edit, "bands": bands, "matrix": row},
    )


@page_for(may_edit_plant)
def archive_matrix(request: HttpRequest, matrix_id: int) -> HttpResponse:
    row = row_or_nothing(ChangeoverMatrix, matrix_id)
    page = FormPage(f"Archive {row}", str(row), row.get_absolute_url(), "Archive the changeovers", is_grave=True)
    return send_form(
        request,
        page,
        forms.ReasonForm(sent(request)),
        lambda f: changeovers.archive_changeovers(by=me_of(request), matrix_id=row.pk, **f.cleaned_data),
        done=f"{row} are archived.",
        then="plant:plant",
    )
