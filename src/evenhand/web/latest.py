"""What changed, one line for what was done at once: forty promises entered together are one line, not forty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse

from evenhand.accounts.models import Person
from evenhand.records.head import head
from evenhand.records.kept import Kept
from evenhand.records.models import TrailEntry
from evenhand.records.words import sentence

LINES = 12
READ = 400  # entries looked at for those lines
OF_LOG_IN = ("logged_in", "logged_out", "log_in_failed")
TOLD_ELSEWHERE = ("story_continued", "promise_history_kept")  # each stands beside the entry of what it tells


@dataclass(frozen=True)
class Line:
    """``also``: how many more of the kind were done with it, within the same minute."""

    at: datetime
    sentence: str
    also: int
    reason: str
    address: str
    is_new: bool


@dataclass(frozen=True)
class Latest:
    """``looked``: whether it is known what this person had seen; ``new``: how many entries since then."""

    lines: tuple[Line, ...]
    looked: bool
    new: int

    @property
    def title(self) -> str:
        return "What changed since you looked" if self.looked and self.new else "What changed last"


def latest_changes(seen: int | None) -> Latest:
    """In two queries. ``seen``: the last entry that was there when the person looked; None where that is not known."""
    told = TrailEntry.objects.exclude(event__in=(*OF_LOG_IN, *TOLD_ELSEWHERE))
    entries = list(told.defer("was", "now").order_by("-sequence")[:READ])  # what was and is may be long, and is not told here
    new = 0 if seen is None else told.filter(sequence__gt=seen).count()
    groups = [
        list(group) for _, group in groupby(entries, key=lambda e: (e.by_name, e.event, e.at.replace(second=0, microsecond=0), is_new(e, seen)))
    ]
    if len(entries) == READ and len(groups) > 1:
        groups.pop()  # it may go on further back: how many are like it is not known
    lines = []
    for first, *others in groups[:LINES]:
        address = reverse("records:history", args=[first.subject_kind, first.subject_id])
        lines.append(Line(first.at, sentence(first), len(others), first.reason, address, is_new(first, seen)))
    return Latest(tuple(lines), seen is not None, new)


def is_new(entry: TrailEntry, seen: int | None) -> bool:
    return seen is not None and entry.sequence > seen


KEPT: Kept[Latest] = Kept(64)  # whoever has seen as much is told the same


def look(person: Person) -> Latest:
    """What changed, for this person, who has seen it from now on."""
    newest = head()
    found = KEPT.get((newest, person.changes_seen), lambda: latest_changes(person.changes_seen))
    if person.changes_seen != newest.sequence:
        Person.objects.filter(pk=person.pk).update(changes_seen=newest.sequence)
    return found
