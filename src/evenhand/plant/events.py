"""What can happen to the plant."""

from __future__ import annotations

from evenhand.records.events import declare

SITE_SET_UP = declare("site_set_up", "{by} set up the site {subject}")
SITE_CHANGED = declare("site_changed", "{by} changed the site {subject}")
BAND_ENTERED = declare("band_entered", "{by} entered the containment band {subject}")
CALENDAR_ENTERED = declare("calendar_entered", "{by} entered the calendar {subject}")
CALENDAR_CHANGED = declare("calendar_changed", "{by} changed the calendar {subject}")
CALENDAR_ARCHIVED = declare("calendar_archived", "{by} archived the calendar {subject}", needs_reason=True)
HOLIDAY_ENTERED = declare("holiday_entered", "{by} entered the holiday {subject}")
HOLIDAY_REMOVED = declare("holiday_removed", "{by} removed the holiday {subject}")
CHANGEOVERS_ENTERED = declare("changeovers_entered", "{by} entered the changeovers {subject}")
CHANGEOVERS_CHANGED = declare("changeovers_changed", "{by} changed the changeovers {subject}", needs_reason=True)
CHANGEOVERS_ARCHIVED = declare("changeovers_archived", "{by} archived the changeovers {subject}", needs_reason=True)
RESOURCE_ENTERED = declare("resource_entered", "{by} entered the resource {subject}")
RESOURCE_CHANGED = declare("resource_changed", "{by} changed the resource {subject}")
RESOURCE_ARCHIVED = declare("resource_archived", "{by} archived the resource {subject}", needs_reason=True)
CAPACITY_GIVEN = declare("capacity_given", "{by} gave the capacity of {subject}")
UNIT_CLEANED = declare("unit_cleaned", "{by} recorded the cleaning of {subject}")
UNIT_CALIBRATED = declare("unit_calibrated", "{by} recorded the calibration of {subject}")
PERSON_QUALIFIED = declare("person_qualified", "{by} qualified {subject}")
QUALIFICATION_ENDED = declare("qualification_ended", "{by} ended the qualification of {subject}", needs_reason=True)
ABSENCE_ENTERED = declare("absence_entered", "{by} entered the absence of {subject}")
ABSENCE_CHANGED = declare("absence_changed", "{by} changed the absence of {subject}")
ABSENCE_WITHDRAWN = declare("absence_withdrawn", "{by} withdrew the absence of {subject}")
LEVER_ENTERED = declare("lever_entered", "{by} entered the lever {subject}")
LEVER_CHANGED = declare("lever_changed", "{by} changed the lever {subject}")
LEVER_WITHDRAWN = declare("lever_withdrawn", "{by} withdrew the lever {subject}", needs_reason=True)
