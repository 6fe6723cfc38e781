"""A clock stands still for one of few reasons, no longer than stated, and never where safety or critical quality is touched."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_work_on_matters, require
from evenhand.matters import events
from evenhand.matters.fitting import fit_until, fit_words
from evenhand.matters.looking_up import is_with_senior_management, open_matter_at
from evenhand.matters.models import ClockPause, Matter, PauseReason
from evenhand.matters.rising import end_pause
from evenhand.matters.story import notify_of, tell
from evenhand.records.editing import enter
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.words import moment_in_words

LONGEST = timedelta(days=14)


def pause_clock(*, by: Actor, matter_id: int, version: int | None, reason: str, note: str, until: datetime, at: datetime | None = None) -> ClockPause:
    """``reason``: one of `PauseReason`; ``note``: what exactly is waited for. It runs again by itself at ``until``."""
    with transaction.atomic():
        matter, now = matter_of_clock(by, matter_id, version, at)
        if reason not in PauseReason.values:
            raise Invalid(
                f"Must be one of these reasons: {', '.join(str(label) for label in PauseReason.labels)}; is {reason[:50]!r}.", field="reason"
            )
        if matter.goes_up_at_once:
            raise Conflict(f"Matter {matter.pk} is one of {matter.get_gravity_display()}: its clock does not stand still.")
        if (pause := pause_under_way(matter)) is not None:
            raise Conflict(f"The clock stands still already, until {moment_in_words(pause.until)}: {pause.note}")
        row = ClockPause(
            matter=matter,
            reason=reason,
            note=fit_words(note, "note", most=500),
            starts_at=now,
            until=fit_until(until, now, now + LONGEST),
            by=by if isinstance(by, Person) else None,
        )
        why = f"{row.get_reason_display()}: {row.note}"
        enter(by=by, event=events.CLOCK_PAUSED, record=row, reason=why)
        sentence = f"The clock stands still until {moment_in_words(row.until)} at the latest: it {row.get_reason_display()}."
        if reason == PauseReason.CLOSED:
            sentence = f"The clock stands still until {moment_in_words(row.until)} at the latest: {row.get_reason_display()}."
        tell(by=by, matter=matter, kind="paused", sentence=sentence, text=row.note, at=now)
        people = [matter.raised_by, matter.owner, matter.responsible]
        notify_of(matter, by=by, people=people, kind=f"paused:{row.pk}", sentence=sentence[0].lower() + sentence[1:], at=now)
    return row


def resume_clock(*, by: Actor, matter_id: int, version: int | None, at: datetime | None = None) -> Matter:
    with transaction.atomic():
        matter, now = matter_of_clock(by, matter_id, version, at)
        pause = pause_under_way(matter)
        if pause is None:
            raise Conflict("The clock is running.")
        end_pause(by=by, matter=matter, pause=pause, at=now, sentence="The clock runs again.")
    return matter


def matter_of_clock(by: Actor, matter_id: int, version: int | None, at: datetime | None) -> tuple[Matter, datetime]:
    require(by, may_work_on_matters, "stop and start clocks")
    matter, now = open_matter_at(matter_id, version, at)
    if is_with_senior_management(matter):
        require(by, may_decide, "stop and start the clock of what is with senior management")
    return matter, now


def pause_under_way(matter: Matter) -> ClockPause | None:
    return ClockPause.objects.select_for_update().filter(matter=matter, ended_at__isnull=True).first()
