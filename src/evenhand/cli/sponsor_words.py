"""What may be told to the sponsor that asked, in sentences: its own project's dates, means and cost, and nothing about anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.cli.answer_words import kinds_in_words
from evenhand.cli.words import Words
from evenhand.planning.answer import Answer, SponsorAnswer, Verdict
from evenhand.planning.parts import LeverKind


@dataclass(frozen=True)
class SponsorWords:
    words: Words
    answer: Answer
    currency: str

    def letter(self) -> Iterator[str]:
        """What is asked, the answer, and the zone of its times."""
        request = self.answer.request
        name = self.words.names.get(request.project)
        yield f"Project {request.project}{f', {name}' if name else ''}"
        if request.promise is not None:
            yield f"Promise {request.promise}"
        yield f"Asked for: an end by {self.words.end(request.by)}."
        yield " ".join(self.sentences())
        if self.words.zone:
            yield self.words.zone

    def sentences(self) -> Iterator[str]:
        told, end = self.answer.for_sponsor(), self.words.end
        if told.verdict is Verdict.YES:
            yield from self._yes(told)
        else:
            possible = "is not possible" if told.verdict is Verdict.NO_PROVED else "was not found to be possible"
            yield f"An end by {end(told.wanted)} {possible}."
            none = "no earlier date is possible" if told.bound >= told.end else "no earlier date was found"
            if told.end < told.current:
                yield f"The earliest is {end(told.end)} instead of {end(told.current)}{self.means(told.levers, told.cost)}; {none}."
            else:
                yield f"It is planned to end {end(told.current)}; {none}."

    def _yes(self, told: SponsorAnswer) -> Iterator[str]:
        end = self.words.end
        if told.current <= told.wanted:
            yield f"It is planned to end {end(told.current)}, in time for the date asked for."
        if told.end < told.current:
            yield f"It can end {end(told.end)} instead of {end(told.current)}{self.means(told.levers, told.cost)}."
        if told.earliest < told.end:
            yield f"The earliest date found is {end(told.earliest)}{self.means(told.earliest_levers, told.earliest_cost)}."

    def means(self, kinds: tuple[LeverKind, ...], cost: int) -> str:
        with_ = f", with {kinds_in_words(kinds)}" if kinds else ""
        return with_ + (f", for {self.currency or 'cost'} {cost / 100:,.2f}" if cost else "")
