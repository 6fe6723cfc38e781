"""Ask for a plan run that outlasts any measurement. Run by `benchmarks.in_site`."""

from __future__ import annotations

from evenhand.plant.models import Site
from evenhand.records.people import SYSTEM
from evenhand.schedules.actions.start_run import MOST_EFFORT, start_run


def told(seed: int) -> int:
    """The run's key; a worker takes it up."""
    return start_run(by=SYSTEM, site=Site.objects.get(), effort=MOST_EFFORT, seed=seed).pk
