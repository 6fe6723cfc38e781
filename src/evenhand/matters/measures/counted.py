"""By what matters are counted: what happened to them in a period and how long it took, where their cause lies, who bears their cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import models
from django.db.models import QuerySet

from evenhand.matters.costs.shares import WHOLE, Shares
from evenhand.matters.measures.period import Period
from evenhand.matters.models import Conclusion, Decision, DecisionKind, Ishikawa, Matter, RootCause, Tier
from evenhand.matters.times import times_of
from evenhand.matters.tree.parts import OutcomeKind
from evenhand.matters.tree.tree_json import outcome_from_json
from evenhand.plant.models import Site


class When(models.TextChoices):
    """What happened to a matter in the period."""

    RAISED = "raised", "raised"
    ACKNOWLEDGED = "acknowledged", "acknowledged by senior management"
    DECIDED = "decided", "decided by senior management"


NOT_FOUND, NOT_SIGNED, NOT_ASSESSED = "not-found", "not-signed", "not-assessed"

CAUSES: Mapping[str, str] = {**{c.value: str(c.label) for c in Ishikawa}, NOT_FOUND: "looked for, not found", NOT_SIGNED: "not signed yet"}

BEARERS: Mapping[str, str] = {
    OutcomeKind.CMO.value: "the CMO",
    OutcomeKind.SPONSOR.value: "the sponsor",
    OutcomeKind.SHARED.value: "both",
    OutcomeKind.NEITHER.value: "each its own",
    OutcomeKind.DISPUTED.value: "disputed",
    NOT_ASSESSED: "not assessed yet",
}


def in_period(rows: QuerySet[Matter], when: str, period: Period, site: Site) -> QuerySet[Matter]:
    """Those to which it happened in the period."""
    if when == When.ACKNOWLEDGED:
        return rows.filter(tier=Tier.SENIOR, acknowledged_at__isnull=False, **period.lookups("acknowledged_at", site))
    if when == When.DECIDED:
        made = decisions().filter(matter__site=site, **period.lookups("at", site))
        return rows.filter(tier=Tier.SENIOR, pk__in=made.values("matter"))
    return rows.filter(**period.lookups("raised_at", site))


def decisions() -> QuerySet[Decision]:
    """Those that decide, one a matter at most: to ask for something decides nothing."""
    return Decision.objects.exclude(kind=DecisionKind.ASK)


def how_long(matters: Iterable[Matter], when: str) -> dict[int, timedelta]:
    """By the matters' keys, from when each came to senior management; in one query at most."""
    rows = list(matters)
    made = {row.matter_id: row for row in decisions().filter(matter__in=[m.pk for m in rows]).only("matter_id", "at")} if when == When.DECIDED else {}
    found = {}
    for matter in rows:
        times = times_of(matter, made.get(matter.pk))
        length = times.to_decide if when == When.DECIDED else times.to_acknowledge
        if length is not None:
            found[matter.pk] = length
    return found


def causes_of(matter_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Where each one's cause lies, by the latest that quality signed, in one query; one cause may lie in several places."""
    keys = list(matter_ids)
    found: dict[int, tuple[str, ...]] = dict.fromkeys(keys, (NOT_SIGNED,))
    rows = RootCause.objects.filter(assessment__matter__in=keys).order_by("assessment__number")
    for key, categories, not_found in rows.values_list("assessment__matter_id", "categories", "not_found"):
        found[key] = (NOT_FOUND,) if not_found else tuple(categories)
    return found


def bearers_of(matter_ids: Iterable[int]) -> dict[int, str]:
    """Who bears each one's cost, by the latest assessment that was concluded and the shares that were settled since; in one query."""
    keys = list(matter_ids)
    found = dict.fromkeys(keys, NOT_ASSESSED)
    rows = Conclusion.objects.filter(assessment__matter__in=keys).select_related("assessment", "settlement").order_by("assessment__number")
    for row in rows:
        outcome = outcome_from_json(row.outcome)
        settlement = getattr(row, "settlement", None)
        shares = outcome.shares if settlement is None else settlement.shares
        found[row.assessment.matter_id] = outcome.kind.value if shares is None else bearer_by(shares)
    return found


def bearer_by(shares: Shares) -> str:
    if shares.cmo == WHOLE:
        return OutcomeKind.CMO.value
    return OutcomeKind.SPONSOR.value if shares.sponsor == WHOLE else OutcomeKind.SHARED.value
