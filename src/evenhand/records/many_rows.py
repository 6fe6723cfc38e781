"""Reading and writing tens of thousands of rows: they make no rubbish that refers to itself, and looking for some all the while takes longer than they do.

Python looks for it after every so many new objects, each time through more of what is kept (`gc.set_threshold`). With the engine's libraries loaded that was half
of the time in which six thousand activities are published. What really is rubbish is found right afterwards.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Pause:
    """How many want it, and whether it was on before the first of them."""

    def __init__(self) -> None:
        self.lock, self.running, self.was_on = Lock(), 0, False

    def begin(self) -> None:
        with self.lock:
            if self.running == 0:
                self.was_on = gc.isenabled()
                gc.disable()
            self.running += 1

    def end(self) -> None:
        with self.lock:
            self.running -= 1
            if self.running == 0 and self.was_on:
                gc.enable()


PAUSE = Pause()


@contextmanager
def many_rows() -> Iterator[None]:
    """Also from several threads, and one within another: it is looked for again when the last is over."""
    PAUSE.begin()
    try:
        yield
    finally:
        PAUSE.end()
