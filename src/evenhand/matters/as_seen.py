"""That what is signed is what the signer looked at: how often it was changed, as a number that only grows."""

from __future__ import annotations

from django.db.models import Count

from evenhand.matters.models import Assessment, Conclusion, GivenAnswer, LedgerEntry, Matter, Settlement, Why
from evenhand.records.errors import Conflict


def version_of_assessment(assessment: Assessment) -> int:
    """With its whys and its answers, given and taken back."""
    counts = [
        rows.objects.filter(assessment=assessment).aggregate(given=Count("pk"), taken_back=Count("withdrawn_at")) for rows in (Why, GivenAnswer)
    ]
    return assessment.version + sum(count["given"] + count["taken_back"] for count in counts)


def version_of_costs(matter: Matter) -> int:
    """With what it is allocated by."""
    bases = Conclusion.objects.filter(assessment__matter=matter), Settlement.objects.filter(conclusion__assessment__matter=matter)
    return 1 + LedgerEntry.objects.filter(matter=matter).count() + sum(rows.count() for rows in bases)


def must_be_as_seen(what: str, now: int, seen: int | None) -> None:
    """Without ``seen``, whatever is there is signed."""
    if seen is not None and seen != now:
        raise Conflict(f"{what} changed since you looked. Look at it as it is now, and sign it if you still want to.")
