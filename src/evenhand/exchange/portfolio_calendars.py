"""When resources work: weekly windows, closed days and absences become a capacity slot by slot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from evenhand.exchange.portfolio_fault import ContentFault
from evenhand.exchange.portfolio_site import Site
from evenhand.exchange.safe_yaml import Tree
from evenhand.exchange.site_time import DAY_MINUTES, UnclearTime, date_of
from evenhand.planning.calendars import Mask, from_array
from evenhand.planning.problem import InvalidProblem, Profile, Resource, ResourceId, ResourceKind

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOW = re.compile(r"(\S+) (\d{2}):(\d{2})-(\d{2}):(\d{2})")


def weekly_mask(windows: Sequence[str], slot_minutes: int) -> Mask:
    """Which slots of a week that begins on Monday are in one of the windows; an end at or before its start is on the next day."""
    per_day = DAY_MINUTES // slot_minutes
    week = np.zeros(7 * per_day, dtype=bool)
    for index, text in enumerate(windows):
        found = WINDOW.fullmatch(text)
        if not found:
            raise ContentFault((index,), f"Must be a weekly window such as mon-fri 08:00-16:00; is {text!r}.")
        days, *clock = found.groups()
        start, end = (_slot_of_clock(index, clock[k], clock[k + 1], slot_minutes) for k in (0, 2))
        for day in _days_of(index, days):
            slots = np.arange(start, end if end > start else end + per_day)
            week[(day * per_day + slots) % len(week)] = True
    return week


def _slot_of_clock(index: int, hour: str, minute: str, slot_minutes: int) -> int:
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > DAY_MINUTES:
        raise ContentFault((index,), f"Must have clock times from 00:00 to 24:00; has {hour}:{minute}.")
    slot, rest = divmod(minutes, slot_minutes)
    if rest:
        low, high = (divmod(s * slot_minutes, 60) for s in (slot, slot + 1))
        raise ContentFault(
            (index,),
            f"Must begin and end where a slot of {slot_minutes} minutes does; has {hour}:{minute}, "
            f"between {low[0]:02}:{low[1]:02} and {high[0]:02}:{high[1]:02}.",
        )
    return slot


def _days_of(index: int, text: str) -> list[int]:
    if text == "daily":
        return list(range(7))
    days: list[int] = []
    for part in text.split(","):
        ends = part.split("-")
        if len(ends) > 2 or any(d not in DAYS for d in ends):
            raise ContentFault((index,), f"Must have days such as mon-fri or mon,wed; has {text!r}.")
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        days += [(first + k) % 7 for k in range((last - first) % 7 + 1)]
    return days


def over_horizon(week: Mask, site: Site) -> Mask:
    """The weekly mask laid over the slots from the origin to the horizon."""
    skipped = site.scale.origin.weekday() * site.scale.slots_per_day
    return np.resize(np.roll(week, -skipped), site.horizon)


def calendar_mask(node: Mapping[str, Tree], site: Site) -> Mask:
    """The open slots of a calendar, to the horizon."""
    mask = np.ones(site.horizon, dtype=bool)
    if node["open"] != "always":
        try:
            mask = over_horizon(weekly_mask(node["open"], site.scale.slot_minutes), site)
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
