"""The plan page and what is done on it: look, compare, move, publish."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evenhand.accounts.guards import page_for
from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_plan, may_publish, may_see_plant
from evenhand.plant.models import Site
from evenhand.plant.queries import site_or_nothing as the_site
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.forms import errors_into, status_of
from evenhand.records.signatures import reauthenticate
from evenhand.schedules import queries
from evenhand.schedules.actions import make_draft
from evenhand.schedules.actions.publish_revision import as_of_now, publish_revision, publishable, what_moves
from evenhand.schedules.actions.try_move import try_move as try_the_move
from evenhand.schedules.bridge import present
from evenhand.schedules.comparison import compare
from evenhand.schedules.forms import CompareForm, PublishForm, RunForm
from evenhand.schedules.models import Draft, Revision, RunKind
from evenhand.schedules.violation_words import violations_in_words
from evenhand.schedules.words import SlotWords, sentence_of

LONGEST_QUESTION = 10_000
MOST_SENTENCES = 6


@page_for(may_see_plant)
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The Gantt, with the runs and drafts beside it. What takes longer to find out is asked for by the page."""
    site = Site.objects.first()
    if site is None:
        return render(request, "schedules/no_site.html")
    draft = queries.draft_or_nothing(number_in(request, "draft")) if "draft" in request.GET else None
    revision = Revision.objects.current(site)
    runs = queries.runs_of(site, RunKind.PLAN)
    shown = next((r for r in runs if str(r.pk) == request.GET.get("run")), None) or next((r for r in runs if not r.is_over), None)
    person = me_of(request)
    context = {
        "site": site,
        "draft": draft,
        "revision": revision,
        "is_overtaken": draft is not None and draft.based_on_id != (revision.pk if revision is not None else None),
        "runs": runs,
        "run": shown,
        "drafts": queries.open_drafts(site),
        "revisions": queries.latest_revisions(site)[:3],
        "run_form": RunForm(),
        "may_plan": may_plan(person),
        "may_publish": may_publish(person),
        "query": f"?draft={draft.pk}" if draft is not None else "",
    }
    return render(request, "schedules/plan.html", context)


@page_for(may_see_plant)
@require_GET
def standing(request: HttpRequest) -> HttpResponse:
    """Whether the published plan still holds, as things are now; what a draft would change. A part of the plan page."""
    site = the_site()
    if "draft" in request.GET:
        draft = queries.draft_or_nothing(number_in(request, "draft"))
        return render(request, "schedules/parts/differs.html", differences(draft))
    now = present(site)
    missing = [a for a in now.problem.activities if a.id not in now.places]
    broken = now.broken
    context = {
        "revision": now.revision,
        "missing": len(missing),
        "broken": violations_in_words(broken[:MOST_SENTENCES], now.situation),
        "more": max(0, len(broken) - MOST_SENTENCES),
        "late": late_promises(now),
    }
    return render(request, "schedules/parts/standing.html", context)


def late_promises(now: Any) -> list[dict[str, Any]]:
    words = SlotWords(now.situation.scale)
    late = [(p, now.places[p.activity].end) for p in now.problem.promises if p.activity in now.places and now.places[p.activity].end > p.due]
    return [
        {"project": now.situation.name(now.problem.activity[p.activity].project), "late": words.span(end - p.due), "end": words.end(end)}
        for p, end in sorted(late, key=lambda x: x[0].due - x[1])
    ]


def differences(draft: Draft) -> dict[str, Any]:
    """What a draft moves for whom, against what is published, as things are now; or why it cannot be published."""
    now = as_of_now(draft)
    words = SlotWords(now.situation.scale, now.situation.currency)
    try:
        found = what_moves(draft, now, publishable(draft, now))
    except Conflict as error:
        return {"draft": draft, "overtaken": error.message}
    return {"draft": draft, "found": found, "words": words, "sentence": sentence_of(found, words)}


