"""A tree with one thing changed: a question, an answer or an outcome added, changed or taken out. Each gives a new tree."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

from evenhand.matters.costs.shares import Shares
from evenhand.matters.tree.parts import (
    LONGEST_ID,
    NOWHERE,
    UNKNOWN,
    Answer,
    AnswerId,
    Outcome,
    OutcomeId,
    OutcomeKind,
    Question,
    QuestionId,
    Tree,
)
from evenhand.records.errors import Invalid, NotThere

EMPTY = Tree(NOWHERE, (), ())
UNKNOWN_TEXT = "unknown"
RESERVED = (UNKNOWN, "new")  # "new" is the address of what is to be entered


def new_id(text: str, taken: Container[str]) -> str:
    """Words of the text, apart from all that are taken: "did-we-make-a-mistake", "did-we-make-a-mistake-2"."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[: LONGEST_ID - 5].strip("-") or "item"
    number, found = 1, words
    while found in taken or found in RESERVED:
        number += 1
        found = f"{words}-{number}"
    return found


def with_question(tree: Tree, *, text: str, hint: str = "", unknown_leads_to: str = NOWHERE) -> Tree:
    """The first question that is entered is the one asked first."""
    identity = QuestionId(new_id(text, {*tree.question, *tree.outcome}))
    question = Question(identity, text, (Answer(UNKNOWN, UNKNOWN_TEXT, unknown_leads_to),), hint)
    return Tree(tree.first or identity, (*tree.questions, question), tree.outcomes)


def with_question_changed(tree: Tree, identity: str, *, text: str, hint: str, unknown_leads_to: str, is_first: bool = False) -> Tree:
    old = question_of(tree, identity)
    unknown = replace(old.answers[-1], leads_to=unknown_leads_to)
    changed = with_this_question(tree, replace(old, text=text, hint=hint, answers=(*old.answers[:-1], unknown)))
    return replace(changed, first=old.id) if is_first else changed


def without_question(tree: Tree, identity: str) -> Tree:
    """What led to it leads nowhere then."""
    gone = question_of(tree, identity)
    questions = tuple(leading_nowhere(question, gone.id) for question in tree.questions if question.id != gone.id)
    return Tree(NOWHERE if tree.first == gone.id else tree.first, questions, tree.outcomes)


def with_answer(tree: Tree, identity: str, *, text: str, leads_to: str = NOWHERE) -> Tree:
    question = question_of(tree, identity)
    answer = Answer(AnswerId(new_id(text, {a.id for a in question.answers})), text, leads_to)
    return with_this_question(tree, replace(question, answers=(*question.answers[:-1], answer, question.answers[-1])))


def with_answer_changed(tree: Tree, identity: str, answer: str, *, text: str, leads_to: str) -> Tree:
    question = question_of(tree, identity)
    old = question.answer(answer)
    new = replace(old, text=UNKNOWN_TEXT if old.is_unknown else text, leads_to=leads_to)
    return with_this_question(tree, replace(question, answers=tuple(new if a.id == old.id else a for a in question.answers)))


def without_answer(tree: Tree, identity: str, answer: str) -> Tree:
    question = question_of(tree, identity)
    gone = question.answer(answer)
    if gone.is_unknown:
        raise Invalid("The unknown must stay: every question can be answered with it.")
    return with_this_question(tree, replace(question, answers=tuple(a for a in question.answers if a.id != gone.id)))


def with_outcome(tree: Tree, *, text: str, kind: OutcomeKind, shares: Shares | None = None) -> Tree:
    identity = OutcomeId(new_id(text, {*tree.question, *tree.outcome}))
    return replace(tree, outcomes=(*tree.outcomes, Outcome(identity, text, kind, shares)))


def with_outcome_changed(tree: Tree, identity: str, *, text: str, kind: OutcomeKind, shares: Shares | None) -> Tree:
    old = outcome_of(tree, identity)
    new = Outcome(old.id, text, kind, shares)
    return replace(tree, outcomes=tuple(new if outcome.id == old.id else outcome for outcome in tree.outcomes))


def without_outcome(tree: Tree, identity: str) -> Tree:
    gone = outcome_of(tree, identity)
    questions = tuple(leading_nowhere(question, gone.id) for question in tree.questions)
    return Tree(tree.first, questions, tuple(outcome for outcome in tree.outcomes if outcome.id != gone.id))


def question_of(tree: Tree, identity: str) -> Question:
    if identity not in tree.question:
        raise NotThere("There is no such question.")
    return tree.question[identity]


def outcome_of(tree: Tree, identity: str) -> Outcome:
    if identity not in tree.outcome:
        raise NotThere("There is no such outcome.")
    return tree.outcome[identity]


def with_this_question(tree: Tree, question: Question) -> Tree:
    return replace(tree, questions=tuple(question if q.id == question.id else q for q in tree.questions))


def leading_nowhere(question: Question, gone: str) -> Question:
    return replace(question, answers=tuple(replace(a, leads_to=NOWHERE) if a.leads_to == gone else a for a in question.answers))
