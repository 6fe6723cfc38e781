"""The ledger of a matter and of a project, the allocation, and change orders."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_assess, may_decide, may_record_costs, may_see_plant
from evenhand.matters import assessment_forms as forms
from evenhand.matters.actions import change_orders, costs
from evenhand.matters.as_seen import version_of_costs
from evenhand.matters.assessment_views import proof_in
from evenhand.matters.costs.balance import Entry, open_due, sums
from evenhand.matters.costs.bearing import Line
from evenhand.matters.costs.caps import Cap
from evenhand.matters.costs.heads import HEAD_NAMES
from evenhand.matters.costs.money import Money, total
from evenhand.matters.models import UNDER_WAY, Allocation, Assessment, ChangeOrder, ChangeOrderState, LedgerEntry, Matter
from evenhand.matters.queries import matter_or_nothing
from evenhand.plant.form_views import row_or_nothing, sent, version_of
from evenhand.portfolio.queries import project_or_nothing
from evenhand.records.errors import DomainError, NotThere
from evenhand.records.signatures import signatures_of
from evenhand.schedules.models import Revision

LATEST_REVISIONS = 20


@page_for(may_see_plant)
@require_GET
def ledger(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter, person = matter_or_nothing(matter_id), me_of(request)
    currency = matter.site.currency
    rows = list(LedgerEntry.objects.of(matter).select_related("project", "reverses"))
    taken_back = {row.reverses_id for row in rows if row.reverses_id}
    entries = [row.entry for row in rows]
    allocations = list(Allocation.objects.of(matter))
    last = allocations[0] if allocations else None
    lines = last.as_lines if last else ()
    asked = change_orders.ordered(matter)
    orders = list(ChangeOrder.objects.filter(matter=matter).with_names())
    due = open_due(lines, asked, currency)
    is_behind = is_behind_of(entries, lines, currency)
    may_allocate, hindrance = allocation_now(matter, is_behind=is_behind or (last is not None and is_overtaken(matter, last)))
    context = {
        "matter": matter,
        "rows": [(row, row.pk in taken_back) for row in rows],
        "entered": total((entry.amount for entry in entries), currency),
        "allocation": last,
        "lines": [(HEAD_NAMES[line.head], line) for line in lines],
        "totals": totals_of(lines, currency),
        "caps": [Cap.from_json(cap, currency).words for cap in last.caps] if last else [],
        "allocations": allocations,
        "standings": signatures_of(last) if last else [],
        "orders": orders,
        "due": [(HEAD_NAMES[head], amount) for head, amount in due.items()],
        "due_total": total(due.values(), currency),
        "is_behind": is_behind,
        "hindrance": hindrance,
        "sentence": sentence_of(entries, lines, currency, is_behind=is_behind),
        "may_record": may_record_costs(person) and matter.project is not None,
        "may_allocate": may_decide(person) and may_allocate,
        "may_draw_up": may_assess(person) and bool(due) and not any(order.state in UNDER_WAY for order in orders),
    }
    return render(request, "matters/ledger/ledger.html", context)


@page_for(may_see_plant)
@require_GET
def of_matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Two lines for the matter's page: how far the assessment is, and what it cost."""
    matter = matter_or_nothing(matter_id)
    row = Assessment.objects.of(matter).select_related("conclusion").first()
    entries = costs.entries_of(matter)
    last = Allocation.objects.of(matter).first()
    lines = last.as_lines if last else ()
    currency = matter.site.currency
    is_behind = is_behind_of(entries, lines, currency)
    sentence = sentence_of(entries, lines, currency, is_behind=is_behind)
    return render(request, "matters/parts/cause_and_cost.html", {"matter": matter, "assessment": row, "sentence": sentence})


def is_behind_of(entries: list[Entry], lines: tuple[Line, ...], currency: str) -> bool:
    """Costs were entered or taken back since these lines were allocated."""
    return {line.head: line.amount for line in lines} != {head: amount for head, amount in sums(entries, currency).items() if amount}


