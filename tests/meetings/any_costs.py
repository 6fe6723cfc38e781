"""What people may do about who pays, each time by anybody, with whatever comes to hand: a part of `any_sequence`.

Beside the product's ledger it keeps one of its own, of plain numbers, by which every cent is looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from evenhand.accounts.models import Person
from evenhand.matters.actions import change_orders
from evenhand.matters.actions.assessing import answer_question, conclude_assessment, settle_shares, take_back_answer
from evenhand.matters.actions.contracts import enter_contract
from evenhand.matters.actions.costs import BUDGET_HEADS, allocate_costs, enter_cost, take_back_cost
from evenhand.matters.actions.finding_cause import begin_assessment, give_why, propose_cause, sign_cause
from evenhand.matters.actions.trees import draft_tree, keep_sample, put_tree_in_force
from evenhand.matters.costs.caps import Cap
from evenhand.matters.costs.heads import CostHead
from evenhand.matters.costs.money import Money
from evenhand.matters.costs.shares import Party, Shares
from evenhand.matters.models import (
    Allocation,
    AllocationLine,
    Assessment,
    AssessmentState,
    ChangeOrder,
    ChangeOrderLine,
    Conclusion,
    LedgerEntry,
    Matter,
)
from evenhand.portfolio.models import BudgetLine
from evenhand.records.errors import DomainError
from tests.cast import Cast
from tests.matters.assessing import TO_CMO, TO_DISPUTE, TO_HALF, TO_NEITHER, TO_SPONSOR
from tests.meetings.meeting import proof_of
from tests.portfolio.small import Small

PEOPLE = ("ada", "ben", "clara", "dai", "finn", "olga")
WALKS = (TO_CMO, TO_HALF, TO_DISPUTE, TO_NEITHER, TO_SPONSOR)
HEADS = (CostHead.LABOUR, CostHead.SUITE, CostHead.SPONSOR_MATERIALS)
AMOUNTS = (1, 2, 3, 99, 10_000_01, 33_333_33, 250_000_00)
SPENT_BY_SPONSOR = CostHead.SPONSOR_MATERIALS.value


def enter_terms(small: Small, cast: Cast) -> None:
    """A tree in force, and a contract of the project with caps."""
    draft = draft_tree(by=cast.clara, site=small.site, name="Who pays", begin_with="usual")
    keep_sample(by=cast.clara, draft_id=draft.pk, name="Overheated", answers=TO_CMO, expects="cmo")
    tree = put_tree_in_force(by=cast.ada, draft_id=draft.pk, proof=proof_of(cast.ada), reason="As agreed")
    caps = (Cap(Party.CMO, CostHead.LABOUR, Money(40_000_00, "EUR")), Cap(Party.CMO, None, Money(200_000_00, "EUR")))
    enter_contract(
        by=cast.clara, project_id=small.project.pk, tree_number=tree.number, reference="Agreement", agreed_on=date(2027, 1, 15), day_rate=1, caps=caps
    )


class AnyCosts:
    """The rules about causes, answers, costs, allocations and change orders."""

    small: ClassVar[Small]
    cast: ClassVar[Cast]
    anybody: Callable[..., Person]
    luck: Callable[[int], bool]
    matter: Callable[[], Matter | None]
    attempt: Callable[[Callable[[], Any]], Any]
    pick: Callable[[Any], Any]

    def open_the_books(self) -> None:
        self.entered: Counter[tuple[int, str]] = Counter()  # by matter and head, in cents
        self.taken_back: set[int] = set()
        self.budget = self.budget_now()
        self.moved = False

    def budget_now(self) -> dict[str, tuple[int, int]]:
        return {line.head: (line.approved, line.forecast) for line in BudgetLine.objects.filter(project=self.small.project)}

    def with_costs(self) -> Matter | None:
        """One of those that were assessed, most of the time."""
        assessed = Matter.objects.filter(assessments__conclusion__isnull=False).distinct().order_by("pk")
        if self.luck(2):
            assessed = assessed.filter(costs__isnull=False)
        return (self.pick(assessed) if not self.luck(4) else None) or self.matter()

    @rule(walk=st.sampled_from(WALKS), again=st.booleans())
    def a_matter_is_assessed(self, walk: dict[str, str], again: bool) -> None:
        """As it should be, by those who may, as far as it goes: another one of the same matter wants a reason."""
        matter = self.matter()
        if matter is not None:
            self.assess(matter, walk, again)

    def assess(self, matter: Matter, walk: dict[str, str], again: bool = False) -> None:
        cast = self.cast
        row = self.attempt(lambda: begin_assessment(by=cast.esi, matter_id=matter.pk, reason="Seen anew" if again else ""))
        if isinstance(row, DomainError):
            return
        for because in ("It was hot", "The recipe does not scale"):
            give_why(by=cast.esi, assessment_id=row.pk, statement=because, category="method", evidence="Batch record")
        propose_cause(by=cast.clara, assessment_id=row.pk, statement="The recipe does not scale", categories=["method"])
        sign_cause(by=cast.dai, assessment_id=row.pk, proof=proof_of(cast.dai))
        for question, answer in walk.items():
            given = {"question": question, "answer": answer, "evidence": "Seen"}
            if isinstance(self.attempt(lambda given=given: answer_question(by=cast.clara, assessment_id=row.pk, **given)), DomainError):
                return  # of a matter without a contract
        conclude_assessment(by=cast.clara, assessment_id=row.pk, proof=proof_of(cast.clara))

    @rule(how=st.integers(0, 5))
    def somebody_has_a_hand_in_an_assessment(self, how: int) -> None:
        row = self.pick(Assessment.objects.order_by("pk"))
        if row is None:
            return
        by = self.anybody()
        ways: list[Callable[[], Any]] = [
            lambda: give_why(by=by, assessment_id=row.pk, statement="So it was", category="people", evidence="Seen"),
            lambda: propose_cause(by=by, assessment_id=row.pk, statement="Human error", categories=["people"]),
            lambda: sign_cause(by=by, assessment_id=row.pk, proof=proof_of(by)),
            lambda: answer_question(by=by, assessment_id=row.pk, question="mistake", answer="no", evidence="Seen"),
            lambda: take_back_answer(by=by, assessment_id=row.pk, question="mistake"),
            lambda: conclude_assessment(by=by, assessment_id=row.pk, proof=proof_of(by)),
        ]
        self.attempt(ways[how])

    @rule(cmo=st.sampled_from([0, 33_33, 50_00, 100_00, 100_01]), whole=st.booleans())
    def shares_are_settled(self, cmo: int, whole: bool) -> None:
        row = self.pick(Conclusion.objects.order_by("pk"))
        if row is None:
            return
        by, sponsor = self.anybody("ada"), 100_00 - cmo + (0 if whole else 1)
        given = {"conclusion_id": row.pk, "evidence": "Report"}
        found = self.attempt(lambda: settle_shares(by=by, shares=Shares(cmo, sponsor), proof=proof_of(by), **given))
        assert isinstance(found, DomainError) or cmo + sponsor == 100_00

    @rule(
        head=st.sampled_from([*HEADS, CostHead.DISPLACEMENT]),
        amount=st.sampled_from([*AMOUNTS, 0, -5]),
    )
    def a_cost_is_entered(self, head: CostHead, amount: int) -> None:
        matter = self.with_costs()
        if matter is None:
            return
        by, given = self.anybody("clara"), {"head": head.value, "amount": amount, "note": "Work", "evidence": "Time sheets"}
        found = self.attempt(lambda: enter_cost(by=by, matter_id=matter.pk, **given))
        if isinstance(found, LedgerEntry):
            self.entered[matter.pk, head.value] += amount
            self.moved = True

    @rule()
    def a_cost_is_taken_back(self) -> None:
        row = self.pick(LedgerEntry.objects.order_by("pk"))
        if row is None:
            return
        found = self.attempt(lambda: take_back_cost(by=self.anybody("clara"), entry_id=row.pk, reason="Wrong project"))
        if isinstance(found, LedgerEntry):
            assert row.pk not in self.taken_back, "taken back twice"
            self.taken_back |= {row.pk, found.pk}
            self.entered[row.matter_id, row.head] -= row.amount
            self.moved = True

    @rule()
    def costs_are_allocated(self) -> None:
        matter = self.with_costs()
        if matter is None:
            return
        by = self.anybody("ada")
        found = self.attempt(lambda: allocate_costs(by=by, matter_id=matter.pk, reason="As concluded", proof=proof_of(by)))
        if isinstance(found, Allocation):
            self.moved = True
            lines = {line.head: line.amount for line in found.lines.all()}
            assert lines == {head: amount for (key, head), amount in self.entered.items() if key == matter.pk and amount}

    @rule(how=st.sampled_from([0, 0, 1, 2, 3, 4, 5]), natural=st.booleans())
    def a_change_order_goes_on(self, how: int, natural: bool) -> None:
        """``natural``: what comes next, until the sponsor has answered; otherwise ``how`` says it, in whatever state it is."""
        order = self.pick(ChangeOrder.objects.order_by("pk"))
        if order is None or how == 0:
            self.a_change_order_is_drawn_up()
        elif natural:
            for step in (1, 2, self.random.choice((3, 3, 4, 5))):
                self.change_order_step(order, step)
        else:
            self.change_order_step(order, how)

    def a_change_order_is_drawn_up(self) -> None:
        matter, by = self.with_costs(), self.anybody("clara")
        if matter is not None:
            given = {"title": "Re-run", "text": "For the re-run."}
            found = self.attempt(lambda: change_orders.draw_up_change_order(by=by, matter_id=matter.pk, **given))
            if isinstance(found, ChangeOrder):
                assert self.asked(matter) == self.owed(matter)

    def change_order_step(self, order: ChangeOrder, step: int) -> None:
        by = self.anybody("ada" if step == 1 else "clara")
        ways: dict[int, Callable[[], Any]] = {
            1: lambda: change_orders.approve_change_order(by=by, order_id=order.pk, proof=proof_of(by)),
            2: lambda: change_orders.send_change_order(by=by, order_id=order.pk, sent_to="The sponsor"),
            3: lambda: change_orders.record_acceptance(by=by, order_id=order.pk, answer="Letter"),
            4: lambda: change_orders.record_refusal(by=by, order_id=order.pk, answer="Letter"),
            5: lambda: change_orders.withdraw_change_order(by=by, order_id=order.pk, reason="Not now"),
        }
        self.moved |= not isinstance(self.attempt(ways[step]), DomainError)

    def owed(self, matter: Matter) -> dict[str, int]:
        """By the last allocation: what the sponsor bears, less what it lost itself."""
        last = Allocation.objects.filter(matter=matter).order_by("-number").first()
        lines = AllocationLine.objects.filter(allocation=last)
        found = {line.head: line.sponsor - (line.amount if line.head == SPENT_BY_SPONSOR else 0) for line in lines}
        return {head: amount for head, amount in found.items() if amount}

    def asked(self, matter: Matter) -> dict[str, int]:
        found: Counter[str] = Counter()
        for line in ChangeOrderLine.objects.filter(change_order__matter=matter).exclude(change_order__state__in=("declined", "withdrawn")):
            found[line.head] += line.amount
        return {head: amount for head, amount in found.items() if amount}

    @invariant()
    def not_a_cent_is_lost_or_spent_twice(self) -> None:
        if not self.moved:
            return
        self.moved = False
        there: Counter[tuple[int, str]] = Counter()
        for matter, head, amount in LedgerEntry.objects.values_list("matter", "head", "amount"):
            there[matter, head] += amount
        assert {k: v for k, v in there.items() if v} == {k: v for k, v in self.entered.items() if v}
        assert all(line.cmo + line.sponsor == line.amount and min(line.cmo, line.sponsor) >= 0 for line in AllocationLine.objects.all())
        assert nonzero(self.budget_now()) == nonzero(self.budget_as_it_must_be())

    def budget_as_it_must_be(self) -> dict[str, tuple[int, int]]:
        """What it was; what the CMO bears by the last allocations is approved, and what it spends is forecast; what the sponsor accepted is approved."""
        found = {head: list(sums) for head, sums in self.budget.items()}
        last = {row.matter_id: row for row in Allocation.objects.order_by("number")}
        for line in AllocationLine.objects.filter(allocation__in=last.values()):
            sums = found.setdefault(BUDGET_HEADS[CostHead(line.head)].value, [0, 0])
            sums[0] += line.cmo
            sums[1] += line.cmo if line.head == SPENT_BY_SPONSOR else line.amount
        for line in ChangeOrderLine.objects.filter(change_order__state="accepted").exclude(head=SPENT_BY_SPONSOR):
            found.setdefault(BUDGET_HEADS[CostHead(line.head)].value, [0, 0])[0] += line.amount
        return {head: (approved, forecast) for head, (approved, forecast) in found.items()}

    @invariant()
    def nobody_is_asked_who_pays_before_quality_has_signed(self) -> None:
        assert not Assessment.objects.exclude(state=AssessmentState.CAUSE).filter(root_cause__isnull=True).exists()


def nonzero(sums: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {head: both for head, both in sums.items() if any(both)}
