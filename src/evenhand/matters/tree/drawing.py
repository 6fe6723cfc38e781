"""The tree as a picture: where each box, row and line lies, in pixels. A template makes SVG of it.

Questions stand below each other, each after all that lead to it, with their answers as rows. An answer that leads to an outcome has it on its right; one that
leads to a question goes down a lane on the left, which all answers that lead to that question share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten, wrap

from evenhand.matters.tree.parts import NOWHERE, Question, Tree
from evenhand.matters.tree.proof import asked_in_order
from evenhand.matters.tree.walk import Walk

LANE, MARGIN, GAP = 14, 12, 26
BOX_WIDTH, OUTCOME_WIDTH, REACH = 350, 225, 34
LINE_HEIGHT, PAD, ROW = 19, 9, 30
LETTERS_QUESTION, LETTERS_ANSWER, LETTERS_OUTCOME = 37, 42, 29


@dataclass(frozen=True)
class TextLine:
    text: str
    y: int


@dataclass(frozen=True)
class Chip:
    """What stands on the right of an answer: its outcome, or that it leads nowhere yet (``kind`` is empty then)."""

    text: str
    kind: str
    lines: tuple[TextLine, ...]
    x: int
    y: int
    height: int
    from_x: int
    at_y: int


@dataclass(frozen=True)
class Row:
    """One answer."""

    id: str
    text: str
    y: int
    height: int
    is_chosen: bool
    chip: Chip | None

    @property
    def text_y(self) -> int:
        return self.y + self.height // 2 + 5


@dataclass(frozen=True)
class Box:
    id: str
    number: int
    lines: tuple[TextLine, ...]
    y: int
    head_height: int
    height: int
    rows: tuple[Row, ...]
    state: str  # "walked", "next", "other" (on no path), "plain"

    @property
    def entry_y(self) -> int:
        return self.y + self.head_height // 2


@dataclass(frozen=True)
class Arc:
    """A line from an answer down its lane into a question."""

    path: str
    is_walked: bool


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    box_x: int
    box_width: int
    outcome_width: int
    boxes: tuple[Box, ...]
    arcs: tuple[Arc, ...]
    words: str

    @property
    def box_right(self) -> int:
        return self.box_x + self.box_width


def draw(tree: Tree, walked: Walk | None = None) -> Drawing:
    """``walked``: the path that is to stand out."""
    order = [*asked_in_order(tree)]
    order += [question.id for question in tree.questions if question.id not in order]
    chosen: dict[str, str] = {} if walked is None else {step.question.id: step.answer.id for step in walked.steps}
    boxes = stacked(tree, [tree.question[identity] for identity in order], chosen, walked)
    lanes = lanes_of(tree, boxes)
    box_x = MARGIN + (max(lanes.values(), default=-1) + 2) * LANE
    boxes = tuple(shifted(box, box_x) for box in boxes)
    arcs = arcs_of(tree, boxes, lanes, box_x, walked)
    width = box_x + BOX_WIDTH + REACH + OUTCOME_WIDTH + MARGIN
    height = (boxes[-1].y + boxes[-1].height if boxes else 0) + MARGIN
    return Drawing(width, height, box_x, BOX_WIDTH, OUTCOME_WIDTH, boxes, arcs, words_of(tree, walked))


def stacked(tree: Tree, questions: Sequence[Question], chosen: Mapping[str, str], walked: Walk | None) -> tuple[Box, ...]:
    boxes = []
    y = MARGIN
    for number, question in enumerate(questions, 1):
        texts = wrap(question.text, LETTERS_QUESTION) or [""]
        head = 2 * PAD + LINE_HEIGHT * len(texts)
        lines = tuple(TextLine(text, y + PAD + 14 + k * LINE_HEIGHT) for k, text in enumerate(texts))
        rows, below = [], y + head
        for answer in question.answers:
            chip = chip_of(tree, answer.leads_to, below)
            height = max(ROW, (chip.height + 6) if chip else 0)
            rows.append(
                Row(answer.id, shorten(answer.text, LETTERS_ANSWER, placeholder="…"), below, height, chosen.get(question.id) == answer.id, chip)
            )
            below += height
        boxes.append(Box(question.id, number, lines, y, head, below - y, tuple(rows), state_of(question, chosen, walked)))
        y = below + GAP
    return tuple(boxes)


def state_of(question: Question, chosen: Mapping[str, str], walked: Walk | None) -> str:
    if walked is None:
        return "plain"
    if question.id in chosen:
        return "walked"
    if walked.next_question is not None and walked.next_question.id == question.id:
        return "next"
    return "other"


def chip_of(tree: Tree, leads_to: str, y: int) -> Chip | None:
    if leads_to in tree.question:
        return None
    outcome = tree.outcome.get(leads_to)
    text, kind = ("leads nowhere yet", "") if outcome is None else (outcome.text, outcome.kind.value)
    texts = wrap(text, LETTERS_OUTCOME) or [""]
    height = LINE_HEIGHT * len(texts) + 6
    row = max(ROW, height + 6)
    top = y + (row - height) // 2
    lines = tuple(TextLine(part, top + 17 + k * LINE_HEIGHT) for k, part in enumerate(texts))
    return Chip(text, kind, lines, BOX_WIDTH + REACH, top, height, BOX_WIDTH, y + row // 2)


def shifted(box: Box, x: int) -> Box:
    rows = (row if row.chip is None else replace(row, chip=replace(row.chip, x=row.chip.x + x, from_x=row.chip.from_x + x)) for row in box.rows)
    return replace(box, rows=tuple(rows))


def lanes_of(tree: Tree, boxes: Sequence[Box]) -> dict[str, int]:
    """A lane for each question that answers lead to, so that two lines in one lane never touch; 0 is next to the boxes, and short ways come first."""
    at = {box.id: box for box in boxes}
    spans: dict[str, tuple[int, int]] = {}
    for box in boxes:
        for row in box.rows:
            target = tree.question[box.id].answer(row.id).leads_to
            if target in at:
                low, high = spans.get(target, (at[target].entry_y, at[target].entry_y))
                middle = row.y + row.height // 2
                spans[target] = (min(low, middle), max(high, middle))
    lanes: dict[str, int] = {}
    for target, (low, high) in sorted(spans.items(), key=lambda item: (item[1][1] - item[1][0], item[1][0])):
        taken = {lane for other, lane in lanes.items() if spans[other][0] <= high and low <= spans[other][1]}
        lanes[target] = next(lane for lane in range(len(spans) + 1) if lane not in taken)
    return lanes


def arcs_of(tree: Tree, boxes: Sequence[Box], lanes: Mapping[str, int], box_x: int, walked: Walk | None) -> tuple[Arc, ...]:
    """Those on the walk last, so that they lie on top."""
    at = {box.id: box for box in boxes}
    on_walk = set() if walked is None else {(step.question.id, step.answer.id) for step in walked.steps}
    arcs = []
    for box in boxes:
        for row in box.rows:
            target = tree.question[box.id].answer(row.id).leads_to
            if target != NOWHERE and target in at:
                lane_x = box_x - LANE - LANE * lanes[target]
                path = f"M{box_x} {row.y + row.height // 2}H{lane_x}V{at[target].entry_y}H{box_x - 7}"
                arcs.append(Arc(path, (box.id, row.id) in on_walk))
    return tuple(sorted(arcs, key=lambda arc: arc.is_walked))


def words_of(tree: Tree, walked: Walk | None) -> str:
    count = len(tree.questions)
    text = f"The decision tree: {count} question{'' if count == 1 else 's'}, {len(tree.outcomes)} outcomes."
    if walked is None or not walked.steps:
        return text
    path = "; ".join(f"{step.question.text} {step.answer.text}" for step in walked.steps)
    end = walked.outcome.text if walked.outcome is not None else "not at an end yet"
    return f"{text} The path: {path}; {end}."
