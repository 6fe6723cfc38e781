"""That a process was asked to stop: said by a signal's handler, waited for by its threads."""

from __future__ import annotations

import os
import select


class StopSign:
    """What `threading.Event` cannot be here: its lock may be held by the very wait that the signal interrupts, and then the process never ends."""

    def __init__(self) -> None:
        self._waited_on, self._said_to = os.pipe()
        self._is_set = False

    def set(self) -> None:
        if not self._is_set:
            self._is_set = True
            os.write(self._said_to, b".")  # never read: whoever waits, now or later, wakes

    def is_set(self) -> bool:
        return self._is_set

    def wait(self, seconds: float) -> bool:
        """Until it is set or the time has passed; whether it is set."""
        looking = select.poll()
        looking.register(self._waited_on, select.POLLIN)
        looking.poll(1000 * seconds)
        return self._is_set

    def __del__(self) -> None:
        os.close(self._waited_on)
        os.close(self._said_to)
