"""What can happen to matters."""

from __future__ import annotations

from evenhand.records.events import declare

MATTER_RAISED = declare("matter_raised", "{by} raised {subject}")
MATTER_CHANGED = declare("matter_changed", "{by} changed {subject}", needs_reason=True)
MATTER_ESCALATED = declare("matter_escalated", "{by} escalated {subject}", needs_reason=True)
MATTER_ACKNOWLEDGED = declare("matter_acknowledged", "{by} acknowledged {subject}")
MATTER_HANDED_OVER = declare("matter_handed_over", "{by} handed over {subject}", needs_reason=True)
MATTER_SETTLED = declare("matter_settled", "{by} settled {subject}", needs_reason=True)
STORY_CONTINUED = declare("story_continued", "{by} added to the story of a matter: {subject}")
CLOCK_PAUSED = declare("clock_paused", "{by} stopped a clock: {subject}", needs_reason=True)
CLOCK_RESUMED = declare("clock_resumed", "{by} let a clock run again: {subject}")
CLOCK_SET = declare("clock_set", "{by} set the {subject}", needs_reason=True)
RESPONSIBILITY_GIVEN = declare("responsibility_given", "{by} gave the responsibility for {subject}")
RESPONSIBILITY_CHANGED = declare("responsibility_changed", "{by} changed the responsibility for {subject}", needs_reason=True)
DEPUTY_NAMED = declare("deputy_named", "{by} named as deputy {subject}")
DEPUTY_RELEASED = declare("deputy_released", "{by} released as deputy {subject}")
DAYS_AWAY_ENTERED = declare("days_away_entered", "{by} entered days away: {subject}")
DAYS_AWAY_WITHDRAWN = declare("days_away_withdrawn", "{by} withdrew days away: {subject}")
ACTION_ASSIGNED = declare("action_assigned", "{by} assigned the action {subject}")
ACTION_CHANGED = declare("action_changed", "{by} changed the action {subject}", needs_reason=True)
ACTION_COMPLETED = declare("action_completed", "{by} completed the action {subject}")
ACTION_REOPENED = declare("action_reopened", "{by} reopened the action {subject}", needs_reason=True)
FILE_ATTACHED = declare("file_attached", "{by} attached {subject}")
NOTICES_CHOSEN = declare("notices_chosen", "{by} chose the {subject}")
