"""Plan and publish again and again in the site that was entered, and say how long each publication took. Run by `benchmarks.in_site`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from benchmarks.enter_site import PUBLISHER, draft_of, proof_of, publish
from evenhand.accounts.models import Person
from evenhand.planning.solve import plan as planned
from evenhand.plant.models import Site
from evenhand.records.verification import verify
from evenhand.schedules.bridge import present
from evenhand.schedules.comparison import comparison_from_json
from evenhand.schedules.models import Draft, Revision
from evenhand.schedules.views import differences

EFFORT = 10.0  # of each plan: enough for one in which much moves


def told(repeats: int, seed: int) -> dict[str, Any]:
    """Each publication is of a plan made anew, so that much moves. The first does not count: code is loaded and compiled in it."""
    site, by = Site.objects.get(), Person.objects.get(email=PUBLISHER)
    records = [publication(new_draft(site, by, seed + k), by) for k in range(repeats + 1)][1:]
    problems = verify().problems
    if problems:
        raise AssertionError(f"The records do not agree after the publications: {problems[0]}")
    return {"activities": len(present(site).problem.activities), "publications": records}


def new_draft(site: Site, by: Person, seed: int) -> Draft:
    plan = planned(present(site).problem, effort=EFFORT, seed=seed).plan
    assert plan is not None
    return draft_of(site, plan, by)


def publication(draft: Draft, by: Person) -> dict[str, Any]:
    """``looked``: seconds of finding out what it moves for whom, which its page shows before; ``published``: seconds of publishing, password not included."""
    began = time.perf_counter()
    differences(Draft.objects.get(pk=draft.pk))
    looked = time.perf_counter() - began
    proof = proof_of(by)
    queries = Counted()
    with connection.execute_wrapper(queries):
        began = time.perf_counter()
        publish(draft, by, proof)
        published = time.perf_counter() - began
    revision = Revision.objects.latest("number")
    return {"looked": looked, "published": published, "queries": queries.number, "moved": comparison_from_json(revision.moves).moved}


class Counted:
    """How many queries were sent. (`CaptureQueriesContext` keeps each with its values written out, which takes longer than most of them.)"""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], *sent: Any) -> Any:
        self.number += 1
        return execute(*sent)
