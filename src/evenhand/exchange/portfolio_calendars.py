"""When resources work: weekly windows, closed days and absences become a capacity slot by slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from evenhand.exchange.portfolio_fault import ContentFault
from evenhand.exchange.portfolio_site import Site
from evenhand.exchange.safe_yaml import Tree
from evenhand.planning.calendars import Mask, from_array
from evenhand.planning.problem import InvalidProblem, Profile, Resource, ResourceId, ResourceKind
from evenhand.plant.site_time import UnclearTime, date_of
from evenhand.plant.weekly import over_horizon, weekly_mask, window_mask


def weekly_windows(windows: Sequence[str], site: Site) -> Mask:
    """The slots from the origin to the horizon that are in one of the weekly windows."""
    week = weekly_mask((), site.scale.slot_minutes)
    for index, text in enumerate(windows):
        try:
            week |= window_mask(text, site.scale.slot_minutes)
        except UnclearTime as error:
            raise ContentFault((index,), str(error)) from None
    return over_horizon(week, site.scale, site.horizon)


def calendar_mask(node: Mapping[str, Tree], site: Site) -> Mask:
    """The open slots of a calendar, to the horizon."""
    mask = np.ones(site.horizon, dtype=bool)
    if node["open"] != "always":
        try:
            mask = weekly_windows(node["open"], site)
        except ContentFault as fault:
            raise fault.under("open") from None
    for index, closed in enumerate(node.get("closed", ())):
        try:
            first, last = (closed, closed) if isinstance(closed, str) else (closed["from"], closed["to"])
            start, end = site.scale.slot_of_date(date_of(first)), site.scale.slot_of_date(date_of(last) + timedelta(days=1))
        except UnclearTime as error:
            raise ContentFault(("closed", index), str(error)) from None
        if end <= start:
            raise ContentFault(("closed", index), f"Must have from at or before to; is {first}, {last}.")
        mask[max(0, start) : max(0, end)] = False
    return mask


def calendar_masks(nodes: Sequence[Mapping[str, Tree]], site: Site) -> dict[str, Mask]:
    masks: dict[str, Mask] = {}
    for index, node in enumerate(nodes):
        if node["id"] in masks:
            raise ContentFault((index, "id"), f"Must be named once; {node['id']} is used again.")
        try:
            masks[node["id"]] = calendar_mask(node, site)
        except ContentFault as fault:
            raise fault.under(index) from None
    return masks


def resource_of(node: Mapping[str, Tree], masks: Mapping[str, Mask], site: Site) -> Resource:
    """A resource and its capacity over time."""
    kind = ResourceKind(node["kind"])
    if "capacity" in node:
        for key in ("amount", "calendar", "absences"):
            if key in node:
                raise ContentFault((key,), f"Must have either capacity or {key}; has both.")
        profile = _stepwise(node, site)
    elif kind is ResourceKind.STOCK and ("calendar" in node or "absences" in node):
        raise ContentFault((), "A stock must have neither calendar nor absences; it is used up, not worked on.")
    elif "calendar" not in node and "absences" not in node:
        profile = Profile.constant(int(node.get("amount", 1)))
    else:
        profile = from_array(_capacity(node, masks, site))
    try:
        return Resource(ResourceId(node["id"]), kind, profile)
    except InvalidProblem as error:
        raise ContentFault((), error.message) from None


def _stepwise(node: Mapping[str, Tree], site: Site) -> Profile:
    steps = []
    for index, step in enumerate(node["capacity"]):
        try:
            steps.append((site.any_slot(step, "from"), int(step["amount"])))
        except ContentFault as fault:
            raise fault.under("capacity", index) from None
    try:
        return Profile(tuple(steps))
    except InvalidProblem:
        raise ContentFault(("capacity",), f"Must begin at the origin, {site.scale.origin}, and rise in time.") from None


def _capacity(node: Mapping[str, Tree], masks: Mapping[str, Mask], site: Site) -> npt.NDArray[np.int64]:
    amount = int(node.get("amount", 1))
    values = np.full(site.horizon, amount, dtype=np.int64)
    if "calendar" in node:
        if node["calendar"] not in masks:
            raise ContentFault(("calendar",), f"Must name a known calendar; {node['calendar']} is unknown.")
        values[~masks[node["calendar"]]] = 0
    for index, absence in enumerate(node.get("absences", ())):
        try:
            start, end = site.any_slot(absence, "from"), site.any_slot(absence, "to", is_end=True)
        except ContentFault as fault:
            raise fault.under("absences", index) from None
        if end <= start:
            raise ContentFault(("absences", index), f"Must have from before to; is {absence['from']}, {absence['to']}.")
        window = slice(max(0, start), max(0, end))
        values[window] = np.maximum(0, values[window] - int(absence.get("amount", amount)))
    return values
