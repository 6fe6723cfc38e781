"""What keeps a tree from being put in force, in words."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.matters.tree.parts import NOWHERE, Tree
from evenhand.matters.tree.proof import Counterexample, asked_in_order, prove


def faults(tree: Tree) -> tuple[str, ...]:
    """Empty: every combination of answers reaches exactly one outcome, and nothing in the tree is there for nothing."""
    return tuple(found(tree))


def found(tree: Tree) -> Iterator[str]:
    if not tree.questions:
        yield "Must have a question; there is none."
        return
    for question in tree.questions:
        if len(question.answers) < 2:
            yield f"Must have an answer besides the unknown; {question.text!r} has none."
        for answer in question.answers:
            if answer.leads_to == NOWHERE:
                yield f"Must lead to a question or an outcome; {answer.text!r} to {question.text!r} leads nowhere."
    proved = prove(tree)
    if isinstance(proved, Counterexample):
        if proved.returns_to is not None or not proved.steps:
            yield proved.words
        return
    asked = set(asked_in_order(tree))
    for question in tree.questions:
        if question.id not in asked:
            yield f"Must be reached by some answer; nothing leads to {question.text!r}."
    for outcome in tree.outcomes:
        if not proved.by_outcome.get(outcome.id):
            yield f"Must be reached by some answer; nothing leads to the outcome {outcome.text!r}."
