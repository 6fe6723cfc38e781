"""The database refuses to delete people, their addresses and their roles."""

from __future__ import annotations

from django.db import migrations

from evenhand.records.append_only import NeverDeleted


class Migration(migrations.Migration):
    dependencies = (("accounts", "0001_initial"),)
    operations = tuple(NeverDeleted(table) for table in ("accounts_person", "accounts_usedemail", "accounts_rolegrant"))
