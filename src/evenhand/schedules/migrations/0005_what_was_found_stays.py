"""What came of a variant the database neither changes nor deletes."""

from __future__ import annotations

from django.db import migrations

from evenhand.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = (("schedules", "0004_variants"), ("records", "0002_append_only"))
    operations = (AppendOnly("schedules_variant"),)
