"""A project's budget as bars: what was approved, what is spent and committed of it, and where it is expected to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.portfolio.models import BudgetLine

WIDTH = 320


@dataclass(frozen=True)
class MoneyBar:
    title: str
    approved: int
    committed: int
    spent: int
    forecast: int
    scale: float
    line: BudgetLine | None = None

    def x(self, cents: int) -> float:
        return round(cents * self.scale, 1)

    @property
    def approved_x(self) -> float:
        return self.x(self.approved)

    @property
    def spent_x(self) -> float:
        return self.x(self.spent)

    @property
    def committed_x(self) -> float:
        """What is committed goes beyond what is spent."""
        return max(0.0, round(self.x(self.committed) - self.spent_x, 1))

    @property
    def forecast_x(self) -> float:
        return self.x(self.forecast)

    @property
    def is_over(self) -> bool:
        return self.forecast > self.approved


def money_bars(lines: Sequence[BudgetLine]) -> list[MoneyBar]:
    """One for each head and, where there are several, one for all; the last to its own scale."""
    if not lines:
        return []
    most = max(max(line.approved, line.committed, line.spent, line.forecast) for line in lines) or 1
    scale = (WIDTH - 4) / most
    bars = [MoneyBar(line.get_head_display(), line.approved, line.committed, line.spent, line.forecast, scale, line) for line in lines]
    if len(lines) > 1:
        total = {name: sum(getattr(line, name) for line in lines) for name in ("approved", "committed", "spent", "forecast")}
        bars.append(MoneyBar("all together", **total, scale=(WIDTH - 4) / (max(total.values()) or 1)))
    return bars
