"""How much may be spent: deterministic effort first, a wall-clock guard on top, and a way to stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from evenhand.planning.result import Cancelled, StoppedBy


@dataclass
class Budget:
    """``effort``: deterministic work (about a second of one core a unit). ``time_limit``: wall seconds. None: no limit."""

    effort: float | None = None
    time_limit: float | None = None
    cancelled: Cancelled | None = None
    work: float = 0.0
    started: float = field(default_factory=monotonic)

    def stop(self) -> StoppedBy | None:
        """Why to stop now, or None to go on."""
        if self.cancelled is not None and self.cancelled():
            return StoppedBy.CANCELLED
        if self.effort is not None and self.work >= self.effort:
            return StoppedBy.EFFORT
        if self.time_limit is not None and monotonic() - self.started >= self.time_limit:
            return StoppedBy.TIME
        return None

    @property
    def seconds_left(self) -> float:
        """Wall seconds until the guard; a large number without one."""
        return 1e6 if self.time_limit is None else max(0.01, self.time_limit - (monotonic() - self.started))

    @property
    def share(self) -> float:
        """The larger of the shares of effort and time used, 0 to 1."""
        by_work = 0.0 if not self.effort else self.work / self.effort
        by_time = 0.0 if not self.time_limit else (monotonic() - self.started) / self.time_limit
        return min(1.0, max(by_work, by_time))
