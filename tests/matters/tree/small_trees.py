"""Trees of the tests, and how hypothesis makes others: finished or not, with loops, dead ends and questions that nothing leads to."""

from __future__ import annotations

from hypothesis import strategies as st

from evenhand.matters.tree.parts import NOWHERE, UNKNOWN, Answer, AnswerId, Outcome, OutcomeId, OutcomeKind, Question, QuestionId, Tree

CMO = Outcome(OutcomeId("cmo"), "The CMO pays", OutcomeKind.CMO)
SPONSOR = Outcome(OutcomeId("sponsor"), "The sponsor pays", OutcomeKind.SPONSOR)


def question(identity: str, *leads_to: str) -> Question:
    """The last lead is the unknown's."""
    named = tuple(Answer(AnswerId(f"a{k}"), f"answer {k}", lead) for k, lead in enumerate(leads_to[:-1]))
    return Question(QuestionId(identity), f"Question {identity}?", (*named, Answer(UNKNOWN, "unknown", leads_to[-1])))


def tree(*questions: Question, first: str = "q0") -> Tree:
    return Tree(first, questions, (CMO, SPONSOR))


@st.composite
def any_trees(draw: st.DrawFn) -> Tree:
    """Up to five questions of up to three answers, each leading anywhere."""
    count = draw(st.integers(1, 5))
    targets = [*(f"q{k}" for k in range(count)), CMO.id, SPONSOR.id, CMO.id, SPONSOR.id, NOWHERE]
    leads = st.lists(st.sampled_from(targets), min_size=1, max_size=3)
    return tree(*(question(f"q{k}", *draw(leads)) for k in range(count)), first=draw(st.sampled_from(["q0", "q0", "q0", NOWHERE])))


@st.composite
def finished_trees(draw: st.DrawFn) -> Tree:
    """Answers lead on, never back, and not nowhere."""
    count = draw(st.integers(1, 6))
    made = []
    for k in range(count):
        targets = [*(f"q{j}" for j in range(k + 1, count)), CMO.id, SPONSOR.id]
        made.append(question(f"q{k}", *draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3))))
    return tree(*made)
