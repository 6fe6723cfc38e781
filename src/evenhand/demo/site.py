"""The demo's site: its database made and filled, or kept as it was left."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from evenhand.demo.enter import enter_demo
from evenhand.demo.first_revision import publish_first_revision
from evenhand.demo.folder import DemoFolder, version_of
from evenhand.demo.impurity import enter_impurity
from evenhand.demo.past_year import enter_past_year, tell_who
from evenhand.demo.story import demo_portfolio


def made_or_kept(path: Path, *, on_making: Callable[[], None]) -> bool:
    """Whether it was there already. Django must be set up with its database in that folder."""
    folder, document = DemoFolder(path), demo_portfolio()
    tables = MigrationLoader(None).graph.leaf_nodes()
    this = version_of(document, tables, version("evenhand"))
    if folder.is_of(this):
        return True
    on_making()
    connection.close()
    folder.empty(this)
    call_command("migrate", verbosity=0, interactive=False)
    entered = enter_demo(document)
    told = enter_past_year(tell_who(entered))
    publish_first_revision(entered)
    enter_impurity(told)
    connection.close()
    folder.finish(this)
    return False
