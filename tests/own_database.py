"""A database for one test alone: a copy of the migrated one, in which transactions are real and the triggers stay on."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.db import connection

COPY = "evenhand_own"


@contextlib.contextmanager
def database_of_its_own() -> Iterator[None]:
    description = connection.settings_dict
    original = description["NAME"]
    connection.close()
    with copied(original) as copy:
        description["NAME"] = copy
        try:
            yield
        finally:
            connection.close()
            description["NAME"] = original


@contextlib.contextmanager
def copied(original: Any) -> Iterator[Any]:
    if connection.vendor == "sqlite":
        copy = Path(f"{original}.own")
        with contextlib.closing(sqlite3.connect(original)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)  # a copy of the file would lack what another connection has in its write-ahead log
        yield copy
        for path in copy.parent.glob(f"{copy.name}*"):
            path.unlink()
        return
    copy = f"{COPY}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    as_administrator(f"DROP DATABASE IF EXISTS {copy}", f"CREATE DATABASE {copy} TEMPLATE {original}")
    yield copy
    as_administrator(f"DROP DATABASE {copy} WITH (FORCE)")


def as_administrator(*statements: str, database: str = "postgres") -> None:
    import psycopg

    parts = urlsplit(os.environ["EVENHAND_TEST_SERVER"])
    with psycopg.connect(user=parts.username, dbname=database, host=dict(parse_qsl(parts.query))["host"], autocommit=True) as administrator:
        for statement in statements:
            administrator.execute(statement)


def end_other_sessions(name: str) -> None:
    """Of threads of a site that served a test and are not quite over: a database in use cannot be dropped."""
    connection.close()
    as_administrator(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def make_web_role() -> None:
    """Made by whichever worker comes first."""
    as_administrator(
        "SELECT pg_advisory_lock(1)",
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{settings.DATABASE_WEB_ROLE}') "
        f"THEN CREATE ROLE {settings.DATABASE_WEB_ROLE} LOGIN; END IF; END $$",
    )


@contextlib.contextmanager
def working_as(role: str) -> Iterator[None]:
    """Connect as another role of PostgreSQL; without one, all stays as it is."""
    if not role:
        yield
        return
    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = role
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


def as_intruder() -> contextlib.AbstractContextManager[None]:
    """Somebody who gets at the database itself: on PostgreSQL its administrator; on SQLite whoever has the file."""
    return working_as(urlsplit(os.environ["EVENHAND_TEST_SERVER"]).username or "" if connection.vendor == "postgresql" else "")
