"""A row of the table of activities as it stands in the page: a hundred pieces, and templates for them would take longer than all else of the page."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from evenhand.portfolio.cells import Cell, Row
from evenhand.records.addresses import address

NOTHING = '<span class="quiet" aria-hidden="true">–</span>'


def row_html(row: Row, *, may_tick: bool, has_plan: bool) -> SafeString:
    """``may_tick``: a first cell to choose it by; ``has_plan``: a cell with what the published plan says. What people typed is escaped where it is taken up."""
    key, name = row.activity.pk, escape(row.activity.name)
    parts = [f'<tr id="row-{key}" data-row="{key}">\n']
    if may_tick:
        parts.append(f'<td><input type="checkbox" name="chosen" value="{key}:{row.activity.version}" form="bulk" aria-label="Tick {name}"></td>\n')
    for place, cell in enumerate(row.cells):
        field = cell.column.field
        named, inside = f'id="cell-{key}-{field}" data-field="{field}"', cell_html(cell, key, name)
        if place == 0:
            more = f'<a class="cell-more" href="{row.activity.get_absolute_url()}">more<span class="visually-hidden"> about {name}</span></a>'
            parts.append(f'<th scope="row" {named}>{inside} {more}</th>')
            parts.append(f'<td><span class="state state-{row.state}">{escape(row.state_words)}</span></td>\n')
        else:
            parts.append(f"<td {named}>{inside}</td>\n")
        if field == "duration":
            parts.append(f"<td>{escape(row.needs)}</td>")
        if field == "earliest_start" and has_plan:
            parts.append(f'<td class="plan">{escape(row.planned)}</td>')
    return mark_safe("".join([*parts, "</tr>"]))


def cell_html(cell: Cell, key: int, name: str) -> str:
    """``key`` and ``name``: the activity's, the name escaped."""
    text = escape(cell.text)
    if not cell.may_edit:
        return text
    there = address("portfolio:cell", key, cell.column.field)
    return (
        f'<button type="button" class="cell" data-cell hx-get="{there}" hx-target="closest td, th" hx-swap="innerHTML">{text or NOTHING}'
        f'<span class="visually-hidden"> Edit {cell.column.title} of {name}</span></button>'
    )
