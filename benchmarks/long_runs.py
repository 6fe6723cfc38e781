"""Ask for plan runs that outlast any measurement. Run by `benchmarks.in_site`."""

from __future__ import annotations

from evenhand.plant.models import Site
from evenhand.records.people import SYSTEM
from evenhand.schedules.actions.start_run import MOST_EFFORT, MOST_UNDER_WAY, start_run


def told(seed: int) -> int:
    """How many. One alone lasts long enough, unless the plant is so small that the best plan is proved: then the next is taken up."""
    site = Site.objects.get()
    return len([start_run(by=SYSTEM, site=site, effort=MOST_EFFORT, seed=seed + k) for k in range(MOST_UNDER_WAY)])
