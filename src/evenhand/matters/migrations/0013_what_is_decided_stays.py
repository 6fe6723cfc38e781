"""Options asked for, decisions, the harm named in them and answers to questions the database neither changes nor deletes."""

from __future__ import annotations

from django.db import migrations

from evenhand.records.append_only import AppendOnly

FINAL = ("optionset", "decision", "namedharm", "reply")


class Migration(migrations.Migration):
    dependencies = (("matters", "0012_decisions"), ("records", "0002_append_only"))
    operations = tuple(AppendOnly(f"matters_{table}") for table in FINAL)
