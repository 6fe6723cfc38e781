"""What happened to work that has started: it finished, or so much of it remains. Nothing is corrected by that, so no reason is asked for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from evenhand.accounts.form_pages import me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_report_actuals
from evenhand.plant.form_views import sent, version_of
from evenhand.portfolio import forms
from evenhand.portfolio.actions.actuals import record_finish, record_remaining
from evenhand.portfolio.form_views import activity_page
from evenhand.portfolio.models import Activity
from evenhand.portfolio.queries import activity_or_nothing
from evenhand.records.wall_clock import minutes_in_words


@page_for(may_report_actuals)
def finish(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    form = forms.FinishForm(sent(request), initial={"finished_at": row.project.site.now(), "version": row.version})

    def carry_out(form: forms.FinishForm) -> Activity:
        given = form.cleaned_data
        return record_finish(by=me_of(request), activity_id=row.pk, version=given["version"], finished_at=given["finished_at"])

    page = activity_page(row, f"Record the finish of {row.name}", "Record the finish")
    return send_form(request, page, form, carry_out, done="The finish is recorded.", then=row.get_absolute_url(), version_now=version_of(row))


@page_for(may_report_actuals)
def remaining(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = activity_or_nothing(activity_id)
    left = "" if row.remaining_minutes is None else minutes_in_words(row.remaining_minutes)
    form = forms.RemainingForm(sent(request), initial={"remaining_minutes": left, "version": row.version})
    page = activity_page(row, f"Record what remains of {row.name}", "Record what remains")
    return send_form(
        request,
        page,
        form,
        lambda f: record_remaining(by=me_of(request), activity_id=row.pk, **f.cleaned_data),
        done="What remains is recorded. The next plan reckons with it.",
        then=row.get_absolute_url(),
        version_now=version_of(row),
    )
