"""What a worker does to a run: take it, keep it, give it back, end it. Only whoever holds the lease may write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from evenhand.records.events import Event
from evenhand.records.people import SYSTEM
from evenhand.records.regulated import state
from evenhand.records.trail import append, changes
from evenhand.schedules import events
from evenhand.schedules.models import LEASE, MOST_ATTEMPTS, PlanRun, RunProgress, RunState
from evenhand.schedules.problem_json import Json


class LeaseLost(RuntimeError):
    """Somebody else has the run now, or nobody."""


def take_next_run(*, worker: str) -> PlanRun | None:
    """The run that waits longest, if nobody else was quicker."""
    if not PlanRun.objects.filter(state=RunState.QUEUED).exists():
        return None
    with transaction.atomic():
        run: PlanRun | None = PlanRun.objects.select_for_update(skip_locked=True, of=("self",)).filter(state=RunState.QUEUED).order_by("pk").first()
        if run is None:
            return None
        before, now = state(run), timezone.now()
        run.state, run.worker, run.attempts, run.began_at = RunState.RUNNING, worker, run.attempts + 1, now
        run.heartbeat_at, run.lease_until = now, now + LEASE
        run.save(update_fields=["state", "worker", "attempts", "began_at", "heartbeat_at", "lease_until"])
        _record(events.PLAN_RUN_BEGAN, run, before)
    return run


def keep_lease(*, run: PlanRun) -> PlanRun:
    """A sign of life. Returns the run as it is now.

    Raises
    ------
    LeaseLost
    """
    now = timezone.now()
    mine = PlanRun.objects.filter(pk=run.pk, state=RunState.RUNNING, worker=run.worker, attempts=run.attempts)
    if not mine.update(heartbeat_at=now, lease_until=now + LEASE):
        raise LeaseLost(f"{run} is no longer held by {run.worker}.")
    return PlanRun.objects.light().get(pk=run.pk)


def note_progress(*, run: PlanRun, line: Json, at: datetime) -> None:
    began = run.began_at or at
    RunProgress.objects.create(
        run=run,
        attempt=run.attempts,
        seconds=round((at - began).total_seconds(), 3),
        phase=line["phase"],
        best=line["best"],
        bound=line["bound"],
        share=line["share"],
    )


def requeue_lapsed_runs() -> list[PlanRun]:
    """Runs whose worker has not been heard of go back into the queue; after too many attempts they have failed."""
    if not PlanRun.objects.lapsed().exists():
        return []
    with transaction.atomic():
        lapsed = list(PlanRun.objects.select_for_update(skip_locked=True, of=("self",)).lapsed().order_by("pk"))
        for run in lapsed:
            _give_back(run, "Its worker was not heard of any more.")
    return lapsed


def give_back(*, run: PlanRun, why: str) -> None:
    """The process in which it was solved is gone; somebody tries again."""
    with transaction.atomic():
        _give_back(_held(run), why)


def end_run(*, run: PlanRun, to: RunState, message: str = "", **outcome: Any) -> PlanRun:
    """Inside the transaction that stores what came of it."""
    held = _held(run)
    before = state(held)
    held.state, held.ended_at, held.message, held.lease_until = to, timezone.now(), message, None
    for name, value in outcome.items():
        setattr(held, name, value)
    held.save(update_fields=["state", "ended_at", "message", "lease_until", *outcome])
    _record(events.PLAN_RUN_ENDED, held, before)
    return held


def _held(run: PlanRun) -> PlanRun:
    found = PlanRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if (found.state, found.worker, found.attempts) != (RunState.RUNNING, run.worker, run.attempts):
        raise LeaseLost(f"{run} is no longer held by {run.worker}.")
    return found


def _give_back(run: PlanRun, why: str) -> None:
    before = state(run)
    run.lease_until, run.worker = None, ""
    if run.stop_asked_at is not None:
        run.state, run.ended_at, run.message = RunState.CANCELLED, timezone.now(), f"{why} It had been asked to stop."
    elif run.attempts >= MOST_ATTEMPTS:
        run.state, run.ended_at, run.message = RunState.FAILED, timezone.now(), f"{why} It was tried {run.attempts} times."
    else:
        run.state, run.message = RunState.QUEUED, why
    run.save(update_fields=["state", "worker", "lease_until", "ended_at", "message"])
    _record(events.PLAN_RUN_ENDED if run.is_over else events.PLAN_RUN_REQUEUED, run, before, why)


def _record(event: Event, run: PlanRun, before: dict[str, Any], reason: str = "") -> None:
    was, now = changes(before, run)
    append(by=SYSTEM, event=event, subject=run, was=was, now=now, reason=reason)
