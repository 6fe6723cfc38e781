"""What was signed, entered into the ledger or agreed by contract the database neither changes nor deletes; what leads there is never deleted."""

from __future__ import annotations

from django.db import migrations

from evenhand.records.append_only import AppendOnly, NeverDeleted

FINAL = ("treeversion", "contract", "rootcause", "conclusion", "settlement", "ledgerentry", "allocation", "allocationline", "changeorderline")
STAYING = ("treedraft", "assessment", "why", "givenanswer", "changeorder")


class Migration(migrations.Migration):
    dependencies = (("matters", "0010_assessment_and_ledger"), ("records", "0002_append_only"))
    operations = (*(AppendOnly(f"matters_{table}") for table in FINAL), *(NeverDeleted(f"matters_{table}") for table in STAYING))
