"""How a matter comes to a higher tier, and what else its clocks do to it; for the actions, inside their transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from evenhand.matters import events
from evenhand.matters.clocks import Happening, Kind
from evenhand.matters.lengths import ClockSettings, clock_settings
from evenhand.matters.models import ClockPause, Matter, Tier
from evenhand.matters.responsible import in_turn, responsible_for, senior_managers
from evenhand.matters.standings import matter_now, told_keys
from evenhand.matters.story import concerned, notify_of, tell
from evenhand.records.editing import change
from evenhand.records.people import SYSTEM, Actor

Step = tuple[datetime, Callable[[], Any]]

WITHOUT_ACKNOWLEDGEMENT = "it was not acknowledged in time"
WITHOUT_DECISION = "it was not decided in time"


def rise(*, by: Actor, matter: Matter, tier: int, at: datetime, reason: str) -> None:
    """To the tier, as of a moment; a pause under way ends. On tier 3 it gets its responsible manager."""
    given: dict[str, Any] = {"tier": tier, "tier_since": at}
    whom = Tier(tier).label
    if tier == Tier.SENIOR:
        responsible = responsible_for(matter.site, matter.category, at)
        given["responsible"] = responsible
        whom = (
            f"senior management; {responsible.printed_name} is responsible" if responsible else "senior management, where nobody is responsible yet"
        )
    for pause in ClockPause.objects.select_for_update().filter(matter=matter, ended_at__isnull=True):
        end_pause(by=by, matter=matter, pause=pause, at=min(at, pause.until), sentence="The clock runs again, for it went up.")
    change(by=by, event=events.MATTER_ESCALATED, record=matter, given=given, reason=reason)
    tell(by=by, matter=matter, kind="escalated", sentence=f"It went up to {whom}.", text=reason, at=at, key=f"escalated:{tier}")
    sentence = f"it is now with {whom}."
    people = concerned(matter) if tier == Tier.SENIOR else [p for p in concerned(matter) if p != matter.responsible]
    notify_of(matter, by=by, people=people, kind=f"escalated:{tier}", sentence=sentence, at=at, is_grave=tier == Tier.SENIOR)


def end_pause(*, by: Actor, matter: Matter, pause: ClockPause, at: datetime, sentence: str) -> None:
    ended_at = max(at, pause.starts_at)
    pause.matter = matter
    change(by=by, event=events.CLOCK_RESUMED, record=pause, given={"ended_at": ended_at, "ended_by": None if by is SYSTEM else by})
    tell(by=by, matter=matter, kind="resumed", sentence=sentence, at=ended_at, key=f"resumed:{pause.pk}")


def bring_up_to_date(matter: Matter, now: datetime, settings: ClockSettings | None = None) -> int:
    """Record what the clocks of a locked matter did, in the order in which it happened, each once. Returns how many things that were."""
    if not matter.is_open:
        return 0
    pauses = list(ClockPause.objects.filter(matter=matter).order_by("starts_at"))
    found = matter_now(matter, pauses, now, settings or clock_settings(matter.site))
    steps = [*steps_of_pauses(matter, pauses, now), *steps_of_clocks(matter, found.standing.happenings)]
    for _, step in sorted(steps, key=lambda step: step[0]):
        step()
    return len(steps)


def steps_of_pauses(matter: Matter, pauses: Iterable[ClockPause], now: datetime) -> Iterable[Step]:
    for pause in pauses:
        if pause.ended_at is None and pause.until <= now:
            again = partial(end_pause, by=SYSTEM, matter=matter, pause=pause, at=pause.until, sentence="The clock runs again by itself.")
            yield pause.until, again


def steps_of_clocks(matter: Matter, happenings: Iterable[Happening]) -> Iterable[Step]:
    keys = told_keys(matter) if happenings else set()
    for happening in happenings:
        if happening.kind is Kind.ESCALATED:
            why = "Safety and critical quality go up at once." if matter.goes_up_at_once else "The clock ran out."
            yield happening.at, partial(rise, by=SYSTEM, matter=matter, tier=happening.tier, at=happening.at, reason=why)
        elif happening.kind.value not in keys:
            yield happening.at, partial(note_lateness, matter, happening)


def note_lateness(matter: Matter, happening: Happening) -> None:
    is_decision = happening.kind is Kind.DECISION_LATE
    what = WITHOUT_DECISION if is_decision else WITHOUT_ACKNOWLEDGEMENT
    key = happening.kind.value
    tell(by=SYSTEM, matter=matter, kind="late", sentence=f"{what[0].upper()}{what[1:]}.", at=happening.at, key=key)
    people = senior_managers() if is_decision else [matter.responsible, *in_turn(matter.site, matter.category)]
    notify_of(matter, by=SYSTEM, people=people, kind=key, sentence=f"{what}.", at=happening.at, is_grave=True)
