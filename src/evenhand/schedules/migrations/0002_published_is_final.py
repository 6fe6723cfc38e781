"""What was published, and what it was made from, the database neither changes nor deletes; runs and drafts stay."""

from __future__ import annotations

from django.db import migrations

from evenhand.records.append_only import AppendOnly, NeverDeleted

FINAL = ("revision", "publishedplace", "problemsnapshot", "storedplan")
STAY = ("planrun", "draft")


class Migration(migrations.Migration):
    dependencies = (("schedules", "0001_initial"), ("records", "0002_append_only"))
    operations = (*(AppendOnly(f"schedules_{table}") for table in FINAL), *(NeverDeleted(f"schedules_{table}") for table in STAY))
