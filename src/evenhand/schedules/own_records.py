"""The records of this app that the trail answers for. What is stored under its hash answers for itself."""

from __future__ import annotations

from typing import Any

from evenhand.records.canonical import content_hash
from evenhand.records.regulated import regulated, state_of_fields
from evenhand.schedules.models import Draft, PlanRun, Revision

RUN = ("site", "kind", "state", "by", "snapshot", "begins_with", "based_on", "effort", "seed", "workers", "time_limit", "request", "asked_at")
DRAFT = ("site", "state", "origin", "title", "snapshot", "plan", "based_on", "run", "by", "made_at", "harms")
REVISION = ("site", "number", "snapshot", "plan", "by", "at", "reason", "follows", "draft")


def signed_content(revision: Revision) -> dict[str, Any]:
    """What a signature on a revision is bound to: its fields, and what its plan, its problem and its list of moves hold at present."""
    return {
        "kind": "schedules.revision",
        "fields": state_of_fields(revision, REVISION),
        "plan": revision.plan.present_hash,
        "snapshot": revision.snapshot.present_hash,
        "moves": content_hash(revision.moves),
        "grants": content_hash(revision.grants),
    }


regulated(PlanRun, fields=RUN)
regulated(Draft, fields=DRAFT)
regulated(Revision, fields=REVISION, content=signed_content)
