"""How a run is doing, for the browser: as a document, and as a stream of them while it goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from evenhand.planning.problem import Objective
from evenhand.records.errors import NotThere
from evenhand.schedules.models import PlanRun, RunKind, RunProgress, RunState
from evenhand.schedules.words import SlotWords

LOOK = 0.5  # seconds
LONGEST = 600.0  # seconds; the browser then asks again, and is asked who it is again


def run_document(run: PlanRun) -> dict[str, Any]:
    """What the page shows of a run, in words and in slots."""
    last: RunProgress | None = run.progress.filter(attempt=run.attempts).order_by("-pk").first()
    words = SlotWords(run.site.scale, run.site.currency)
    began = run.began_at or run.asked_at
    seconds = ((run.ended_at or timezone.now()) - began).total_seconds() if run.state != RunState.QUEUED else 0.0
    document: dict[str, Any] = {
        "id": run.pk,
        "kind": run.kind,
        "state": run.state,
        "words": run.get_state_display(),
        "over": run.is_over,
        "stopping": run.stop_asked_at is not None and not run.is_over,
        "seconds": round(max(0.0, seconds), 1),
        "message": run.message,
        "phase": last.phase if last is not None else "",
        "share": last.share if last is not None else 0.0,
        "best": last.best if last is not None else None,
        "bound": last.bound if last is not None else None,
    }
    if last is not None and run.kind == RunKind.EXPEDITE:
        document |= {"best_words": words.end(last.best[0]), "bound_words": words.end(last.bound[0])}
    elif last is not None and run.kind == RunKind.PLAN:
        document["best_words"] = words.best(Objective(run.site.objective), last.best)
    if run.is_over:
        document["then"] = where_it_led(run)
    return document


def where_it_led(run: PlanRun) -> str:
    """The page to go on with."""
    if run.kind == RunKind.EXPEDITE:
        return f"{reverse('schedules:expedite')}?run={run.pk}"
    draft = run.drafts.order_by("pk").first()
    return f"{reverse('schedules:plan')}?run={run.pk}" if draft is None else f"{draft.get_absolute_url()}&run={run.pk}"


def document_of(run_id: int) -> dict[str, Any]:
    """For a thread of its own, which keeps no connection."""
    try:
        run = PlanRun.objects.light().select_related("site").filter(pk=run_id).first()
        if run is None:
            raise NotThere("There is no such run.")
        return run_document(run)
    finally:
        if not connection.in_atomic_block:
            connection.close()


async def stream(run_id: int) -> AsyncIterator[str]:
    """Server-sent events: the run's document whenever it says something new, until it is over."""
    loop = asyncio.get_running_loop()
    end, told, at = loop.time() + LONGEST, "", 0.0
    while loop.time() < end:
        document = await sync_to_async(document_of)(run_id)
        text = json.dumps({key: value for key, value in document.items() if key != "seconds"})
        if text != told or loop.time() - at >= 5:
            yield f"event: {'over' if document['over'] else 'run'}\ndata: {json.dumps(document)}\n\n"
            told, at = text, loop.time()
        if document["over"]:
            return
        await asyncio.sleep(LOOK)