def allocation_now(matter: Matter, *, is_behind: bool) -> tuple[bool, str]:
    """Whether the costs can be allocated now; if not, what hinders it."""
    try:
        conclusion = costs.concluded(matter)
        settlement = getattr(conclusion, "settlement", None)
        costs.bearing_of(costs.outcome_of_conclusion(conclusion), None if settlement is None else settlement.shares)
    except DomainError as error:
        return False, error.message
    return is_behind, ""


def shared_how(matter: Matter) -> str:
    """ "EUR 8 400.00; CMO 50 %, sponsor 50 %. ", for whoever signs it; nothing where it cannot be allocated."""
    try:
        conclusion = costs.concluded(matter)
    except DomainError:
        return ""
    settlement = getattr(conclusion, "settlement", None)
    bearing = costs.outcome_of_conclusion(conclusion).words if settlement is None else settlement.shares.words
    return f"{total((entry.amount for entry in costs.entries_of(matter)), matter.site.currency)}; {bearing}. "


def is_overtaken(matter: Matter, last: Allocation) -> bool:
    """By another assessment that was concluded since."""
    try:
        return costs.concluded(matter).pk != last.conclusion_id
    except DomainError:
        return False


def totals_of(lines: tuple[Line, ...], currency: str) -> dict[str, Money]:
    return {
        "amount": total((line.amount for line in lines), currency),
        "cmo": total((line.cmo for line in lines), currency),
        "sponsor": total((line.sponsor for line in lines), currency),
        "due": total((line.due for line in lines), currency),
    }


def sentence_of(entries: list[Entry], lines: tuple[Line, ...], currency: str, *, is_behind: bool) -> str:
    if not entries:
        return "No cost is entered yet."
    entered = total((entry.amount for entry in entries), currency)
    if not lines:
        return f"{entered} is entered; it is not allocated yet."
    sums_now = totals_of(lines, currency)
    text = f"The CMO bears {sums_now['cmo']}, the sponsor {sums_now['sponsor']}: together {sums_now['amount']}, to the cent"
    return f"{text}. Since then costs were entered or taken back: now it is {entered}." if is_behind else f"{text}, all that is entered."


def ledger_page(matter: Matter, title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, f"Ledger of matter {matter.pk}", reverse("assessment:ledger", args=[matter.pk]), submit, sentence, **more)


