"""A huddle was held; the columns of the boards are set."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from evenhand.accounts.permissions import may_work_on_matters, require
from evenhand.matters.site_clock import moment_now
from evenhand.meetings import events
from evenhand.meetings.actions.run_meeting import who
from evenhand.meetings.board.columns import Column, fit_columns, to_json
from evenhand.meetings.models import Huddle, HuddleBoard
from evenhand.plant.fitting import fit_reason
from evenhand.plant.models import Site
from evenhand.portfolio.models import Project
from evenhand.records.editing import change, enter, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.sent_twice import AGAIN

LONGEST = timedelta(hours=2)


def hold_huddle(*, by: Actor, site: Site, seconds: int, project_id: int | None = None, at: datetime | None = None) -> Huddle:
    """``at``: when it ended."""
    require(by, may_work_on_matters, "hold huddles")
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        now = at or moment_now(site)
        if not 0 <= seconds <= LONGEST.total_seconds():
            raise Invalid(f"Must have lasted 2 hours at most; was {seconds} seconds.", field="seconds")
        project = None if project_id is None else locked(Project, project_id)
        if project is not None and project.site_id != site.pk:
            raise Invalid(f"Must be a project of {site}.", field="project")
        last = Huddle.objects.filter(site=site, project=project).select_related("by").first()
        if last is not None and abs(now - last.held_at) < AGAIN:
            raise Conflict(f"{last.by or 'The product'} noted it a moment ago.")
        return enter(by=by, event=events.HUDDLE_HELD, record=Huddle(site=site, project=project, held_at=now, seconds=seconds, by=who(by)))


def set_columns(*, by: Actor, site: Site, columns: tuple[Column, ...], version: int | None, reason: str) -> HuddleBoard:
    """Of all boards of the site."""
    require(by, may_work_on_matters, "set the columns of the huddle")
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        fitted, reason = to_json(fit_columns(columns)), fit_reason(reason)
        board = HuddleBoard.objects.select_for_update().filter(site=site).first()
        if board is None:
            return enter(by=by, event=events.BOARD_SET_UP, record=HuddleBoard(site=site, columns=fitted), reason=reason)
        must_be_current(board, version)
        change(by=by, event=events.BOARD_CHANGED, record=board, given={"columns": fitted}, reason=reason)
    return board
