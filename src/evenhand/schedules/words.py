"""Slots, moves and runs in words: the same fact reads the same on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.planning.parts import Slot
from evenhand.planning.problem import Objective
from evenhand.plant.length_words import counted, elapsed, percent
from evenhand.plant.site_time import TimeScale
from evenhand.plant.templatetags.plant_words import money
from evenhand.records.day_words import end_in_words, last_day, start_in_words
from evenhand.schedules.comparison import Comparison


@dataclass(frozen=True)
class SlotWords:
    """Words for the slots of one time scale."""

    scale: TimeScale
    currency: str = "EUR"

    def moment(self, slot: Slot | None) -> str:
        """A beginning: "Fri 12 Mar 2027 14:00", at midnight the day alone."""
        return "" if slot is None else start_in_words(self.scale.wall(slot))

    def end(self, slot: Slot | None) -> str:
        """An exclusive end: at midnight, the day that is over."""
        return "" if slot is None else end_in_words(self.scale.wall(slot))

    def last_day(self, slot: Slot) -> date:
        """The day in which an exclusive end falls."""
        return last_day(self.scale.wall(slot))

    def span(self, slots: int) -> str:
        return elapsed(timedelta(minutes=self.scale.slot_minutes * abs(slots)))

    def shift(self, slots: int) -> str:
        """ "3 days later", "not moved"."""
        return "not moved" if slots == 0 else f"{self.span(slots)} {'later' if slots > 0 else 'earlier'}"

    def lateness(self, slots: int) -> str:
        return f"{self.span(slots)} late" if slots > 0 else "on time"

    def money(self, cents: int) -> str:
        return f"{self.currency} {money(cents)}" if cents else "no cost"

    def best(self, objective: Objective, values: Sequence[int] | None) -> str:
        """How good the best so far is, in a few words."""
        if not values:
            return "no plan yet"
        if objective is Objective.PROMISES:
            return f"worst {self.span(values[0])} late" if values[0] else "nothing late"
        return f"{'last end' if objective is Objective.MAKESPAN else 'total delay'} {self.span(values[0])}"


def chance(value: float | None) -> str:
    return "" if value is None else percent(value)


def sentence_of(found: Comparison, words: SlotWords) -> str:
    """What two plans differ in, in one sentence."""
    if not found.moved:
        return "Nothing moves."
    moved = f"{counted(found.moved, 'activity')} of {counted(len(found.changed), 'project')} {'moves' if found.moved == 1 else 'move'}"
    if not found.harmed:
        return f"{moved}; nobody is worse off."
    worst = max((p for project in found.harmed for p in project.promises if p.is_harmed), key=lambda p: p.late_after, default=None)
    more = "" if worst is None else f", the worst {words.lateness(worst.late_after)}"
    return f"{moved}; {counted(len(found.harmed), 'project')} {'is' if len(found.harmed) == 1 else 'are'} worse off{more}."
