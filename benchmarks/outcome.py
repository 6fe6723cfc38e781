"""What one solver reached on one instance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """``seconds``: wall time, building and reading of the model included; ``first_plan``: seconds to the first plan,
    where the solver tells; ``violations``: what our checker found in its plan.
    """

    status: str
    objective: tuple[int, ...] | None
    bound: int | None
    seconds: float
    violations: tuple[str, ...] = ()
    first_plan: float | None = None

    @property
    def counts(self) -> bool:
        """Whether there is a plan that keeps the rules."""
        return self.objective is not None and not self.violations


def gap(outcome: Outcome, best_known: tuple[int, ...] | None) -> float | None:
    """Per cent above the best known makespan; for objectives of several values, the first value's difference."""
    if best_known is None or not outcome.counts or outcome.objective is None:
        return None
    difference = outcome.objective[0] - best_known[0]
    return 100.0 * difference / best_known[0] if len(best_known) == 1 else float(difference)
