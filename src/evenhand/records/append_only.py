"""Tables that only grow: the database itself refuses UPDATE, DELETE and TRUNCATE, on SQLite and on PostgreSQL.

A migration names the table: ``operations = [AppendOnly("records_signature")]``. On SQLite, Django alters a table by building it anew, which
drops its triggers: a migration that alters such a table ends with `AppendOnly` again. `evenhand records verify` says so where it was forgotten.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

REFUSAL = "what is recorded is never changed or deleted"
AT_ITS_END = "the trail grows at its end only"

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION evenhand_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = '{REFUSAL} (' || TG_TABLE_NAME || ')', ERRCODE = 'integrity_constraint_violation';
END $$
"""


def names(table: str) -> tuple[str, str]:
    return f"{table}_no_update", f"{table}_no_delete"


def postgresql(table: str) -> list[str]:
    no_update, no_delete = names(table)
    return [
        POSTGRESQL_FUNCTION,
        f'DROP TRIGGER IF EXISTS {no_update} ON "{table}"',
        f'CREATE TRIGGER {no_update} BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION evenhand_refuse()',
        f'DROP TRIGGER IF EXISTS {no_delete} ON "{table}"',
        f'CREATE TRIGGER {no_delete} BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION evenhand_refuse()',
    ]


def sqlite(table: str) -> list[str]:
    return [
        statement
        for name, event in zip(names(table), ("UPDATE", "DELETE"), strict=True)
        for statement in (
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {event} ON \"{table}\" BEGIN SELECT RAISE(ABORT, '{REFUSAL} ({table})'); END",
        )
    ]


class AppendOnly(Operation):
    """From here on rows can be added to this table, and nothing else."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        statements = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
        for statement in statements(self.table):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        on = f' ON "{self.table}"' if schema_editor.connection.vendor == "postgresql" else ""
        for name in names(self.table):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")

    def describe(self) -> str:
        return f"{self.table} only grows"


def append_only_tables(connection: Any) -> set[str]:
    """The tables that the database guards so at present."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}
    tables = {name.removesuffix("_no_update") for name in found if name.endswith("_no_update")}
    return {table for table in tables if set(names(table)) <= found}
