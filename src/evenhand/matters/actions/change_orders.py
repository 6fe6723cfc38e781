"""Change orders: drawn up from the allocation, approved with a signature by somebody else, sent, and accepted or declined by the sponsor."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_assess, may_decide, require
from evenhand.matters import events
from evenhand.matters.actions.costs import BUDGET_HEADS, locked_matter, project_of
from evenhand.matters.actions.finding_cause import fit_evidence
from evenhand.matters.costs.balance import open_due
from evenhand.matters.costs.heads import CostHead
from evenhand.matters.costs.money import Money
from evenhand.matters.costs.shares import Party
from evenhand.matters.models import STANDING, UNDER_WAY, Allocation, ChangeOrder, ChangeOrderLine, ChangeOrderState, Matter
from evenhand.matters.site_clock import moment_now
from evenhand.matters.story import tell
from evenhand.plant.fitting import LARGEST, fit_reason, fit_text
from evenhand.portfolio.actions.budgets import move_budget_line
from evenhand.records.editing import change, enter, enter_all, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.events import Event
from evenhand.records.models import Meaning
from evenhand.records.people import Actor
from evenhand.records.queries import has_changed
from evenhand.records.signatures import Proof, sign

LONGEST_TEXT = 5000


def ordered(matter: Matter) -> dict[CostHead, Money]:
    """What is asked of the sponsor for a matter by change orders that stand."""
    found: dict[CostHead, Money] = {}
    for line in ChangeOrderLine.objects.filter(change_order__matter=matter, change_order__state__in=STANDING).select_related("change_order"):
        head = CostHead(line.head)
        found[head] = found.get(head, Money(0, line.change_order.currency)) + line.money
    return found


def draw_up_change_order(*, by: Actor, matter_id: int, title: str, text: str, days: int = 0) -> ChangeOrder:
    """What the sponsor owes by the last allocation and was not asked for yet, head by head; one at a time."""
    require(by, may_assess, "draw up change orders")
    with transaction.atomic():
        matter = locked_matter(matter_id)
        allocation = Allocation.objects.of(matter).first()
        if allocation is None:
            raise Conflict("The costs are not allocated yet, so nothing can be asked of the sponsor.")
        going = ChangeOrder.objects.filter(matter=matter, state__in=UNDER_WAY).first()
        if going is not None:
            raise Conflict(f"{str(going).capitalize()} of this matter is {going.get_state_display()}; one at a time.")
        asked = open_due(allocation.as_lines, ordered(matter), allocation.currency)
        if not asked:
            raise Conflict("The sponsor owes nothing that it was not asked for, and is owed nothing.")
        project = project_of(matter)
        order = ChangeOrder(
            number=ChangeOrder.objects.next_number(project),
            project=project,
            matter=matter,
            allocation=allocation,
            currency=allocation.currency,
            by_id=by.pk,
            made_at=moment_now(matter.site),
            **fitted(title, text, days),
        )
        enter(by=by, event=events.CHANGE_ORDER_DRAWN_UP, record=order)
        lines = [ChangeOrderLine(change_order=order, head=head.value, amount=amount.minor) for head, amount in asked.items()]
        enter_all(by=by, event=events.CHANGE_ORDER_LINE_ENTERED, records=lines)
    return order


def fitted(title: str, text: str, days: int) -> dict[str, Any]:
    letter = text.replace("\0", " ").strip()
    if not 1 <= len(letter) <= LONGEST_TEXT:
        raise Invalid(f"Must have 1 to {LONGEST_TEXT} letters; has {len(letter)}.", field="text")
    if abs(days) > LARGEST:
        raise Invalid(f"Must be days; is {days}.", field="days")
    return {"title": fit_text(title, "title", most=200, least=1), "text": letter, "days": days}


def order_in(order_id: int, *states: ChangeOrderState) -> ChangeOrder:
    order = locked(ChangeOrder, order_id, "project__site", "matter__site", "allocation")
    if order.state not in states:
        wanted = " or ".join(str(state.label) for state in states)
        raise Conflict(f"{str(order).capitalize()} is {order.get_state_display()}; that can be done while it is {wanted}.")
    return order


def change_wording(*, by: Actor, order_id: int, title: str, text: str, days: int, version: int | None = None) -> ChangeOrder:
    """The amounts come from the allocation and are not typed."""
    require(by, may_assess, "change change orders")
    with transaction.atomic():
        order = order_in(order_id, ChangeOrderState.DRAFT)
        must_be_current(order, version)
        change(by=by, event=events.CHANGE_ORDER_CHANGED, record=order, given=fitted(title, text, days))
    return order


def approve_change_order(*, by: Person, order_id: int, proof: Proof, version: int | None = None) -> ChangeOrder:
    """By a senior manager who did not draw it up, and only while it asks for what the last allocation has."""
    require(by, may_decide, "approve change orders")
    with transaction.atomic():
        order = order_in(order_id, ChangeOrderState.DRAFT)
        must_be_current(order, version)
        if order.by_id == by.pk:
            raise NotAllowed("Who drew a change order up does not approve it; another senior manager does.")
        if any(has_changed(order, by.pk, name) for name in ("title", "text", "days")):
            raise NotAllowed("Who worded a change order does not approve it; another senior manager does.")
        must_be_of_the_last_allocation(order)
        given = {"state": ChangeOrderState.APPROVED, "approved_by": by, "approved_at": moment_now(order.matter.site)}
        change(by=by, event=events.CHANGE_ORDER_APPROVED, record=order, given=given)
        sign(by=by, proof=proof, meaning=Meaning.APPROVED, subject=order)
    return order


def must_be_of_the_last_allocation(order: ChangeOrder) -> None:
    last = Allocation.objects.of(order.matter).first()
    if last is None or last.pk != order.allocation_id:
        raise Conflict(f"The costs were allocated anew since {order} was drawn up. Withdraw it, and draw up another one.")


def send_change_order(*, by: Actor, order_id: int, sent_to: str) -> ChangeOrder:
    """Record that it went to the sponsor, and to whom."""
    require(by, may_assess, "send change orders")
    with transaction.atomic():
        order = order_in(order_id, ChangeOrderState.APPROVED)
        must_be_of_the_last_allocation(order)
        given = {"state": ChangeOrderState.SENT, "sent_to": fit_text(sent_to, "sent_to", most=300, least=1), "sent_at": moment_now(order.matter.site)}
        change(by=by, event=events.CHANGE_ORDER_SENT, record=order, given=given)
    return order


def record_acceptance(*, by: Actor, order_id: int, answer: str) -> ChangeOrder:
    """With where the sponsor's signature is. What it bears of the CMO's spending is approved in the budget."""
    require(by, may_assess, "record the sponsor's answer")
    with transaction.atomic():
        order = answered(by, order_id, answer, ChangeOrderState.ACCEPTED, events.CHANGE_ORDER_ACCEPTED)
        for line in order.lines.all():
            head = CostHead(line.head)
            if head.incurred_by is Party.CMO:
                reason = f"{str(order).capitalize()} was accepted by the sponsor"
                move_budget_line(by=by, project_id=order.project_id, head=BUDGET_HEADS[head].value, approved_by=line.amount, reason=reason)
    return order


def record_refusal(*, by: Actor, order_id: int, answer: str) -> ChangeOrder:
    """What it asked for is due again: by another change order, or assessed anew."""
    require(by, may_assess, "record the sponsor's answer")
    with transaction.atomic():
        return answered(by, order_id, answer, ChangeOrderState.DECLINED, events.CHANGE_ORDER_DECLINED)


def answered(by: Actor, order_id: int, answer: str, state: ChangeOrderState, event: Event) -> ChangeOrder:
    order = order_in(order_id, ChangeOrderState.SENT)
    change(by=by, event=event, record=order, given={"state": state, "answer": fit_evidence_as(answer), "answered_at": moment_now(order.matter.site)})
    sentence = f"The sponsor {order.get_state_display()} {order} over {order.total}."
    tell(by=by, matter=order.matter, kind="change order", sentence=sentence, text=order.answer, address=order.get_absolute_url())
    return order


def fit_evidence_as(answer: str) -> str:
    try:
        return fit_evidence(answer)
    except Invalid as error:
        raise Invalid(error.message, field="answer") from error


def withdraw_change_order(*, by: Actor, order_id: int, reason: str) -> ChangeOrder:
    """Until the sponsor has answered."""
    require(by, may_assess, "withdraw change orders")
    with transaction.atomic():
        order = order_in(order_id, *UNDER_WAY)
        change(by=by, event=events.CHANGE_ORDER_WITHDRAWN, record=order, given={"state": ChangeOrderState.WITHDRAWN}, reason=fit_reason(reason))
    return order
