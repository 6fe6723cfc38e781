"""Links between starts and ends, with least and greatest lag."""

from __future__ import annotations

from evenhand.planning.compiled import CompiledLink
from evenhand.planning.model import Model


def post(model: Model) -> None:
    for link in links(model):
        before = model.end(link.before) if link.at_end_before else model.start(link.before)
        after = model.end(link.after) if link.at_end_after else model.start(link.after)
        model.cp.add(after >= before + link.lag)
        if link.max_lag is not None:
            model.cp.add(after <= before + link.max_lag)


def links(model: Model) -> list[CompiledLink]:
    """The links with at least one free end and no absent one."""
    found = dict.fromkeys(k for a in model.free for k in model.compiled.links_of[a])
    return [k for k in found if model.here(k.before) and model.here(k.after)]
