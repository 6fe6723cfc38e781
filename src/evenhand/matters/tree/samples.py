"""Cases that a tree is tried out on: the answers, and the outcome that they are to reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.matters.tree.parts import OutcomeId, Tree
from evenhand.matters.tree.walk import Walk, walk
from evenhand.records.errors import Invalid


@dataclass(frozen=True)
class Sample:
    """``expects``: the id of an outcome."""

    name: str
    answers: Mapping[str, str]
    expects: str


@dataclass(frozen=True)
class TriedOut:
    """``found``: None where an answer is not the question's any more."""

    sample: Sample
    found: Walk | None
    expected: str

    @property
    def agrees(self) -> bool:
        return self.found is not None and self.found.outcome is not None and self.found.outcome.id == self.sample.expects

    @property
    def words(self) -> str:
        name = f"The sample {self.sample.name!r}"
        if self.agrees:
            return f"{name} reaches {self.expected!r}."
        if self.found is None:
            return f"{name} has an answer that its question has not got any more."
        if self.found.outcome is not None:
            return f"{name} must reach {self.expected!r}; reaches {self.found.outcome.text!r}."
        if self.found.next_question is not None:
            return f"{name} must reach {self.expected!r}; has no answer to {self.found.next_question.text!r}."
        return f"{name} must reach {self.expected!r}; ends nowhere."


def tried_out(tree: Tree, sample: Sample) -> TriedOut:
    expected = tree.outcome.get(OutcomeId(sample.expects))
    try:
        found = walk(tree, sample.answers)
    except Invalid:
        found = None
    return TriedOut(sample, found, expected.text if expected is not None else "an outcome that is gone")


def sample_to_json(sample: Sample) -> dict[str, Any]:
    return {"name": sample.name, "answers": dict(sample.answers), "expects": sample.expects}


def sample_from_json(item: Mapping[str, Any]) -> Sample:
    return Sample(item["name"], item["answers"], item["expects"])
