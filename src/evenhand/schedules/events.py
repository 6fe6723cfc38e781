"""What can happen to plan runs, drafts and revisions."""

from __future__ import annotations

from evenhand.records.events import declare

PLAN_RUN_STARTED = declare("plan_run_started", "{by} asked for {subject}", changes_plant=False)
PLAN_RUN_BEGAN = declare("plan_run_began", "{by} began {subject}", changes_plant=False)
PLAN_RUN_REQUEUED = declare("plan_run_requeued", "{by} put {subject} back into the queue", changes_plant=False)
PLAN_RUN_CANCELLED = declare("plan_run_cancelled", "{by} stopped {subject}", changes_plant=False)
PLAN_RUN_ENDED = declare("plan_run_ended", "{by} ended {subject}", changes_plant=False)
DRAFT_MADE = declare("draft_made", "{by} made {subject}", changes_plant=False)
DRAFT_CHANGED = declare("draft_changed", "{by} moved work in {subject}", changes_plant=False)
DRAFT_DISCARDED = declare("draft_discarded", "{by} discarded {subject}", changes_plant=False)
DRAFT_PUBLISHED = declare("draft_published", "{by} closed {subject}, which is published", changes_plant=False)
REVISION_PUBLISHED = declare("revision_published", "{by} published {subject}", needs_reason=True)
LEAST_HARM_CHOSEN = declare(
    "least_harm_chosen", "{by} decided that others may be harmed, and chose {subject}", needs_reason=True, changes_plant=False
)
