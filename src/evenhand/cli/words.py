"""How times, spans and plans read to people: the same fact always in the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from evenhand.planning.plan import Plan
from evenhand.planning.problem import Objective, Problem, Slot
from evenhand.planning.result import Result, Status
from evenhand.plant.length_words import DAYS, counted, elapsed, in_tenths, percent
from evenhand.plant.site_time import TimeScale
from evenhand.records.day_words import end_in_words, start_in_words


@dataclass(frozen=True)
class Words:
    """Words for one problem. Without a time scale times are the numbers of the file, and spans have no unit."""

    problem: Problem
    time_scale: TimeScale | None
    title: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def moment(self, slot: Slot) -> str:
        """A slot as a beginning: "Fri 12 Mar 2027 14:00", at midnight the day alone."""
        return str(slot) if self.time_scale is None else start_in_words(self.time_scale.wall(slot))

    def end(self, slot: Slot) -> str:
        """A slot as an exclusive end: at midnight, the day that is over."""
        return str(slot) if self.time_scale is None else end_in_words(self.time_scale.wall(slot))

    def value(self, slot: Slot) -> str | int:
        """A slot as files have it: an ISO time with its offset, or the number."""
        return slot if self.time_scale is None else self.time_scale.to_text(slot)

    def span(self, slots: int) -> str:
        """A number of slots as elapsed time: "4 days", "7.5 hours"; "12" without a time scale."""
        if self.time_scale is None:
            return str(slots)
        return elapsed(timedelta(minutes=self.time_scale.slot_minutes * slots))

    def hours(self, slots: int) -> str:
        """A number of slots of work in hours, as shifts are counted: "32 hours", "96 hours"."""
        return str(slots) if self.time_scale is None else in_tenths(slots * self.time_scale.slot_minutes / 60, "hour")

    def spans(self, longest: int) -> Callable[[int], str]:
        """Spans that are to be compared, all in the unit that fits the longest of them."""
        if self.time_scale is None or self.time_scale.slot_minutes * longest < DAYS:
            return self.span
        minutes = self.time_scale.slot_minutes
        return lambda slots: in_tenths(minutes * slots / 1440, "day")

    @property
    def zone(self) -> str:
        """The sentence that names the site's zone; empty without a time scale."""
        if self.time_scale is None:
            return ""
        return f"Times are those of the site ({self.time_scale.time_zone})."

    def quality(self, plan: Plan, objective: tuple[int, ...]) -> str:
        """How good a plan is, by the problem's own objective."""
        if self.problem.objective is Objective.MAKESPAN:
            return f"makespan {self.span(objective[0])}"
        if self.problem.objective is Objective.DELAY:
            return f"total project delay {self.span(objective[0])}, makespan {self.span(objective[1])}"
        late = [p for p in self.problem.promises if plan.of[p.activity].end > p.due]
        if late:
            return f"{counted(len(late), 'promise')} late, worst by {self.span(max(plan.of[p.activity].end - p.due for p in late))}"
        return "every promise kept" if self.problem.promises else f"worst lateness {self.span(objective[0])}"

    def worst(self, objective: tuple[int, ...]) -> str:
        """The same in two or three words, for the progress line."""
        if self.problem.objective is Objective.PROMISES:
            return f"worst {self.span(objective[0])} late" if objective[0] else "nothing late"
        return f"{'makespan' if self.problem.objective is Objective.MAKESPAN else 'delay'} {objective[0]}"

    def distance(self, result: Result) -> str:
        """How far the plan can be from the best: a sentence, or empty where nothing is known."""
        if result.status is Status.OPTIMAL:
            return "No plan is better: proved."
        if not result.objective or not result.bound:
            return ""
        best, bound = result.objective[0], result.bound[0]
        what = {Objective.PROMISES: "worst lateness", Objective.MAKESPAN: "makespan", Objective.DELAY: "total delay"}[self.problem.objective]
        if bound >= best:
            return f"No plan has a smaller {what}: proved."
        gap = f" ({(best - bound) / bound:.1%} above it)" if bound > 0 else ""
        return f"No plan has a {what} below {self.span(bound)}; this one has {self.span(best)}{gap}."


def seconds(value: float) -> str:
    return f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


__all__ = ["Words", "counted", "elapsed", "in_tenths", "percent", "seconds"]
