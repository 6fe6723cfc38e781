"""The tree to begin with: who pays, as manufacturing agreements commonly have it. Each contract chooses its own; this one is a starting point to be changed."""

from __future__ import annotations

from evenhand.matters.costs.shares import Shares
from evenhand.matters.tree.parts import UNKNOWN, Answer, AnswerId, Outcome, OutcomeId, OutcomeKind, Question, QuestionId, Tree

CMO, SPONSOR, BOTH, HALF, DISPUTED, NEITHER = (OutcomeId(name) for name in ("cmo", "sponsor", "both", "half", "disputed", "neither"))

OUTCOMES = (
    Outcome(CMO, "The CMO pays", OutcomeKind.CMO),
    Outcome(SPONSOR, "The sponsor pays", OutcomeKind.SPONSOR),
    Outcome(BOTH, "Both contributed: a split to be agreed", OutcomeKind.SHARED),
    Outcome(HALF, "The risk is shared in halves", OutcomeKind.SHARED, Shares(50_00, 50_00)),
    Outcome(DISPUTED, "Disputed: to the laboratory", OutcomeKind.DISPUTED),
    Outcome(NEITHER, "Nobody is at fault", OutcomeKind.NEITHER),
)


def question(identity: str, text: str, hint: str, answers: tuple[tuple[str, str, str], ...], unknown: str) -> Question:
    given = tuple(Answer(AnswerId(name), words, leads_to) for name, words, leads_to in answers)
    return Question(QuestionId(identity), text, (*given, Answer(UNKNOWN, "unknown", unknown)), hint)


QUESTIONS = (
    question(
        "mistake",
        "Did we make a mistake?",
        "A step, a setting or a material other than the batch record, the procedure or the instruction has it.",
        (("yes", "yes", "contributed"), ("no", "no", "followed")),
        "followed",
    ),
    question(
        "followed",
        "Were the batch record and cGMP followed?",
        "What the record does not show counts as not done.",
        (("yes", "yes", "equipment"), ("no", "no", "contributed")),
        "contributed",
    ),
    question(
        "contributed",
        "Did anything of the sponsor's contribute to it?",
        "Its material, method, instruction, or an approval that came late.",
        (("no", "no", CMO), ("yes", "yes, and the sponsor agrees", BOTH), ("disputed", "yes, and the sponsor disputes it", DISPUTED)),
        CMO,
    ),
    question(
        "equipment",
        "Did equipment or a utility of the CMO fail?",
        "Alarms, the calibration before and after, the maintenance record.",
        (("yes", "yes", "force-majeure"), ("no", "no", "sponsors-part")),
        "sponsors-part",
    ),
    question(
        "force-majeure",
        "Was it force majeure, as the contract defines it?",
        "",
        (("yes", "yes", NEITHER), ("no", "no", CMO)),
        CMO,
    ),
    question(
        "sponsors-part",
        "Did the sponsor's material, method, instruction or late approval cause it?",
        "",
        (
            ("yes", "yes, and the sponsor agrees", SPONSOR),
            ("disputed", "yes, and the sponsor disputes it", DISPUTED),
            ("no", "no", "third-party"),
        ),
        "third-party",
    ),
    question(
        "third-party",
        "Did a third party's material cause it?",
        "",
        (("yes", "yes", "incoming"), ("no", "no", "kind")),
        "kind",
    ),
    question(
        "incoming",
        "Should the incoming test have found it?",
        "The agreed specification and test, and the result that was found.",
        (("yes", "yes", CMO), ("no", "no", HALF)),
        HALF,
    ),
    question(
        "kind",
        "What kind of batch was it?",
        "The cause lies in the process itself, or was not found.",
        (
            ("development", "development", SPONSOR),
            ("engineering", "engineering", SPONSOR),
            ("gmp", "GMP", HALF),
            ("validation", "validation", HALF),
        ),
        HALF,
    ),
)

USUAL_TREE = Tree(QuestionId("mistake"), QUESTIONS, OUTCOMES)
