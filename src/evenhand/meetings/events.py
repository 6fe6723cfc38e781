"""What can happen to meetings. None of it changes the plant, the projects or the published plan."""

from __future__ import annotations

from functools import partial

from evenhand.records import events

declare = partial(events.declare, changes_plant=False)

MEETING_PLANNED = declare("meeting_planned", "{by} planned {subject}")
MEETING_MOVED = declare("meeting_moved", "{by} moved {subject}", needs_reason=True)
MEETING_CALLED_OFF = declare("meeting_called_off", "{by} called off {subject}", needs_reason=True)
MEETING_BEGUN = declare("meeting_begun", "{by} began {subject}")
CHAIR_HANDED_OVER = declare("chair_handed_over", "{by} handed over the chair of {subject}")
MEETING_CLOSED = declare("meeting_closed", "{by} closed {subject}")
MINUTES_WRITTEN = declare("minutes_written", "{by} wrote the {subject}")
ITEM_CAME_UP = declare("item_came_up", "{by} put on the agenda: {subject}")
ITEM_TURNED_TO = declare("item_turned_to", "{by} turned to: {subject}")
ITEM_CONCLUDED = declare("item_concluded", "{by} concluded: {subject}")
ITEM_OVERTAKEN = declare("item_overtaken", "{by} noted that it is no longer so: {subject}")
ITEM_CARRIED_OVER = declare("item_carried_over", "{by} carried over: {subject}", needs_reason=True)
MEETING_ACTION_NOTED = declare("meeting_action_noted", "{by} noted the action {subject}")
MEETING_ACTION_ASSIGNED = declare("meeting_action_assigned", "{by} gave an owner and a date to the action {subject}")
MEETING_ACTION_DROPPED = declare("meeting_action_dropped", "{by} dropped the action {subject}", needs_reason=True)
MEETING_JOINED = declare("meeting_joined", "{by} noted who is there: {subject}")
MEETING_LEFT = declare("meeting_left", "{by} noted who left: {subject}")
TALK_CORRECTED = declare("talk_corrected", "{by} corrected the {subject}", needs_reason=True)
HUDDLE_HELD = declare("huddle_held", "{by} held {subject}")
BOARD_SET_UP = declare("board_set_up", "{by} set up the {subject}")
BOARD_CHANGED = declare("board_changed", "{by} changed the {subject}", needs_reason=True)
