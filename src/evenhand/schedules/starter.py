"""A process that another one started learns that its starter is gone, however it ended: then its standard input ends."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable


def when_starter_is_gone(end: Callable[[], None]) -> None:
    threading.Thread(target=wait_for_starter, args=(end,), daemon=True).start()


def wait_for_starter(end: Callable[[], None]) -> None:
    """The starter writes nothing any more: what is read is the end."""
    while os.read(0, 4096):  # not through sys.stdin, which could not be closed at the end while this waits in it
        pass
    end()
