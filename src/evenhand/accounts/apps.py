from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "evenhand.accounts"
    verbose_name = "people"

    def ready(self) -> None:
        import_module("evenhand.accounts.own_records")
        import_module("evenhand.accounts.events")
        import_module("evenhand.accounts.watch")
