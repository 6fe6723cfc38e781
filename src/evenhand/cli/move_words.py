"""What moves between two plans, row by row: which times change, and what it is done with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.cli.words import Words
from evenhand.planning.answer import Answer
from evenhand.planning.parts import Mode
from evenhand.planning.plan import Assignment, Plan

MOST_MOVES = 12  # rows; the answer file has them all


@dataclass(frozen=True)
class MoveWords:
    """The moves from the current plan to the one that is proposed. ``words.problem`` is the problem without levers."""

    words: Words
    answer: Answer
    current: Plan

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Other projects first, those whose time changes before those that only change what they are done with."""
        best, own = self.answer.best, self.answer.request.project
        lines = [(self.current.of[line.activity], best.plan.of[line.activity]) for line in best.certificate.moved]
        project = best.problem.activity
        ranked = sorted(
            lines, key=lambda x: (project[x[0].activity].project == own, (x[0].start, x[0].end) == (x[1].start, x[1].end), x[1].start, x[1].activity)
        )
        for before, after in ranked[:MOST_MOVES]:
            yield self.row(before, after)
        if len(ranked) > MOST_MOVES:
            yield f"and {len(ranked) - MOST_MOVES} more", "", "", ""

    def row(self, before: Assignment, after: Assignment) -> tuple[str, str, str, str]:
        """Start, end and means: what changes, or "same"."""
        moment, end = self.words.moment, self.words.end
        start = "same" if before.start == after.start else f"{moment(before.start)} -> {moment(after.start)}"
        finish = "same" if before.end == after.end else f"{end(before.end)} -> {end(after.end)}"
        return before.activity, start, finish, self.means(before, after)

    def means(self, before: Assignment, after: Assignment) -> str:
        """What it needs otherwise than before: another unit, more or fewer people, levers."""
        if before.mode == after.mode:
            return "same"
        own = self.words.problem.activity[before.activity].modes
        was, will_be = own[before.mode], own[after.mode % len(own)]
        changes = [*self.swapped(was, will_be), *(["worked with levers"] if after.mode >= len(own) else [])]
        return "; ".join(changes) or "another mode"

    def swapped(self, was: Mode, will_be: Mode) -> Iterator[str]:
        old, new = ({d.resource: d.amount for d in mode.demands} for mode in (was, will_be))
        left, joined = [r for r in old if r not in new], [r for r in new if r not in old]
        for resource in (r for r in old if r in new and old[r] != new[r]):
            yield f"{resource}: {old[resource]} -> {new[resource]}"
        if left or joined:
            yield f"{', '.join(left) or 'nothing'} -> {', '.join(joined) or 'nothing'}"
