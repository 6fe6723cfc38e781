"""What is measured of production meetings in a period: how long they were, and how often a matter was carried over. In two queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from evenhand.matters.measures.arithmetic import Summary, summary
from evenhand.matters.measures.period import Period
from evenhand.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState, Outcome
from evenhand.plant.models import Site


@dataclass(frozen=True)
class MeetingMeasured:
    meeting: Meeting
    length: timedelta
    carried: int


@dataclass(frozen=True)
class MeetingsMeasured:
    """The earliest first."""

    each: tuple[MeetingMeasured, ...]
    length: Summary

    @property
    def carried(self) -> int:
        return sum(row.carried for row in self.each)


def measure_meetings(site: Site, period: Period) -> MeetingsMeasured:
    rows = closed_in(site, period).order_by("begun_at", "pk")
    carried = Counter(carried_over_in(site, period).values_list("meeting_id", flat=True))
    each = tuple(MeetingMeasured(row, row.length or timedelta(), carried[row.pk]) for row in rows)
    return MeetingsMeasured(each, summary(row.length for row in each))


def closed_in(site: Site, period: Period) -> QuerySet[Meeting]:
    """Closed by now, and begun in the period."""
    return Meeting.objects.filter(site=site, state=MeetingState.CLOSED, **period.lookups("begun_at", site)).with_names()


def carried_over_in(site: Site, period: Period) -> QuerySet[AgendaItem]:
    """Each time a matter was carried over by a meeting of the period that is closed: a matter counts as often as it happened."""
    rows = AgendaItem.objects.filter(meeting__site=site, meeting__state=MeetingState.CLOSED, **period.lookups("meeting__begun_at", site))
    return rows.filter(kind=ItemKind.MATTER, outcome=Outcome.CARRIED_OVER)
