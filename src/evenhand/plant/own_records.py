"""The records of this app that the trail answers for."""

from __future__ import annotations

from evenhand.plant.models import (
    Absence,
    Band,
    Calendar,
    CapacityStep,
    ChangeoverEntry,
    ChangeoverMatrix,
    Holiday,
    Lever,
    Qualification,
    Resource,
    Site,
)
from evenhand.records.regulated import regulated

SITE = ("name", "time_zone", "origin", "slot_minutes", "horizon", "frozen_weeks", "frozen_until", "currency", "objective", "pinned_now", "version")
RESOURCE = ("site", "code", "name", "kind", "amount", "calendar", "strongest_band", "matrix")
STATE = ("cleaning", "cleaned_at", "clean_until", "calibrated_on", "calibration_due")
LEVER = ("resource", "code", "name", "kind", "weekly", "spans", "amount", "cost", "lead_minutes", "block_minutes", "until", "archived_at", "version")

regulated(Site, fields=SITE)
regulated(Band, fields=("site", "code", "name", "strength"))
regulated(Calendar, fields=("site", "code", "name", "is_always_open", "weekly", "archived_at", "version"))
regulated(Holiday, fields=("calendar", "first_day", "last_day", "name"))
regulated(ChangeoverMatrix, fields=("site", "name", "same_product_minutes", "fail_chance", "archived_at", "version"))
regulated(ChangeoverEntry, fields=("matrix", "before", "after", "minutes"))
regulated(Resource, fields=(*RESOURCE, *STATE, "order", "archived_at", "version"))
regulated(CapacityStep, fields=("resource", "starts_at", "amount"))
regulated(Qualification, fields=("person", "resource", "first_day", "last_day", "evidence", "version"))
regulated(Absence, fields=("resource", "person", "starts_at", "ends_at", "amount", "name", "version"))
regulated(Lever, fields=LEVER)
