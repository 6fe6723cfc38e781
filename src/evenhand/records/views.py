from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.records.errors import NotAllowed, NotThere
from evenhand.records.forms import SearchForm, status_of
from evenhand.records.head import head
from evenhand.records.kept import Kept
from evenhand.records.models import TrailEntry
from evenhand.records.queries import history, search
from evenhand.records.regulated import REGISTRY
from evenhand.records.signatures import Standing, signatures_of
from evenhand.records.words import Told, kind_in_words, told

ENTRIES_A_PAGE = 50
P = ParamSpec("P")


def for_readers(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Whom the records are open to is known by the accounts, which are higher up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not getattr(request.user, "may_read_records", False):
            raise NotAllowed("The records are open to the plant's own people.")
        return view(request, *args, **kwargs)

    return guarded


KEPT: Kept[tuple[Page[TrailEntry], list[Told]]] = Kept(2)


def page_of(found: QuerySet[TrailEntry], number: str | None) -> tuple[Page[TrailEntry], list[Told]]:
    page = Paginator(found, ENTRIES_A_PAGE).get_page(number)
    return page, told(page)


@for_readers
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET or None)
    newest = head()
    if form.is_bound:
        page, entries = page_of(search(form.wanted) if form.is_valid() else TrailEntry.objects.none(), request.GET.get("page"))
    else:
        page, entries = KEPT.get(newest, lambda: page_of(TrailEntry.objects.order_by("-sequence"), None))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "entries": entries, "searched": bool(query), "query": query.urlencode(), "head": newest}
    return render(request, "records/records.html", context, status=status_of(form))


@for_readers
@require_safe
def record_history(request: HttpRequest, kind: str, identity: str) -> HttpResponse:
    found = history(kind, identity)
    page = Paginator(found, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    latest = found.filter(subject_kind=kind, subject_id=identity).first()
    if latest is None:
        raise NotThere("Nothing is recorded of this.")
    record = REGISTRY[kind].model._base_manager.filter(pk=identity).first() if kind in REGISTRY else None
    standings: list[Standing] = signatures_of(record) if record is not None else []
    context = {
        "page": page,
        "entries": told(page),
        "label": latest.subject_label,
        "kind": kind_in_words(kind),
        "link": record.get_absolute_url() if record is not None and hasattr(record, "get_absolute_url") else None,
        "standings": standings,
        "broken": [standing for standing in standings if not standing.holds],
    }
    return render(request, "records/history.html", context)
