from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "evenhand.records"
    verbose_name = "records"

    def ready(self) -> None:
        import_module("evenhand.records.own_records")
        post_migrate.connect(grant_after_migration, sender=self)


def grant_after_migration(*, using: str, **_: object) -> None:
    """On PostgreSQL the site's role gets what it may do with the tables that there are now."""
    if connections[using].vendor == "postgresql":
        import_module("evenhand.records.grants").grant_to_web_role(using)
