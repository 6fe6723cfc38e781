"""Quality holds outrank every decision: what is held starts no earlier than quality expects to release it, whoever decides."""

from __future__ import annotations

from evenhand.matters.models import DecisionKind, Matter
from evenhand.planning.plan import Plan
from evenhand.portfolio.models import Activity
from evenhand.records.errors import Conflict
from evenhand.records.words import wall_in_words
from evenhand.schedules.situations import Situation

GOES_ON = (DecisionKind.GO, DecisionKind.FAST_TRACK)


def held_work_of(matter: Matter) -> Activity | None:
    """What the matter is about, if quality holds it: its activity, or where it names none the first that is held of its project."""
    rows = Activity.objects.select_related("project__site").filter(hold_until__isnull=False, actual_start__isnull=True, archived_at__isnull=True)
    if matter.activity_id is not None:
        return rows.filter(pk=matter.activity_id).first()
    return rows.filter(project_id=matter.project_id).order_by("hold_until", "pk").first() if matter.project_id is not None else None


def must_not_pass_a_hold(matter: Matter, kind: str) -> None:
    """A go or a fast-track of what is held is no decision that anybody can make."""
    if kind in GOES_ON and (held := held_work_of(matter)) is not None:
        raise Conflict(f"{hold_in_words(held)} No decision moves it past the hold: quality clears it first.")


def must_keep_holds(matter: Matter, situation: Situation, plan: Plan) -> None:
    """Nothing that is held now, of whatever project, begins before its hold ends: also where the hold is newer than the plan."""
    rows = Activity.objects.select_related("project__site").filter(
        project__site=matter.site, hold_until__isnull=False, actual_start__isnull=True, archived_at__isnull=True
    )
    ids = {key: identity for identity, key in situation.activity_keys.items()}
    for row in rows:
        place = plan.of.get(ids[row.pk]) if row.pk in ids else None
        if place is not None and row.hold_until is not None and situation.scale.wall(place.start) < row.hold_until:
            raise Conflict(
                f"{hold_in_words(row)} By this option it would begin on {wall_in_words(situation.scale.wall(place.start))}: a hold cannot be decided away."
            )


def hold_in_words(row: Activity) -> str:
    until = "" if row.hold_until is None else f" until {wall_in_words(row.hold_until)}"
    why = f": {row.hold_reason.rstrip('.')}." if row.hold_reason else "."
    return f"{row.name} ({row.project.code}) is held by quality{until}{why}"
