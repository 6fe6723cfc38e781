"""What is signed is what the signer looked at: where it changed since, nothing is signed, and the form comes back with what is there now."""

from __future__ import annotations

import pytest
from django.test import Client

from evenhand.matters.actions import change_orders
from evenhand.matters.actions.assessing import answer_question, take_back_answer
from evenhand.matters.actions.finding_cause import give_why, propose_cause
from evenhand.matters.actions.trees import draft_tree, keep_sample
from evenhand.matters.as_seen import version_of_assessment
from evenhand.matters.models import Allocation, Conclusion, RootCause, TreeVersion
from tests.cast import PASSWORD
from tests.matters.assessing import TO_CMO, TO_SPONSOR, Case, allocated, concluded, cost, proposed, signed_cause

pytestmark = pytest.mark.django_db


def seen(client: Client, path: str) -> dict[str, str]:
    """The form as it came, to be signed."""
    return {"password": PASSWORD, "version": str(client.get(path).context["form"].initial["version"])}


def must_refuse_once(client: Client, path: str, given: dict[str, str], says: str) -> None:
    """Refused as it was seen; sent again with what came back, it is signed."""
    refused = client.post(path, given)
    assert refused.status_code == 409 and says in refused.content.decode()
    again = {**given, "version": refused.context["form"].data["version"]}
    assert client.post(path, again).status_code == 302


def test_a_why_that_is_given_after_quality_looked(client: Client, case: Case):
    assessment = proposed(case)
    client.force_login(case.cast.dai)
    path = f"{assessment.get_absolute_url()}cause/sign/"
    given = seen(client, path)
    give_why(by=case.cast.esi, assessment_id=assessment.pk, statement="Nobody asked", category="method", evidence="Minutes")
    must_refuse_once(client, path, given, "The cause or its chain changed since you looked")
    assert len(RootCause.objects.get().whys) == 3


def test_an_answer_that_is_given_otherwise_after_one_looked(client: Client, case: Case):
    assessment = signed_cause(case)
    for question, answer in TO_CMO.items():
        answer_question(by=case.cast.clara, assessment_id=assessment.pk, question=question, answer=answer, evidence="Seen")
    client.force_login(case.cast.ada)
    path = f"{assessment.get_absolute_url()}conclude/"
    given = seen(client, path)
    last = list(TO_CMO)[-1]
    take_back_answer(by=case.cast.clara, assessment_id=assessment.pk, question=last)
    answer_question(by=case.cast.clara, assessment_id=assessment.pk, question=last, answer=TO_CMO[last], evidence="Seen otherwise")
    must_refuse_once(client, path, given, "The walk changed since you looked")
    assert Conclusion.objects.get().path[-1]["evidence"] == "Seen otherwise"


def test_a_cost_that_is_entered_after_one_looked(client: Client, case: Case):
    concluded(case, TO_SPONSOR)
    cost(case)
    client.force_login(case.cast.ada)
    path = f"{case.matter.get_absolute_url()}ledger/allocate/"
    given = seen(client, path) | {"reason": "As concluded"}
    cost(case, "suite", 1)
    must_refuse_once(client, path, given, "The costs or what they are allocated by changed since you looked")
    assert Allocation.objects.get().lines.count() >= 2


def test_a_change_order_that_is_worded_otherwise_after_one_looked(client: Client, case: Case):
    concluded(case, TO_SPONSOR)
    cost(case)
    allocated(case)
    wording = {"title": "Re-run", "text": "For the re-run.", "days": 0}
    order = change_orders.draw_up_change_order(by=case.cast.clara, matter_id=case.matter.pk, **wording)
    client.force_login(case.cast.ada)
    path = f"{order.get_absolute_url()}approve/"
    given = seen(client, path)
    change_orders.change_wording(by=case.cast.clara, order_id=order.pk, **{**wording, "days": 90})
    must_refuse_once(client, path, given, "Meanwhile Clara Lindqvist changed")


def test_a_tree_that_is_changed_after_one_looked(client: Client, case: Case):
    draft = draft_tree(by=case.cast.clara, site=case.matter.site, name="From 2028 on", begin_with="usual")
    keep_sample(by=case.cast.clara, draft_id=draft.pk, name="Overheated", answers=TO_CMO, expects="cmo")
    client.force_login(case.cast.ada)
    path = f"{draft.get_absolute_url()}put-in-force/"
    given = seen(client, path) | {"reason": "As agreed"}
    keep_sample(by=case.cast.clara, draft_id=draft.pk, name="Overheated again", answers=TO_CMO, expects="cmo")
    must_refuse_once(client, path, given, "Meanwhile Clara Lindqvist changed")
    assert TreeVersion.objects.count() == 2


def test_the_number_only_grows(case: Case):
    assessment = proposed(case)
    numbers = [version_of_assessment(assessment)]
    give_why(by=case.cast.esi, assessment_id=assessment.pk, statement="Nobody asked", category="method", evidence="Minutes")
    numbers.append(version_of_assessment(assessment))
    numbers.append(
        version_of_assessment(propose_cause(by=case.cast.esi, assessment_id=assessment.pk, statement="Another one", categories=["method"]))
    )
    assert numbers == sorted(set(numbers))
