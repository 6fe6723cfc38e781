"""The records of options and decisions that the trail answers for, and what a signature on a decision is bound to."""

from __future__ import annotations

from typing import Any

from evenhand.matters.models import Decision, NamedHarm, OptionSet, Reply
from evenhand.records.regulated import regulated, state_of_fields

WHAT = ("matter", "number", "kind", "question", "option", "facts", "options", "reason", "asked_for", "by", "at")
WHY = ("criteria", "consulted", "dissent", "effective_from", "review_on", "rests_on")
COMES_TO = ("amount", "currency", "head", "promise", "promise_was", "promise_due", "assigned", "draft", "revision")
DECISION = (*WHAT, *WHY, *COMES_TO)
HARM = ("decision", "project", "promise", "days", "chance_before", "chance_after", "matter")


def signed_decision(decision: Decision) -> dict[str, Any]:
    """With everybody whom it harms."""
    harms = [state_of_fields(harm, HARM) for harm in NamedHarm.objects.filter(decision=decision).order_by("pk")]
    return {"kind": "matters.decision", "fields": state_of_fields(decision, DECISION), "harms": harms}


regulated(OptionSet, fields=("matter", "run", "by", "at"))
regulated(Decision, fields=DECISION, content=signed_decision)
regulated(NamedHarm, fields=HARM)
regulated(Reply, fields=("decision", "text", "by", "at"))
