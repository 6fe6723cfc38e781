"""A board, filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from evenhand.matters.site_clock import moment_now, wall_of
from evenhand.meetings.board.columns import Column, columns_of
from evenhand.meetings.board.line import Board, Line
from evenhand.meetings.board.matters import matter_lines
from evenhand.meetings.board.people import absences, actions, units
from evenhand.meetings.board.work import due, finished, holds, materials, slipped, work_of
from evenhand.meetings.models import Fill, Huddle
from evenhand.plant.length_words import spelled
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity, Project
from evenhand.portfolio.published import PublishedPlan, published_plan

OF_WORK: dict[Fill, Callable[[Board, Sequence[Activity], PublishedPlan | None], Iterator[Line]]] = {
    Fill.FINISHED: finished,
    Fill.SLIPPED: slipped,
    Fill.DUE: due,
    Fill.HOLDS: holds,
    Fill.MATERIALS: materials,
}
OF_SITE: dict[Fill, Callable[[Board], Iterator[Line]]] = {Fill.ACTIONS: actions, Fill.ABSENCES: absences, Fill.UNITS: units}
DAY = timedelta(days=1)
LONGEST_AGO = timedelta(days=7)  # a board that was not looked at for months begins with what is news


@dataclass(frozen=True)
class Filled:
    """A column with its groups: each has what it is, and its lines."""

    column: Column
    groups: tuple[tuple[Fill, tuple[Line, ...]], ...]

    @property
    def count(self) -> int:
        return sum(len(lines) for _, lines in self.groups)


def board_of(site: Site, project: Project | None) -> Board:
    now = moment_now(site)
    last = last_huddle(site, project)
    since = wall_of(site, max(last.held_at, now - LONGEST_AGO) if last is not None else now - DAY)
    return Board(site, project, now, wall_of(site, now), since)


def last_huddle(site: Site, project: Project | None) -> Huddle | None:
    return Huddle.objects.filter(site=site, project=project).select_related("by").first()


def filled(board: Board) -> list[Filled]:
    """In a number of queries that does not grow with the projects."""
    columns = columns_of(board.site)
    wanted = {fill for column in columns for fill in column.fills}
    work, plan, matters = work_of(board), published_plan(board.site), matter_lines(board)
    lines: dict[Fill, tuple[Line, ...]] = {}
    for fill in wanted:
        if fill in OF_WORK:
            lines[fill] = tuple(OF_WORK[fill](board, work, plan))
        elif fill in OF_SITE:
            lines[fill] = () if fill == Fill.UNITS and board.project is not None else tuple(OF_SITE[fill](board))
        else:
            lines[fill] = tuple(matters.get(fill, ()))
    return [Filled(column, tuple((fill, lines[fill]) for fill in column.fills if lines[fill])) for column in columns]


def sentence_of(found: Sequence[Filled]) -> str:
    groups = {fill: lines for column in found for fill, lines in column.groups}
    matters = sum(len(groups.get(fill, ())) for fill in (Fill.SAFETY, Fill.QUALITY, Fill.TIMELINE, Fill.FINANCIAL))
    late = len(groups.get(Fill.SLIPPED, ()))
    said = f"{spelled(matters, 'matter is', 'matters are') if matters else 'no matter is'} open; {spelled(late, 'activity', 'activities') if late else 'nothing'} slipped"
    return f"{said[0].upper()}{said[1:]}."
