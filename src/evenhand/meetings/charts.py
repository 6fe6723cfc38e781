"""Bars beside words, and columns in time, as they are drawn: numbers in, places out. Drawn for 360 px, so that a phone shows them as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
ROW, BAR_HEIGHT = 26, 16
WORDS_WIDTH, NUMBER_WIDTH = 140, 40
TALL, TOP, FOOT, AXIS = 120, 14, 18, 34
LEAST = 2.0  # what is not nothing can be seen


@dataclass(frozen=True)
class Counted:
    """So many of something; ``number``: as it is written; ``address``: their list, empty where there is none to show."""

    words: str
    count: float
    number: str
    address: str
    told: str  # all of it in words, for who does not see it
    kind: str = "used"


@dataclass(frozen=True)
class Bar:
    of: Counted
    x: float
    y: float
    width: float
    height: float
    words_y: float
    number_x: float


@dataclass(frozen=True)
class Chart:
    """``most``: what the highest is, as it is written beside the axis; ``ends``: what stands under the first and the last column."""

    words: str
    height: int
    bars: tuple[Bar, ...]
    is_columns: bool = False
    most: str = ""
    ends: tuple[str, ...] = ()
    width: int = WIDTH


def bars(words: str, rows: Sequence[Counted]) -> Chart:
    """One a line, its words before it and its number behind."""
    most = max((row.count for row in rows), default=0) or 1
    room = WIDTH - WORDS_WIDTH - NUMBER_WIDTH
    drawn = []
    for k, row in enumerate(rows):
        width = round(max(LEAST, room * row.count / most), 1) if row.count else 0.0
        y = k * ROW + (ROW - BAR_HEIGHT) / 2
        drawn.append(Bar(row, WORDS_WIDTH, y, width, BAR_HEIGHT, y + BAR_HEIGHT - 4, WORDS_WIDTH + width + 6))
    return Chart(words, len(rows) * ROW, tuple(drawn))


def columns(words: str, rows: Sequence[Counted], ends: tuple[str, ...]) -> Chart:
    """One after the other, as wide as there is room."""
    highest = max(rows, key=lambda row: row.count, default=None)
    most = (highest.count if highest else 0) or 1
    step = (WIDTH - AXIS) / max(1, len(rows))
    drawn = []
    for k, row in enumerate(rows):
        height = round(max(LEAST, (TALL - TOP) * row.count / most), 1) if row.count else 0.0
        width = round(min(28.0, max(1.5, step * 0.75)), 1)
        drawn.append(Bar(row, round(AXIS + k * step + (step - width) / 2, 1), round(TALL - height, 1), width, height, 0.0, 0.0))
    return Chart(words, TALL + FOOT, tuple(drawn), is_columns=True, most=highest.number if highest else "", ends=ends)
