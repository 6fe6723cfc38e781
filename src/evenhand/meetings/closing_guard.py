"""The database itself refuses to close a meeting with anything undecided, and to touch a meeting that is closed; on SQLite and on PostgreSQL.

It looks at the tables of this app only. On SQLite, Django alters a table by building it anew: a migration that alters one of ``TABLES`` begins with
``Unguarded()`` and ends with ``Guarded()``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.migrations.operations.base import Operation

MEETING, ITEM, NOTED = "meetings_meeting", "meetings_agendaitem", "meetings_notedaction"
PARTS = (ITEM, NOTED, "meetings_attendance", "meetings_talk", "meetings_talkcorrection")
TABLES = (MEETING, *PARTS)

UNDECIDED = "a meeting is not closed while a matter on it has no decision"
INCOMPLETE = "a meeting is not closed while an action has no owner and date"
FINAL = "a closed meeting is never changed"
UNBEGUN = "a meeting is closed only after it has begun"

CASES = (
    ("OLD.state IN ('closed', 'called off')", FINAL),
    ("NEW.state = 'closed' AND OLD.state <> 'running'", UNBEGUN),
    ("NEW.state <> 'running' AND NEW.state <> 'closed' AND OLD.state = 'running'", "a meeting that has begun ends by being closed"),
    (
        f"NEW.state = 'closed' AND EXISTS (SELECT 1 FROM {ITEM} i WHERE i.meeting_id = NEW.id AND i.kind = 'matter' AND i.outcome = '')",
        UNDECIDED,
    ),
    (
        f"NEW.state = 'closed' AND EXISTS (SELECT 1 FROM {NOTED} n WHERE n.meeting_id = NEW.id AND n.action_id IS NULL AND n.dropped_because = '')",
        INCOMPLETE,
    ),
)


def is_closed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {MEETING} m WHERE m.id = {row}.meeting_id AND m.state = 'closed')"


class Guard(Operation):
    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def run(self, schema_editor: Any, statements: Iterator[str]) -> None:
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Guarded(Guard):
    """From here on a closed meeting is final, and is closed with decisions only."""

    def describe(self) -> str:
        return "A meeting ends with decisions"

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.run(schema_editor, put_on(schema_editor.connection.vendor))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.run(schema_editor, take_off(schema_editor.connection.vendor))


class Unguarded(Guard):
    """Before tables are altered; ``Guarded()`` stands at the end of the same migration."""

    def describe(self) -> str:
        return "Meetings' tables are altered"

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.run(schema_editor, take_off(schema_editor.connection.vendor))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.run(schema_editor, put_on(schema_editor.connection.vendor))


def put_on(vendor: str) -> Iterator[str]:
    yield from take_off(vendor)
    yield from on_postgresql() if vendor == "postgresql" else on_sqlite()


def on_sqlite() -> Iterator[str]:
    refusals = "".join(f"SELECT RAISE(ABORT, '{message}') WHERE {condition}; " for condition, message in CASES)
    yield f"CREATE TRIGGER {MEETING}_ends_decided BEFORE UPDATE ON {MEETING} BEGIN {refusals}END"
    yield (f"CREATE TRIGGER {MEETING}_begins_open BEFORE INSERT ON {MEETING} WHEN NEW.state = 'closed' BEGIN SELECT RAISE(ABORT, '{UNBEGUN}'); END")
    for table in PARTS:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD")):
            name = f"{table}_final_{event.lower()}_{row.lower()}"
            yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {is_closed(row)} BEGIN SELECT RAISE(ABORT, '{FINAL}'); END"


def on_postgresql() -> Iterator[str]:
    refuse = "RAISE EXCEPTION USING MESSAGE = '{}', ERRCODE = 'integrity_constraint_violation'; "
    cases = "".join(f"IF {condition} THEN {refuse.format(message)}END IF; " for condition, message in CASES)
    yield f"CREATE OR REPLACE FUNCTION evenhand_meeting_ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {cases}RETURN NEW; END $$"
    yield (
        "CREATE OR REPLACE FUNCTION evenhand_meeting_begins() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF NEW.state = 'closed' THEN {refuse.format(UNBEGUN)}END IF; RETURN NEW; END $$"
    )
    yield (
        "CREATE OR REPLACE FUNCTION evenhand_meeting_final() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {is_closed('NEW')} THEN {refuse.format(FINAL)}END IF; "
        f"IF TG_OP = 'UPDATE' THEN IF {is_closed('OLD')} THEN {refuse.format(FINAL)}END IF; END IF; RETURN NEW; END $$"
    )
    yield f"CREATE TRIGGER {MEETING}_ends_decided BEFORE UPDATE ON {MEETING} FOR EACH ROW EXECUTE FUNCTION evenhand_meeting_ends()"
    yield f"CREATE TRIGGER {MEETING}_begins_open BEFORE INSERT ON {MEETING} FOR EACH ROW EXECUTE FUNCTION evenhand_meeting_begins()"
    for table in PARTS:
        yield f"CREATE TRIGGER {table}_final BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION evenhand_meeting_final()"


def take_off(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield from (f"DROP TRIGGER IF EXISTS {MEETING}_{name} ON {MEETING}" for name in ("ends_decided", "begins_open"))
        yield from (f"DROP TRIGGER IF EXISTS {table}_final ON {table}" for table in PARTS)
        return
    yield from (f"DROP TRIGGER IF EXISTS {MEETING}_{name}" for name in ("ends_decided", "begins_open"))
    for table in PARTS:
        yield from (f"DROP TRIGGER IF EXISTS {table}_final_{name}" for name in ("insert_new", "update_new", "update_old"))
