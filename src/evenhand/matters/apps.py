from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "evenhand.matters"
    verbose_name = "matters"

    def ready(self) -> None:
        import_module("evenhand.matters.own_records")
        import_module("evenhand.matters.cost_records")
        import_module("evenhand.matters.decision_records")
        import_module("evenhand.matters.events")
        import_module("evenhand.matters.verified")
        provide_chore = import_module("evenhand.schedules.chores").provide_chore
        provide_chore(import_module("evenhand.matters.keeping_time").keep_time)
