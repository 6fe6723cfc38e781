"""From the whys to the conclusion: quality signs first and stays apart, human error alone closes nothing, and what is signed never changes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from evenhand.matters.actions.assessing import answer_question, conclude_assessment, take_back_answer, walk_of
from evenhand.matters.actions.finding_cause import begin_assessment, give_why, propose_cause, sign_cause, take_back_why
from evenhand.matters.costs.shares import Shares
from evenhand.matters.models import Conclusion, GivenAnswer, RootCause, Settlement, Why
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.models import TrailEntry
from evenhand.records.signatures import signatures_of
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.matters.assessing import TO_CMO, TO_DISPUTE, TO_HALF, Case, concluded, proof, proposed, settled, signed_cause, the_case


def answer(case: Case, assessment, question: str, given: str, evidence: str = "Seen", by=None):
    return answer_question(by=by or case.cast.clara, assessment_id=assessment.pk, question=question, answer=given, evidence=evidence)


def test_the_walk_opens_when_quality_has_signed(case: Case):
    assessment = proposed(case)
    with pytest.raises(Conflict, match="Quality has not signed the root cause yet"):
        answer(case, assessment, "mistake", "yes")
    with pytest.raises(Conflict, match="Quality has not signed"):
        conclude_assessment(by=case.cast.clara, assessment_id=assessment.pk, proof=proof(case.cast.clara))
    cause = sign_cause(by=case.cast.dai, assessment_id=assessment.pk, proof=proof(case.cast.dai))
    assert cause.whys[1]["evidence"] == "Recipe KL-3, revision 2" and cause.categories_in_words == "method, machine"
    assert answer(case, assessment, "mistake", "yes").evidence == "Seen"
    assert verify().problems == ()


def test_only_quality_signs_and_not_what_it_proposed_itself(case: Case):
    assessment = proposed(case)
    for name in ("ada", "ben", "clara", "esi", "finn", "olga", "nils"):
        person = getattr(case.cast, name)
        with pytest.raises(NotAllowed, match="Only quality may sign root causes"):
            sign_cause(by=person, assessment_id=assessment.pk, proof=proof(person))
    propose_cause(by=case.cast.dai, assessment_id=assessment.pk, statement="My own finding", categories=["method"])
    with pytest.raises(NotAllowed, match="Who proposed the root cause does not sign it"):
        sign_cause(by=case.cast.dai, assessment_id=assessment.pk, proof=proof(case.cast.dai))


def test_quality_stays_apart_from_who_pays(case: Case):
    assessment = signed_cause(case)
    with pytest.raises(NotAllowed, match="Only project managers and senior managers may answer who pays"):
        answer(case, assessment, "mistake", "yes", by=case.cast.dai)


@pytest.mark.parametrize(
    ("statement", "categories", "says"),
    [
        ("Human error.", ["people", "method"], "Human error alone closes nothing"),
        ("The operator read the gauge wrongly", ["people"], "Human error alone closes nothing"),
        ("Something", [], "Must say where the cause lies"),
        ("Something", ["luck"], "Must be one of people, method"),
        (" ", ["method"], "1 to 2000 letters"),
    ],
)
def test_what_is_no_root_cause(statement: str, categories: list[str], says: str, case: Case):
    assessment = begin_assessment(by=case.cast.esi, matter_id=case.matter.pk)
    with pytest.raises(Invalid, match=says):
        propose_cause(by=case.cast.esi, assessment_id=assessment.pk, statement=statement, categories=categories)


def test_a_chain_of_human_error_alone_is_not_signed(case: Case):
    assessment = begin_assessment(by=case.cast.esi, matter_id=case.matter.pk)
    for statement in ("The operator forgot the step", "The operator was tired"):
        give_why(by=case.cast.esi, assessment_id=assessment.pk, statement=statement, category="people", evidence="Interview")
    propose_cause(by=case.cast.esi, assessment_id=assessment.pk, statement="A tired operator", categories=["people", "environment"])
    with pytest.raises(Conflict, match="Human error alone closes nothing"):
        sign_cause(by=case.cast.dai, assessment_id=assessment.pk, proof=proof(case.cast.dai))
    give_why(by=case.cast.esi, assessment_id=assessment.pk, statement="Three night shifts in a row", category="environment", evidence="Roster of May")
    assert sign_cause(by=case.cast.dai, assessment_id=assessment.pk, proof=proof(case.cast.dai)).pk


def test_a_chain_has_evidence_and_is_taken_back_from_its_end(case: Case):
    assessment = proposed(case)
    with pytest.raises(Invalid, match="Must name its evidence"):
        give_why(by=case.cast.esi, assessment_id=assessment.pk, statement="x", category="method", evidence=" ")
    first, last = Why.objects.order_by("pk")
    with pytest.raises(Conflict, match="Only the last link"):
        take_back_why(by=case.cast.esi, why_id=first.pk)
    take_back_why(by=case.cast.esi, why_id=last.pk)
    with pytest.raises(Conflict, match="at least 2 whys, each with its evidence; has 1"):
        sign_cause(by=case.cast.dai, assessment_id=assessment.pk, proof=proof(case.cast.dai))


def test_an_answer_wants_evidence_and_the_unknown_does_not(case: Case):
    assessment = signed_cause(case)
    with pytest.raises(Invalid, match="Must name its evidence"):
        answer(case, assessment, "mistake", "no", evidence="")
    assert answer(case, assessment, "mistake", "unknown", evidence="").evidence == ""
    with pytest.raises(Conflict, match="not the next one any more"):
        answer(case, assessment, "mistake", "yes")
    with pytest.raises(Invalid, match="Must be one of the answers"):
        answer(case, assessment, "followed", "perhaps")
    with pytest.raises(Conflict, match="'Were the batch record and cGMP followed\\?' has no answer"):
        conclude_assessment(by=case.cast.clara, assessment_id=assessment.pk, proof=proof(case.cast.clara))


def test_taking_an_answer_back_takes_back_what_followed(case: Case):
    assessment = signed_cause(case)
    for question, given in TO_HALF.items():
        answer(case, assessment, question, given)
    take_back_answer(by=case.cast.clara, assessment_id=assessment.pk, question="equipment")
    walked = walk_of(assessment)
    assert [step.question.id for step in walked.steps] == ["mistake", "followed"] and walked.next_question.id == "equipment"
    assert GivenAnswer.objects.count() == 6 and GivenAnswer.objects.filter(withdrawn_at__isnull=True).count() == 2
    assert verify().problems == ()


def test_a_conclusion_names_version_path_and_evidence_and_never_changes(case: Case):
    conclusion = concluded(case)
    assert conclusion.tree == case.tree and conclusion.outcome["id"] == "cmo"
    assert [(step["question"], step["answer"], step["evidence"], step["by"]) for step in conclusion.path] == [
        ("mistake", "yes", "Record of mistake", "Clara Lindqvist"),
        ("contributed", "no", "Record of contributed", "Clara Lindqvist"),
    ]
    (standing,) = signatures_of(conclusion)
    assert standing.holds and standing.signature.get_meaning_display() == "I decided this"
    with pytest.raises(Conflict, match="concluded and never changes again"):
        take_back_answer(by=case.cast.clara, assessment_id=conclusion.assessment_id, question="mistake")
    for model in (Conclusion, RootCause):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(at=conclusion.at)
    assert verify().problems == ()


def test_another_assessment_needs_a_reason(case: Case):
    concluded(case)
    with pytest.raises(Invalid, match="Must have a reason: the matter was assessed already"):
        begin_assessment(by=case.cast.esi, matter_id=case.matter.pk)
    again = begin_assessment(by=case.cast.esi, matter_id=case.matter.pk, reason="The column was contaminated")
    assert again.number == 2
    with pytest.raises(Conflict, match="is not concluded yet"):
        begin_assessment(by=case.cast.esi, matter_id=case.matter.pk, reason="Once more")
    assert TrailEntry.objects.filter(event="assessment_begun", reason="The column was contaminated").count() == 1


def test_open_shares_are_settled_once_by_a_senior_manager(case: Case):
    conclusion = concluded(case, TO_DISPUTE)
    settlement = settled(case, conclusion, Shares(30_00, 70_00))
    assert settlement.shares == Shares(30_00, 70_00)
    with pytest.raises(Conflict, match="settled already"):
        settled(case, conclusion, Shares(40_00, 60_00))
    with pytest.raises(DatabaseError), transaction.atomic():
        Settlement.objects.create(
            conclusion=concluded_anew(case), cmo_share=60_00, sponsor_share=40_01, by=case.cast.ada, at=settlement.at, evidence="x"
        )


def concluded_anew(case: Case) -> Conclusion:
    assessment = begin_assessment(by=case.cast.esi, matter_id=case.matter.pk, reason="Again")
    return Conclusion.objects.create(
        assessment=assessment, contract=case.project.contracts.get(), tree=case.tree, path=[], outcome={}, by=case.cast.ada, at=assessment.began_at
    )


def test_there_is_nothing_to_settle_where_the_tree_says_it(case: Case):
    with pytest.raises(Conflict, match="There is nothing to settle: the CMO bears it"):
        settled(case, concluded(case), Shares(50_00, 50_00))


def test_without_a_contract_of_then_nobody_asks_who_pays(cast: Cast):
    case = the_case(cast, with_contract=False)
    assessment = signed_cause(case)
    with pytest.raises(Conflict, match="QF-1 has none that was agreed by 2027-02-24"):
        answer(case, assessment, *next(iter(TO_CMO.items())))
