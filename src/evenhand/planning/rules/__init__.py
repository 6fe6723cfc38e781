"""The rules of a plan as CP-SAT constraints: one file a rule, named as in `evenhand.planning.checks`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evenhand.planning.model import Model
from evenhand.planning.rules import (
    calendars,
    campaigns,
    capacity,
    changeovers,
    different_resources,
    freeze,
    holds,
    modes,
    precedence,
    promises,
    same_resources,
    started,
    stock,
    windows,
)

RULES: Mapping[str, Callable[[Model], None]] = {
    "modes": modes.post,
    "calendars": calendars.post,
    "windows": windows.post,
    "holds": holds.post,
    "started": started.post,
    "freeze": freeze.post,
    "promises": promises.post,
    "precedence": precedence.post,
    "same_resources": same_resources.post,
    "different_resources": different_resources.post,
    "stock": stock.post,
    "capacity": capacity.post,
    "changeovers": changeovers.post,
    "campaigns": campaigns.post,
}


def post_all(model: Model) -> None:
    """Post every rule."""
    for post in RULES.values():
        post(model)
