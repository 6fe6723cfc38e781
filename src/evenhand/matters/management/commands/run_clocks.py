"""Let the clocks of matters run, and letters go out, until stopped: ``manage.py run_clocks``. The worker does the same beside its runs."""

from __future__ import annotations

import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection

from evenhand.matters.keeping_time import keep_time
from evenhand.schedules.stop_sign import StopSign

log = logging.getLogger("evenhand.matters")


class Command(BaseCommand):
    help = "Record what the clocks of matters did, tell people, and send letters; until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--every", type=float, default=20.0, help="seconds between two rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            keep_time()
            return
        stopping = StopSign()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        while not stopping.is_set():
            try:
                keep_time()
            except OperationalError:
                log.exception("this round of the clocks was cut off; the next makes up for it")
            connection.close()
            stopping.wait(max(1.0, options["every"]))
