"""A version of the tree: drafted, tried out, proved, put in force by another than its author; and then it never changes."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from evenhand.matters.actions.contracts import enter_contract
from evenhand.matters.actions.trees import change_tree, discard_tree, draft_tree, drop_sample, keep_sample, put_tree_in_force
from evenhand.matters.models import TreeVersion
from evenhand.matters.tree import editing
from evenhand.plant.models import Site
from evenhand.records.append_only import guarded_tables
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.signatures import signatures_of
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.matters.assessing import TO_CMO, Case, proof
from tests.portfolio.small import small_plant

ONLY_GROW = {"treeversion", "contract", "rootcause", "conclusion", "settlement", "ledgerentry", "allocation", "allocationline", "changeorderline"}


@pytest.fixture
def site(db: None) -> Site:
    return small_plant()


def in_force(cast: Cast, draft) -> TreeVersion:
    return put_tree_in_force(by=cast.ada, draft_id=draft.pk, proof=proof(cast.ada), reason="Agreed")


def test_a_version_in_force_is_numbered_signed_and_proved(cast: Cast, case: Case):
    version = case.tree
    assert version.number == 1 and version.proof["by_outcome"].keys() == version.tree.outcome.keys()
    assert sum(map(int, version.proof["by_outcome"].values())) == int(version.proof["combinations"])
    (standing,) = signatures_of(version)
    assert standing.holds and standing.signature.printed_name == "Ada Moreau"
    assert verify().problems == ()


def test_what_is_in_force_cannot_be_edited(cast: Cast, case: Case):
    edit = partial(editing.with_question, text="One more?")
    with pytest.raises(Conflict, match="is put in force and never changes again; begin a new draft"):
        change_tree(by=cast.clara, draft_id=case.tree.draft_id, edit=edit)
    with pytest.raises(DatabaseError), transaction.atomic():
        TreeVersion.objects.update(name="another")
    again = draft_tree(by=cast.clara, site=case.project.site, name="Next", begin_with="1")
    assert again.document == case.tree.document and again.follows == case.tree
    assert {f"matters_{table}" for table in ONLY_GROW} <= guarded_tables(connection, "UPDATE")


def test_a_draft_must_be_whole_and_tried_out(cast: Cast, site: Site):
    draft = draft_tree(by=cast.clara, site=site, name="New", begin_with="empty")
    with pytest.raises(Conflict, match="Must have a question; there is none"):
        in_force(cast, draft)
    draft = draft_tree(by=cast.clara, site=site, name="New")
    with pytest.raises(Conflict, match="tried out on at least one sample"):
        in_force(cast, draft)
    keep_sample(by=cast.clara, draft_id=draft.pk, name="Overheated", answers=TO_CMO, expects="sponsor")
    with pytest.raises(Conflict, match="'Overheated' must reach 'The sponsor pays'; reaches 'The CMO pays'"):
        in_force(cast, draft)
    drop_sample(by=cast.clara, draft_id=draft.pk, name="Overheated")
    keep_sample(by=cast.clara, draft_id=draft.pk, name="Half", answers={"mistake": "yes"}, expects="cmo")
    with pytest.raises(Conflict, match="'Half' must reach 'The CMO pays'; has no answer to"):
        in_force(cast, draft)
    keep_sample(by=cast.clara, draft_id=draft.pk, name="Half", answers=TO_CMO, expects="cmo")
    back = partial(editing.with_answer_changed, identity="kind", answer="gmp", text="GMP", leads_to="mistake")
    change_tree(by=cast.clara, draft_id=draft.pk, edit=back)
    with pytest.raises(Conflict, match="What kind of batch was it\\? GMP: leads back to 'Did we make a mistake\\?', which was asked already"):
        in_force(cast, draft)
    assert TreeVersion.objects.count() == 0 and verify().problems == ()


def test_who_may_and_who_may_not(cast: Cast, site: Site):
    for name in ("ben", "dai", "esi", "finn", "olga", "nils"):
        with pytest.raises(NotAllowed, match="Only project managers and senior managers may write the decision tree"):
            draft_tree(by=getattr(cast, name), site=site, name="x")
    mine = draft_tree(by=cast.ada, site=site, name="Mine")
    keep_sample(by=cast.ada, draft_id=mine.pk, name="s", answers=TO_CMO, expects="cmo")
    with pytest.raises(NotAllowed, match="Who began a draft does not put it in force"):
        in_force(cast, mine)
    with pytest.raises(NotAllowed, match="Only senior managers may put the decision tree in force"):
        put_tree_in_force(by=cast.clara, draft_id=mine.pk, proof=proof(cast.clara), reason="x")


def test_who_changed_a_draft_does_not_put_it_in_force(cast: Cast, site: Site):
    draft = draft_tree(by=cast.clara, site=site, name="Ours")
    change_tree(by=cast.ada, draft_id=draft.pk, edit=partial(editing.with_question, text="As Ada would have it?"))
    with pytest.raises(NotAllowed, match="Who changed a draft does not put it in force"):
        in_force(cast, draft)


def test_two_people_change_one_draft(cast: Cast, site: Site):
    draft = draft_tree(by=cast.clara, site=site, name="Ours", begin_with="empty")
    change_tree(by=cast.clara, draft_id=draft.pk, edit=partial(editing.with_question, text="First?"), version=1)
    with pytest.raises(Conflict, match="Meanwhile Clara Lindqvist changed"):
        change_tree(by=cast.ada, draft_id=draft.pk, edit=partial(editing.with_question, text="Second?"), version=1)
    discard_tree(by=cast.clara, draft_id=draft.pk)
    with pytest.raises(Conflict, match="is discarded"):
        change_tree(by=cast.clara, draft_id=draft.pk, edit=partial(editing.with_question, text="Third?"))


def test_a_contract_names_a_version_in_force(cast: Cast, case: Case):
    with pytest.raises(Invalid, match="version of the decision tree that was put in force; is 7"):
        enter_contract(by=cast.clara, project_id=case.project.pk, tree_number=7, reference="x", agreed_on=case.project.site.today(), day_rate=0)
