"""The records of the tree, the assessment and the ledger that the trail answers for, and what a signature on each is bound to."""

from __future__ import annotations

from typing import Any

from evenhand.matters.models import (
    Allocation,
    AllocationLine,
    Assessment,
    ChangeOrder,
    ChangeOrderLine,
    Conclusion,
    Contract,
    GivenAnswer,
    LedgerEntry,
    RootCause,
    Settlement,
    TreeDraft,
    TreeVersion,
    Why,
)
from evenhand.records.regulated import regulated, state_of_fields

ALLOCATION = ("matter", "number", "conclusion", "settlement", "tree", "path", "outcome", "caps", "currency", "last_entry", "by", "at", "reason")
LINE = ("allocation", "head", "amount", "cmo", "sponsor", "moved_by_caps")
ORDER = ("number", "project", "matter", "allocation", "title", "text", "days", "currency", "by", "made_at")
COURSE = ("state", "approved_by", "approved_at", "sent_to", "sent_at", "answer", "answered_at", "version")
ORDER_LINE = ("change_order", "head", "amount")


def signed_allocation(allocation: Allocation) -> dict[str, Any]:
    """With its lines: the path, the evidence, and every cent."""
    lines = [state_of_fields(line, LINE) for line in AllocationLine.objects.filter(allocation=allocation).order_by("pk")]
    return {"kind": "matters.allocation", "fields": state_of_fields(allocation, ALLOCATION), "lines": lines}


def signed_order(order: ChangeOrder) -> dict[str, Any]:
    """What was approved; that it is sent and answered later is no part of it."""
    lines = [state_of_fields(line, ORDER_LINE) for line in ChangeOrderLine.objects.filter(change_order=order).order_by("pk")]
    return {"kind": "matters.changeorder", "fields": state_of_fields(order, ORDER), "lines": lines}


regulated(TreeDraft, fields=("site", "name", "state", "document", "samples", "follows", "by", "made_at", "version"))
regulated(TreeVersion, fields=("site", "number", "name", "document", "samples", "proof", "draft", "by", "at", "reason"))
regulated(Contract, fields=("project", "number", "tree", "reference", "agreed_on", "day_rate", "currency", "caps", "by", "at"))
regulated(
    Assessment,
    fields=("matter", "number", "state", "statement", "categories", "not_found", "proposed_by", "contract", "by", "began_at", "version"),
)
regulated(Why, fields=("assessment", "statement", "category", "evidence", "by", "at", "withdrawn_at"))
regulated(RootCause, fields=("assessment", "statement", "categories", "not_found", "whys", "proposed_by", "by", "at"))
regulated(GivenAnswer, fields=("assessment", "question", "answer", "evidence", "by", "at", "withdrawn_at"))
regulated(Conclusion, fields=("assessment", "contract", "tree", "path", "outcome", "by", "at"))
regulated(Settlement, fields=("conclusion", "cmo_share", "sponsor_share", "evidence", "by", "at"))
regulated(
    LedgerEntry,
    fields=("matter", "project", "head", "amount", "currency", "note", "evidence", "reverses", "priced_from", "displaced", "days", "by", "at"),
)
regulated(Allocation, fields=ALLOCATION, content=signed_allocation)
regulated(AllocationLine, fields=LINE)
regulated(ChangeOrder, fields=(*ORDER, *COURSE), content=signed_order)
regulated(ChangeOrderLine, fields=ORDER_LINE)
