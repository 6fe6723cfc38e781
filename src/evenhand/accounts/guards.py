"""Who may see a page; asked before anything is looked up, so that a refusal tells nothing about what exists."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from evenhand.accounts.permissions import WHO, Permission
from evenhand.records.errors import NotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page_for(permission: Permission) -> Callable[[View[P]], View[P]]:
    """``@page_for(may_see_plant)``: others get a 403. Who is not logged in was sent to the log-in before."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated or not permission(request.user):  # type: ignore[arg-type]
                raise NotAllowed(f"This page is for {WHO[permission]}.")
            return view(request, *args, **kwargs)

        return guarded

    return guard
