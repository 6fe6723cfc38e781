"""Actions that are late, the latest first."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.matters.models import Action
from evenhand.matters.queries import action_in_words
from evenhand.matters.site_clock import day_of
from evenhand.meetings.agenda.wanted import Asked, Wanted, cut
from evenhand.meetings.models import ItemKind


def late_actions(asked: Asked) -> Iterator[Wanted]:
    today = day_of(asked.site, asked.now)
    rows = Action.objects.filter(site=asked.site, due_on__lt=today).open().select_related("owner", "matter").order_by("due_on", "pk")
    for action in rows:
        project = action.matter.project_id if action.matter is not None else None
        detail = f"{action.owner}: {action_in_words(action, today)}"
        yield Wanted(ItemKind.ACTION, f"action:{action.pk}", cut(f"Late: {action.what}"), detail, project_id=project, action_id=action.pk)
