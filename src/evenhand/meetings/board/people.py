"""Actions due, who is away, and units that want cleaning or calibration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from evenhand.matters.models import Action, ManagerAbsence
from evenhand.matters.site_clock import day_of
from evenhand.meetings.board.line import Board, Line
from evenhand.plant.models import Absence
from evenhand.plant.queries import due_soon, plant_rows
from evenhand.records.day_words import end_in_words
from evenhand.records.words import day_in_words

AHEAD = timedelta(days=1)


def actions(board: Board) -> Iterator[Line]:
    today = day_of(board.site, board.now)
    rows = Action.objects.filter(site=board.site, due_on__lte=today + AHEAD).open().select_related("owner").order_by("due_on", "pk")
    for action in rows if board.project is None else rows.filter(matter__project=board.project):
        late = action.is_late(today)
        words = f"{action.owner}, {'was due' if late else 'due'} {day_in_words(action.due_on)}"
        yield Line(action.what, "late" if late else "plan", action.get_absolute_url(), words)


def absences(board: Board) -> Iterator[Line]:
    rows = Absence.objects.filter(resource__site=board.site, resource__archived_at__isnull=True, ends_at__gt=board.wall).select_related(
        "resource", "person"
    )
    for absence in rows.filter(starts_at__lt=board.wall + AHEAD).order_by("starts_at", "pk"):
        who = absence.person.printed_name if absence.person is not None else str(absence.resource)
        count = "" if absence.amount is None or absence.person is not None else f"{absence.amount} of "
        words = f"until {end_in_words(absence.ends_at)}{f': {absence.name}' if absence.name else ''}"
        yield Line(f"{count}{who}", "past", absence.resource.get_absolute_url(), words)
    today = day_of(board.site, board.now)
    for away in ManagerAbsence.objects.filter(first_day__lte=today + AHEAD, last_day__gte=today).select_related("person"):
        yield Line(away.person.printed_name, "past", away.person.get_absolute_url(), f"away to {day_in_words(away.last_day)}")


def units(board: Board) -> Iterator[Line]:
    for item in due_soon(plant_rows(board.site)):
        words = f"{item.what} {'ran' if item.is_over else 'runs'} out {day_in_words(item.by)}"
        yield Line(str(item.resource), "late" if item.is_over else "risk", item.resource.get_absolute_url(), words)
