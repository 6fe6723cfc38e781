"""The answer to an expedite request in sentences and rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.cli.words import Words, counted, percent
from evenhand.planning.answer import Alternative, Answer, Rung, Verdict, kinds_of
from evenhand.planning.parts import Lever, LeverKind, ProjectId, cost_of
from evenhand.planning.result import StoppedBy

KINDS = {LeverKind.OVERTIME: "overtime", LeverKind.ADDED_PERSON: "an added person"}


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
            yield f"Yes: {asked}. {self.offer}"
            yield self.harmless(best)
            yield from self.earlier_still()
        elif answer.verdict is Verdict.NO_PROVED:
            yield f"No, and that is proved: {asked} is not possible{self.harming}."
        else:
            yield f"No such plan was found within the effort: {asked}. It is not proved that there is none."
        if answer.verdict is not Verdict.YES:
            yield self.best_found()
        if answer.stopped_by in (StoppedBy.CANCELLED, StoppedBy.TIME):
            yield "It was cut short: the same command may give another answer."
        if self.words.zone:
            yield self.words.zone

    @property
    def offer(self) -> str:
        """How the date is reached, where it is."""
        best, current, end = self.answer.best, self.answer.current, self.words.end
        planned = f"It is planned to end {end(current)} as it is"
        if best.end >= current:
            return f"{planned}."
        instead = f"It can end {end(best.end)} instead of {end(current)}, {self.means(best.levers)}."
        return f"{planned}, which is in time. {instead}" if current <= self.answer.request.by else instead

    def earlier_still(self) -> Iterator[str]:
        """What the ladder has beyond the plan that is proposed."""
        earliest = self.answer.earliest
        if earliest.earliest < self.answer.best.end:
            yield f"The earliest harmless end found is {self.words.end(earliest.earliest)}, {self.means(earliest.earliest_levers)}."

    @property
    def harming(self) -> str:
        """Without harm to whom it cannot be had; nothing where no plan was found even so, or none was sought."""
        ways = self.answer.alternatives
        if not ways:
            return ""
        own = all(self.harms_itself_alone(way) for way in ways)
        return " without harming another promise of its own" if own else " without harming another project"

    def harms_itself_alone(self, way: Alternative) -> bool:
        problem = self.words.problem
        harmed = [*way.certificate.harmed, *way.certificate.endangered]
        projects: set[ProjectId] = {problem.activity[problem.promise[line.promise].activity].project for line in harmed}
        projects |= {line.project for line in way.certificate.projects if line.harm}
        return projects <= {self.answer.request.project}

    def best_found(self) -> str:
        """The best date without harm, and what is known about better ones."""
        best, bound, end = self.answer.best, self.answer.bound, self.words.end
        known = (
            "and it is proved that no harmless plan ends earlier" if bound >= best.end else f"and no harmless plan ends before {end(bound)}: proved"
        )
        if best.end < self.answer.current:
            return f"The earliest harmless end found is {end(best.end)} instead of {end(self.answer.current)}, {self.means(best.levers)}, {known}."
        return f"It ends {end(best.end)} now; no earlier harmless end was found, {known}."

    @property
    def wish(self) -> str:
        request = self.answer.request
        return f"{request.project}, promise {request.promise}," if request.promise is not None else f"{request.project}"

    def means(self, levers: Sequence[Lever]) -> str:
        if not levers:
            return "by reordering, at no cost"
        return f"with {kinds_in_words(kinds_of(levers))}, for {self.money(cost_of(levers))}"

    def harmless(self, rung: Rung) -> str:
        certificate = rung.certificate
        promises, projects = len(certificate.promises), len(certificate.projects)
        if not promises and not projects:
            return "There is no other promise or project that could be harmed."
        others = " and ".join(
            part
            for part in (promises and counted(promises, "other promise"), projects and f"{counted(projects, 'other project')} without a promise")
            if part
        )
        kept = f"what was on time stays on time, what was late gets no later, and no chance falls by more than {certificate.tolerance:.0%}"
        return f"Nobody else is harmed: of {others}, {kept}."

    def money(self, cost: int) -> str:
        """An amount in minor units of the currency."""
        return f"{self.currency or 'cost'} {cost / 100:,.2f}" if cost else "none"

    def ladder(self) -> Iterator[tuple[str, ...]]:
        for rung in self.answer.ladder:
            end = self.words.end(rung.end) + (" (in time)" if rung.reaches else "")
            yield rung.name, end, self.money(rung.cost), "; ".join(self.lever_name(x) for x in rung.levers) or "none", self.earlier(rung)

    def earlier(self, rung: Rung) -> str:
        """What is known about ends earlier than the rung's, with the same kinds of means."""
        end = self.words.end
        said, latest = "", rung.end
        if rung.earliest < rung.end:
            said, latest = f"yes: {end(rung.earliest)}, for {self.money(rung.earliest_cost)}; ", rung.earliest
        if latest <= rung.bound:
            return f"{said}before that no: proved" if said else "no: proved"
        if rung.by_dates >= latest:
            return f"{said}{'before that ' if said else ''}perhaps; not before {end(rung.bound)}: proved"
        beyond = "earlier than that no: proved" if rung.proved_by_dates else f"not before {end(rung.bound)}: proved"
        points = f"{100 * rung.certificate.tolerance:.0f} points"
        return f"{said}{end(rung.by_dates)} would keep every date, but lower the chance of some promise by over {points}; {beyond}"

    def lever_name(self, lever: Lever) -> str:
        return f"{lever.resource}: {self.words.names.get(lever.id, lever.id)}"

    def levers(self) -> Iterator[tuple[str, ...]]:
        """Each lever in the ladder: whose it is, how many it adds, from when until when, and what it costs."""
        end, moment, names = self.words.end, self.words.moment, self.words.names
        for lever in dict.fromkeys(lever for rung in self.answer.ladder for lever in rung.levers):
            amounts = sorted({window.amount for window in lever.windows})
            adds = f"{amounts[0]} to {amounts[-1]}" if len(amounts) > 1 else str(amounts[0])
            whose = names.get(lever.resource, lever.resource)
            first, last = min(w.start for w in lever.windows), max(w.end for w in lever.windows)
            hours = self.words.hours(sum(w.end - w.start for w in lever.windows))
            yield self.lever_name(lever), KINDS[lever.kind], f"{adds} of {whose}", moment(first), end(last), hours, self.money(lever.cost)

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


def kinds_in_words(kinds: Sequence[LeverKind]) -> str:
    return " and ".join(KINDS[kind] for kind in kinds)
