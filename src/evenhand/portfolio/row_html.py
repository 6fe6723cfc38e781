"""A row of the table of activities as it stands in the page: a hundred pieces, and templates for them would take longer than all else of the page."""

from __future__ import annotations

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from evenhand.portfolio.cells import Cell, Row
from evenhand.portfolio.models import Activity
from evenhand.records.addresses import address

NOTHING = mark_safe('<span class="quiet" aria-hidden="true">–</span>')
TICK = '<td><input type="checkbox" name="chosen" value="{key}:{version}" form="bulk" aria-label="Tick {name}"></td>\n'
MORE = ' <a class="cell-more" href="{address}">more<span class="visually-hidden"> about {name}</span></a>'
EDIT = (
    '<button type="button" class="cell" data-cell hx-get="{address}" hx-target="closest td, th" hx-swap="innerHTML">{text}'
    '<span class="visually-hidden"> Edit {title} of {name}</span></button>'
)


def row_html(row: Row, *, may_tick: bool, has_plan: bool) -> SafeString:
    """``may_tick``: a first cell to choose it by; ``has_plan``: a cell with what the published plan says."""
    activity = row.activity
    parts = [format_html('<tr id="row-{key}" data-row="{key}">\n', key=activity.pk)]
    if may_tick:
        parts.append(format_html(TICK, key=activity.pk, version=activity.version, name=activity.name))
    for cell in row.cells:
        field = cell.column.field
        if cell is row.cells[0]:
            more = format_html(MORE, address=activity.get_absolute_url(), name=activity.name)
            parts.append(
                format_html('<th scope="row" id="cell-{}-{}" data-field="{}">{}{}</th>', activity.pk, field, field, cell_html(cell, activity), more)
            )
            parts.append(format_html('<td><span class="state state-{}">{}</span></td>\n', row.state, row.state_words))
        else:
            parts.append(format_html('<td id="cell-{}-{}" data-field="{}">{}</td>\n', activity.pk, field, field, cell_html(cell, activity)))
        if field == "duration":
            parts.append(format_html("<td>{}</td>", row.needs))
        if field == "earliest_start" and has_plan:
            parts.append(format_html('<td class="plan">{}</td>', row.planned))
    return mark_safe("".join([*parts, "</tr>"]))


def cell_html(cell: Cell, activity: Activity) -> SafeString:
    if not cell.may_edit:
        return escape(cell.text)
    there = address("portfolio:cell", activity.pk, cell.column.field)
    return format_html(EDIT, address=there, text=cell.text or NOTHING, title=cell.column.title, name=activity.name)
