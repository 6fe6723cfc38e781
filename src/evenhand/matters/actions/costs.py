"""The ledger: costs entered and taken back, displacement priced from a published plan, and the allocation, which a senior manager signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_record_costs, require
from evenhand.matters import events
from evenhand.matters.actions.assessing import outcome_of_conclusion
from evenhand.matters.actions.contracts import contract_for
from evenhand.matters.actions.finding_cause import fit_evidence
from evenhand.matters.as_seen import must_be_as_seen, version_of_costs
from evenhand.matters.costs.balance import Entry, must_reverse, sums
from evenhand.matters.costs.bearing import Bearing, Line, bear
from evenhand.matters.costs.displacement import RULE, Delay, price
from evenhand.matters.costs.heads import CostHead
from evenhand.matters.costs.money import total
from evenhand.matters.costs.shares import Party, Shares, all_on
from evenhand.matters.models import Allocation, AllocationLine, Assessment, AssessmentState, Conclusion, LedgerEntry, Matter, Settlement
from evenhand.matters.site_clock import moment_now
from evenhand.matters.story import tell
from evenhand.matters.tree.parts import Outcome, OutcomeKind
from evenhand.plant.fitting import LARGEST_MONEY, fit_money, fit_reason, fit_text
from evenhand.portfolio.actions.budgets import move_budget_line
from evenhand.portfolio.models import BudgetHead, Project
from evenhand.records.editing import enter, enter_all, locked, unchanging
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.models import Meaning
from evenhand.records.people import Actor
from evenhand.records.sent_twice import AGAIN
from evenhand.records.signatures import Proof, sign
from evenhand.schedules.comparison import comparison_from_json
from evenhand.schedules.models import Revision

BUDGET_HEADS: Mapping[CostHead, BudgetHead] = {
    CostHead.SUITE: BudgetHead.SUITE,
    CostHead.LABOUR: BudgetHead.LABOUR,
    CostHead.MATERIALS: BudgetHead.MATERIALS,
    CostHead.SPONSOR_MATERIALS: BudgetHead.SPONSOR_MATERIALS,
    CostHead.QUALITY: BudgetHead.QUALITY,
    CostHead.CLEANING: BudgetHead.CLEANING,
    CostHead.LABORATORY: BudgetHead.EXTERNAL,
    CostHead.DISPOSAL: BudgetHead.OTHER,
    CostHead.DISPLACEMENT: BudgetHead.OTHER,
}


def locked_matter(matter_id: int) -> Matter:
    """With its project; the ledger of a matter grows by one hand at a time."""
    matter = locked(Matter, matter_id, "site", "project__site")
    if matter.project is None:
        raise Conflict("Costs are those of a project, and this matter is about none. Name its project under Change, on the matter's page.")
    return matter


def project_of(matter: Matter) -> Project:
    assert matter.project is not None
    return matter.project


def entries_of(matter: Matter) -> list[Entry]:
    return [row.entry for row in LedgerEntry.objects.of(matter)]


def enter_cost(*, by: Actor, matter_id: int, head: str, amount: int, note: str, evidence: str) -> LedgerEntry:
    """In minor units of the site's currency. It stays for ever; what is wrong is taken back by a counter-entry and entered again."""
    require(by, may_record_costs, "enter costs")
    heads = [item.value for item in CostHead if item is not CostHead.DISPLACEMENT]
    if head not in heads:
        raise Invalid(f"Must be one of {', '.join(heads)}; is {head[:50]!r}. Displacement is priced from a published plan.", field="head")
    with transaction.atomic():
        matter = locked_matter(matter_id)
        row = LedgerEntry(
            matter=matter,
            project=project_of(matter),
            head=head,
            amount=fit_money(amount, "amount", least=1),
            currency=matter.site.currency,
            note=fit_text(note, "note", least=1),
            evidence=fit_evidence(evidence),
            by_id=by.pk,
            at=moment_now(matter.site),
        )
        must_be_new(row)
        must_be_countable(row)
        return enter(by=by, event=events.COST_ENTERED, record=row)


def must_be_new(row: LedgerEntry) -> None:
    """Two equal costs may well be: then the notes say what each is for. The same words a moment later are a form that was sent twice."""
    alike = {"by_id": row.by_id, "head": row.head, "amount": row.amount, "note": row.note, "evidence": row.evidence}
    same = LedgerEntry.objects.filter(
        matter=row.matter, at__gt=row.at - AGAIN, by__isnull=False, reverses__isnull=True, reversed_by__isnull=True, **alike
    )
    if same.exists():
        raise Conflict(f"You entered it a moment ago: {row.money} for {row.note}. If it is another cost, say in the note what it is for.")


