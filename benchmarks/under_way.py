"""Wait until a plan run is being solved. Run by `benchmarks.in_site`."""

from __future__ import annotations

import time

from evenhand.schedules.models import PlanRun, RunState

PATIENCE = 120.0  # seconds


def told(run: int) -> bool:
    """That it is; refused where it is over, or nobody takes it up."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = PlanRun.objects.get(pk=run)
        if found.is_over:
            raise AssertionError(f"The plan run is over while pages are measured beside it: it {found.get_state_display()}. {found.message}")
        if found.state == RunState.RUNNING and found.progress.exists():
            return True
        time.sleep(0.5)
    raise AssertionError(f"No worker solves the plan run within {PATIENCE:g} seconds.")
