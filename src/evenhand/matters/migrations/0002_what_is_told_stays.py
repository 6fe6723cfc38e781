"""The database refuses to change what was told of a matter, and to delete what was raised, assigned and paused."""

from __future__ import annotations

from django.db import migrations

from evenhand.records.append_only import AppendOnly, NeverDeleted

GROWING = ("storyentry", "clockrule", "attachment")
STAYING = ("matter", "clockpause", "action", "responsibility")


class Migration(migrations.Migration):
    dependencies = (("matters", "0001_initial"), ("records", "0002_append_only"))
    operations = (*(AppendOnly(f"matters_{table}") for table in GROWING), *(NeverDeleted(f"matters_{table}") for table in STAYING))
