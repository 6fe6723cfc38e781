"""A matter ends: the team settles it, or, on tier 3, a senior manager."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_work_on_matters, require
from evenhand.matters import events
from evenhand.matters.fitting import fit_words
from evenhand.matters.looking_up import is_with_senior_management, open_matter_at
from evenhand.matters.models import ClockPause, Matter, MatterState
from evenhand.matters.rising import end_pause
from evenhand.matters.story import concerned, notify_of, tell
from evenhand.records.editing import change
from evenhand.records.people import Actor


def settle_matter(*, by: Actor, matter_id: int, version: int | None, settlement: str, at: datetime | None = None) -> Matter:
    """``settlement``: how, in words. What is with senior management is not settled below it."""
    require(by, may_work_on_matters, "settle matters")
    with transaction.atomic():
        matter, now = open_matter_at(matter_id, version, at)
        if is_with_senior_management(matter):
            require(by, may_decide, "settle what is with senior management")
        settlement = fit_words(settlement, "settlement")
        end_matter(by=by, matter=matter, state=MatterState.SETTLED, settlement=settlement, at=now)
    return matter


def end_matter(*, by: Actor, matter: Matter, state: MatterState, settlement: str, at: datetime) -> None:
    """Inside the transaction of what ends it, for a locked and open matter: settled here, or decided elsewhere. Its clocks stop for good."""
    for pause in ClockPause.objects.select_for_update().filter(matter=matter, ended_at__isnull=True):
        end_pause(by=by, matter=matter, pause=pause, at=min(at, pause.until), sentence="The pause is over.")
    given = {"state": state, "settled_at": at, "settled_by": by if isinstance(by, Person) else None, "settlement": settlement}
    change(by=by, event=events.MATTER_SETTLED, record=matter, given=given, reason=settlement)
    word = "decided" if state == MatterState.DECIDED else "settled"
    tell(by=by, matter=matter, kind=word, sentence=f"It was {word}.", text=settlement, at=at, key="ended")
    notify_of(matter, by=by, people=concerned(matter), kind="ended", sentence=f"{by.printed_name} {word} it: {settlement}", at=at)
