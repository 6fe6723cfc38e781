"""What of assessments and change orders waits for a person."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_approve_quality, may_assess, may_decide
from evenhand.matters.models import Assessment, AssessmentState, ChangeOrder, ChangeOrderState, Conclusion
from evenhand.matters.queries import Waiting
from evenhand.matters.tree.parts import OutcomeKind
from evenhand.plant.models import Site


def assessments_waiting_for(person: Person, site: Site) -> Iterator[Waiting]:
    """Root causes to sign for quality; walks to go on with for who assesses; open shares and change orders to approve for who decides."""
    assessments = Assessment.objects.filter(matter__site=site).select_related("matter")
    if may_approve_quality(person):
        for row in assessments.filter(state=AssessmentState.CAUSE).exclude(statement="").exclude(proposed_by=person):
            yield Waiting(f"Matter {row.matter_id}, root cause to be signed: {row.matter.headline}", row.get_absolute_url())
    if may_assess(person):
        for row in assessments.filter(state=AssessmentState.WALK):
            yield Waiting(f"Matter {row.matter_id}, who pays is to be assessed: {row.matter.headline}", row.get_absolute_url())
    if may_decide(person):
        yield from open_shares(site)
        for order in ChangeOrder.objects.filter(project__site=site, state=ChangeOrderState.DRAFT).exclude(by=person):
            yield Waiting(f"Change order {order.number} to be approved: {order.title}", order.get_absolute_url())


def open_shares(site: Site) -> Iterator[Waiting]:
    rows = Conclusion.objects.filter(assessment__matter__site=site, settlement__isnull=True, outcome__shares=None)
    latest = rows.filter(outcome__kind__in=(OutcomeKind.SHARED.value, OutcomeKind.DISPUTED.value)).select_related("assessment__matter")
    for row in latest.filter(assessment__in=Assessment.objects.last_of_each_matter()):
        matter = row.assessment.matter
        yield Waiting(f"Matter {matter.pk}, shares to be settled: {matter.headline}", row.get_absolute_url())