def must_be_countable(row: LedgerEntry) -> None:
    """What a project comes to must stay an amount that can be told, or nobody could look at its ledger any more."""
    before = LedgerEntry.objects.filter(project=row.project).aggregate(sum=Coalesce(Sum("amount"), 0))["sum"]
    if before + row.amount > LARGEST_MONEY:
        raise Invalid(
            f"Must leave the costs of {row.project.code} at {LARGEST_MONEY / 100:.2f} or less; they would be {(before + row.amount) / 100:.2f}.",
            field="amount",
        )


def take_back_cost(*, by: Actor, entry_id: int, reason: str) -> LedgerEntry:
    """A counter-entry of the same amount, with the reason."""
    require(by, may_record_costs, "take back costs")
    reason = fit_reason(reason)
    with transaction.atomic():
        first = unchanging(LedgerEntry, entry_id, "matter__site", "project")
        matter = locked_matter(first.matter_id)
        row = LedgerEntry(
            matter=first.matter,
            project=first.project,
            head=first.head,
            amount=-first.amount,
            currency=first.currency,
            note=f"takes back: {first.note}"[:500],
            evidence=reason,
            reverses=first,
            priced_from=first.priced_from,
            displaced=first.displaced,
            days=first.days,
            by_id=by.pk,
            at=moment_now(matter.site),
        )
        must_reverse(Entry(0, CostHead(row.head), row.money, first.pk), entries_of(first.matter))
        return enter(by=by, event=events.COST_TAKEN_BACK, record=row, reason=reason)


def price_displacement(*, by: Actor, matter_id: int, revision: int) -> list[LedgerEntry]:
    """An entry for each other project that ends later by that revision than by the one before, at the contract's rate of a day; each only once."""
    require(by, may_record_costs, "price displacement")
    with transaction.atomic():
        matter = locked_matter(matter_id)
        project = project_of(matter)
        published = Revision.objects.filter(site=matter.site, number=revision).select_related("snapshot").first()
        if published is None:
            raise Invalid(f"Must be a published revision; is {revision}.", field="revision")
        paid = priced_already(published)
        if paid is not None:
            raise Conflict(f"What revision {revision} makes others wait is priced already, for matter {paid}.")
        contract = contract_for(matter)
        found = price(delays_by(published, project), contract.rate)
        if not found:
            raise Conflict(f"By revision {revision} no other project ends later.")
        others = {row.code: row for row in Project.objects.filter(site=matter.site, code__in=[item.project for item in found])}
        rows = [
            LedgerEntry(
                matter=matter,
                project=project,
                head=CostHead.DISPLACEMENT.value,
                amount=item.amount.minor,
                currency=contract.currency,
                note=f"{item.project} ends {item.days} day{'' if item.days == 1 else 's'} later by revision {revision}",
                evidence=f"Revision {revision} and {contract}: {RULE} of {contract.rate}.",
                priced_from=published,
                displaced=others.get(item.project),
                days=item.days,
                by_id=by.pk,
                at=moment_now(matter.site),
            )
            for item in found
            if item.amount
        ]
        return enter_all(by=by, event=events.COST_ENTERED, records=rows)


def priced_already(published: Revision) -> int | None:
    """The matter that it was priced for, unless that was taken back: what others wait by one revision is paid once."""
    found = LedgerEntry.objects.filter(priced_from=published, reverses__isnull=True, reversed_by__isnull=True).first()
    return None if found is None else int(found.matter_id)


def delays_by(published: Revision, project: Project) -> list[Delay]:
    """By how much each other project ends later than before it was published."""
    minutes = published.snapshot.situation.scale.slot_minutes
    return [
        Delay(change.project, (change.finish_after - change.finish_before) * minutes)
        for change in comparison_from_json(published.moves).projects
        if change.project != project.code and change.finish_before is not None
    ]


def bearing_of(outcome: Outcome, settled: Shares | None) -> Bearing:
    """Who bears how much by an outcome; refused while its shares are open."""
    if outcome.kind is OutcomeKind.NEITHER:
        return Bearing(None)
    if outcome.kind is OutcomeKind.CMO:
        return Bearing(all_on(Party.CMO))
    if outcome.kind is OutcomeKind.SPONSOR:
        return Bearing(all_on(Party.SPONSOR))
    shares = outcome.shares if outcome.shares is not None else settled
    if shares is None:
        raise Conflict(f"The shares are open: {outcome.words}. Settle them first.")
    return Bearing(shares)