@page_for(may_see_plant)
@require_GET
def compare_plans(request: HttpRequest) -> HttpResponse:
    site = the_site()
    choices = queries.choices_of_plans(site)
    form = CompareForm(request.GET or None, choices=[(c.value, c.words) for c in choices])
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        now = present(site)
        before, after = (queries.plan_named(site, form.cleaned_data[name], now.situation) for name in ("before", "after"))
        wanted = {a.id for a in now.problem.activities} & set(after.of)
        situation = now.situation
        if len(wanted) < len(now.problem.activities):
            situation = replace(situation, problem=queries.only(now.problem, wanted))
        found = compare(situation, before, after)
        words = SlotWords(now.situation.scale, now.situation.currency)
        context |= {"found": found, "words": words, "sentence": sentence_of(found, words)}
    return render(request, "schedules/compare.html", context, status=status_of(form))


@page_for(may_plan)
@require_POST
def try_move(request: HttpRequest) -> HttpResponse:
    """The checker's answer to a move: JSON in, JSON out. A valid move is a draft from here on."""
    asked = question(request)
    site = the_site()
    tried = try_the_move(by=me_of(request), site=site, **asked)
    row = asked["row"]
    answer: dict[str, Any] = {"valid": tried.valid, "sentences": list(tried.sentences[:MOST_SENTENCES])}
    if tried.draft is not None:
        moved = {"activity": tried.activity.activity, "start": tried.activity.start, "end": tried.activity.end}
        answer |= {"moved": [moved if row is None else {**moved, "row": row}], "draft": tried.draft.pk, "address": tried.draft.get_absolute_url()}
    return JsonResponse(answer)


def question(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LONGEST_QUESTION:
        raise Invalid("Must be a question about one move; is longer than any.")
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError) as error:  # also what is nested deeper than anybody nests
        raise Invalid("Must be JSON.") from error
    if not isinstance(asked, dict):
        raise Invalid("Must be an object with activity, start, row and draft.")
    activity, start, row, draft = (asked.get(name) for name in ("activity", "start", "row", "draft"))
    if not isinstance(activity, str) or not 0 < len(activity) <= 500:
        raise Invalid("Must name an activity by its id.", field="activity")
    if not isinstance(start, int) or isinstance(start, bool) or abs(start) > 10**9:
        raise Invalid("Must give a start in slots.", field="start")
    if row is not None and (not isinstance(row, str) or len(row) > 500):
        raise Invalid("Must name a unit by its id, or null.", field="row")
    if draft is not None and (not isinstance(draft, int) or isinstance(draft, bool) or not 0 < draft < 2**62):
        raise Invalid("Must name a draft by its number, or null.", field="draft")
    return {"activity": activity, "start": start, "row": row, "draft_id": draft}


@page_for(may_publish)
def publish(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What moves for whom; reason and password; and then it is published for good."""
    draft = queries.draft_or_nothing(draft_id)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"seen": draft.plan_id})
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            person = me_of(request)
            proof = reauthenticate(person=person, password=form.cleaned_data["password"], request=request)
            given = form.cleaned_data
            revision = publish_revision(draft=draft.pk, by=person, proof=proof, reason=given["reason"], seen=given["seen"])
            messages.success(request, f"Revision {revision.number} is published and signed.")
            return redirect(revision)
        draft = queries.draft_or_nothing(draft_id)
        form.data = form.data.copy()
        form.data["seen"] = draft.plan_id  # it is shown as it is now: sent again, that is what is signed
    if draft.state != "open":
        raise Conflict(f"Draft {draft.pk} is {draft.get_state_display()} already.")
    context = {**differences(draft), "form": form, "next": Revision.objects.next_number(draft.site), "may_decide": may_decide(me_of(request))}
    return render(request, "schedules/publish.html", context, status=status_of(form))


@page_for(may_plan)
@require_POST
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = make_draft.discard_draft(by=me_of(request), draft_id=draft_id)
    messages.info(request, f"Draft {draft.pk} is discarded.")
    return redirect(reverse("schedules:plan"))


def number_in(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid(f"Must be the number of a {name}; is {text[:50]!r}.")
    return int(text)


def me_of(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
