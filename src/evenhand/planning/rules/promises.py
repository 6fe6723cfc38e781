"""Promises to keep: an activity ends no later than the limit it was given (its promise's date, or where it is late already)."""

from __future__ import annotations

from evenhand.planning.model import Model


def post(model: Model) -> None:
    for a, limit in sorted(model.latest.items()):
        if a in model.of:
            model.cp.add(model.end(a) <= limit)
