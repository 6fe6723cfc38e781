from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from evenhand.accounts.models import Person
from evenhand.matters.queries import unread_notices
from evenhand.web.navigation import links


def site(request: HttpRequest) -> dict[str, Any]:
    """What the frame of each page needs."""
    person = getattr(request, "user", None)
    return {
        "site_name": settings.SITE_NAME,
        "site_zone": settings.TIME_ZONE,
        "unread_notices": SimpleLazyObject(lambda: unread_notices(person) if isinstance(person, Person) else 0),
        "navigation": SimpleLazyObject(lambda: list(links(request, person)) if isinstance(person, Person) else []),
    }
