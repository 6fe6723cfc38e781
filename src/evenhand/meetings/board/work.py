"""The work of a board against the published plan: what finished, what slipped, what is due, what quality holds, what is awaited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from evenhand.meetings.board.line import Board, Line
from evenhand.portfolio.models import Activity, ProjectState
from evenhand.portfolio.published import Place, PublishedPlan
from evenhand.records.day_words import end_in_words, start_in_words
from evenhand.records.words import day_in_words

AHEAD = timedelta(days=3)
MATERIALS_AHEAD = timedelta(days=7)


def work_of(board: Board) -> list[Activity]:
    """What is open, and what finished since the last huddle; in one query."""
    rows = Activity.objects.active().filter(project__site=board.site, project__state=ProjectState.RUNNING).select_related("project")
    rows = rows if board.project is None else rows.filter(project=board.project)
    open_rows = list(rows.filter(actual_finish__isnull=True).order_by("project__code", "order"))
    return [*open_rows, *rows.filter(actual_finish__gte=board.since).order_by("actual_finish", "pk")]


def name_of(board: Board, activity: Activity) -> str:
    return activity.name if board.project is not None else f"{activity.project.code} {activity.name}"


def finished(board: Board, work: Sequence[Activity], plan: PublishedPlan | None) -> Iterator[Line]:
    for activity in work:
        if activity.actual_finish is not None:
            words = f"finished {end_in_words(activity.actual_finish)}"
            yield Line(name_of(board, activity), "done", activity.get_absolute_url(), words)


def slipped(board: Board, work: Sequence[Activity], plan: PublishedPlan | None) -> Iterator[Line]:
    """The longest first."""
    found: list[tuple[datetime, Line]] = []
    for activity, place in planned(work, plan):
        if activity.actual_finish is not None:
            continue
        if activity.actual_start is None and place.start < board.wall:
            words, since = f"was to begin {start_in_words(place.start)}, and has not", place.start
        elif activity.actual_start is not None and place.end < board.wall:
            words, since = f"was to end {end_in_words(place.end)}, and has not", place.end
        else:
            continue
        found.append((since, Line(name_of(board, activity), "late", activity.get_absolute_url(), words)))
    yield from (line for _, line in sorted(found, key=lambda pair: (pair[0], pair[1].words)))


def due(board: Board, work: Sequence[Activity], plan: PublishedPlan | None) -> Iterator[Line]:
    until = board.wall + AHEAD
    found: list[tuple[datetime, Line]] = []
    for activity, place in planned(work, plan):
        if activity.actual_finish is not None:
            continue
        if activity.actual_start is None and board.wall <= place.start < until:
            found.append((place.start, Line(name_of(board, activity), "plan", activity.get_absolute_url(), f"begins {start_in_words(place.start)}")))
        elif activity.actual_start is not None and board.wall <= place.end < until:
            found.append((place.end, Line(name_of(board, activity), "plan", activity.get_absolute_url(), f"ends {end_in_words(place.end)}")))
    yield from (line for _, line in sorted(found, key=lambda pair: (pair[0], pair[1].words)))


def holds(board: Board, work: Sequence[Activity], plan: PublishedPlan | None) -> Iterator[Line]:
    for activity in work:
        if activity.hold_until is not None and activity.actual_start is None:
            words = f"held by quality until {start_in_words(activity.hold_until)}"
            why = f": {activity.hold_reason}" if activity.hold_reason else ""
            yield Line(name_of(board, activity), "held", activity.get_absolute_url(), words + why)


def materials(board: Board, work: Sequence[Activity], plan: PublishedPlan | None) -> Iterator[Line]:
    """What is ordered and comes within the next days or should have come; what is not ordered although the work begins within its lead time."""
    today = board.wall.date()
    places = {} if plan is None else plan.places
    for activity in work:
        if not activity.material or activity.material_lead_days is None or activity.actual_start is not None:
            continue
        name = f"{activity.material} for {name_of(board, activity)}"
        if activity.material_ordered_on is not None:
            comes = activity.material_ordered_on + timedelta(days=activity.material_lead_days)
            if comes <= today + MATERIALS_AHEAD:
                words = f"due {day_in_words(comes)}"
                yield Line(name, "risk" if comes < today else "plan", activity.get_absolute_url(), words)
        elif (place := places.get(activity.pk)) is not None and place.start.date() <= today + timedelta(days=activity.material_lead_days):
            yield Line(name, "late", activity.get_absolute_url(), f"not ordered; takes {activity.material_lead_days} days")


def planned(work: Sequence[Activity], plan: PublishedPlan | None) -> Iterator[tuple[Activity, Place]]:
    for activity in work:
        place = None if plan is None else plan.places.get(activity.pk)
        if place is not None:
            yield activity, place
