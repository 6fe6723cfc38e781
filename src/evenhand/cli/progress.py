"""The progress line: one bar on stderr, once the work has taken a second, if somebody is looking; otherwise a line where it takes long."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from evenhand.cli.terminal import Terminal
from evenhand.cli.words import seconds
from evenhand.planning import result

PATIENCE = 1.0  # seconds of work without a word
PATIENCE_OF_A_LOG = 5.0  # and where stderr is no terminal: then a line says that it works, and one when it is done


class ProgressLine:
    """Takes reports from the working thread; `heartbeat` draws the latest from the main thread."""

    def __init__(self, terminal: Terminal, words: Callable[[tuple[int, ...]], str] = str, phase: str = "working") -> None:
        self._terminal = terminal
        self._words = words
        self._logged = False
        self._begun = time.monotonic()
        self._latest = result.Progress(phase, None, None, 0.0)
        self._shows = terminal.shows_progress
        self._bar: Progress | None = None
        self._task = TaskID(0)

    def report(self, progress: result.Progress) -> None:
        self._latest = progress

    def heartbeat(self) -> None:
        taken = time.monotonic() - self._begun
        if not self._shows:
            if taken >= PATIENCE_OF_A_LOG and not self._logged:
                self._logged = True
                self._terminal.note(f"Working ({self._latest.phase}); a line follows when it is done.")
            return
        if taken < PATIENCE:
            return
        if self._bar is None:
            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[best]}"), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._latest.phase, total=None, best="")
            self._bar.start()
        total = 1.0 if self._latest.share else None  # it only pulses where nothing is known of the end
        best = self._words(self._latest.objective) if self._latest.objective else ""
        self._bar.update(self._task, description=self._latest.phase, total=total, completed=self._latest.share, best=best)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        if self._logged:
            self._terminal.note(f"Worked for {seconds(time.monotonic() - self._begun)}.")
