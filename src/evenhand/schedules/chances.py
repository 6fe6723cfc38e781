"""The chances of plans: simulated once, and kept beside the plan and what it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from django.db.models import Q

from evenhand.planning.certificate import FUTURES
from evenhand.planning.parts import PromiseId, Slot
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.risk import promised_ends
from evenhand.plant.models import Site
from evenhand.portfolio.published import PERCENTS
from evenhand.schedules.chores import provide_chore
from evenhand.schedules.models import Draft, PlanChances, ProblemSnapshot, Revision, StoredPlan

Chances = Mapping[PromiseId, float]


def chances_of(snapshot_id: str, plan_id: str) -> Chances | None:
    """The chance of each promise in a stored plan: simulated once, and kept. None where the plan breaks its rules so that it cannot be simulated."""
    known = PlanChances.objects.filter(snapshot=snapshot_id, plan=plan_id).defer("ends").first()
    if known is None:
        snapshot, plan = ProblemSnapshot.objects.get(pk=snapshot_id), StoredPlan.objects.get(pk=plan_id)
        try:
            chances, ends = simulated(snapshot.problem, plan.plan)
        except (ValueError, KeyError):  # the plan was made for another problem, and is none of this one
            chances, ends = None, None
        known, _ = PlanChances.objects.get_or_create(snapshot=snapshot, plan=plan, defaults={"chances": chances, "ends": ends})
    return known.chances  # type: ignore[no-any-return]


def simulated(problem: Problem, plan: Plan) -> tuple[dict[PromiseId, float], dict[PromiseId, list[Slot]]]:
    """Of each promise the share of futures that keep it, and the slots by which so many per cent of them have ended."""
    ends = promised_ends(problem, plan, futures=FUTURES)
    kept = {p.id: float(np.count_nonzero(ends[p.id] <= p.due)) / len(ends[p.id]) for p in problem.promises}
    return kept, {p: percentiles(found) for p, found in ends.items()}


def percentiles(ends: np.ndarray) -> list[Slot]:
    places = [max(0, -(-len(ends) * percent // 100) - 1) for percent in PERCENTS]
    ordered = np.partition(ends, places)
    return [int(ordered[place]) for place in places]


def known_chances(revision: Revision) -> PlanChances | None:
    """What is known of a revision's chances: its own; until they are simulated, those of the draft that it was published from, which knew less of what
    had happened by then."""
    drafts = Draft.objects.filter(pk=revision.draft_id)
    of_draft = Q(plan__in=drafts.values("plan_id"), snapshot__in=drafts.values("snapshot_id"))
    found: Sequence[PlanChances] = (
        PlanChances.objects.filter(Q(plan=revision.plan_id) | of_draft, chances__isnull=False).defer("ends").order_by("-pk")
    )
    return max(found, key=lambda known: (known.plan_id == revision.plan_id) + (known.snapshot_id == revision.snapshot_id), default=None)


def simulate_what_is_in_force() -> None:
    """The published plan's own chances, where what happened since its draft was made gave it others."""
    for site in Site.objects.all():
        revision = Revision.objects.current(site)
        if revision is not None:
            chances_of(revision.snapshot_id, revision.plan_id)


provide_chore(simulate_what_is_in_force)
