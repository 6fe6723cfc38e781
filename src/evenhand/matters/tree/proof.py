"""The proof that every combination of answers reaches exactly one outcome.

A tree of 30 questions with 4 answers each has 4**30 combinations, which nobody can try. They need not be tried:

1. A walk looks at the answer to one question at a time and goes where that leads, so a combination has one walk, and a walk ends once: never in two outcomes.
2. A walk that visits no question twice and does not end nowhere ends in an outcome.
3. Any path from the first question that visits no question twice is the walk of some combination: take the path's answers, and anything elsewhere.

So every combination reaches exactly one outcome if and only if, from the first question, no answer leads nowhere and no path comes back to a question
that it visited. Both are looked for by following each answer once. A path that breaks one of them, closed with any answers elsewhere, is the counterexample.

That the reasoning holds is counted as well: from the leaves upwards, how many combinations reach each outcome. A question shares its combinations out among
its answers, in equal parts; the counts of all outcomes must add up to the product of all numbers of answers. They are exact integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from evenhand.matters.tree.parts import NOWHERE, OutcomeId, Question, QuestionId, Tree
from evenhand.matters.tree.walk import Step


@dataclass(frozen=True)
class Proof:
    """``by_outcome``: how many of the combinations reach it; they add up to ``combinations``."""

    questions: int
    combinations: int
    paths: int
    by_outcome: Mapping[OutcomeId, int]


@dataclass(frozen=True)
class Counterexample:
    """A path that ends nowhere (``returns_to`` is None) or comes back to a question that it visited."""

    steps: tuple[Step, ...]
    returns_to: Question | None = None

    @property
    def words(self) -> str:
        path = "; ".join(f"{step.question.text} {step.answer.text}" for step in self.steps)
        if not self.steps:
            return "There is no first question."
        if self.returns_to is not None:
            return f"{path}: leads back to {self.returns_to.text!r}, which was asked already."
        return f"{path}: leads nowhere."


def prove(tree: Tree) -> Proof | Counterexample:
    found = counterexample(tree)
    return found if found is not None else counted(tree)


def counterexample(tree: Tree) -> Counterexample | None:
    """The first one, in the order in which the tree is written; depth first, each question entered once."""
    if tree.first == NOWHERE:
        return Counterexample(())
    path: list[Step] = []
    on_path: set[str] = {tree.first}
    done: set[str] = set()
    going: list[tuple[Question, Iterator[Step]]] = [(tree.question[tree.first], steps_from(tree.question[tree.first]))]
    while going:
        question, steps = going[-1]
        step = next(steps, None)
        if step is None:
            going.pop()
            on_path.discard(question.id)
            done.add(question.id)
            if path:
                path.pop()
            continue
        target = step.answer.leads_to
        if target == NOWHERE:
            return Counterexample((*path, step))
        if target in on_path:
            return Counterexample((*path, step), tree.question[target])
        if target in tree.question and target not in done:
            path.append(step)
            on_path.add(target)
            going.append((tree.question[target], steps_from(tree.question[target])))
    return None


def steps_from(question: Question) -> Iterator[Step]:
    return (Step(question, answer) for answer in question.answers)


def asked_in_order(tree: Tree) -> list[QuestionId]:
    """The questions that can be reached, each after all that lead to it. Only of a tree that does not go round."""
    order: list[QuestionId] = []
    entered: set[str] = set()
    going: list[tuple[Question, Iterator[Step]]] = []

    def enter(identity: str) -> None:
        entered.add(identity)
        going.append((tree.question[identity], steps_from(tree.question[identity])))

    if tree.first in tree.question:
        enter(tree.first)
    while going:
        question, steps = going[-1]
        step = next(steps, None)
        if step is None:
            order.append(question.id)
            going.pop()
        elif step.answer.leads_to in tree.question and step.answer.leads_to not in entered:
            enter(step.answer.leads_to)
    return order[::-1]


def counted(tree: Tree) -> Proof:
    order = asked_in_order(tree)
    sizes = {identity: len(tree.question[identity].answers) for identity in order}
    combinations = prod(sizes.values())
    arriving: dict[str, int] = dict.fromkeys(order, 0)  # combinations whose walk comes to it
    paths: dict[str, int] = dict.fromkeys(order, 0)
    arriving[tree.first], paths[tree.first] = combinations, 1
    by_outcome: dict[OutcomeId, int] = {outcome.id: 0 for outcome in tree.outcomes}
    whole_paths = 0
    for identity in order:
        share, rest = divmod(arriving[identity], sizes[identity])
        assert rest == 0, "A walk comes to a question before its own answer is looked at, so its answers have equal parts."
        for answer in tree.question[identity].answers:
            if answer.leads_to in arriving:
                arriving[answer.leads_to] += share
                paths[answer.leads_to] += paths[identity]
            else:
                by_outcome[tree.outcome[answer.leads_to].id] += share
                whole_paths += paths[identity]
    assert sum(by_outcome.values()) == combinations, "Every combination reaches exactly one outcome."
    return Proof(len(order), combinations, whole_paths, by_outcome)
