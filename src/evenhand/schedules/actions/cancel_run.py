"""Stop a run: one that waits is over at once; one under way is asked to hand over the best it has."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.permissions import may_plan, require
from evenhand.records.errors import Conflict, NotThere
from evenhand.records.people import Actor
from evenhand.records.regulated import state
from evenhand.records.trail import append, changes
from evenhand.schedules import events
from evenhand.schedules.models import PlanRun, RunState


def cancel_run(*, by: Actor, run_id: int) -> PlanRun:
    require(by, may_plan, "stop plan runs")
    with transaction.atomic():
        run: PlanRun | None = PlanRun.objects.select_for_update().filter(pk=run_id).first()
        if run is None:
            raise NotThere("There is no such run.")
        if run.is_over:
            raise Conflict(f"Run {run.pk} is over already: {run.get_state_display()}.")
        if run.stop_asked_at is not None:
            return run
        before = state(run)
        run.stop_asked_at = timezone.now()
        if run.state == RunState.QUEUED:
            run.state, run.ended_at, run.message = RunState.CANCELLED, run.stop_asked_at, "Stopped before it began."
        run.save(update_fields=["stop_asked_at", "state", "ended_at", "message"])
        was, now = changes(before, run)
        append(by=by, event=events.PLAN_RUN_CANCELLED, subject=run, was=was, now=now)
    return run
