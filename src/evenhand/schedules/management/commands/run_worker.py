"""Solve plan runs, until stopped: ``manage.py run_worker``. Several may run; each takes one run at a time."""

from __future__ import annotations

import os
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from evenhand.schedules.starter import when_starter_is_gone
from evenhand.schedules.worker import Worker


class Command(BaseCommand):
    help = "Take plan runs from the queue and solve them, one at a time, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="solve what waits now, then end")
        parser.add_argument("--with-starter", action="store_true", help="end when standard input ends, because whoever started it is gone")
        parser.add_argument("--nice", type=int, default=10, help="how far to step back behind others on this machine, 0 to 19")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        os.nice(max(0, min(19, options["nice"])))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stopping.set())
        if options["with_starter"]:
            when_starter_is_gone(worker.stopping.set)
        if not options["once"]:
            worker.work()
            return
        while not worker.stopping.is_set() and worker.work_once():
            pass
