"""Long work that Ctrl-C ends early and keeps: the work runs beside the main thread, which listens for the signals."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from types import FrameType
from typing import Generic, NoReturn, TypeVar

Made = TypeVar("Made")

SIGNALS = (signal.SIGINT, signal.SIGTERM)
HEARTBEAT = 0.1  # seconds between looks at the signals and the progress line


class Work(Generic[Made]):
    """A function that asks `cancelled` now and then whether to come to an end.

    It runs in a thread of its own: the main thread must stay free to receive signals, since a solver written in C++ does
    not return to Python for seconds.
    """

    def __init__(self, function: Callable[[Callable[[], bool]], Made]) -> None:
        self._function = function
        self._stop = threading.Event()

    def result(self, heartbeat: Callable[[], None], on_interrupt: Callable[[], None]) -> Made:
        """Wait for the work. The first signal asks it to end; a second one raises `KeyboardInterrupt`."""

        def received(_number: int, _frame: FrameType | None) -> None:
            if self._stop.is_set():
                raise KeyboardInterrupt
            self._stop.set()
            on_interrupt()

        before = {number: signal.signal(number, received) for number in SIGNALS}
        try:
            future = ThreadPoolExecutor(1, "work").submit(self._function, self._stop.is_set)
            while not wait([future], timeout=HEARTBEAT).done:
                heartbeat()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        return future.result()


def leave_at_once(code: int) -> NoReturn:
    """End the process without waiting for work that does not end by itself."""
    for child in multiprocessing.active_children():
        child.terminate()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)
