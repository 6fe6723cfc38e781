"""Money of a project, head by head, in cents."""

from __future__ import annotations

from django.db import transaction

from evenhand.accounts.permissions import may_edit_portfolio, may_record_costs, require
from evenhand.plant.fitting import fit_money, fit_reason, fit_text
from evenhand.plant.templatetags.plant_words import money
from evenhand.portfolio import events
from evenhand.portfolio.models import BudgetHead, BudgetLine, Project
from evenhand.records.editing import change, enter, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor


def set_budget_line(
    *,
    by: Actor,
    project_id: int,
    head: str,
    version: int | None = None,
    approved: int,
    committed: int,
    spent: int,
    forecast: int,
    note: str = "",
    reason: str = "",
) -> BudgetLine:
    """The line of that head, new or changed; changing it needs a reason."""
    require(by, may_edit_portfolio, "enter budgets")
    with transaction.atomic():
        project = locked(Project, project_id)
        if head not in BudgetHead.values:
            raise Invalid(f"Must be one of {', '.join(BudgetHead.values)}; is {head!r}.", field="head")
        given = {"approved": approved, "committed": committed, "spent": spent, "forecast": forecast}
        fitted = {name: fit_money(value, name) for name, value in given.items()} | {"note": fit_text(note, "note")}
        line = BudgetLine.objects.select_for_update().select_related("project").filter(project=project, head=head).first()
        if line is None:
            return enter(by=by, event=events.BUDGET_ENTERED, record=BudgetLine(project=project, head=head, **fitted), reason=reason)
        must_be_current(line, version)
        change(by=by, event=events.BUDGET_CHANGED, record=line, given=fitted, reason=fit_reason(reason))
    return line


def move_budget_line(*, by: Actor, project_id: int, head: str, approved_by: int = 0, forecast_by: int = 0, reason: str) -> BudgetLine | None:
    """Raise or lower what is approved and forecast under that head by an amount that was signed elsewhere; a line is made where there is none."""
    require(by, may_record_costs, "move budgets")
    if not approved_by and not forecast_by:
        return None
    with transaction.atomic():
        project = locked(Project, project_id)
        line = BudgetLine.objects.select_for_update().select_related("project").filter(project=project, head=head).first()
        if line is None:
            amounts = {"approved": fit_money(approved_by, "approved"), "forecast": fit_money(forecast_by, "forecast")}
            return enter(by=by, event=events.BUDGET_ENTERED, record=BudgetLine(project=project, head=head, **amounts), reason=fit_reason(reason))
        for what, there, by_which in (("approved", line.approved, approved_by), ("forecast", line.forecast, forecast_by)):
            if there + by_which < 0:
                raise Conflict(
                    f"The budget of {project.code} has {money(there)} {what} for {line.get_head_display()}, and {money(-by_which)} would be taken off it. "
                    f"Correct that line of the budget first."
                )
        moved = {"approved": fit_money(line.approved + approved_by, "approved"), "forecast": fit_money(line.forecast + forecast_by, "forecast")}
        change(by=by, event=events.BUDGET_CHANGED, record=line, given=moved, reason=fit_reason(reason))
    return line
