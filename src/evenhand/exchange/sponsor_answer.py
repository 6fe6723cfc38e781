"""The answer to an expedite request as its sponsor may have it, ``evenhand-sponsor-answer/1``: its own project, dates, means and cost.

Nothing in it is about anybody else, nor tells how busy others are.
"""

from __future__ import annotations

from typing import Any

from evenhand.exchange.reading import LoadedProblem
from evenhand.planning.answer import Answer
from evenhand.planning.problem import Slot

FORMAT = "evenhand-sponsor-answer/1"


def sponsor_document(loaded: LoadedProblem, answer: Answer) -> dict[str, Any]:
    """What the sponsor may be told; costs are in minor units of the currency."""
    told, request = answer.for_sponsor(), answer.request
    scale = loaded.time_scale

    def time(slot: Slot) -> int | str:
        return slot if scale is None else scale.to_text(slot)

    return {
        "format": FORMAT,
        "project": request.project,
        "name": loaded.names.get(request.project),
        "promise": request.promise,
        "verdict": told.verdict.value,
        "wanted": time(told.wanted),
        "current": time(told.current),
        "end": time(told.end),
        "cost": told.cost,
        "levers": [kind.value for kind in told.levers],
        "earliest": {"end": time(told.earliest), "cost": told.earliest_cost, "levers": [kind.value for kind in told.earliest_levers]},
        "currency": loaded.portfolio.currency if loaded.portfolio is not None else None,
    }
