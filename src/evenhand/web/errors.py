"""The one place where errors become HTTP: a page that says what to do, keeps what was typed, and names an id that is in the log."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from evenhand.records.errors import DomainError

log = logging.getLogger("evenhand.errors")

TITLES = {
    400: "That request cannot be read",
    403: "This is not open to you",
    404: "There is nothing here",
    405: "Not by this way",
    409: "That is no longer so",
    422: "That cannot be done as given",
    500: "This is a fault in Evenhand",
    503: "Evenhand is busy",
}
WAYS = {"GET": "is for looking at only", "POST": "takes only forms that are sent to it"}
SECRET = ("password", "token", "credential", "code", "secret", "key")
LONGEST_KEPT = 20_000


@dataclass(frozen=True)
class Typed:
    """A field as it was sent, so that nobody has to think it up again."""

    name: str
    value: str


class ErrorPages(MiddlewareMixin):
    """Turns what a view raises into a page. What it does not know is a fault: logged whole, with the id that the page shows."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """No database keeps the character NUL, so nothing that is there has it in its address."""
        return not_found(request) if "\0" in request.path else None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """What takes only some methods says so in words."""
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        ways = " and ".join(WAYS.get(name, name) for name in response["Allow"].split(", ") if name not in ("HEAD", "OPTIONS"))
        said = error_page(request, 405, f"This address {ways}; nothing was done.")
        said["Allow"] = response["Allow"]
        return said

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return error_page(request, exception.status, exception.message, field=exception.field)
        if isinstance(exception, Http404):
            return not_found(request)
        if isinstance(exception, PermissionDenied):
            return forbidden(request)
        if isinstance(exception, IntegrityError):
            identity = logged(request, exception)
            return error_page(
                request, 409, "Somebody else changed the same thing at the same moment. Look at it as it is now, and try again.", identity
            )
        if isinstance(exception, OperationalError):
            identity = logged(request, exception)
            return error_page(request, 503, "Others are writing at this moment, or the database cannot be reached. Try again in a minute.", identity)
        if is_faulty_request(exception):
            return None
        return fault(request, exception)


def is_faulty_request(exception: Exception) -> bool:
    """What Django itself answers with 400: a broken upload, a forged host or cookie."""
    from_http = type(exception).__mro__
    return any(kind.__name__ in ("SuspiciousOperation", "MultiPartParserError", "BadRequest") for kind in from_http)


def fault(request: HttpRequest, exception: Exception) -> HttpResponse:
    identity = logged(request, exception)
    return error_page(
        request, 500, "What you asked for was not done. Tell whoever looks after Evenhand, and name the id below: it is in the log.", identity
    )


def logged(request: HttpRequest, exception: BaseException) -> str:
    identity = secrets.token_hex(4)
    log.error("%s %s %s: %s", identity, request.method, request.path, type(exception).__name__, exc_info=exception)
    return identity


def error_page(request: HttpRequest, status: int, message: str, identity: str = "", *, field: str | None = None) -> HttpResponse:
    if not request.accepts("text/html"):
        return JsonResponse({"message": message, "field": field, "id": identity or None}, status=status)
    context = {
        "status": status,
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "message": message,
        "identity": identity,
        "typed": typed(request),
    }
    if getattr(request, "htmx", False):
        response = render(request, "web/parts/refusal.html", context, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#refusals", "innerHTML"
        return response
    return render(request, "web/error.html", context, status=status)


def typed(request: HttpRequest) -> list[Typed]:
    """What was sent with the request, but for secrets."""
    if request.method != "POST":
        return []
    try:
        sent = request.POST
    except Exception:  # noqa: BLE001 - a body that cannot be read holds nothing that could be kept
        return []
    return [
        Typed(name.replace("_", " "), value[:LONGEST_KEPT])
        for name, values in sent.lists()
        if not any(word in name.lower() for word in SECRET)
        for value in values
        if value
    ]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400, "Go back and try again.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403, "Your roles do not include it. An administrator can grant you one that does.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404, "The address is misspelt, or leads to something that you may not see.")


def server_error(request: HttpRequest) -> HttpResponse:
    identity = secrets.token_hex(4)
    log.error("%s %s %s: outside any view", identity, request.method, request.path)
    return error_page(request, 500, "What you asked for was not done. Tell whoever looks after Evenhand, and name the id below.", identity)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403, "The page was open too long, or in a browser without cookies. Load it again, and send it again.")