@page_for(may_record_costs)
def enter_cost(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    page = ledger_page(
        matter, "Enter a cost", "Enter the cost", f"In {matter.site.currency}. It stays; what is wrong is taken back and entered again."
    )
    return send_form(
        request,
        page,
        forms.CostForm(sent(request)),
        lambda f: costs.enter_cost(by=me_of(request), matter_id=matter.pk, **f.cleaned_data),
        done=lambda row: f"{row.money} is entered.",
        then=page.above_link,
    )


@page_for(may_record_costs)
def take_back(request: HttpRequest, matter_id: int, entry_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    row = row_or_nothing(LedgerEntry, entry_id)
    if row.matter_id != matter.pk:
        raise NotThere("There is no such cost.")
    page = ledger_page(
        matter, "Take back a cost", f"Take back {row.money}", f"A counter-entry of {-row.money} is made for: {row.note}.", is_grave=True
    )
    return send_form(
        request,
        page,
        forms.ReasonForm(sent(request)),
        lambda f: costs.take_back_cost(by=me_of(request), entry_id=row.pk, **f.cleaned_data),
        done="It is taken back.",
        then=page.above_link,
    )


@page_for(may_record_costs)
def displacement(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    found = Revision.objects.filter(site=matter.site).defer("moves", "grants", "promise_keys").order_by("-number")[:LATEST_REVISIONS]
    revisions = [(row.number, f"{row}, {row.at:%d %b %Y}: {row.reason}"[:120]) for row in found]
    page = ledger_page(matter, "Price what others wait", "Price it", f"{costs.RULE.capitalize()} that the contract has.")
    return send_form(
        request,
        page,
        forms.DisplacementForm(sent(request), revisions=revisions),
        lambda f: costs.price_displacement(by=me_of(request), matter_id=matter.pk, **f.cleaned_data),
        done=lambda rows: (
            f"{len(rows)} project{'' if len(rows) == 1 else 's'} that wait: {total((row.money for row in rows), matter.site.currency)}."
        ),
        then=page.above_link,
    )


@page_for(may_decide)
def allocate(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    sentence = f"{shared_how(matter)}By the conclusion of the assessment, caps last. What the CMO bears is approved in the budget by your signature."
    page = ledger_page(matter, "Allocate the costs", "Sign the allocation", sentence)

    def carry_out(f: Any) -> Allocation:
        given = {"reason": f.cleaned_data["reason"], "version": f.cleaned_data["version"]}
        return costs.allocate_costs(by=me_of(request), matter_id=matter.pk, proof=proof_in(request, f), **given)

    return send_form(
        request,
        page,
        forms.DecidedReasonForm(sent(request), initial={"version": version_of_costs(matter)}),
        carry_out,
        done="The costs are allocated and signed.",
        then=page.above_link,
        version_now=lambda: version_of_costs(matter),
    )


@page_for(may_see_plant)
@require_GET
def project_ledger(request: HttpRequest, project_id: int) -> HttpResponse:
    """Each matter of the project that cost something: what, and who bears it."""
    project = project_or_nothing(project_id)
    currency = project.site.currency
    entered = {row["matter"]: row["sum"] for row in LedgerEntry.objects.filter(project=project).values("matter").annotate(sum=Sum("amount"))}
    last: dict[int, Allocation] = {}
    for allocation in Allocation.objects.filter(matter__in=entered).prefetch_related("lines").order_by("number"):
        last[allocation.matter_id] = allocation
    matters = Matter.objects.filter(pk__in=entered).order_by("-pk")
    rows = [
        (matter, Money(entered[matter.pk], currency), totals_of(last[matter.pk].as_lines, currency) if matter.pk in last else None)
        for matter in matters
    ]
    context = {
        "project": project,
        "rows": rows,
        "entered": total((amount for _, amount, _ in rows), currency),
        "cmo": total((found["cmo"] for *_, found in rows if found), currency),
        "sponsor": total((found["sponsor"] for *_, found in rows if found), currency),
        "orders": list(ChangeOrder.objects.filter(project=project).with_names()),
    }
    return render(request, "matters/ledger/project.html", context)


@page_for(may_assess)
def draw_up(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    page = ledger_page(
        matter, "Draw up a change order", "Draw it up", "The amounts are what the sponsor owes by the allocation and was not asked for yet."
    )
    return send_form(
        request,
        page,
        forms.ChangeOrderForm(sent(request)),
        lambda f: change_orders.draw_up_change_order(by=me_of(request), matter_id=matter.pk, **f.cleaned_data),
        done=lambda order: f"{str(order).capitalize()} is drawn up. A senior manager who did not draw it up approves it.",
        then=lambda order: order.get_absolute_url(),
    )


def order_or_nothing(order_id: int) -> ChangeOrder:
    found = ChangeOrder.objects.with_names().filter(pk=order_id).first() if order_id < 2**63 else None
    if found is None:
        raise NotThere("There is no such change order.")
    return found


@page_for(may_see_plant)
@require_GET
def change_order(request: HttpRequest, order_id: int) -> HttpResponse:
    order, person = order_or_nothing(order_id), me_of(request)
    draws_up, state = may_assess(person), order.state
    context = {
        "order": order,
        "sentence": order_sentence(order),
        "standings": signatures_of(order),
        "may_change": draws_up and state == ChangeOrderState.DRAFT,
        "may_approve": may_decide(person) and state == ChangeOrderState.DRAFT and order.by_id != person.pk,
        "may_send": draws_up and state == ChangeOrderState.APPROVED,
        "may_answer": draws_up and state == ChangeOrderState.SENT,
        "may_withdraw": draws_up and state in UNDER_WAY,
    }
    return render(request, "matters/ledger/change_order.html", context)


def order_sentence(order: ChangeOrder) -> str:
    amount = order.total
    what = f"It asks the sponsor for {amount}" if amount.minor >= 0 else f"It owes the sponsor {-amount}"
    days = f" and moves the promise by {order.days} day{'' if abs(order.days) == 1 else 's'}" if order.days else ""
    return f"{what}{days}."


def order_page(order: ChangeOrder, title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, str(order).capitalize(), order.get_absolute_url(), submit, sentence, **more)


def send_order(request: HttpRequest, order: ChangeOrder, page: FormPage, form: Any, carry_out: Any, done: str) -> HttpResponse:
    return send_form(request, page, form, carry_out, done=done, then=order.get_absolute_url(), version_now=version_of(order))


@page_for(may_assess)
def change_wording(request: HttpRequest, order_id: int) -> HttpResponse:
    order = order_or_nothing(order_id)
    form = forms.WordingForm(sent(request), initial={name: getattr(order, name) for name in ("title", "text", "days", "version")})

    def carry_out(f: Any) -> ChangeOrder:
        return change_orders.change_wording(by=me_of(request), order_id=order.pk, **f.cleaned_data)

    return send_order(request, order, order_page(order, "Change the wording", "Change it"), form, carry_out, "Changed, and recorded.")


@page_for(may_decide)
def approve(request: HttpRequest, order_id: int) -> HttpResponse:
    order = order_or_nothing(order_id)

    def carry_out(f: Any) -> ChangeOrder:
        given = {"proof": proof_in(request, f), "version": f.cleaned_data["version"]}
        return change_orders.approve_change_order(by=me_of(request), order_id=order.pk, **given)

    page = order_page(order, f"Approve {order}", "Sign and approve", order_sentence(order))
    form = forms.ApprovalForm(sent(request), initial={"version": order.version})
    return send_order(request, order, page, form, carry_out, "It is approved and signed. Send it to the sponsor.")


@page_for(may_assess)
def send(request: HttpRequest, order_id: int) -> HttpResponse:
    order = order_or_nothing(order_id)

    def carry_out(f: Any) -> ChangeOrder:
        return change_orders.send_change_order(by=me_of(request), order_id=order.pk, **f.cleaned_data)

    page = order_page(order, f"Send {order}", "Record that it is sent", "Evenhand does not send it: print it or save it as PDF, and send it.")
    return send_order(request, order, page, forms.SendForm(sent(request)), carry_out, "Recorded as sent.")


@page_for(may_assess)
def accept(request: HttpRequest, order_id: int) -> HttpResponse:
    order = order_or_nothing(order_id)

    def carry_out(f: Any) -> ChangeOrder:
        return change_orders.record_acceptance(by=me_of(request), order_id=order.pk, **f.cleaned_data)

    page = order_page(order, f"The sponsor accepted {order}", "Record it", "What it bears is approved in the project's budget.")
    return send_order(request, order, page, forms.SponsorAnswerForm(sent(request)), carry_out, "Recorded. The budget moved with it.")


@page_for(may_assess)
def decline(request: HttpRequest, order_id: int) -> HttpResponse:
    order = order_or_nothing(order_id)

    def carry_out(f: Any) -> ChangeOrder:
        return change_orders.record_refusal(by=me_of(request), order_id=order.pk, **f.cleaned_data)

    page = order_page(order, f"The sponsor declined {order}", "Record it", "What it asked for stays due.")
    return send_order(request, order, page, forms.SponsorAnswerForm(sent(request)), carry_out, "Recorded. What it asked for stays due.")


@page_for(may_assess)
def withdraw(request: HttpRequest, order_id: int) -> HttpResponse:
    order = order_or_nothing(order_id)

    def carry_out(f: Any) -> ChangeOrder:
        return change_orders.withdraw_change_order(by=me_of(request), order_id=order.pk, **f.cleaned_data)

    page = order_page(order, f"Withdraw {order}", f"Withdraw {order}", "Another one can be drawn up then.", is_grave=True)
    return send_order(request, order, page, forms.ReasonForm(sent(request)), carry_out, "It is withdrawn.")
