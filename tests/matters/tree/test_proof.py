"""The proof agrees with trying every combination, on trees small enough for that; and what it refuses, it shows."""

from __future__ import annotations

from itertools import product
from time import process_time

from hypothesis import given

from evenhand.matters.tree.faults import faults
from evenhand.matters.tree.parts import Tree
from evenhand.matters.tree.proof import Counterexample, Proof, asked_in_order, prove
from evenhand.matters.tree.usual_tree import USUAL_TREE
from evenhand.matters.tree.walk import walk
from tests.matters.tree.small_trees import any_trees, finished_trees, question, tree
from tests.planning.properties import examples


def every_combination(given_tree: Tree):
    """Each way to answer all questions, as the tree has them."""
    for chosen in product(*(q.answers for q in given_tree.questions)):
        yield {q.id: a.id for q, a in zip(given_tree.questions, chosen, strict=True)}


def reached(given_tree: Tree, answers) -> str | None:
    found = walk(given_tree, answers)
    assert found.next_question is None, "All are answered."
    return None if found.outcome is None else found.outcome.id


@given(any_trees())
@examples(600)
def test_proved_exactly_where_every_combination_reaches_one_outcome(given_tree: Tree):
    outcomes = [reached(given_tree, answers) for answers in every_combination(given_tree)]
    proved = prove(given_tree)
    assert isinstance(proved, Proof) == (None not in outcomes)


@given(any_trees())
@examples(400)
def test_a_counterexample_is_the_walk_of_a_combination(given_tree: Tree):
    proved = prove(given_tree)
    if isinstance(proved, Proof) or not proved.steps:
        return
    asked = [step.question.id for step in proved.steps]
    assert len(asked) == len(set(asked)) and asked[0] == given_tree.first
    for step, following in zip(proved.steps, asked[1:], strict=False):
        assert step.answer.leads_to == following
    answers = {q.id: q.answers[0].id for q in given_tree.questions} | {step.question.id: step.answer.id for step in proved.steps}
    assert reached(given_tree, answers) is None
    if proved.returns_to is None:
        assert proved.words.endswith("leads nowhere.")
    else:
        assert proved.returns_to.id in asked and "was asked already" in proved.words


@given(finished_trees())
@examples(300)
def test_the_count_of_each_outcome_is_that_of_all_combinations(given_tree: Tree):
    proved = prove(given_tree)
    assert isinstance(proved, Proof)
    asked = set(asked_in_order(given_tree))
    only_asked = Tree(given_tree.first, tuple(q for q in given_tree.questions if q.id in asked), given_tree.outcomes)
    outcomes = [reached(only_asked, answers) for answers in every_combination(only_asked)]
    assert proved.combinations == len(outcomes)
    assert {identity: outcomes.count(identity) for identity in proved.by_outcome} == dict(proved.by_outcome)
    paths = {tuple((s.question.id, s.answer.id) for s in walk(only_asked, answers).steps) for answers in every_combination(only_asked)}
    assert proved.paths == len(paths)


def test_the_usual_tree_can_be_put_in_force():
    assert faults(USUAL_TREE) == ()
    proved = prove(USUAL_TREE)
    assert isinstance(proved, Proof) and proved.questions == 9
    assert sum(proved.by_outcome.values()) == proved.combinations == 3**6 * 4 * 4 * 5
    assert USUAL_TREE.question[USUAL_TREE.first].text == "Did we make a mistake?"


def test_dozens_of_questions_are_no_matter():
    """Sixty questions of four answers that all meet again: 4 to the 60th combinations, and as many paths."""
    made = [question(f"q{k}", *(f"q{k + 1}" for _ in range(4))) for k in range(59)]
    large = tree(*made, question("q59", "cmo", "cmo", "sponsor", "sponsor"))
    began = process_time()
    proved = prove(large)
    assert isinstance(proved, Proof) and proved.combinations == proved.paths == 4**60
    assert proved.by_outcome == {"cmo": 4**60 // 2, "sponsor": 4**60 // 2}
    assert process_time() - began < 1.0


def test_a_loop_is_told_with_the_way_into_it():
    round_and_round = tree(question("q0", "q1", "cmo"), question("q1", "q2", "sponsor"), question("q2", "q1", "cmo"))
    proved = prove(round_and_round)
    assert isinstance(proved, Counterexample)
    assert (
        proved.words == "Question q0? answer 0; Question q1? answer 0; Question q2? answer 0: leads back to 'Question q1?', which was asked already."
    )
    assert faults(round_and_round) == (proved.words,)


def test_what_is_there_for_nothing_is_a_fault():
    idle = tree(question("q0", "cmo", "cmo"), question("q1", "sponsor", "sponsor"))
    assert faults(idle) == (
        "Must be reached by some answer; nothing leads to 'Question q1?'.",
        "Must be reached by some answer; nothing leads to the outcome 'The sponsor pays'.",
    )
    assert faults(tree(question("q0", "cmo")))[0] == "Must have an answer besides the unknown; 'Question q0?' has none."
    assert "leads nowhere" in faults(tree(question("q0", "", "cmo")))[0]
    assert faults(Tree("", (), ())) == ("Must have a question; there is none.",)
