"""Versions of the decision tree: drafted, changed, tried out, put in force with a signature. What is in force never changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_edit_trees, require
from evenhand.matters import events
from evenhand.matters.models import TreeDraft, TreeDraftState, TreeVersion
from evenhand.matters.site_clock import moment_now
from evenhand.matters.tree import editing
from evenhand.matters.tree.faults import faults
from evenhand.matters.tree.parts import Tree
from evenhand.matters.tree.proof import Proof, prove
from evenhand.matters.tree.samples import Sample, sample_from_json, sample_to_json, tried_out
from evenhand.matters.tree.tree_json import tree_to_json
from evenhand.matters.tree.usual_tree import USUAL_TREE
from evenhand.plant.fitting import fit_reason, fit_text
from evenhand.plant.models import Site
from evenhand.records.editing import change, enter, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.models import Meaning
from evenhand.records.people import Actor
from evenhand.records.queries import has_changed
from evenhand.records.signatures import Proof as WhoProof
from evenhand.records.signatures import sign

MOST_SAMPLES = 50
MOST_NAMED = 3
BEGINNINGS = ("usual", "empty")


def draft_tree(*, by: Actor, site: Site, name: str, begin_with: str = "usual") -> TreeDraft:
    """A new draft: from the usual tree, from an empty one, or from a version by its number."""
    require(by, may_edit_trees, "write the decision tree")
    version = None
    if begin_with not in BEGINNINGS:
        version = TreeVersion.objects.filter(site=site, number=int(begin_with)).first() if begin_with.isdigit() and len(begin_with) < 10 else None
        if version is None:
            raise Invalid(f"Must begin with the usual tree, an empty one, or a version; is {begin_with[:50]!r}.", field="begin_with")
    document = version.document if version else tree_to_json(USUAL_TREE if begin_with == "usual" else editing.EMPTY)
    draft = TreeDraft(
        site=site,
        name=fit_text(name, "name", most=200, least=1),
        document=document,
        samples=version.samples if version else [],
        follows=version,
        by_id=by.pk,
        made_at=moment_now(site),
    )
    with transaction.atomic():
        return enter(by=by, event=events.TREE_DRAFTED, record=draft)


def open_tree_draft(draft_id: int) -> TreeDraft:
    draft = locked(TreeDraft, draft_id, "site")
    if draft.state != TreeDraftState.OPEN:
        raise Conflict(f"Draft {draft.pk} is {draft.get_state_display()} and never changes again; begin a new draft from a version.")
    return draft


def change_tree(*, by: Actor, draft_id: int, edit: Any, version: int | None = None) -> TreeDraft:
    """``edit``: from the tree as it is to the tree as it is to be, such as one of `tree.editing` with its arguments."""
    require(by, may_edit_trees, "write the decision tree")
    with transaction.atomic():
        draft = open_tree_draft(draft_id)
        must_be_current(draft, version)
        changed: Tree = edit(draft.tree)
        change(by=by, event=events.TREE_CHANGED, record=draft, given={"document": tree_to_json(changed)})
    return draft


def keep_sample(*, by: Actor, draft_id: int, name: str, answers: Mapping[str, str], expects: str) -> TreeDraft:
    """Keep a case to try the draft out on; one of the same name is replaced."""
    require(by, may_edit_trees, "try out the decision tree")
    with transaction.atomic():
        draft = open_tree_draft(draft_id)
        sample = Sample(fit_text(name, "name", most=200, least=1), dict(answers), expects)
        if expects not in draft.tree.outcome:
            raise Invalid("Must be one of the tree's outcomes.", field="expects")
        others = [item for item in draft.samples if item["name"] != sample.name]
        if len(others) >= MOST_SAMPLES:
            raise Invalid(f"A draft must have {MOST_SAMPLES} samples at most.")
        change(by=by, event=events.TREE_CHANGED, record=draft, given={"samples": [*others, sample_to_json(sample)]})
    return draft


def drop_sample(*, by: Actor, draft_id: int, name: str) -> TreeDraft:
    require(by, may_edit_trees, "try out the decision tree")
    with transaction.atomic():
        draft = open_tree_draft(draft_id)
        change(by=by, event=events.TREE_CHANGED, record=draft, given={"samples": [item for item in draft.samples if item["name"] != name]})
    return draft


def discard_tree(*, by: Actor, draft_id: int) -> TreeDraft:
    require(by, may_edit_trees, "discard drafts of the decision tree")
    with transaction.atomic():
        draft = open_tree_draft(draft_id)
        change(by=by, event=events.TREE_DISCARDED, record=draft, given={"state": TreeDraftState.DISCARDED})
    return draft


def put_tree_in_force(*, by: Person, draft_id: int, proof: WhoProof, reason: str, version: int | None = None) -> TreeVersion:
    """Proved for every combination of answers, tried out on its samples, and signed by somebody who did not begin the draft."""
    require(by, may_decide, "put the decision tree in force")
    reason = fit_reason(reason)
    with transaction.atomic():
        draft = open_tree_draft(draft_id)
        must_be_current(draft, version)
        if draft.by_id == by.pk:
            raise NotAllowed("Who began a draft does not put it in force; another senior manager does.")
        if has_changed(draft, by.pk, "document"):
            raise NotAllowed("Who changed a draft does not put it in force; another senior manager does.")
        proved = proof_of(draft)
        version = TreeVersion(
            site=draft.site,
            number=TreeVersion.objects.next_number(draft.site),
            name=draft.name,
            document=draft.document,
            samples=draft.samples,
            proof=proved_to_json(proved),
            draft=draft,
            by=by,
            at=moment_now(draft.site),
            reason=reason,
        )
        enter(by=by, event=events.TREE_PUT_IN_FORCE, record=version, reason=reason)
        change(by=by, event=events.TREE_CLOSED, record=draft, given={"state": TreeDraftState.IN_FORCE})
        sign(by=by, proof=proof, meaning=Meaning.APPROVED, subject=version)
    return version


def proof_of(draft: TreeDraft) -> Proof:
    """Refused with the counterexample where some combination of answers does not reach exactly one outcome, or a sample not the one it is to reach."""
    tree = draft.tree
    wrong = faults(tree)
    if wrong:
        more = f" And {len(wrong) - MOST_NAMED} more." if len(wrong) > MOST_NAMED else ""
        raise Conflict(f"It cannot be put in force yet. {' '.join(wrong[:MOST_NAMED])}{more}")
    if not draft.samples:
        raise Conflict("It cannot be put in force yet. Must be tried out on at least one sample; there is none.")
    missed = [tried for tried in (tried_out(tree, sample_from_json(item)) for item in draft.samples) if not tried.agrees]
    if missed:
        raise Conflict(f"It cannot be put in force yet. {' '.join(tried.words for tried in missed[:MOST_NAMED])}")
    proved = prove(tree)
    assert isinstance(proved, Proof), "A tree without faults is proved."
    return proved


def proved_to_json(proved: Proof) -> dict[str, Any]:
    """Counts as text: they have more digits than JSON's numbers."""
    return {
        "questions": proved.questions,
        "combinations": str(proved.combinations),
        "paths": str(proved.paths),
        "by_outcome": {str(identity): str(count) for identity, count in proved.by_outcome.items()},
    }
