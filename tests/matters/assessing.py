"""A matter of the small plant, and the steps by which it is assessed, by the same actions as in the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from evenhand.accounts.actions import grant_role, invite_person, set_first_password
from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.matters import events
from evenhand.matters.actions.assessing import answer_question, conclude_assessment, settle_shares
from evenhand.matters.actions.contracts import enter_contract
from evenhand.matters.actions.costs import allocate_costs, enter_cost
from evenhand.matters.actions.finding_cause import begin_assessment, give_why, propose_cause, sign_cause
from evenhand.matters.actions.trees import draft_tree, keep_sample, put_tree_in_force
from evenhand.matters.costs.caps import Cap
from evenhand.matters.costs.shares import Shares
from evenhand.matters.models import Allocation, Assessment, Category, Conclusion, Matter, TreeVersion
from evenhand.portfolio.models import Project
from evenhand.records.editing import enter
from evenhand.records.people import SYSTEM
from evenhand.records.signatures import Proof, reauthenticate
from tests.cast import PASSWORD, Cast
from tests.portfolio.small import small_portfolio

RAISED = datetime(2027, 2, 24, 9, tzinfo=UTC)
TO_CMO = {"mistake": "yes", "contributed": "no"}
TO_HALF = {"mistake": "no", "followed": "yes", "equipment": "no", "sponsors-part": "no", "third-party": "no", "kind": "gmp"}
TO_DISPUTE = {"mistake": "unknown", "followed": "yes", "equipment": "unknown", "sponsors-part": "disputed"}
TO_NEITHER = {"mistake": "no", "followed": "yes", "equipment": "yes", "force-majeure": "yes"}
TO_SPONSOR = {"mistake": "no", "followed": "yes", "equipment": "no", "sponsors-part": "yes"}


@dataclass
class Case:
    """An impurity in QF-1's kilo batch; the contract of QF-1 is bound to version 1 of the usual tree. Gus is a second senior manager."""

    cast: Cast
    gus: Person
    matter: Matter
    project: Project
    tree: TreeVersion


def proof(person: Person) -> Proof:
    return reauthenticate(person=person, password=PASSWORD)


def tree_in_force(cast: Cast, site: Any) -> TreeVersion:
    draft = draft_tree(by=cast.clara, site=site, name="Who pays", begin_with="usual")
    keep_sample(by=cast.clara, draft_id=draft.pk, name="Overheated", answers=TO_CMO, expects="cmo")
    return put_tree_in_force(by=cast.ada, draft_id=draft.pk, proof=proof(cast.ada), reason="As agreed with the sponsors")


def the_case(cast: Cast, *, caps: tuple[Cap, ...] = (), with_contract: bool = True) -> Case:
    small = small_portfolio()
    gus = invite_person(by=SYSTEM, email="gus@example.com", printed_name="Gus Ferreira")
    set_first_password(by=SYSTEM, person_id=gus.pk, password=PASSWORD)
    grant_role(by=SYSTEM, person_id=gus.pk, role=Role.SENIOR_MANAGER)
    tree = tree_in_force(cast, small.site)
    if with_contract:
        enter_contract(
            by=cast.clara,
            project_id=small.project.pk,
            tree_number=tree.number,
            reference="Master service agreement, schedule 4",
            agreed_on=date(2027, 1, 15),
            day_rate=4_000_00,
            caps=caps,
        )
    return Case(cast, Person.objects.get(pk=gus.pk), a_matter(small.project, cast), small.project, tree)


def a_matter(project: Project, cast: Cast, statement: str = "Impurity 4 is at 0.31 %, and the limit is 0.15 %.") -> Matter:
    matter = Matter(
        site=project.site,
        category=Category.TECHNOLOGY,
        statement=statement,
        project=project,
        currency=project.site.currency,
        raised_by=cast.esi,
        raised_at=RAISED,
        tier_since=RAISED,
    )
    with transaction.atomic():
        return enter(by=cast.esi, event=events.MATTER_RAISED, record=matter)


def proposed(case: Case) -> Assessment:
    """A chain of two and a root cause, as operations and the project manager found them."""
    assessment = begin_assessment(by=case.cast.esi, matter_id=case.matter.pk)
    for statement, category, evidence in (
        ("The batch was held at 62 °C for four hours", "method", "Batch record 17, step 12"),
        ("The cooling was set by the recipe of the smaller kettle", "machine", "Recipe KL-3, revision 2"),
    ):
        give_why(by=case.cast.esi, assessment_id=assessment.pk, statement=statement, category=category, evidence=evidence)
    return propose_cause(
        by=case.cast.clara, assessment_id=assessment.pk, statement="The recipe does not scale the cooling", categories=["method", "machine"]
    )


def signed_cause(case: Case) -> Assessment:
    assessment = proposed(case)
    sign_cause(by=case.cast.dai, assessment_id=assessment.pk, proof=proof(case.cast.dai))
    return Assessment.objects.get(pk=assessment.pk)


def concluded(case: Case, answers: dict[str, str] | None = None) -> Conclusion:
    assessment = signed_cause(case)
    for question, answer in (TO_CMO if answers is None else answers).items():
        evidence = "" if answer == "unknown" else f"Record of {question}"
        answer_question(by=case.cast.clara, assessment_id=assessment.pk, question=question, answer=answer, evidence=evidence)
    return conclude_assessment(by=case.cast.clara, assessment_id=assessment.pk, proof=proof(case.cast.clara))


def cost(case: Case, head: str = "labour", amount: int = 10_000_00, note: str = "Two more weeks"):
    return enter_cost(by=case.cast.clara, matter_id=case.matter.pk, head=head, amount=amount, note=note, evidence="Time sheets")


def allocated(case: Case, reason: str = "As concluded") -> Allocation:
    return allocate_costs(by=case.cast.ada, matter_id=case.matter.pk, reason=reason, proof=proof(case.cast.ada))


def settled(case: Case, conclusion: Conclusion, shares: Shares):
    return settle_shares(
        by=case.cast.ada, conclusion_id=conclusion.pk, shares=shares, evidence="Report 2027-88 of the laboratory", proof=proof(case.cast.ada)
    )
