"""The columns of a site's boards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evenhand.meetings.models import Fill, HuddleBoard
from evenhand.plant.models import Site
from evenhand.records.errors import Invalid

OF_MATTERS = (Fill.SAFETY, Fill.QUALITY, Fill.TIMELINE, Fill.FINANCIAL)
MOST_COLUMNS = 8


@dataclass(frozen=True)
class Column:
    name: str
    fills: tuple[Fill, ...]


USUAL = (
    Column("Safety", (Fill.SAFETY,)),
    Column("Quality", (Fill.QUALITY, Fill.HOLDS)),
    Column("Delivery", (Fill.SLIPPED, Fill.TIMELINE, Fill.DUE, Fill.ACTIONS, Fill.FINISHED)),
    Column("Inventory", (Fill.MATERIALS, Fill.UNITS, Fill.FINANCIAL)),
    Column("People", (Fill.ABSENCES,)),
)


def columns_of(site: Site) -> tuple[Column, ...]:
    board = HuddleBoard.objects.filter(site=site).first()
    return USUAL if board is None else tuple(Column(c["name"], tuple(Fill(f) for f in c["fills"])) for c in board.columns)


def to_json(columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    return [{"name": column.name, "fills": [fill.value for fill in column.fills]} for column in columns]


def fit_columns(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Each filled with something, nothing twice, and no kind of matter left out: a matter that is on no board is seen by nobody."""
    if not 1 <= len(columns) <= MOST_COLUMNS:
        raise Invalid(f"Must have 1 to {MOST_COLUMNS} columns; has {len(columns)}.")
    seen: set[Fill] = set()
    for column in columns:
        if not 1 <= len(column.name) <= 40:
            raise Invalid(f"A column's name must have 1 to 40 letters; has {len(column.name)}.")
        if not column.fills:
            raise Invalid(f"Must be filled with something: {column.name} is not.")
        for fill in column.fills:
            if fill in seen:
                raise Invalid(f"Must be in one column only: {fill.label}.")
            seen.add(fill)
    if missing := [fill.label for fill in OF_MATTERS if fill not in seen]:
        raise Invalid(f"Every matter must be in a column; missing: {', '.join(missing)}.")
    return columns
