from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PlantConfig(AppConfig):
    name = "evenhand.plant"
    verbose_name = "plant"

    def ready(self) -> None:
        import_module("evenhand.plant.own_records")
        import_module("evenhand.plant.events")