def concluded(matter: Matter) -> Conclusion:
    """Of the matter's last assessment, which must be concluded."""
    last = Assessment.objects.of(matter).first()
    if last is None:
        raise Conflict("The matter is not assessed: costs are allocated by the decision tree, along its path, with the evidence.")
    if last.state != AssessmentState.CONCLUDED:
        raise Conflict(f"{str(last).capitalize()} is not concluded: {last.get_state_display()}.")
    return Conclusion.objects.select_related("contract", "tree", "assessment").get(assessment=last)


def allocate_costs(*, by: Person, matter_id: int, reason: str, proof: Proof, version: int | None = None) -> Allocation:
    """Allocate all that is entered by the conclusion, caps last; sign it; and move the budget by what differs from the allocation before.

    ``version``: as in `as_seen`.
    """
    require(by, may_decide, "allocate costs")
    reason = fit_reason(reason)
    with transaction.atomic():
        matter = locked_matter(matter_id)
        must_be_as_seen("The costs or what they are allocated by", version_of_costs(matter), version)
        conclusion = concluded(matter)
        settlement = Settlement.objects.filter(conclusion=conclusion).first()
        bearing = bearing_of(outcome_of_conclusion(conclusion), None if settlement is None else settlement.shares)
        lines = bear(sums(entries_of(matter), matter.site.currency), bearing, conclusion.contract.caps_agreed)
        before = Allocation.objects.of(matter).first()
        if before is None and not lines:
            raise Conflict("There is nothing to allocate: no cost is entered.")
        if before is not None and before.conclusion_id == conclusion.pk and before.as_lines == lines:
            raise Conflict(f"Nothing was entered or taken back since {before}.")
        allocation = kept_allocation(by, matter, conclusion, settlement, lines, reason, 1 if before is None else before.number + 1)
        move_budget(by, allocation, lines, () if before is None else before.as_lines)
        tell(by=by, matter=matter, kind="costs", sentence=f"{sums_in_words(lines, allocation)}.", text=reason, address=allocation.get_absolute_url())
        sign(by=by, proof=proof, meaning=Meaning.DECIDED, subject=allocation)
    return allocation


def sums_in_words(lines: Sequence[Line], allocation: Allocation) -> str:
    cmo, sponsor = (total((line.borne_by(party) for line in lines), allocation.currency) for party in Party)
    return f"The costs were allocated: the CMO bears {cmo}, the sponsor {sponsor}"


def kept_allocation(
    by: Person, matter: Matter, conclusion: Conclusion, settlement: Settlement | None, lines: tuple[Line, ...], reason: str, number: int
) -> Allocation:
    allocation = Allocation(
        matter=matter,
        number=number,
        conclusion=conclusion,
        settlement=settlement,
        tree=conclusion.tree,
        path=conclusion.path,
        outcome=conclusion.outcome,
        caps=conclusion.contract.caps,
        currency=matter.site.currency,
        last_entry=LedgerEntry.objects.filter(matter=matter).order_by("-pk").first(),
        by=by,
        at=moment_now(matter.site),
        reason=reason,
    )
    enter(by=by, event=events.COSTS_ALLOCATED, record=allocation, reason=reason)
    rows = [
        AllocationLine(
            allocation=allocation,
            head=line.head.value,
            amount=line.amount.minor,
            cmo=line.cmo.minor,
            sponsor=line.sponsor.minor,
            moved_by_caps=line.moved_by_caps.minor,
        )
        for line in lines
    ]
    enter_all(by=by, event=events.COST_ALLOCATED, records=rows)
    return allocation


def move_budget(by: Actor, allocation: Allocation, lines: tuple[Line, ...], before: tuple[Line, ...]) -> None:
    """What the CMO bears is approved by the signature; what the CMO spends is forecast. What the sponsor bears is approved when it accepts the change order."""
    now, then = {line.head: line for line in lines}, {line.head: line for line in before}
    for head in CostHead:
        approved = borne(now.get(head)) - borne(then.get(head))
        forecast = spent(now.get(head)) - spent(then.get(head))
        move_budget_line(
            by=by,
            project_id=project_of(allocation.matter).pk,
            head=BUDGET_HEADS[head].value,
            approved_by=approved,
            forecast_by=forecast,
            reason=f"{allocation}: {allocation.reason}"[:2000],
        )


def borne(line: Line | None) -> int:
    return 0 if line is None else line.cmo.minor


def spent(line: Line | None) -> int:
    """By the CMO: all of what it incurs, and of what the sponsor lost the part that the CMO pays back."""
    if line is None:
        return 0
    return line.cmo.minor if line.head.incurred_by is Party.SPONSOR else line.amount.minor
