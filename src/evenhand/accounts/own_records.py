"""The records of this app that the trail answers for. Passwords and keys are not in it."""

from __future__ import annotations

from evenhand.accounts.models import Person, RoleGrant, UsedEmail
from evenhand.records.regulated import regulated

regulated(Person, fields=("email", "printed_name", "is_active", "joined_at", "left_at", "left_reason"))
regulated(UsedEmail, fields=("email", "person"))
regulated(RoleGrant, fields=("person", "role", "starts_at", "ends_at"))
