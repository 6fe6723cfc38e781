"""The contract of a project: which version of the tree decides who pays, with which caps, at which rate of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from evenhand.accounts.permissions import may_edit_trees, require
from evenhand.matters import events
from evenhand.matters.costs.caps import Cap, must_agree
from evenhand.matters.models import Contract, Matter, TreeVersion
from evenhand.matters.site_clock import moment_now
from evenhand.plant.fitting import fit_money, fit_text
from evenhand.portfolio.models import Project
from evenhand.records.editing import enter, locked
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor


def enter_contract(
    *, by: Actor, project_id: int, tree_number: int, reference: str, agreed_on: date, day_rate: int, caps: Sequence[Cap] = ()
) -> Contract:
    """New terms are a new contract; what was raised under the old one stays under it."""
    require(by, may_edit_trees, "enter contracts")
    with transaction.atomic():
        project = locked(Project, project_id, "site")
        tree = TreeVersion.objects.filter(site_id=project.site_id, number=tree_number).first()
        if tree is None:
            raise Invalid(f"Must be a version of the decision tree that was put in force; is {tree_number}.", field="tree_number")
        if agreed_on > project.site.today():
            raise Invalid(f"Must be agreed today or before; is {agreed_on.isoformat()}.", field="agreed_on")
        must_agree(caps)
        contract = Contract(
            project=project,
            number=Contract.objects.filter(project=project).count() + 1,
            tree=tree,
            reference=fit_text(reference, "reference", most=300, least=1),
            agreed_on=agreed_on,
            day_rate=fit_money(day_rate, "day_rate"),
            currency=project.site.currency,
            caps=[cap.to_json() for cap in caps],
            by_id=by.pk,
            at=moment_now(project.site),
        )
        return enter(by=by, event=events.CONTRACT_ENTERED, record=contract)


def contract_for(matter: Matter) -> Contract:
    """The one that was agreed when the matter was raised."""
    if matter.project is None:
        raise Conflict(
            "Who pays is decided by a project's contract, and this matter is about no project. Name its project under Change, on the matter's page."
        )
    raised_on = matter.raised_at.astimezone(matter.site.scale.zone).date()
    found = Contract.objects.of(matter.project).filter(agreed_on__lte=raised_on).first()
    if found is None:
        raise Conflict(
            f"Who pays is decided by a contract, and {matter.project.code} has none that was agreed by {raised_on.isoformat()}, when the matter was raised. "
            "Enter it under Contracts."
        )
    return found
