"""The trail and the signatures only grow, and the trail only at its end: the database refuses everything else."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from evenhand.records.append_only import AT_ITS_END, AppendOnly

TRAIL = "records_trailentry"
FIRST_PREVIOUS = "0" * 64
MISPLACED = f"""
    NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM {TRAIL})
    OR NEW.previous_hash <> COALESCE((SELECT hash FROM {TRAIL} ORDER BY sequence DESC LIMIT 1), '{FIRST_PREVIOUS}')
"""
POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION evenhand_trail_end() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {MISPLACED} THEN
            RAISE EXCEPTION USING MESSAGE = '{AT_ITS_END}', ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"CREATE TRIGGER {TRAIL}_at_its_end BEFORE INSERT ON {TRAIL} FOR EACH ROW EXECUTE FUNCTION evenhand_trail_end()",
)
SQLITE = (f"CREATE TRIGGER {TRAIL}_at_its_end BEFORE INSERT ON {TRAIL} WHEN {MISPLACED} BEGIN SELECT RAISE(ABORT, '{AT_ITS_END}'); END",)


def only_at_its_end(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def anywhere(apps: Any, schema_editor: Any) -> None:
    on = f" ON {TRAIL}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRAIL}_at_its_end{on}")


class Migration(migrations.Migration):
    dependencies = (("records", "0001_initial"),)
    operations = (AppendOnly(TRAIL), AppendOnly("records_signature"), migrations.RunPython(only_at_its_end, anywhere))
