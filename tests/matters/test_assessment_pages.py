"""The pages from the first draft of the tree to the sponsor's answer: each form leads to its action, and what is refused stands at its field."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from evenhand.matters.models import Allocation, Assessment, ChangeOrder, Contract, LedgerEntry, RootCause, TreeDraft, TreeVersion
from evenhand.records.verification import verify
from tests.cast import PASSWORD, Cast
from tests.matters.assessing import TO_DISPUTE, TO_HALF, Case, allocated, concluded, cost, proposed, settled, signed_cause

SIGN = {"password": PASSWORD}


@pytest.fixture
def clara(client: Client, cast: Cast) -> Client:
    client.force_login(cast.clara)
    return client


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return re.sub(r"[ \n]+", " ", response.content.decode())


def sent(client: Client, path: str, **given: Any) -> str:
    """Sent and accepted; where it leads."""
    response = client.post(path, given)
    assert response.status_code == 302, (path, response.status_code, response.content.decode()[-3000:])
    return str(response["Location"])


def refused(client: Client, path: str, status: int, says: str, **given: Any) -> None:
    response = client.post(path, given)
    assert response.status_code == status and says in " ".join(response.content.decode().split()), (
        response.status_code,
        response.content.decode()[-3000:],
    )


def test_a_tree_is_written_tried_out_and_put_in_force(clara: Client, case: Case):
    page = sent(clara, "/matters/trees/new/", name="From 2027", begin_with="empty")
    sent(clara, f"{page}outcomes/new/", text="The CMO pays", kind="cmo")
    refused(clara, f"{page}outcomes/new/", 422, "60 % and 40.01 % are 100.01 %", text="Both", kind="shared", cmo_share="60", sponsor_share="40.01")
    sent(clara, f"{page}outcomes/new/", text="Both", kind="shared", cmo_share="60", sponsor_share="40")
    sent(clara, f"{page}questions/new/", text="Did we make a mistake?", hint="Look", unknown_leads_to="both")
    first = f"{page}questions/did-we-make-a-mistake/"
    sent(clara, f"{first}answers/new/", text="yes", leads_to="")
    assert "leads nowhere" in text(clara, page)
    sent(clara, f"{first}answers/yes/", text="yes, we did", leads_to="the-cmo-pays")
    sent(clara, first, text="Did we err?", hint="", unknown_leads_to="both", is_first="on")
    sent(clara, f"{page}outcomes/both/", text="Both pay", kind="shared", cmo_share="33.33", sponsor_share="66.67")
    shown = text(clara, page)
    assert "Each of 2 combinations of answers reaches exactly one outcome." in shown and "CMO 33.33 %, sponsor 66.67 %" in shown
    assert "Did we err?" in text(clara, f"{page}try/")
    tried = f"{page}try/?a-did-we-make-a-mistake=yes"
    assert "the CMO bears it" in text(clara, tried).replace("The CMO bears it", "the CMO bears it")
    clara.force_login(case.cast.ada)
    refused(clara, f"{page}put-in-force/", 409, "tried out on at least one sample", reason="Agreed", **SIGN)
    clara.force_login(case.cast.clara)
    sent(clara, tried, name="Overheated", expects="the-cmo-pays")
    assert "The sample &#x27;Overheated&#x27; reaches &#x27;The CMO pays&#x27;" in text(clara, page)
    assert clara.get(f"{page}put-in-force/").status_code == 403
    clara.force_login(case.cast.ada)
    refused(clara, f"{page}put-in-force/", 422, "That is not your password", reason="Agreed", password="wrong")
    version = sent(clara, f"{page}put-in-force/", reason="Agreed", **SIGN)
    assert "Version 2: From 2027" in text(clara, version) and clara.get(page)["Location"] == version
    assert clara.get(f"{first}answers/new/").status_code == 404
    assert "From 2027" in text(clara, "/matters/trees/")
    assert verify().problems == ()


def test_parts_of_a_draft_are_removed(clara: Client, case: Case):
    page = sent(clara, "/matters/trees/new/", name="Less", begin_with="1")
    sent(clara, f"{page}remove/", question="mistake", answer="no")
    sent(clara, f"{page}remove/", question="kind")
    sent(clara, f"{page}remove/", outcome="neither")
    assert "leads nowhere yet" in text(clara, page)
    sent(clara, f"{page}drop-sample/", name="Overheated")
    draft = TreeDraft.objects.latest("pk")
    assert draft.samples == [] and "kind" not in draft.tree.question
    refused(clara, f"{page}questions/mistake/", 409, "Clara Lindqvist changed", text="x", unknown_leads_to="", version="1")
    sent(clara, f"{page}discard/")
    assert clara.get(f"{page}try/").status_code == 404 and TreeVersion.objects.count() == 1


def test_a_contract_is_entered_with_its_caps(clara: Client, case: Case):
    path = f"/projects/{case.project.pk}/contracts/"
    given = {"tree_number": "1", "reference": "Amendment 2", "agreed_on": "2027-02-20", "day_rate": "4000", "capped": "cmo"}
    refused(clara, f"{path}new/", 422, "Must be agreed today or before", **{**given, "agreed_on": "2028-01-01"})
    sent(clara, f"{path}new/", **given, cap_in_all="100000", cap_sponsor_materials="2500.50")
    contract = Contract.objects.latest("pk")
    assert [cap["most"] for cap in contract.caps] == [100_000_00, 2500_50]
    assert "The CMO bears at most EUR 2\u202f500.50 for sponsor&#x27;s materials" in text(clara, path)


def test_a_matter_is_assessed(clara: Client, case: Case):
    path = f"/matters/{case.matter.pk}/assessment/"
    assert "It is not assessed yet." in text(clara, path)
    sent(clara, f"{path}begin/")
    refused(clara, f"{path}why/", 422, "This field is required", **{"why-statement": "Too hot", "why-category": "method"})
    for statement in ("Too hot", "The recipe of the smaller kettle"):
        sent(clara, f"{path}why/", **{"why-statement": statement, "why-category": "method", "why-evidence": "Batch record 17"})
    refused(clara, f"{path}cause/", 422, "Human error alone closes nothing", **{"cause-statement": "Human error", "cause-categories": ["method"]})
    sent(clara, f"{path}cause/", **{"cause-statement": "Cooling is not scaled", "cause-categories": ["method", "machine"], "cause-version": "1"})
    assert clara.get(f"{path}cause/sign/").status_code == 403
    refused(clara, f"{path}answer/", 409, "not the next one", question="mistake", answer="yes", evidence="x")
    clara.force_login(case.cast.dai)
    assert "Sign the root cause" in text(clara, path)
    sent(clara, f"{path}cause/sign/", **SIGN)
    assert "Project managers and senior managers answer it." in text(clara, path)
    clara.force_login(case.cast.clara)
    assert "Did we make a mistake?" in text(clara, path)
    refused(clara, f"{path}answer/", 422, "Must name its evidence", question="mistake", answer="no", evidence="")
    for question, answer in TO_HALF.items():
        sent(clara, f"{path}answer/", question=question, answer=answer, evidence="Seen")
    sent(clara, f"{path}answer/take-back/", question="kind")
    sent(clara, f"{path}answer/", question="kind", answer="unknown", evidence="")
    assert "Nobody knows, and that is said." in text(clara, path)
    assert "“The risk is shared in halves”, with the path" in text(clara, f"{path}conclude/")
    sent(clara, f"{path}conclude/", **SIGN)
    assert "Concluded by Clara Lindqvist: The risk is shared in halves." in text(clara, path)
    sent(clara, f"{path}again/", reason="New evidence")
    assert "Earlier assessments" in text(clara, path) and Assessment.objects.count() == 2 and RootCause.objects.count() == 1
    assert verify().problems == ()


def test_the_last_why_is_taken_back(clara: Client, case: Case):
    row = proposed(case)
    path = f"/matters/{case.matter.pk}/assessment/"
    first, last = row.whys.order_by("pk")
    assert clara.post(f"{path}why/{first.pk}/take-back/").status_code == 409
    sent(clara, f"{path}why/{last.pk}/take-back/")
    assert clara.post(f"/matters/999/assessment/why/{first.pk}/take-back/").status_code == 404


def test_open_shares_are_settled_and_must_be_a_hundred_per_cent(clara: Client, case: Case):
    conclusion = concluded(case, TO_DISPUTE)
    path = f"/matters/{case.matter.pk}/assessment/"
    assert clara.get(f"{path}settle/").status_code == 403
    clara.force_login(case.cast.ada)
    assert f"Concluded: “{conclusion.outcome['text'].rstrip('.')}”." in text(clara, f"{path}settle/")
    given = {"evidence": "Report 88", **SIGN}
    refused(clara, f"{path}settle/", 422, "60 % and 40.01 % are 100.01 %", cmo_share="60", sponsor_share="40.01", **given)
    sent(clara, f"{path}settle/", cmo_share="60", sponsor_share="40", **given)
    assert "CMO 60 %, sponsor 40 %" in text(clara, path)


def test_the_ledger_from_the_first_cost_to_the_sponsors_answer(clara: Client, case: Case):
    path = f"/matters/{case.matter.pk}/ledger/"
    assert "No cost is entered yet." in text(clara, path)
    sent(clara, f"{path}enter/", head="labour", amount="10 000.01", note="Re-run", evidence="Time sheets")
    sent(clara, f"{path}enter/", head="cleaning", amount="5", note="Wrong matter", evidence="Log")
    refused(clara, f"{path}enter/", 422, "Must be from 0.01", head="labour", amount="0", note="x", evidence="x")
    wrong = LedgerEntry.objects.latest("pk")
    sent(clara, f"{path}{wrong.pk}/take-back/", reason="Another matter")
    assert "The matter is not assessed" in text(clara, path)
    refused(clara, f"{path}displacement/", 422, "Revision", revision="1")
    concluded(case, TO_HALF)
    clara.force_login(case.cast.ada)
    assert "Allocate the costs" in text(clara, path)
    assert "EUR 10\u202f000.01; both bear it, in per cent: CMO 50 %, sponsor 50 %." in text(clara, f"{path}allocate/")
    sent(clara, f"{path}allocate/", reason="As concluded", **SIGN)
    assert "The CMO bears EUR 5\u202f000.01, the sponsor EUR 5\u202f000.00: together EUR 10\u202f000.01, to the cent, all that is entered." in text(
        clara, path
    )
    clara.force_login(case.cast.clara)
    order = sent(clara, f"{path}change-order/", title="Re-run", text="For the re-run.", days="9")
    sent(clara, f"{order}change/", title="Re-run of the batch", text="For the re-run.", days="9", version="1")
    assert "It asks the sponsor for EUR 5\u202f000.00 and moves the promise by 9 days." in text(clara, order)
    assert clara.get(f"{order}approve/").status_code == 403
    clara.force_login(case.cast.ada)
    sent(clara, f"{order}approve/", **SIGN)
    clara.force_login(case.cast.clara)
    refused(clara, f"{order}accept/", 409, "is approved; that can be done while it is sent", answer="Yes")
    sent(clara, f"{order}send/", sent_to="The project lead")
    sent(clara, f"{order}accept/", answer="Signed copy")
    assert "Accepted" in text(clara, order) and "Matter" in text(clara, f"/projects/{case.project.pk}/ledger/")
    assert ChangeOrder.objects.get().state == "accepted" and Allocation.objects.count() == 1
    assert verify().problems == ()


def test_a_change_order_is_declined_or_withdrawn(clara: Client, case: Case):
    concluded(case, TO_HALF)
    cost(case)
    allocated(case)
    path = f"/matters/{case.matter.pk}/ledger/"
    order = sent(clara, f"{path}change-order/", title="Re-run", text="For the re-run.", days="0")
    sent(clara, f"{order}withdraw/", reason="Wrong words")
    order = sent(clara, f"{path}change-order/", title="Re-run", text="Again.", days="0")
    clara.force_login(case.gus)
    sent(clara, f"{order}approve/", **SIGN)
    sent(clara, f"{order}send/", sent_to="x")
    sent(clara, f"{order}decline/", answer="No")
    assert "Due and not asked for yet: labour EUR 5\u202f000.00" in text(clara, path)


def test_what_one_may_not_is_not_offered(clara: Client, case: Case):
    signed_cause(case)
    cost(case)
    clara.force_login(case.cast.esi)
    shown = text(clara, f"/matters/{case.matter.pk}/ledger/") + text(clara, f"/matters/{case.matter.pk}/assessment/") + text(clara, "/matters/trees/")
    for words in ("Enter a cost", "Allocate the costs", "Give this answer", "Write a version", "Take back<"):
        assert words not in shown
    entry = LedgerEntry.objects.get()
    for path in (f"ledger/{entry.pk}/take-back/", "ledger/enter/", "ledger/allocate/", "assessment/conclude/", "assessment/settle/"):
        assert clara.get(f"/matters/{case.matter.pk}/{path}").status_code == 403


@pytest.mark.parametrize("identity", ["999999", "99999999999999999999999"])
def test_an_id_that_nobody_has_is_not_found(identity: str, clara: Client, case: Case):
    for path in (
        "matters/{}/assessment/",
        "matters/{}/ledger/",
        "change-orders/{}/",
        "matters/trees/{}/",
        "matters/trees/drafts/{}/",
        "projects/{}/ledger/",
    ):
        assert clara.get("/" + path.format(identity)).status_code == 404, path


def test_a_settled_share_shows_in_the_ledger(clara: Client, case: Case):
    from evenhand.matters.costs.shares import Shares

    settled(case, concluded(case, TO_DISPUTE), Shares(33_33, 66_67))
    cost(case, "labour", 100)
    allocated(case)
    assert "CMO 33.33 %, sponsor 66.67 %" in text(clara, f"/matters/{case.matter.pk}/ledger/")
