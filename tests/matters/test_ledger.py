"""The ledger: what is entered stays, what is allocated adds up to the cent, what is due is asked once, and the budget moves with it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from evenhand.matters.actions import change_orders
from evenhand.matters.actions.contracts import enter_contract
from evenhand.matters.actions.costs import allocate_costs, enter_cost, entries_of, price_displacement, take_back_cost
from evenhand.matters.costs.balance import imbalances
from evenhand.matters.costs.caps import Cap
from evenhand.matters.costs.heads import CostHead
from evenhand.matters.costs.money import Money
from evenhand.matters.costs.shares import Party, Shares
from evenhand.matters.models import Allocation, AllocationLine, ChangeOrder, LedgerEntry
from evenhand.matters.options import unspent_of
from evenhand.portfolio.actions.budgets import set_budget_line
from evenhand.portfolio.models import BudgetLine, Project
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.signatures import signatures_of
from evenhand.records.verification import verify
from evenhand.schedules.comparison import comparison_from_json
from tests.cast import Cast
from tests.matters.assessing import (
    TO_DISPUTE,
    TO_HALF,
    TO_NEITHER,
    TO_SPONSOR,
    Case,
    a_matter,
    allocated,
    concluded,
    cost,
    proof,
    settled,
    the_case,
    tree_in_force,
)
from tests.schedules.stories import publish, published_plant
from tests.schedules.test_publishing import a_move


def draw_up(case: Case, by=None) -> ChangeOrder:
    return change_orders.draw_up_change_order(
        by=by or case.cast.clara, matter_id=case.matter.pk, title="Re-run of the kilo batch", text="For the re-run.", days=9
    )


def approve(case: Case, order: ChangeOrder, by=None) -> ChangeOrder:
    person = by or case.cast.ada
    return change_orders.approve_change_order(by=person, order_id=order.pk, proof=proof(person))


def accepted(case: Case) -> ChangeOrder:
    order = approve(case, draw_up(case))
    change_orders.send_change_order(by=case.cast.clara, order_id=order.pk, sent_to="The sponsor's project lead")
    return change_orders.record_acceptance(by=case.cast.clara, order_id=order.pk, answer="Signed copy of 3 March")


def budget(case: Case) -> dict[str, tuple[int, int]]:
    return {line.head: (line.approved, line.forecast) for line in BudgetLine.objects.filter(project=case.project)}


def balance(case: Case) -> tuple[str, ...]:
    last = Allocation.objects.of(case.matter).first()
    return imbalances(entries_of(case.matter), last.as_lines if last else (), change_orders.ordered(case.matter), "EUR")


def test_nothing_is_allocated_before_the_conclusion(case: Case):
    cost(case)
    with pytest.raises(Conflict, match="The matter is not assessed"):
        allocated(case)
    assert Allocation.objects.count() == 0


def test_an_allocation_names_version_path_and_evidence_and_adds_up(case: Case):
    concluded(case, TO_HALF)
    cost(case, "labour", 10_000_01)
    cost(case, "sponsor materials", 3_33)
    allocation = allocated(case)
    assert allocation.tree == case.tree and [step["question"] for step in allocation.path] == list(TO_HALF)
    assert all(step["evidence"] for step in allocation.path)
    assert [(line.head, line.amount, line.cmo, line.sponsor) for line in allocation.lines.order_by("pk")] == [
        ("labour", 10_000_01, 5_000_01, 5_000_00),
        ("sponsor materials", 3_33, 1_67, 1_66),
    ]
    (standing,) = signatures_of(allocation)
    assert standing.holds
    with pytest.raises(DatabaseError), transaction.atomic():
        AllocationLine.objects.create(allocation=allocation, head="suite", amount=100, cmo=50, sponsor=51)
    assert verify().problems == ()


def test_what_the_cmo_bears_is_approved_and_what_it_spends_is_forecast(case: Case):
    before = budget(case)
    concluded(case, TO_HALF)
    cost(case, "labour", 10_000_00)
    cost(case, "sponsor materials", 4_00)
    allocated(case)
    labour, forecast = before["labour"]
    assert budget(case) == {"labour": (labour + 5_000_00, forecast + 10_000_00), "sponsor materials": (2_00, 2_00)}
    order = accepted(case)
    assert [(line.head, line.amount) for line in order.lines.all()] == [("labour", 5_000_00), ("sponsor materials", -2_00)]
    assert budget(case) == {"labour": (labour + 10_000_00, forecast + 10_000_00), "sponsor materials": (2_00, 2_00)}
    assert balance(case) == () and verify().problems == ()


def test_caps_of_the_contract_come_last(cast: Cast):
    case = the_case(cast, caps=(Cap(Party.CMO, CostHead.SPONSOR_MATERIALS, Money(100_00, "EUR")),))
    concluded(case)
    cost(case, "sponsor materials", 250_00)
    (line,) = allocated(case).lines.all()
    assert (line.cmo, line.sponsor, line.moved_by_caps) == (100_00, 150_00, 150_00)
    assert [(row.head, row.amount) for row in draw_up(case).lines.all()] == [("sponsor materials", -100_00)]


def test_where_nobody_is_at_fault_nothing_is_due(case: Case):
    concluded(case, TO_NEITHER)
    cost(case, "sponsor materials", 250_00)
    cost(case, "cleaning", 10_00)
    allocated(case)
    with pytest.raises(Conflict, match="owes nothing that it was not asked for"):
        draw_up(case)


def test_disputed_costs_wait_for_the_laboratory(case: Case):
    conclusion = concluded(case, TO_DISPUTE)
    cost(case, "laboratory", 900_01)
    with pytest.raises(Conflict, match="The shares are open: an independent laboratory finds who"):
        allocated(case)
    settlement = settled(case, conclusion, Shares(0, 100_00))
    allocation = allocated(case)
    assert allocation.settlement == settlement
    assert [(line.cmo, line.sponsor) for line in allocation.lines.all()] == [(0, 900_01)]  # the losing party pays the laboratory


def test_a_cost_is_taken_back_by_a_counter_entry(case: Case):
    first = cost(case, "labour", 7_00)
    counter = take_back_cost(by=case.cast.clara, entry_id=first.pk, reason="Booked on the wrong matter")
    assert counter.amount == -7_00 and counter.reverses == first
    with pytest.raises(Invalid, match="taken back already"):
        take_back_cost(by=case.cast.clara, entry_id=first.pk, reason="Again")
    with pytest.raises(Invalid, match="not taken back itself"):
        take_back_cost(by=case.cast.clara, entry_id=counter.pk, reason="Again")
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.filter(pk=first.pk).update(amount=8_00)
    concluded(case)
    with pytest.raises(Conflict, match="no cost is entered"):
        allocated(case)


def test_a_cost_that_was_sent_twice_is_entered_once(case: Case):
    cost(case, "labour", 10_00)
    with pytest.raises(Conflict, match="You entered it a moment ago"):
        cost(case, "labour", 10_00)
    take_back_cost(by=case.cast.clara, entry_id=LedgerEntry.objects.get().pk, reason="The wrong batch")
    assert cost(case, "labour", 10_00).pk


def test_a_budget_that_was_lowered_by_hand_is_named_where_an_allocation_would_take_more_off_it(case: Case):
    concluded(case, TO_HALF)
    first = cost(case, "labour", 10_00)
    allocated(case)
    line = BudgetLine.objects.get(project=case.matter.project, head="labour")
    amounts = {"approved": 0, "committed": line.committed, "spent": line.spent, "forecast": line.forecast}
    set_budget_line(by=case.cast.clara, project_id=line.project_id, head="labour", version=line.version, reason="Spent elsewhere", **amounts)
    take_back_cost(by=case.cast.clara, entry_id=first.pk, reason="The wrong batch")
    with pytest.raises(Conflict, match=r"The budget of QF-1 has 0 approved for labour, and 5 would be taken off it"):
        allocated(case)


def test_what_is_spent_is_not_saved_by_stopping(case: Case):
    project = case.matter.project
    before = unspent_of(case.matter)
    concluded(case, TO_HALF)
    cost(case, "labour", 10_00)
    assert unspent_of(case.matter) == before
    allocated(case)
    line = BudgetLine.objects.get(project=project, head="labour")
    assert unspent_of(case.matter) == before
    cost(case, "labour", 3_00, "What is not allocated yet is not forecast either")
    assert unspent_of(case.matter) == before
    more = {"approved": line.approved, "committed": line.committed, "spent": line.spent, "forecast": line.forecast + 50_00}
    set_budget_line(by=case.cast.clara, project_id=project.pk, head="labour", version=line.version, reason="More to come", **more)
    assert unspent_of(case.matter) == before + 50_00


def test_costs_stay_an_amount_that_can_be_told(case: Case):
    cost(case, "labour", 2**53 - 1)
    with pytest.raises(Invalid, match=r"Must leave the costs of QF-1 at 90071992547409\.91 or less"):
        cost(case, "materials", 1)


@pytest.mark.parametrize(
    ("head", "amount", "says"), [("labour", 0, "Must be from 0.01"), ("lunch", 1, "Must be one of"), ("displacement", 1, "priced")]
)
def test_what_is_no_cost(head: str, amount: int, says: str, case: Case):
    with pytest.raises(Invalid, match=says):
        cost(case, head, amount)


def test_a_later_allocation_moves_the_differences_only(case: Case):
    concluded(case, TO_SPONSOR)
    first = cost(case, "labour", 100_00)
    allocated(case)
    accepted(case)
    with pytest.raises(Conflict, match="Nothing was entered or taken back since allocation 1"):
        allocated(case)
    take_back_cost(by=case.cast.clara, entry_id=first.pk, reason="Too much")
    cost(case, "labour", 60_00)
    cost(case, "suite", 5_00)
    assert allocated(case, "Corrected").number == 2
    order = accepted(case)
    assert [(line.head, line.amount) for line in order.lines.all()] == [("suite", 5_00), ("labour", -40_00)]
    assert balance(case) == ()
    assert budget(case)["labour"] == (100_000_00 + 60_00, 110_000_00 + 60_00) and budget(case)["suite"] == (5_00, 5_00)
    assert verify().problems == ()


def test_a_change_order_goes_its_way_and_no_other(case: Case):
    concluded(case, TO_SPONSOR)
    cost(case)
    with pytest.raises(Conflict, match="not allocated yet"):
        draw_up(case)
    allocated(case)
    order = draw_up(case)
    with pytest.raises(Conflict, match="one at a time"):
        draw_up(case)
    with pytest.raises(Conflict, match="is draft; that can be done while it is approved"):
        change_orders.send_change_order(by=case.cast.clara, order_id=order.pk, sent_to="x")
    with pytest.raises(NotAllowed, match="Only senior managers may approve change orders"):
        approve(case, order, case.cast.clara)
    approve(case, order)
    with pytest.raises(Conflict, match="while it is draft"):
        change_orders.change_wording(by=case.cast.clara, order_id=order.pk, title="x", text="y", days=0)
    change_orders.send_change_order(by=case.cast.clara, order_id=order.pk, sent_to="The sponsor")
    change_orders.record_refusal(by=case.cast.clara, order_id=order.pk, answer="Letter of 4 March")
    (standing,) = signatures_of(order)
    assert standing.holds  # being sent and answered does not touch what was approved
    assert draw_up(case).number == 2 and budget(case)["labour"][0] == 100_000_00
    assert verify().problems == ()


def test_who_draws_up_does_not_approve(case: Case):
    concluded(case, TO_SPONSOR)
    cost(case)
    allocated(case)
    order = draw_up(case, case.cast.ada)
    with pytest.raises(NotAllowed, match="Who drew a change order up does not approve it"):
        approve(case, order)
    assert approve(case, order, case.gus).approved_by == case.gus


def test_who_worded_it_does_not_approve(case: Case):
    concluded(case, TO_SPONSOR)
    cost(case)
    allocated(case)
    order = draw_up(case)
    change_orders.change_wording(by=case.cast.ada, order_id=order.pk, title="Re-run", text="For the re-run, and ninety days more.", days=99)
    with pytest.raises(NotAllowed, match="Who worded a change order does not approve it"):
        approve(case, order)
    assert approve(case, order, case.gus).approved_by == case.gus


def test_a_change_order_that_was_overtaken_is_not_approved(case: Case):
    concluded(case, TO_SPONSOR)
    cost(case)
    allocated(case)
    order = draw_up(case)
    cost(case, "suite", 1)
    allocated(case, "One more")
    with pytest.raises(Conflict, match="allocated anew since change order 1 was drawn up"):
        approve(case, order)
    change_orders.withdraw_change_order(by=case.cast.clara, order_id=order.pk, reason="Overtaken")
    assert {line.head for line in draw_up(case).lines.all()} == {"labour", "suite"}


def test_who_may_not(case: Case):
    for name in ("dai", "esi", "finn", "olga", "nils"):
        with pytest.raises(NotAllowed, match="may enter costs"):
            enter_cost(by=getattr(case.cast, name), matter_id=case.matter.pk, head="labour", amount=1, note="x", evidence="y")
    concluded(case)
    cost(case)
    with pytest.raises(NotAllowed, match="Only senior managers may allocate costs"):
        allocate_costs(by=case.cast.clara, matter_id=case.matter.pk, reason="x", proof=proof(case.cast.clara))


def test_waiting_is_priced_from_the_published_plan(cast: Cast):
    """One activity of another project is moved later and published: each started day costs the contract's rate, once."""
    site = published_plant(cast)
    moved = publish(a_move(site, cast.ben), cast.ben, "Room for the re-run")
    (change,) = [p for p in comparison_from_json(moved.moves).projects if p.finish_before is not None and p.finish_after > p.finish_before]
    mine = Project.objects.filter(site=site).exclude(code=change.project).first()
    tree = tree_in_force(cast, site)
    enter_contract(by=cast.clara, project_id=mine.pk, tree_number=tree.number, reference="MSA", agreed_on=date(2020, 1, 1), day_rate=4_000_00)
    matter = a_matter(mine, cast)
    (row,) = price_displacement(by=cast.clara, matter_id=matter.pk, revision=moved.number)
    days = -(-(change.finish_after - change.finish_before) // site.scale.slots_per_day)
    assert (row.displaced.code, row.days, row.amount) == (change.project, days, days * 4_000_00)
    assert "each started day" in row.evidence
    with pytest.raises(Conflict, match=f"priced already, for matter {matter.pk}"):
        price_displacement(by=cast.clara, matter_id=a_matter(mine, cast, "Another").pk, revision=moved.number)
    with pytest.raises(Invalid, match="Must be a published revision; is 99"):
        price_displacement(by=cast.clara, matter_id=matter.pk, revision=99)
    assert verify().problems == ()
