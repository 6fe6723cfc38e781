"""The database refuses to delete what the plant is made of."""

from __future__ import annotations

from django.db import migrations

from evenhand.records.append_only import NeverDeleted

TABLES = ("site", "band", "calendar", "changeovermatrix", "resource", "qualification", "lever")


class Migration(migrations.Migration):
    dependencies = (("plant", "0001_initial"), ("records", "0002_append_only"))
    operations = tuple(NeverDeleted(f"plant_{table}") for table in TABLES)
