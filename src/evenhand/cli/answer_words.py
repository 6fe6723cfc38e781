"""The answer to an expedite request in sentences and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.cli.words import Words, counted
from evenhand.planning.expedite import Answer, Rung, Verdict
from evenhand.planning.problem import Lever, LeverKind
from evenhand.planning.result import StoppedBy

MOST_MOVES = 12  # rows; the answer file has them all


@dataclass(frozen=True)
class AnswerWords:
    words: Words
    answer: Answer
    currency: str

    def verdict(self) -> Iterator[str]:
        """What matters, first."""
        answer, best, end = self.answer, self.answer.best, self.words.end
        asked = f"{self.wish} by {end(answer.request.by)}"
        if answer.verdict is Verdict.YES:
            yield f"Yes: {asked}. It can end {end(best.end)} instead of {end(answer.current)}, {self.means(best)}."
            yield self.harmless(best)
        elif answer.verdict is Verdict.NO_PROVED:
            yield f"No, and that is proved: {asked} is not possible without harming another project."
        else:
            yield f"No such plan was found within the effort: {asked}. It is not proved that there is none."
        if answer.verdict is not Verdict.YES:
            yield self.best_found()
        if answer.stopped_by in (StoppedBy.CANCELLED, StoppedBy.TIME):
            yield "It was cut short: the same command may give another answer."
        if self.words.zone:
            yield self.words.zone

    def best_found(self) -> str:
        """The best date without harm, and what is known about better ones."""
        best, end = self.answer.best, self.words.end
        lowest = min(rung.bound for rung in self.answer.ladder)
        known = "and it is proved that no harmless plan ends earlier" if lowest >= best.end else f"and no harmless plan ends before {end(lowest)}"
        if best.end < self.answer.current:
            return f"The earliest harmless end found is {end(best.end)} instead of {end(self.answer.current)}, {self.means(best)}, {known}."
        return f"It ends {end(best.end)} now; no earlier harmless end was found, {known}."

    @property
    def wish(self) -> str:
        request = self.answer.request
        return f"{request.project}, promise {request.promise}," if request.promise is not None else f"{request.project}"

    def means(self, rung: Rung) -> str:
        if not rung.levers:
            return "by reordering, at no cost"
        return f"with {kinds(rung.levers)}, for {self.money(rung.cost)}"

    def harmless(self, rung: Rung) -> str:
        certificate = rung.certificate
        others = counted(len(certificate.promises), "other promise")
        rest = f" and {counted(len(certificate.projects), 'other project')} without a promise" if certificate.projects else ""
        kept = f"what was on time stays on time, what was late gets no later, and no chance falls by more than {certificate.tolerance:.0%}"
        return f"Nobody else is harmed: of {others}{rest}, {kept}."

    def money(self, cost: int) -> str:
        """An amount in minor units of the currency."""
        return f"{self.currency or 'cost'} {cost / 100:,.2f}" if cost else "none"

    def ladder(self) -> Iterator[tuple[str, ...]]:
        for rung in self.answer.ladder:
            earlier = "impossible: proved" if rung.proved else f"not proved impossible (bound {self.words.end(rung.bound)})"
            end = self.words.end(rung.end) + (" (in time)" if rung.reaches else "")
            yield rung.name, end, earlier, self.money(rung.cost), ", ".join(self.lever_name(x) for x in rung.levers) or "none"

    def lever_name(self, lever: Lever) -> str:
        return self.words.names.get(lever.id, lever.id)

    def moves(self) -> Iterator[tuple[str, ...]]:
        """What moves in the plan that is proposed, other projects first."""
        best = self.answer.best
        own = self.answer.request.project
        moved = sorted(best.certificate.moved, key=lambda m: (best.problem.activity[m.activity].project == own, m.after, m.activity))
        for line in moved[:MOST_MOVES]:
            yield line.activity, self.words.moment(line.before), self.words.moment(line.after)
        if len(moved) > MOST_MOVES:
            yield f"and {len(moved) - MOST_MOVES} more", "", ""

    def alternatives(self) -> Iterator[tuple[str, ...]]:
        for alternative in self.answer.alternatives:
            harms = [(str(line.promise), line.harm) for line in alternative.certificate.harmed]
            harms += [(str(line.project), line.harm) for line in alternative.certificate.projects if line.harm]
            risks = [(f"{line.promise} (chance)", 0) for line in alternative.certificate.endangered if not line.harm]
            shown = sorted(harms, key=lambda h: (-h[1], h[0])) + risks
            for k, (name, harm) in enumerate(shown or [("nobody in dates", 0)]):
                first = (alternative.name, self.words.end(alternative.end), self.money(alternative.cost)) if k == 0 else ("", "", "")
                yield *first, name, f"{self.words.span(harm)} later" if harm else ""

    def for_sponsor(self) -> Iterator[str]:
        """What may be told to the sponsor that asked: nothing about anybody else."""
        told = self.answer.for_sponsor()
        possible = f"can end {self.words.end(told.end)}" if told.end < told.current else f"ends {self.words.end(told.current)}, no earlier"
        means = f", with {' and '.join(told.levers)}" if told.levers else ""
        cost = f", for {self.money(told.cost)}" if told.cost else ""
        yield f"For the sponsor: the project {possible}{means}{cost}."


def kinds(levers: tuple[Lever, ...]) -> str:
    used = {lever.kind for lever in levers}
    return " and ".join({LeverKind.OVERTIME: "overtime", LeverKind.ADDED_PERSON: "an added person"}[kind] for kind in LeverKind if kind in used)
