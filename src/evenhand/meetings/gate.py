"""What keeps a meeting from being closed. Asked by the page that shows it and by the one action that closes a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.matters.models import Action
from evenhand.meetings.models import AgendaItem, ItemKind, Meeting, NotedAction, Outcome
from evenhand.records.errors import Conflict


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, and where to see to it."""

    sentence: str
    address: str


class CannotClose(Conflict):
    """It has no decision yet; ``gaps`` says on what."""

    def __init__(self, meeting: Meeting, gaps: Sequence[Gap]) -> None:
        named = " ".join(gap.sentence for gap in gaps)
        super().__init__(f"{str(meeting).capitalize()} cannot be closed yet. {named}")
        self.gaps = tuple(gaps)


def gaps_of(meeting: Meeting) -> list[Gap]:
    """In three queries. What belongs on the agenda and is not on it yet is put on it before this is asked."""
    return [*undecided(meeting), *incomplete(meeting), *ownerless(meeting)]


def undecided(meeting: Meeting) -> Iterator[Gap]:
    for item in AgendaItem.objects.filter(meeting=meeting, kind=ItemKind.MATTER, outcome=Outcome.NONE):
        yield Gap(f"Matter {item.matter_id} has no decision, nor a reason why none is needed.", item.get_absolute_url())


def incomplete(meeting: Meeting) -> Iterator[Gap]:
    for noted in NotedAction.objects.filter(meeting=meeting, action__isnull=True, dropped_because=""):
        yield Gap(f"The action “{noted.what}” has no {noted.lacks or 'owner and date'}.", noted.get_absolute_url())


def ownerless(meeting: Meeting) -> Iterator[Gap]:
    """Actions of the matters on it whose owner has left."""
    rows = Action.objects.open().filter(matter__agenda_items__meeting=meeting, owner__is_active=False).select_related("owner").distinct()
    for action in rows:
        yield Gap(f"The action “{action.what}” has no owner any more: {action.owner} has left.", action.get_absolute_url())
