"""A tree's parts check themselves; a walk ends in one outcome; editing gives a new tree; JSON and back is the same tree."""

from __future__ import annotations

import pytest
from hypothesis import given

from evenhand.matters.costs.shares import Shares
from evenhand.matters.tree import editing
from evenhand.matters.tree.drawing import draw
from evenhand.matters.tree.faults import faults
from evenhand.matters.tree.parts import NOWHERE, UNKNOWN, Answer, AnswerId, Outcome, OutcomeId, OutcomeKind, Question, QuestionId, Tree
from evenhand.matters.tree.tree_json import tree_from_json, tree_to_json
from evenhand.matters.tree.usual_tree import USUAL_TREE
from evenhand.matters.tree.walk import walk
from evenhand.records.errors import Invalid, NotThere
from tests.matters.tree.small_trees import CMO, any_trees, question, tree
from tests.planning.properties import examples


def test_a_walk_says_what_is_asked_next_and_where_it_ends():
    first = walk(USUAL_TREE, {})
    assert first.next_question is not None and first.next_question.id == "mistake" and not first.is_over
    answers = {"mistake": "no", "followed": "yes", "equipment": "unknown", "sponsors-part": "no", "third-party": "no", "kind": "gmp"}
    found = walk(USUAL_TREE, answers | {"force-majeure": "yes"})
    assert [step.question.id for step in found.steps] == list(answers)
    assert found.outcome is not None and found.outcome.words == "both bear it, in per cent: CMO 50 %, sponsor 50 %"


def test_an_answer_that_the_question_has_not_got_is_refused():
    with pytest.raises(Invalid, match="Must be one of the answers to 'Did we make a mistake\\?': yes, no, unknown; is 'perhaps'"):
        walk(USUAL_TREE, {"mistake": "perhaps"})


def test_every_question_can_be_answered_with_unknown():
    with pytest.raises(Invalid, match="The last answer to a question must be the unknown"):
        Question(QuestionId("q"), "Q?", (Answer(AnswerId("yes"), "yes"),))
    with pytest.raises(Invalid, match="The unknown must stay"):
        editing.without_answer(USUAL_TREE, "mistake", UNKNOWN)


def test_parts_refuse_what_they_cannot_be():
    with pytest.raises(Invalid, match="must lead to a question or an outcome of the tree; leads to 'q9'"):
        tree(question("q0", "q9"))
    with pytest.raises(Invalid, match="'cmo' is there twice"):
        Tree("", (question("cmo", NOWHERE),), (CMO,))
    with pytest.raises(Invalid, match="Only a shared outcome has shares"):
        Outcome(OutcomeId("x"), "X", OutcomeKind.CMO, Shares(50_00, 50_00))
    with pytest.raises(Invalid, match="must have a text of 1 to 500 letters; has 0"):
        Outcome(OutcomeId("x"), "  ", OutcomeKind.CMO)


def test_only_what_says_who_bears_how_much_is_settled():
    settled = {outcome.id for outcome in USUAL_TREE.outcomes if outcome.is_settled}
    assert settled == {"cmo", "sponsor", "half", "neither"}


@given(any_trees())
@examples(100)
def test_json_and_back_is_the_same_tree(given_tree: Tree):
    assert tree_from_json(tree_to_json(given_tree)) == given_tree


@given(any_trees())
@examples(150)
def test_every_tree_can_be_drawn(given_tree: Tree):
    """Boxes below each other; lines that lead to different questions never share a stretch of a lane."""
    picture = draw(given_tree, walk(given_tree, {}))
    assert {box.id for box in picture.boxes} == set(given_tree.question)
    for above, below in zip(picture.boxes, picture.boxes[1:], strict=False):
        assert above.y + above.height < below.y
    leads = [(q.id, a) for q in given_tree.questions for a in q.answers if a.leads_to in given_tree.question]
    assert len(picture.arcs) == len(leads)


def test_the_walked_path_stands_out():
    picture = draw(USUAL_TREE, walk(USUAL_TREE, {"mistake": "no", "followed": "no"}))
    states = {box.id: box.state for box in picture.boxes}
    assert states["mistake"] == states["followed"] == "walked" and states["contributed"] == "next" and states["kind"] == "other"
    assert sum(arc.is_walked for arc in picture.arcs) == 2 and picture.arcs[-1].is_walked
    assert "Did we make a mistake? no; Were the batch record and cGMP followed? no; not at an end yet." in picture.words


def test_a_tree_is_built_step_by_step():
    grown = editing.with_outcome(editing.EMPTY, text="The CMO pays", kind=OutcomeKind.CMO)
    grown = editing.with_outcome(grown, text="The sponsor pays", kind=OutcomeKind.SPONSOR)
    grown = editing.with_question(grown, text="Did we make a mistake?", unknown_leads_to="the-sponsor-pays")
    assert grown.first == "did-we-make-a-mistake"
    grown = editing.with_answer(grown, grown.first, text="yes", leads_to="the-cmo-pays")
    assert faults(grown) == ()
    again = editing.with_question(grown, text="Did we make a mistake?")
    assert again.questions[-1].id == "did-we-make-a-mistake-2" and again.first == grown.first
    changed = editing.with_answer_changed(grown, grown.first, "yes", text="yes, we did", leads_to="the-sponsor-pays")
    assert changed.question[grown.first].answers[0].text == "yes, we did"
    assert len(faults(editing.without_outcome(grown, "the-cmo-pays"))) == 1
    emptied = editing.without_question(changed, grown.first)
    assert emptied.first == NOWHERE and emptied.questions == ()
    renamed = editing.with_question_changed(again, again.questions[-1].id, text="Sure?", hint="Ask", unknown_leads_to="the-cmo-pays", is_first=True)
    assert renamed.first == again.questions[-1].id and renamed.question[renamed.first].hint == "Ask"
    with pytest.raises(NotThere):
        editing.with_answer(grown, "nothing", text="x")
    with pytest.raises(Invalid, match="'yes' is there twice"):
        editing.with_answer(grown, grown.first, text="yes")
