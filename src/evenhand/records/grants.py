"""On PostgreSQL the site works as a role that owns nothing: it can read and write, but neither change nor delete what is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections
from psycopg import sql

from evenhand.records.append_only import guarded_tables


@dataclass(frozen=True)
class Roles:
    owner: str
    web: str

    @classmethod
    def named(cls, owner: str) -> Roles:
        return cls(owner, settings.DATABASE_WEB_ROLE)

    def __post_init__(self) -> None:
        if self.owner == self.web:
            raise ValueError(f"The owner must be another role than the site's; both are {self.web}.")


def prepare(connection: Any, roles: Roles, passwords: Mapping[str, str]) -> None:
    """Make both roles where they are missing, and let the owner own the database and its schema."""
    with connection.cursor() as cursor:
        for role in (roles.owner, roles.web):
            name = sql.Identifier(role)
            if not role_exists(cursor, role):
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS").format(name))
            if passwords.get(role):
                cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(passwords[role])))
        owner, web = sql.Identifier(roles.owner), sql.Identifier(roles.web)
        database = sql.Identifier(connection.settings_dict["NAME"])
        cursor.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))
        cursor.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
        cursor.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, web))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(web))


def grant_to_web_role(using: str) -> None:
    """After a migration, by the owner: everything that the site may do, and nothing else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if not role_exists(cursor, settings.DATABASE_WEB_ROLE):
            return
        web = sql.Identifier(settings.DATABASE_WEB_ROLE)
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(web))
        cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(web))
        cursor.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(web))
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(web))
        for right in ("UPDATE", "DELETE"):
            for table in guarded_tables(connection, right):
                cursor.execute(sql.SQL("REVOKE {} ON {} FROM {}").format(sql.SQL(right), sql.Identifier(table), web))
        cursor.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(web))


def role_exists(cursor: Any, role: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    return cursor.fetchone() is not None
