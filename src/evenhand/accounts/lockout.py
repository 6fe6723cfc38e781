"""Too many wrong passwords lock an account for a while, on whichever page they were tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.accounts.models import normal_email

LOCKED = "Too many wrong passwords were given for this account. It is locked for {minutes} minutes; an administrator can unlock it sooner."


def email_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """The address that a log-in was tried with, by whatever name the form or the backend has for it."""
    sources = (credentials or {}, request.POST)
    for source in sources:
        for name in ("username", "email", "login"):
            if source.get(name):
                return normal_email(str(source[name]))[:255]
    return None


def locked_out(request: HttpRequest, original_response: HttpResponse | None = None, credentials: Mapping[str, Any] | None = None) -> HttpResponse:
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    response = render(request, "accounts/locked_out.html", {"message": LOCKED.format(minutes=minutes)}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
