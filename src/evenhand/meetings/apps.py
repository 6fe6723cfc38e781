from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "evenhand.meetings"
    verbose_name = "meetings"

    def ready(self) -> None:
        import_module("evenhand.meetings.own_records")
        import_module("evenhand.meetings.events")
        provide_chore = import_module("evenhand.schedules.chores").provide_chore
        provide_chore(import_module("evenhand.meetings.actions.refresh_agenda").refresh_agendas)
