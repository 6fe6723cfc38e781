"""Decisions that are due again: their day of review has come, or they are decided and not published."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from evenhand.matters.models import Decision
from evenhand.matters.site_clock import day_of
from evenhand.meetings.agenda.wanted import Asked, Wanted, cut
from evenhand.meetings.models import AgendaItem, ItemKind, MeetingState, Outcome
from evenhand.records.words import day_in_words
from evenhand.schedules.models import DraftState


def decisions_due(asked: Asked) -> Iterator[Wanted]:
    """What a meeting spoke of at or after the day of review is reviewed; what is not published comes back until it is."""
    today = day_of(asked.site, asked.now)
    unpublished = Q(draft__state=DraftState.OPEN, revision__isnull=True)
    rows = Decision.objects.filter(Q(review_on__lte=today) | unpublished, matter__site=asked.site).select_related("matter", "by", "draft")
    spoken = AgendaItem.objects.filter(meeting__site=asked.site, meeting__state=MeetingState.CLOSED, outcome=Outcome.NOTED, decision__isnull=False)
    reviewed = {key: at for key, at in spoken.order_by("concluded_at").values_list("decision_id", "concluded_at") if at is not None}
    for decision in rows.defer("facts", "options").order_by("review_on", "pk"):
        is_open = decision.draft is not None and decision.revision_id is None and decision.draft.state == DraftState.OPEN
        last = reviewed.get(decision.pk)
        if not is_open and last is not None and decision.review_on is not None and day_of(asked.site, last) >= decision.review_on:
            continue
        why = f"decided, and {decision.draft} is not published" if is_open else f"to be reviewed since {day_in_words(decision.review_on or today)}"
        title = cut(f"{str(decision).capitalize()}, {decision.get_kind_display()}: {decision.matter.headline}")
        project = decision.matter.project_id
        yield Wanted(ItemKind.DECISION, f"decision:{decision.pk}", title, why, project_id=project, decision_id=decision.pk)
