"""``manage.py prepare_postgresql``: the roles of a PostgreSQL database, made once by its administrator."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from evenhand.records.grants import Roles, prepare


class Command(BaseCommand):
    help = (
        "Make the role that owns the tables and the role that the site works as. Run it once as an administrator of the database; then migrate as "
        "the owner, and run the site as the other. Passwords come from OWNER_PASSWORD and WEB_PASSWORD in the environment."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--owner", default="evenhand_owner", help="the role that owns the tables and migrates")

    def handle(self, *, owner: str, **_: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("EVENHAND_DATABASE must be a postgresql:// address; SQLite has no roles.")
        roles = Roles.named(owner)
        prepare(connection, roles, {roles.owner: os.environ.get("OWNER_PASSWORD", ""), roles.web: os.environ.get("WEB_PASSWORD", "")})
        self.stdout.write(f"{roles.owner} owns the database and migrates; {roles.web} is for the site and owns nothing.")
