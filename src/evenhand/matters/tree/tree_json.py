"""A tree as JSON, and back."""

from __future__ import annotations

from typing import Any

from evenhand.matters.costs.shares import Shares
from evenhand.matters.tree.parts import Answer, AnswerId, Outcome, OutcomeId, OutcomeKind, Question, QuestionId, Tree

Json = dict[str, Any]


def tree_to_json(tree: Tree) -> Json:
    return {
        "first": tree.first,
        "questions": [
            {
                "id": question.id,
                "text": question.text,
                "hint": question.hint,
                "answers": [{"id": answer.id, "text": answer.text, "leads_to": answer.leads_to} for answer in question.answers],
            }
            for question in tree.questions
        ],
        "outcomes": [outcome_to_json(outcome) for outcome in tree.outcomes],
    }


def outcome_to_json(outcome: Outcome) -> Json:
    shares = None if outcome.shares is None else outcome.shares.to_json()
    return {"id": outcome.id, "text": outcome.text, "kind": outcome.kind.value, "shares": shares}


def tree_from_json(document: Json) -> Tree:
    return Tree(
        document["first"],
        tuple(question_from_json(item) for item in document["questions"]),
        tuple(outcome_from_json(item) for item in document["outcomes"]),
    )


def question_from_json(item: Json) -> Question:
    answers = tuple(Answer(AnswerId(a["id"]), a["text"], a["leads_to"]) for a in item["answers"])
    return Question(QuestionId(item["id"]), item["text"], answers, item["hint"])


def outcome_from_json(item: Json) -> Outcome:
    shares = None if item["shares"] is None else Shares.from_json(item["shares"])
    return Outcome(OutcomeId(item["id"]), item["text"], OutcomeKind(item["kind"]), shares)
