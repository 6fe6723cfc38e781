"""The records of this app that the trail answers for."""

from __future__ import annotations

from evenhand.portfolio.models import (
    Activity,
    ActivityLink,
    ActivityMode,
    BudgetLine,
    ModeNeed,
    Product,
    Project,
    Promise,
    PromiseChange,
    Sponsor,
    Tie,
)
from evenhand.records.regulated import regulated

WORK = ("project", "code", "name", "phase", "stretch", "order", "product", "has_no_product", "band", "earliest_start", "latest_end")
MATERIAL = ("material", "material_ordered_on", "material_lead_days", "rework_chance", "late_chance", "late_minutes")
FACTS = ("actual_start", "actual_finish", "actual_mode", "remaining_minutes", "remaining_at")

regulated(Sponsor, fields=("code", "name", "archived_at", "version"))
regulated(Product, fields=("site", "code", "name", "sponsor", "band", "archived_at", "version"))
regulated(Project, fields=("site", "code", "name", "sponsor", "product", "manager", "state", "due", "notes", "order", "version"))
regulated(Activity, fields=(*WORK, *MATERIAL, "hold_until", "hold_reason", *FACTS, "archived_at", "version"))
regulated(ActivityMode, fields=("activity", "index", "name", "duration_minutes", "optimistic_minutes", "pessimistic_minutes"))
regulated(ModeNeed, fields=("mode", "resource", "amount"))
regulated(ActivityLink, fields=("before", "after", "kind", "lag_minutes", "max_lag_minutes"))
regulated(Tie, fields=("kind", "first", "second", "among", "first_mode", "second_modes"))
regulated(Promise, fields=("activity", "code", "name", "due", "withdrawn_at", "version"))
regulated(PromiseChange, fields=("promise", "was_due", "due", "by", "by_name", "at", "reason"))
regulated(BudgetLine, fields=("project", "head", "note", "approved", "committed", "spent", "forecast", "version"))
