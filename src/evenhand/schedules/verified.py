"""What `evenhand records verify` looks at here beside the trail: that what is stored under a hash has it, and that revisions stand as they were signed."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.records.signatures import signatures_of
from evenhand.records.verification import also_verify
from evenhand.schedules.actions.publish_revision import places
from evenhand.schedules.models import ProblemSnapshot, PublishedPlace, Revision, StoredPlan, TamperedWith

ROWS_AT_ONCE = 20
PLACE = ("activity_id", "starts_at", "ends_at", "mode", "with_levers")


def stored_under_their_hashes() -> Iterator[str]:
    for model in (ProblemSnapshot, StoredPlan):
        for row in model._base_manager.order_by("pk").iterator(ROWS_AT_ONCE):
            if row.present_hash != row.hash:
                yield f"The {model._meta.verbose_name} {row.hash} was changed: its hash is now {row.present_hash}."


def revisions_as_signed() -> Iterator[str]:
    for revision in Revision.objects.select_related("plan", "snapshot").order_by("site", "number"):
        yield from problems_of(revision)


def problems_of(revision: Revision) -> Iterator[str]:
    if not all(standing.holds for standing in signatures_of(revision)):
        yield f"The signature on {revision} does not hold: it has another content than was signed."
    try:
        situation, plan = revision.snapshot.situation, revision.plan.plan
    except TamperedWith:
        return  # told of what is stored
    if revision.promise_keys != dict(situation.promise_keys):
        yield f"The promises of {revision} lead to other rows than when it was published."
    wanted = {tuple(getattr(place, name) for name in PLACE) for place in places(revision, situation, plan)}
    present = set(PublishedPlace.objects.filter(revision=revision).values_list(*PLACE))
    if wanted != present:
        yield f"The places of {revision} are not those of its plan: {len(wanted ^ present)} rows differ."


also_verify(stored_under_their_hashes)
also_verify(revisions_as_signed)
