"""The answer to an expedite request in sentences and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.cli.words import Words, counted, percent
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
            if best.end < answer.current:
                yield f"Yes: {asked}. It can end {end(best.end)} instead of {end(answer.current)}, {self.means(best)}."
            else:
                yield f"Yes: {asked}. It is planned to end {end(answer.current)} as it is."
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
        proved = "and it is proved that no harmless plan ends earlier"
        known = proved if self.lowest >= best.end else f"and no harmless plan ends before {end(self.lowest)}"
        if best.end < self.answer.current:
            return f"The earliest harmless end found is {end(best.end)} instead of {end(self.answer.current)}, {self.means(best)}, {known}."
        return f"It ends {end(best.end)} now; no earlier harmless end was found, {known}."

    @property
    def lowest(self) -> int:
        """No harmless plan ends earlier, whichever of the allowed means it uses."""
        return min(rung.bound for rung in self.answer.ladder)

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
            earlier = self.earlier(rung)
            end = self.words.end(rung.end) + (" (in time)" if rung.reaches else "")
            yield rung.name, end, earlier, self.money(rung.cost), ", ".join(self.lever_name(x) for x in rung.levers) or "none"

    def earlier(self, rung: Rung) -> str:
        """What is known about earlier ends than the rung's."""
        if rung.proved:
            return "impossible: proved"
        if rung.by_dates < rung.end:
            proved = ", none earlier: proved" if rung.proved_by_dates else ""
            return f"{self.words.end(rung.by_dates)} harms no date, but lowers chances too far{proved}"
        return f"not proved impossible (bound {self.words.end(rung.bound)})"

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
            shown = [(name, f"{self.words.span(harm)} later") for name, harm in sorted(harms, key=lambda h: (-h[1], h[0]))]
            for line in alternative.certificate.endangered:
                if not line.harm:
                    shown.append((line.promise, f"chance {percent(line.chance_before)} before, {percent(line.chance_after)} after"))
            for k, (name, harm) in enumerate(shown or [("nobody", "")]):
                first = (alternative.name, self.words.end(alternative.end), self.money(alternative.cost)) if k == 0 else ("", "", "")
                yield *first, name, harm

    def for_sponsor(self) -> Iterator[str]:
        """What may be told to the sponsor that asked: nothing about anybody else."""
        told = self.answer.for_sponsor()
        means = f", with {' and '.join(told.levers)}" if told.levers else ""
        cost = f", for {self.money(told.cost)}" if told.cost else ""
        if told.end < told.current:
            yield f"For the sponsor: the project can end {self.words.end(told.end)} instead of {self.words.end(told.current)}{means}{cost}."
        else:
            earlier = "is possible" if self.lowest >= told.end else "was found"
            yield f"For the sponsor: the project ends {self.words.end(told.current)}; no earlier date {earlier}."


def kinds(levers: tuple[Lever, ...]) -> str:
    used = {lever.kind for lever in levers}
    return " and ".join({LeverKind.OVERTIME: "overtime", LeverKind.ADDED_PERSON: "an added person"}[kind] for kind in LeverKind if kind in used)
