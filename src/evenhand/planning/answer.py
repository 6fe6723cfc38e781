"""The answer to an expedite request: the verdict, the ladder with the plan behind each rung, and what the sponsor may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from evenhand.planning.certificate import Certificate
from evenhand.planning.parts import Lever, LeverKind, Slot, cost_of
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.request import ExpediteRequest
from evenhand.planning.result import StoppedBy


class Verdict(StrEnum):
    YES = "yes"
    NO_PROVED = "no, proved"
    NO_NOT_FOUND = "no, not found within the effort"


@dataclass(frozen=True)
class ByDates:
    """The earliest end found at which no date is harmed, chances left aside; with the plan behind it and the levers that plan needs."""

    end: Slot
    levers: tuple[Lever, ...]
    problem: Problem
    plan: Plan


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder: what can be had without harm with these means, its bound and cost, and the plan behind it.

    Where no rung with fewer means reaches the date and this one does, it has the least levers that do, and no more; otherwise it has the
    earliest harmless end that was found, and the levers for it. It is never later than a rung with fewer means, and where it
    is no earlier than that, it is the same plan. ``earliest`` is the earliest harmless end found with any of the levers allowed
    on the rung, and ``earliest_levers`` those that its plan needs.
    The bound is one of ``by_dates.end``, so of ``earliest`` and ``end`` too.
    The plan is one of ``with_levers(problem, levers, project)``; ``problem`` holds that problem.
    """

    name: str
    levers: tuple[Lever, ...]
    end: Slot
    earliest: Slot
    earliest_levers: tuple[Lever, ...]
    without_chances: ByDates
    bound: Slot
    reaches: bool
    problem: Problem
    plan: Plan
    certificate: Certificate

    @property
    def cost(self) -> int:
        return cost_of(self.levers)

    @property
    def earliest_cost(self) -> int:
        return cost_of(self.earliest_levers)

    @property
    def by_dates(self) -> Slot:
        """The earliest end found at which no date is harmed, chances left aside."""
        return self.without_chances.end

    @property
    def by_dates_plan(self) -> Plan:
        return self.without_chances.plan

    @property
    def proved(self) -> bool:
        """Whether no harmless plan with what this rung allows ends earlier."""
        return self.end <= self.bound

    @property
    def proved_by_dates(self) -> bool:
        """Whether no plan that harms no date ends earlier than ``by_dates``."""
        return self.by_dates <= self.bound


def no_later(rung: Rung, below: Sequence[Rung]) -> Rung:
    """The rung; and where it is no better than one with fewer means, what that one has. A plan that needs no overtime is a plan where overtime is allowed."""
    for lower in below:
        if lower.by_dates < rung.by_dates:
            rung = replace(rung, without_chances=lower.without_chances)
        if lower.earliest < rung.earliest or (lower.earliest == rung.earliest and lower.earliest_cost < rung.earliest_cost):
            rung = replace(rung, earliest=lower.earliest, earliest_levers=lower.earliest_levers)
        if (lower.end, lower.cost) <= (rung.end, rung.cost):
            rung = replace(
                rung,
                levers=lower.levers,
                end=lower.end,
                reaches=lower.reaches,
                problem=lower.problem,
                plan=lower.plan,
                certificate=lower.certificate,
            )
    return replace(rung, bound=min(rung.bound, rung.by_dates))


@dataclass(frozen=True)
class Alternative:
    """Where there is no harmless way: a plan that reaches the date and in which the greatest harm to anyone is small.

    Harms in slots are those to dates, of promises and of projects without one; a fall in a promise's chance is harm where it exceeds the tolerance.
    """

    name: str
    levers: tuple[Lever, ...]
    end: Slot
    problem: Problem
    plan: Plan
    certificate: Certificate

    @property
    def cost(self) -> int:
        return cost_of(self.levers)

    @property
    def worst_harm(self) -> int:
        """Slots by which anyone is later than they may be."""
        return max(self._harms, default=0)

    @property
    def total_harm(self) -> int:
        return sum(self._harms)

    @property
    def worst_fall(self) -> float:
        """By how much the chance of any endangered promise falls (0 to 1); 0 where none is."""
        return max((line.fall for line in self.certificate.endangered), default=0.0)

    @property
    def total_fall(self) -> float:
        return sum(line.fall for line in self.certificate.endangered)

    @property
    def _harms(self) -> list[int]:
        return [*(line.harm for line in self.certificate.promises), *(line.harm for line in self.certificate.projects)]


@dataclass(frozen=True)
class Answer:
    """The answer to an expedite request. ``current``: the requested end in the current plan; all times exclusive slots."""

    request: ExpediteRequest
    verdict: Verdict
    current: Slot
    best: Rung
    ladder: tuple[Rung, ...]
    alternatives: tuple[Alternative, ...]
    stopped_by: StoppedBy
    work: float

    @property
    def earliest(self) -> Rung:
        """The rung with the earliest harmless end of all that were found; of several the cheapest. Where the answer is no it is ``best``."""
        return min(self.ladder, key=lambda r: (r.earliest, r.earliest_cost))

    @property
    def bound(self) -> Slot:
        """No harmless plan ends earlier, whichever of the allowed means it uses."""
        return min(rung.bound for rung in self.ladder)

    def for_sponsor(self) -> SponsorAnswer:
        """The same answer without a word about anybody else."""
        best, earliest = self.best, self.earliest
        return SponsorAnswer(
            self.verdict,
            self.request.by,
            self.current,
            best.end,
            best.cost,
            kinds_of(best.levers),
            earliest.earliest,
            earliest.earliest_cost,
            kinds_of(earliest.earliest_levers),
            self.bound,
            self.stopped_by,
        )


@dataclass(frozen=True, slots=True)
class SponsorAnswer:
    """What a sponsor may know: dates, cost and kinds of levers of its own project. ``end``: what is offered; ``earliest``: the earliest end found."""

    verdict: Verdict
    wanted: Slot
    current: Slot
    end: Slot
    cost: int
    levers: tuple[LeverKind, ...]
    earliest: Slot
    earliest_cost: int
    earliest_levers: tuple[LeverKind, ...]
    bound: Slot
    stopped_by: StoppedBy


def kinds_of(levers: Sequence[Lever]) -> tuple[LeverKind, ...]:
    """The kinds among them, in the order of the ladder."""
    used = {lever.kind for lever in levers}
    return tuple(kind for kind in LeverKind if kind in used)
