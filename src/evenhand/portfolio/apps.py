from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "evenhand.portfolio"
    verbose_name = "portfolio"

    def ready(self) -> None:
        import_module("evenhand.portfolio.own_records")
        import_module("evenhand.portfolio.events")
        provide_loads = import_module("evenhand.plant.capacity").provide_loads
        provide_loads(import_module("evenhand.portfolio.loads").loads)
