"""What can happen to people."""

from __future__ import annotations

from evenhand.records.events import declare

PERSON_INVITED = declare("person_invited", "{by} invited {subject}")
INVITATION_RENEWED = declare("invitation_renewed", "{by} renewed the invitation of {subject}", needs_reason=True)
EMAIL_TAKEN_UP = declare("email_taken_up", "{by} noted that {subject} is used from now on, and by nobody else ever")
PERSON_RENAMED = declare("person_renamed", "{by} changed the printed name of {subject}", needs_reason=True)
PERSON_EMAIL_CHANGED = declare("person_email_changed", "{by} changed the e-mail of {subject}", needs_reason=True)
PERSON_DEACTIVATED = declare("person_deactivated", "{by} deactivated {subject}", needs_reason=True)
PERSON_REACTIVATED = declare("person_reactivated", "{by} reactivated {subject}", needs_reason=True)
ROLE_GRANTED = declare("role_granted", "{by} granted the role {subject}")
ROLE_ENDED = declare("role_ended", "{by} ended the role {subject}", needs_reason=True)
PERSON_UNLOCKED = declare("person_unlocked", "{by} unlocked {subject}", needs_reason=True)

LOGGED_IN = declare("logged_in", "{by} logged in", changes_plant=False)
LOG_IN_FAILED = declare("log_in_failed", "{by} recorded a failed log-in for {subject}", changes_plant=False)
LOCKED_OUT = declare("locked_out", "{by} locked {subject} after too many wrong passwords", changes_plant=False)
LOGGED_OUT = declare("logged_out", "{by} logged out", changes_plant=False)
PASSWORD_CHANGED = declare("password_changed", "{by} changed the password of {subject}", changes_plant=False)
SECOND_FACTOR_ADDED = declare("second_factor_added", "{by} added a second factor")
SECOND_FACTOR_REMOVED = declare("second_factor_removed", "{by} removed a second factor")
