from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class SchedulesConfig(AppConfig):
    name = "evenhand.schedules"
    verbose_name = "schedules"

    def ready(self) -> None:
        import_module("evenhand.schedules.own_records")
        import_module("evenhand.schedules.events")
        import_module("evenhand.schedules.chances")
        import_module("evenhand.schedules.provided")
        import_module("evenhand.schedules.verified")
