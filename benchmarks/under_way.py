"""Wait until a plan run is being solved. Run by `benchmarks.in_site`."""

from __future__ import annotations

import time

from evenhand.schedules.models import PlanRun, RunState

PATIENCE = 120.0  # seconds


def told() -> bool:
    """That one is; refused where all are over, or nobody takes them up."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not PlanRun.objects.under_way().exists():
            raise AssertionError("The plan runs are over while pages are measured beside them.")
        if PlanRun.objects.filter(state=RunState.RUNNING).exists():
            return True
        time.sleep(0.5)
    raise AssertionError(f"No worker solves a plan run within {PATIENCE:g} seconds.")
