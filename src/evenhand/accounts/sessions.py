"""Sessions end by themselves: after a time without a click, and after a working day in any case."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

SEEN, BEGAN = "evenhand_seen", "evenhand_began"
NOTED_EVERY = timedelta(minutes=1)


class SessionExpiry(MiddlewareMixin):
    """Looks at the clock before the view does anything. What a person does is noted once a minute, so that most pages write nothing."""

    def process_request(self, request: HttpRequest) -> None:
        if SEEN not in request.session and not request.user.is_authenticated:
            return
        now = timezone.now().timestamp()
        began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
        if now - seen > settings.SESSION_IDLE.total_seconds() or now - began > settings.SESSION_LONGEST.total_seconds():
            logout(request)
            request.session_expired = True  # type: ignore[attr-defined]
        elif SEEN not in request.session or now - seen >= NOTED_EVERY.total_seconds():
            request.session[BEGAN], request.session[SEEN] = began, now

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Said when the messages are there to say it, and before the log-in is asked for."""
        if getattr(request, "session_expired", False):
            messages.warning(request, "You were logged out because nothing happened for a while. Log in to go on where you were.")
