"""The walk through the decision tree: one question at a time, each answer with its evidence or the explicit unknown; its conclusion, signed; open shares settled."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_assess, may_decide, require
from evenhand.matters import events
from evenhand.matters.actions.contracts import contract_for
from evenhand.matters.actions.finding_cause import LONGEST, assessment_in, fit_evidence
from evenhand.matters.as_seen import must_be_as_seen, version_of_assessment
from evenhand.matters.costs.shares import Shares
from evenhand.matters.models import Assessment, AssessmentState, Conclusion, Contract, GivenAnswer, Settlement
from evenhand.matters.site_clock import moment_now
from evenhand.matters.story import tell
from evenhand.matters.tree.parts import Outcome
from evenhand.matters.tree.tree_json import outcome_from_json, outcome_to_json
from evenhand.matters.tree.walk import Walk, walk
from evenhand.plant.fitting import fit_text
from evenhand.records.editing import change, enter, locked, unchanging
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.models import Meaning
from evenhand.records.people import Actor
from evenhand.records.signatures import Proof, sign


def contract_of(assessment: Assessment) -> Contract:
    """The one that the walk is bound to, or will be when it begins."""
    return assessment.contract if assessment.contract is not None else contract_for(assessment.matter)


def given_answers(assessment: Assessment) -> dict[str, GivenAnswer]:
    return {row.question: row for row in GivenAnswer.objects.filter(assessment=assessment, withdrawn_at__isnull=True).select_related("by")}


def walk_of(assessment: Assessment) -> Walk:
    """As far as it has come, by the tree of the contract."""
    return walk(contract_of(assessment).tree.tree, {question: row.answer for question, row in given_answers(assessment).items()})


def answer_question(*, by: Actor, assessment_id: int, question: str, answer: str, evidence: str = "") -> GivenAnswer:
    """Answer the question that is next. An answer wants evidence; the unknown may say what was looked at."""
    require(by, may_assess, "answer who pays")
    with transaction.atomic():
        assessment = assessment_in(assessment_id, AssessmentState.WALK)
        if assessment.contract is None:
            change(by=by, event=events.COMMERCE_OPENED, record=assessment, given={"contract": contract_for(assessment.matter)})
        asked = walk_of(assessment).next_question
        if asked is None or asked.id != question:
            raise Conflict(
                "That question is not the next one any more: somebody answered it, or took back an answer before it. Look at the path as it is now."
            )
        chosen = asked.answer(answer)
        row = GivenAnswer(
            assessment=assessment,
            question=asked.id,
            answer=chosen.id,
            evidence=fit_evidence(evidence) if chosen.wants_evidence else fit_text(evidence, "evidence", most=LONGEST),
            by_id=by.pk,
            at=moment_now(assessment.matter.site),
        )
        return enter(by=by, event=events.QUESTION_ANSWERED, record=row)


def take_back_answer(*, by: Actor, assessment_id: int, question: str) -> Assessment:
    """Take back the answer to a question and all that were given after it on the path."""
    require(by, may_assess, "take back answers")
    with transaction.atomic():
        assessment = assessment_in(assessment_id, AssessmentState.WALK)
        rows = given_answers(assessment)
        if question not in rows:
            raise Conflict("That answer was taken back already.")
        path = [step.question.id for step in walk_of(assessment).steps]
        for identity in path[path.index(question) :] if question in path else [question]:
            change(by=by, event=events.ANSWER_TAKEN_BACK, record=rows[identity], given={"withdrawn_at": moment_now(assessment.matter.site)})
    return assessment


def conclude_assessment(*, by: Person, assessment_id: int, proof: Proof, version: int | None = None) -> Conclusion:
    """Sign where the walk ended, with the path and the evidence at each step. From here on it never changes. ``version``: as in `as_seen`."""
    require(by, may_assess, "conclude assessments")
    with transaction.atomic():
        assessment = assessment_in(assessment_id, AssessmentState.WALK)
        must_be_as_seen("The walk", version_of_assessment(assessment), version)
        contract = contract_of(assessment)
        walked = walk_of(assessment)
        if walked.outcome is None:
            asked = walked.next_question
            raise Conflict(f"The walk is not at its end: {asked.text!r} has no answer." if asked is not None else "The walk ends nowhere.")
        conclusion = Conclusion(
            assessment=assessment,
            contract=contract,
            tree=contract.tree,
            path=path_of(assessment, walked),
            outcome=outcome_to_json(walked.outcome),
            by=by,
            at=moment_now(assessment.matter.site),
        )
        enter(by=by, event=events.CONCLUSION_SIGNED, record=conclusion)
        change(by=by, event=events.ASSESSMENT_CONCLUDED, record=assessment, given={"state": AssessmentState.CONCLUDED})
        sentence = f"It was assessed: {walked.outcome.text}."
        tell(by=by, matter=assessment.matter, kind="assessed", sentence=sentence, address=assessment.get_absolute_url())
        sign(by=by, proof=proof, meaning=Meaning.DECIDED, subject=conclusion)
    return conclusion


def path_of(assessment: Assessment, walked: Walk) -> list[dict[str, Any]]:
    """Each step in words and by its ids, with its evidence, who gave it and when."""
    rows = given_answers(assessment)
    return [
        {
            "question": step.question.id,
            "question_text": step.question.text,
            "answer": step.answer.id,
            "answer_text": step.answer.text,
            "is_unknown": step.answer.is_unknown,
            "evidence": rows[step.question.id].evidence,
            "by": rows[step.question.id].by.printed_name if rows[step.question.id].by else "system",
            "at": rows[step.question.id].at.isoformat(),
        }
        for step in walked.steps
    ]


def outcome_of_conclusion(conclusion: Conclusion) -> Outcome:
    return outcome_from_json(conclusion.outcome)


def settle_shares(*, by: Person, conclusion_id: int, shares: Shares, evidence: str, proof: Proof) -> Settlement:
    """What the laboratory found, or what was agreed with the sponsor, where the tree leaves the shares open."""
    require(by, may_decide, "settle the shares")
    with transaction.atomic():
        conclusion = unchanging(Conclusion, conclusion_id, "assessment__matter__site")
        locked(Assessment, conclusion.assessment_id)
        outcome = outcome_of_conclusion(conclusion)
        if outcome.is_settled:
            raise Conflict(f"There is nothing to settle: {outcome.words}.")
        if Settlement.objects.filter(conclusion=conclusion).exists():
            raise Conflict("The shares are settled already. Other ones need another assessment, with a reason.")
        if not evidence.strip():
            raise Invalid("Must name the laboratory's report or the agreement.", field="evidence")
        matter = conclusion.assessment.matter
        settlement = Settlement(
            conclusion=conclusion,
            cmo_share=shares.cmo,
            sponsor_share=shares.sponsor,
            evidence=fit_evidence(evidence),
            by=by,
            at=moment_now(matter.site),
        )
        enter(by=by, event=events.SHARES_SETTLED, record=settlement)
        tell(by=by, matter=matter, kind="shares", sentence=f"The shares were settled: {shares.words}.", text=settlement.evidence)
        sign(by=by, proof=proof, meaning=Meaning.DECIDED, subject=settlement)
    return settlement
