"""The database refuses to close a meeting with anything undecided, to change what is closed, and to delete what was said."""

from __future__ import annotations

from django.db import migrations

from evenhand.meetings.closing_guard import Guarded
from evenhand.records.append_only import AppendOnly, NeverDeleted

GROWING = ("minutes", "huddle", "talkcorrection")
STAYING = ("meeting", "agendaitem", "notedaction", "attendance", "talk", "huddleboard")


class Migration(migrations.Migration):
    dependencies = (("meetings", "0001_initial"), ("records", "0002_append_only"))
    operations = (
        *(AppendOnly(f"meetings_{table}") for table in GROWING),
        *(NeverDeleted(f"meetings_{table}") for table in STAYING),
        Guarded(),
    )
