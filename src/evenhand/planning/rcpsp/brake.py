"""What cuts a round short: the deadline and the caller's wish. A round that is not cut short never looks at a clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ortools.sat.python import cp_model

from evenhand.planning.result import Cancelled, StoppedBy


class Brake:
    """Asked by tasks whether to go on; stops CP-SAT's searches when pulled."""

    def __init__(self, deadline: float | None, cancelled: Cancelled | None) -> None:
        self.pulled_by: StoppedBy | None = None
        self._deadline = deadline
        self._cancelled = cancelled
        self._solvers: list[cp_model.CpSolver] = []
        self._lock = threading.Lock()

    def look(self) -> StoppedBy | None:
        """Look at the clock and ask the caller; to be called by the caller's own thread."""
        if self.pulled_by is None:
            if self._cancelled is not None and self._cancelled():
                self._pull(StoppedBy.CANCELLED)
            elif self._deadline is not None and time.monotonic() >= self._deadline:
                self._pull(StoppedBy.TIME)
        return self.pulled_by

    def _pull(self, reason: StoppedBy) -> None:
        with self._lock:
            self.pulled_by = reason
            for solver in self._solvers:
                solver.stop_search()

    @contextmanager
    def on(self, solver: cp_model.CpSolver) -> Iterator[None]:
        """While it solves, pulling the brake stops it. CP-SAT keeps the deadline itself."""
        if self._deadline is not None:
            solver.parameters.max_time_in_seconds = max(self._deadline - time.monotonic(), 0.01)
        with self._lock:
            self._solvers.append(solver)
        try:
            yield
        finally:
            with self._lock:
                self._solvers.remove(solver)
