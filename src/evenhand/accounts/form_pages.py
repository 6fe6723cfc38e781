"""A page with one form that is sent to one action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evenhand.accounts.models import Person
from evenhand.records.errors import Conflict
from evenhand.records.forms import errors_into, status_of


@dataclass(frozen=True)
class FormPage:
    """``above``: what the form is about, and where that is; ``submit``: what the button does, in words."""

    title: str
    above: str
    above_link: str
    submit: str
    sentence: str = ""
    is_grave: bool = False
    template: str = "web/form_page.html"


def me_of(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def send_form(
    request: HttpRequest,
    page: FormPage,
    form: forms.Form,
    carry_out: Callable[[Any], Any],
    *,
    done: str | Callable[[Any], str],
    then: str | Callable[[Any], str],
    version_now: Callable[[], int] | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """``done``: what is said afterwards; ``then``: where to go.

    Where somebody else changed the same thing meanwhile, the form comes back with what was typed, with what they changed, and with the version of now: sent
    again, it is a change to what has been read.
    """
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            result = carry_out(form)
            messages.success(request, done(result) if callable(done) else done)
            return redirect(then(result) if callable(then) else then)
        if getattr(form, "refused_with", 0) == Conflict.status and version_now is not None and "version" in form.fields:
            form.data = form.data.copy()
            form.data["version"] = str(version_now())
    return render(request, page.template, {"page": page, "form": form, **(more or {})}, status=status_of(form))
