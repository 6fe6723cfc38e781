"""A walk through the tree: answers in, and out comes the path, and either its outcome or the question that is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.matters.tree.parts import Answer, Outcome, Question, Tree


@dataclass(frozen=True)
class Step:
    question: Question
    answer: Answer


@dataclass(frozen=True)
class Walk:
    """Exactly one of ``outcome`` and ``next_question`` is there, unless the tree is unfinished and the walk ends nowhere or goes round: then neither is."""

    steps: tuple[Step, ...]
    outcome: Outcome | None = None
    next_question: Question | None = None

    @property
    def is_over(self) -> bool:
        return self.outcome is not None


def walk(tree: Tree, answers: Mapping[str, str]) -> Walk:
    """Follow the answers, by the ids of question and answer. Answers to questions that are not reached are not looked at."""
    steps: list[Step] = []
    asked: set[str] = set()
    here = tree.first
    while here in tree.question:
        question = tree.question[here]
        if here in asked:
            return Walk(tuple(steps))
        if here not in answers:
            return Walk(tuple(steps), next_question=question)
        asked.add(here)
        answer = question.answer(answers[here])
        steps.append(Step(question, answer))
        here = answer.leads_to
    return Walk(tuple(steps), outcome=tree.outcome.get(here))
