"""The database's own guards hold against whoever owns it, and the site's role on PostgreSQL has no right to try."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from evenhand.records.append_only import REFUSAL, guarded_tables
from tests.cast import make_cast
from tests.own_database import as_administrator, as_intruder

ONLY_GROWS = {"records_trailentry", "records_signature"}
NEVER_DELETED = {"accounts_person", "accounts_usedemail", "accounts_rolegrant"}


@pytest.mark.django_db
def test_which_tables_are_guarded():
    """Those of the records and of the people; the other apps' tests have theirs."""

    def of_these(tables):
        return {table for table in tables if table.startswith(("records_", "accounts_"))}

    assert of_these(guarded_tables(connection, "UPDATE")) == ONLY_GROWS
    assert of_these(guarded_tables(connection, "DELETE")) == ONLY_GROWS | NEVER_DELETED


@pytest.mark.parametrize("table", sorted(ONLY_GROWS | NEVER_DELETED))
def test_the_triggers_refuse_also_whoever_owns_the_tables(table, own_database):
    ada = make_cast().ada
    sign_something(ada)
    statements = [f"DELETE FROM {table}"]
    if table in ONLY_GROWS:
        statements.append(f"UPDATE {table} SET subject_label = 'x'")
    if connection.vendor == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")
    with as_intruder():
        for statement in statements:
            with pytest.raises(DatabaseError, match=REFUSAL), connection.cursor() as cursor:
                cursor.execute(statement)


def sign_something(ada) -> None:
    from evenhand.records.models import Meaning
    from evenhand.records.signatures import reauthenticate, sign
    from tests.cast import PASSWORD

    proof = reauthenticate(person=ada, password=PASSWORD)
    with transaction.atomic():
        sign(by=ada, proof=proof, meaning=Meaning.APPROVED, subject=ada)


def test_the_sites_role_owns_nothing_and_cannot_touch_the_trail(own_database):
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="SQLite has no roles"):
            call_command("prepare_postgresql")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole)")
        assert cursor.fetchone() == ("evenhand_web", 0)
        cursor.execute("SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT privilege_type FROM information_schema.table_privileges WHERE grantee = current_user AND table_name = 'records_trailentry'"
        )
        assert {right for (right,) in cursor.fetchall()} == {"SELECT", "INSERT"}
    for statement in ("ALTER TABLE records_trailentry DISABLE TRIGGER ALL", "DROP TABLE records_trailentry", "CREATE TABLE mine (id int)"):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_administrator_prepares_both_roles(own_database, monkeypatch: pytest.MonkeyPatch):
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError):
            call_command("prepare_postgresql", owner="evenhand_owner_test")
        return
    monkeypatch.setenv("OWNER_PASSWORD", "it's a secret; DROP")
    with as_intruder():
        call_command("prepare_postgresql", owner="evenhand_owner_test", verbosity=0)
        call_command("prepare_postgresql", owner="evenhand_owner_test", verbosity=0)  # again does no harm
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()")
            assert cursor.fetchone() == ("evenhand_owner_test",)
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" OWNER TO CURRENT_USER')
            cursor.execute("ALTER SCHEMA public OWNER TO CURRENT_USER")
    as_administrator("DROP ROLE evenhand_owner_test")
