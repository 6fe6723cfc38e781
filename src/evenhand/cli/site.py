"""The site's database, for the commands that need it. Django is loaded here and nowhere else in the command line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from evenhand.cli.exits import Exit, Refusal


@contextmanager
def site() -> Iterator[None]:
    """Load the site by its settings; refuse in words where there is none, or one of another version."""
    load_site()
    try:
        must_have_our_tables()
        yield
    except DatabaseError as error:
        raise Refusal(Exit.BAD_INPUT, f"The site's database ({connection.settings_dict['NAME']}) cannot be read: {error}.") from error


def load_site() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Refusal(Exit.BAD_INPUT, str(error)) from error


def must_have_our_tables() -> None:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not os.path.exists(name):
        raise Refusal(Exit.BAD_INPUT, f"There is no site's database at {name}. EVENHAND_DATABASE or EVENHAND_DATA says where it is.")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refusal(Exit.BAD_INPUT, f"The site's database ({name}) is that of an older version, or empty: migrate it first.")
