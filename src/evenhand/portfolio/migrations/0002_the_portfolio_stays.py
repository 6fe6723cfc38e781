"""The database refuses to delete what sponsors were promised and what was done for them; the history of promises only grows."""

from __future__ import annotations

from django.db import migrations

from evenhand.records.append_only import AppendOnly, NeverDeleted

TABLES = ("sponsor", "product", "project", "activity", "promise", "budgetline")


class Migration(migrations.Migration):
    dependencies = (("portfolio", "0001_initial"), ("records", "0002_append_only"))
    operations = (*(NeverDeleted(f"portfolio_{table}") for table in TABLES), AppendOnly("portfolio_promisechange"))
