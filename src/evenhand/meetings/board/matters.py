"""The open matters of a board, the most urgent first: each in one column only."""

from __future__ import annotations

from collections import defaultdict

from evenhand.matters.lengths import clock_settings
from evenhand.matters.models import Category, Gravity, Matter, Tier
from evenhand.matters.queries import urgency
from evenhand.matters.standings import MatterNow, standings
from evenhand.matters.words import clock_state, short_clock
from evenhand.meetings.board.line import Board, Line
from evenhand.meetings.models import Fill


def matter_lines(board: Board) -> dict[Fill, list[Line]]:
    """A project's board has all of its own; the site's has what is up from the teams, and what is of no project."""
    rows = Matter.objects.filter(site=board.site).open().with_names()
    rows = rows if board.project is None else rows.filter(project=board.project)
    found: dict[Fill, list[Line]] = defaultdict(list)
    for item in sorted(standings(list(rows), board.now, clock_settings(board.site)), key=urgency):
        if board.project is None and item.tier == Tier.TEAM and item.matter.project_id is not None:
            continue
        found[fill_of(item.matter)].append(line_of(item, board))
    return found


def fill_of(matter: Matter) -> Fill:
    if matter.gravity == Gravity.SAFETY:
        return Fill.SAFETY
    if matter.gravity == Gravity.CRITICAL_QUALITY or matter.category == Category.TECHNOLOGY:
        return Fill.QUALITY
    return Fill.TIMELINE if matter.category == Category.TIMELINE else Fill.FINANCIAL


def line_of(item: MatterNow, board: Board) -> Line:
    matter = item.matter
    code = f"{matter.project.code}: " if board.project is None and matter.project is not None else ""
    where = "with senior management, " if item.tier == Tier.SENIOR else ""
    is_here = item.tier < Tier.SENIOR
    return Line(
        f"{code}{matter.headline}", clock_state(item), matter.get_absolute_url(), f"{where}{short_clock(item)}", matter.pk if is_here else None
    )
