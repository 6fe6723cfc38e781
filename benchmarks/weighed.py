"""Raise matters in the site that was entered, have their options computed by a worker, and say how soon each was there. Run by `benchmarks.in_site`."""

from __future__ import annotations

import threading
import time
from random import Random
from typing import Any

from django.db import connection

from evenhand.matters.actions.ask_options import ask_options
from evenhand.matters.actions.raise_matter import raise_matter
from evenhand.matters.models import Category, OptionSet
from evenhand.planning.parts import ActivityId
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity
from evenhand.records.people import SYSTEM
from evenhand.schedules.bridge import present
from evenhand.schedules.models import RunState, Variant
from evenhand.schedules.worker import Worker

LOOK = 0.05  # seconds
LONGEST = 300.0


def told(matters: int, seed: int) -> dict[str, Any]:
    """The worker waits beside it, as in the product. Time runs from the question until the option is in the database, where the page finds it."""
    site = Site.objects.get()
    worker = Worker(name="benchmark")
    thread = threading.Thread(target=worker.work, daemon=True)
    thread.start()
    records = [weighed(site, about) for about in chosen(site, matters, seed)]
    worker.stopping.set()
    thread.join(30)
    return {"activities": len(present(site).problem.activities), "matters": records}


def chosen(site: Site, matters: int, seed: int) -> list[ActivityId]:
    """Activities on a unit that have not begun, each of another project."""
    now = present(site)
    assert now.plan is not None
    units = {r.id for r in now.problem.resources if r.kind.value == "unit"}
    ahead = [a for a in now.problem.activities if a.actual is None]
    free = [a for a in ahead if any(d.resource in units for d in a.modes[0].demands)] or ahead
    first = {}
    for activity in sorted(free, key=lambda a: now.plan.of[a.id].start):
        first.setdefault(activity.project, activity.id)
    if not first:
        raise ValueError("In a plant with so few projects everything has begun; take more of them.")
    return sorted(Random(seed).sample(sorted(first.values()), min(matters, len(first))))


def weighed(site: Site, about: ActivityId) -> dict[str, Any]:
    project, _, code = about.partition("/")
    row = Activity.objects.get(project__code=project, code=code)
    matter = raise_matter(
        by=SYSTEM, site=site, category=Category.TECHNOLOGY, statement=f"Impurity in {about}", project_id=row.project_id, activity_id=row.pk
    )
    began = time.perf_counter()
    options: OptionSet = ask_options(by=SYSTEM, matter_id=matter.pk)
    first = None
    while time.perf_counter() - began < LONGEST:
        if first is None and Variant.objects.filter(run=options.run).exists():
            first = time.perf_counter() - began
        options.run.refresh_from_db(fields=["state", "message"])
        if options.run.is_over:
            break
        time.sleep(LOOK)
    if options.run.state != RunState.FINISHED or first is None:
        raise AssertionError(f"The options of {about} were not found: {options.run.get_state_display()}. {options.run.message}")
    every = time.perf_counter() - began
    rows = list(Variant.objects.filter(run=options.run).values_list("key", "seconds", "plan", "message"))
    connection.close()
    had = sum(1 for row in rows if row[2] is not None)
    seconds = {key: seconds for key, seconds, _, _ in rows}
    return {"about": about, "first": first, "all": every, "had": had, "not_had": len(rows) - had, "seconds": seconds}
