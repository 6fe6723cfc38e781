from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evenhand.accounts import actions
from evenhand.accounts.forms import EmailForm, GrantForm, InviteForm, ReasonForm, RenameForm
from evenhand.accounts.guards import page_for
from evenhand.accounts.invitations import renew_invitation, send_invitation
from evenhand.accounts.models import Person, RoleGrant
from evenhand.accounts.permissions import may_administer, may_see_plant
from evenhand.accounts.queries import everybody, is_locked_out, second_factors
from evenhand.accounts.roles import Role
from evenhand.records.errors import NotThere
from evenhand.records.forms import errors_into, status_of


@page_for(may_see_plant)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    found = everybody()
    context = {
        "active": [p for p in found if p.is_active],
        "gone": [p for p in found if not p.is_active],
        "may_administer": may_administer(me_of(request)),
    }
    return render(request, "accounts/people.html", context)


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Open to everybody who is logged in, also without any role."""
    return render(request, "accounts/person.html", about(me_of(request), is_me=True))


@page_for(may_see_plant)
@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    if person_id == request.user.pk:
        return redirect("accounts:me")
    context = about(person_or_nothing(person_id), is_me=False)
    return render(request, "accounts/person.html", {**context, "may_administer": may_administer(me_of(request))})


@page_for(may_administer)
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            invited = actions.invite_person(by=me_of(request), **form.cleaned_data)
            return invited_page(request, invited)
    return render(
        request,
        "accounts/form.html",
        form_context(form, "Invite a person", "They get a link by which they set their password."),
        status=status_of(form),
    )


@page_for(may_administer)
def invite_again(request: HttpRequest, person_id: int) -> HttpResponse:
    return change(
        request,
        person_id,
        ReasonForm,
        "Give a new link to {name}",
        "The present password stops working now. A new one is set by the link.",
        lambda form: renew_invitation(by=me_of(request), person_id=person_id, **form.cleaned_data),
        then=invited_page,
    )


@page_for(may_administer)
def rename(request: HttpRequest, person_id: int) -> HttpResponse:
    return change(
        request,
        person_id,
        RenameForm,
        "Change the printed name of {name}",
        "What was signed before keeps the name of then.",
        lambda form: actions.rename_person(by=me_of(request), person_id=person_id, **form.cleaned_data),
    )


@page_for(may_administer)
def email(request: HttpRequest, person_id: int) -> HttpResponse:
    return change(
        request,
        person_id,
        EmailForm,
        "Change the e-mail of {name}",
        "They log in with the new address from now on.",
        lambda form: actions.change_email(by=me_of(request), person_id=person_id, **form.cleaned_data),
    )


@page_for(may_administer)
def deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    return change(
        request,
        person_id,
        ReasonForm,
        "Deactivate {name}",
        "They are logged out and their roles end, now. What they did keeps their name.",
        lambda form: actions.deactivate_person(by=me_of(request), person_id=person_id, **form.cleaned_data),
    )


@page_for(may_administer)
def reactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    return change(
        request,
        person_id,
        ReasonForm,
        "Reactivate {name}",
        "They get a new link to set a password. Roles are granted anew.",
        lambda form: actions.reactivate_person(by=me_of(request), person_id=person_id, **form.cleaned_data),
        then=invited_page,
    )


@page_for(may_administer)
def unlock(request: HttpRequest, person_id: int) -> HttpResponse:
    return change(
        request,
        person_id,
        ReasonForm,
        "Unlock {name}",
        "The wrong passwords that were given for this account are forgotten.",
        lambda form: actions.unlock_person(by=me_of(request), person_id=person_id, **form.cleaned_data),
    )


@page_for(may_administer)
def grant(request: HttpRequest, person_id: int) -> HttpResponse:
    return change(
        request,
        person_id,
        GrantForm,
        "Grant a role to {name}",
        "Who administers approves nothing: an administrator is no planner, project manager, senior manager or quality.",
        lambda form: granted(me_of(request), person_id, form),
    )


def granted(by: Person, person_id: int, form: GrantForm) -> Person:
    given = form.cleaned_data
    return actions.grant_role(
        by=by, person_id=person_id, role=Role(given["role"]), starts_at=form.starts_at, ends_at=form.ends_at, reason=given["reason"]
    ).person


@page_for(may_administer)
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    found = RoleGrant.objects.filter(pk=grant_id).first()
    if found is None:
        raise NotThere("There is no such role.")
    return change(
        request,
        found.person_id,
        ReasonForm,
        f"End the role {found.get_role_display()} of {{name}}",
        "It ends now.",
        lambda form: actions.end_role(by=me_of(request), grant_id=grant_id, **form.cleaned_data).person,
    )


def change(
    request: HttpRequest,
    person_id: int,
    form_class: type[forms.Form],
    title: str,
    sentence: str,
    carry_out: Callable[[Any], Person],
    *,
    then: Callable[[HttpRequest, Person], HttpResponse] | None = None,
) -> HttpResponse:
    """One form about one person, sent to one action."""
    about_whom = person_or_nothing(person_id)
    initial = {"printed_name": about_whom.printed_name, "email": about_whom.email}
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            changed = carry_out(form)
            if then is not None:
                return then(request, changed)
            messages.success(request, f"Done, and recorded in the history of {changed.printed_name}.")
            return redirect(changed)
    context = form_context(form, title.format(name=about_whom.printed_name), sentence)
    return render(request, "accounts/form.html", {**context, "person": about_whom}, status=status_of(form))


def invited_page(request: HttpRequest, invited: Person) -> HttpResponse:
    """Shows the link once. It is not kept, and works once."""
    return render(request, "accounts/invited.html", {"person": invited, "link": send_invitation(request, invited)})


def form_context(form: forms.Form, title: str, sentence: str) -> dict[str, Any]:
    return {"form": form, "title": title, "sentence": sentence}


def about(whom: Person, *, is_me: bool) -> dict[str, Any]:
    return {
        "person": whom,
        "is_me": is_me,
        "grants": list(whom.grants.all()),
        "is_locked_out": is_locked_out(whom),
        "second_factors": second_factors(whom),
        "sentence": sentence_about(whom, is_me=is_me),
    }


def sentence_about(whom: Person, *, is_me: bool) -> str:
    who, has, holds = ("You", "have", "hold") if is_me else (whom.printed_name, "has", "holds")
    if not whom.is_active:
        return f"{who} {has} left: {whom.left_reason}"
    names = sorted(role.label for role in whom.roles)
    if not names:
        return f"{who} {holds} no role, and can see nothing of the plant yet."
    return f"{who} {holds} the role{'s' if len(names) > 1 else ''} {' and '.join([', '.join(names[:-1]), names[-1]] if len(names) > 1 else names)}."


def me_of(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def person_or_nothing(person_id: int) -> Person:
    found: Person | None = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotThere("There is no such person.")
    return found
