"""Tables that only grow, and tables whose rows are never deleted: the database itself refuses, on SQLite and on PostgreSQL.

A migration names the table: ``operations = [AppendOnly("records_signature")]`` or ``[NeverDeleted("accounts_person")]``. On SQLite, Django alters a
table by building it anew, which drops its triggers: a migration that alters such a table ends with the same operation again. `evenhand records verify`
says so where it was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

REFUSAL = "what is recorded is never changed or deleted"
AT_ITS_END = "the trail grows at its end only"

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION evenhand_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = '{REFUSAL} (' || TG_TABLE_NAME || ')', ERRCODE = 'integrity_constraint_violation';
END $$
"""


class Guard(Operation):
    """A table that refuses some statements from here on."""

    reversible = True
    reduces_to_sql = True
    refused: ClassVar[tuple[str, ...]]

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self.put_on(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self.take_off(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def put_on(self, vendor: str) -> Iterator[str]:
        yield from self.take_off(vendor)
        if vendor == "postgresql":
            yield POSTGRESQL_FUNCTION
            for statement in (*self.refused, "TRUNCATE"):
                each = "STATEMENT" if statement == "TRUNCATE" else "ROW"
                name = trigger(self.table, statement)
                yield f'CREATE TRIGGER {name} BEFORE {statement} ON "{self.table}" FOR EACH {each} EXECUTE FUNCTION evenhand_refuse()'
            return
        for statement in self.refused:
            refuse = f"SELECT RAISE(ABORT, '{REFUSAL} ({self.table})')"
            yield f'CREATE TRIGGER {trigger(self.table, statement)} BEFORE {statement} ON "{self.table}" BEGIN {refuse}; END'

    def take_off(self, vendor: str) -> Iterator[str]:
        if vendor == "postgresql":
            yield from (f'DROP TRIGGER IF EXISTS {trigger(self.table, statement)} ON "{self.table}"' for statement in (*self.refused, "TRUNCATE"))
        else:
            yield from (f"DROP TRIGGER IF EXISTS {trigger(self.table, statement)}" for statement in self.refused)


class AppendOnly(Guard):
    """Rows can be added to this table, and nothing else."""

    refused = ("UPDATE", "DELETE")

    def describe(self) -> str:
        return f"{self.table} only grows"


class NeverDeleted(Guard):
    """Rows of this table can be changed, but are there for ever."""

    refused = ("DELETE",)

    def describe(self) -> str:
        return f"Nothing is deleted from {self.table}"


def trigger(table: str, statement: str) -> str:
    return f"{table}_no_{statement.lower()}"


def declared_tables(statement: str) -> set[str]:
    """The tables that were made to refuse UPDATE, or DELETE, by the migrations."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    guards = [operation for migration in migrations for operation in migration.operations if isinstance(operation, Guard)]
    return {guard.table for guard in guards if statement in guard.refused}


def guarded_tables(connection: Any, statement: str) -> set[str]:
    """The tables that refuse UPDATE, or DELETE, at present."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    ending = trigger("", statement)
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name.removesuffix(ending) for (name,) in cursor.fetchall() if name.endswith(ending)}
