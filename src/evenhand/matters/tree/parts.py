"""A decision tree: questions, answers, outcomes. Frozen; each part checks itself, and the message is the rule and the value.

A tree that is being written may have answers that lead nowhere yet; `faults` says what keeps it from being put in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NewType

from evenhand.matters.costs.shares import Shares
from evenhand.records.errors import Invalid

QuestionId = NewType("QuestionId", str)
AnswerId = NewType("AnswerId", str)
OutcomeId = NewType("OutcomeId", str)

NOWHERE = ""
UNKNOWN = AnswerId("unknown")  # the answer that every question has: nobody knows, and that is said
LONGEST_ID, LONGEST_TEXT = 40, 500
MOST_QUESTIONS, MOST_ANSWERS, MOST_OUTCOMES = 200, 20, 50


class OutcomeKind(StrEnum):
    CMO = "cmo"
    SPONSOR = "sponsor"
    SHARED = "shared"
    DISPUTED = "disputed"
    NEITHER = "neither"


MEANINGS: Mapping[OutcomeKind, str] = {
    OutcomeKind.CMO: "the CMO bears it",
    OutcomeKind.SPONSOR: "the sponsor bears it",
    OutcomeKind.SHARED: "both bear it, in per cent",
    OutcomeKind.DISPUTED: "an independent laboratory finds who; the losing party pays",
    OutcomeKind.NEITHER: "nobody is at fault: each bears what it spent",
}


@dataclass(frozen=True)
class Outcome:
    """Where a walk ends. ``shares``: of a shared outcome, where the tree fixes them; without, they are agreed for each matter."""

    id: OutcomeId
    text: str
    kind: OutcomeKind
    shares: Shares | None = None

    def __post_init__(self) -> None:
        must_be_named(self.id, self.text, "An outcome")
        if self.shares is not None and self.kind is not OutcomeKind.SHARED:
            raise Invalid(f"Only a shared outcome has shares; {self.text!r} is for {self.kind.value}.", field="kind")

    @property
    def is_settled(self) -> bool:
        """It says by itself who bears how much."""
        return self.kind is not OutcomeKind.DISPUTED and not (self.kind is OutcomeKind.SHARED and self.shares is None)

    @property
    def words(self) -> str:
        return f"{MEANINGS[self.kind]}: {self.shares.words}" if self.shares is not None else MEANINGS[self.kind]


@dataclass(frozen=True)
class Answer:
    """``leads_to``: a question or an outcome, by its id, or nowhere yet. Whoever gives it gives its evidence, unless it is the unknown."""

    id: AnswerId
    text: str
    leads_to: str = NOWHERE

    def __post_init__(self) -> None:
        must_be_named(self.id, self.text, "An answer")

    @property
    def is_unknown(self) -> bool:
        return self.id == UNKNOWN

    @property
    def wants_evidence(self) -> bool:
        return not self.is_unknown


@dataclass(frozen=True)
class Question:
    """``hint``: what to look at. The last answer is the unknown."""

    id: QuestionId
    text: str
    answers: tuple[Answer, ...]
    hint: str = ""

    def __post_init__(self) -> None:
        must_be_named(self.id, self.text, "A question")
        must_be_apart([answer.id for answer in self.answers], f"The answers to {self.text!r}")
        must_be_apart([answer.text for answer in self.answers], f"The answers to {self.text!r}")
        if [answer.is_unknown for answer in self.answers].count(True) != 1 or not self.answers[-1].is_unknown:
            raise Invalid(f"The last answer to a question must be the unknown, and no other; {self.text!r} has none, or has it elsewhere.")
        if len(self.answers) > MOST_ANSWERS:
            raise Invalid(f"A question must have {MOST_ANSWERS} answers at most; {self.text!r} has {len(self.answers)}.")

    def answer(self, identity: str) -> Answer:
        found = next((answer for answer in self.answers if answer.id == identity), None)
        if found is None:
            raise Invalid(f"Must be one of the answers to {self.text!r}: {', '.join(a.text for a in self.answers)}; is {identity!r}.", field="answer")
        return found


@dataclass(frozen=True)
class Tree:
    """``first``: the question that is asked first. Several answers may lead to one question; none may lead back to one that was asked."""

    first: str
    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]

    def __post_init__(self) -> None:
        must_be_apart([*(q.id for q in self.questions), *(o.id for o in self.outcomes)], "Questions and outcomes")
        if len(self.questions) > MOST_QUESTIONS or len(self.outcomes) > MOST_OUTCOMES:
            raise Invalid(f"Must have {MOST_QUESTIONS} questions and {MOST_OUTCOMES} outcomes at most.")
        if self.first != NOWHERE and self.first not in self.question:
            raise Invalid(f"The first question must be one of the tree's; is {self.first!r}.")
        for question in self.questions:
            for answer in question.answers:
                if answer.leads_to != NOWHERE and answer.leads_to not in self.question and answer.leads_to not in self.outcome:
                    raise Invalid(
                        f"{answer.text!r} must lead to a question or an outcome of the tree; leads to {answer.leads_to!r}.", field="leads_to"
                    )

    @cached_property
    def question(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def outcome(self) -> Mapping[str, Outcome]:
        return {outcome.id: outcome for outcome in self.outcomes}


def must_be_named(identity: str, text: str, what: str) -> None:
    if not 0 < len(identity) <= LONGEST_ID:
        raise Invalid(f"{what} must have an id of 1 to {LONGEST_ID} letters; is {identity!r}.")
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        raise Invalid(f"{what} must have a text of 1 to {LONGEST_TEXT} letters; has {len(text.strip())}.", field="text")


def must_be_apart(names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Invalid(f"{what} must differ; {name!r} is there twice.", field="text")
        seen.add(name)
