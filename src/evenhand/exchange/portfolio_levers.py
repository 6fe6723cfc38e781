"""What management can add: overtime patterns and addable people, expanded into levers with their windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from evenhand.exchange.portfolio_calendars import weekly_windows
from evenhand.exchange.portfolio_fault import ContentFault
from evenhand.exchange.portfolio_site import Site
from evenhand.exchange.safe_yaml import Tree
from evenhand.planning.calendars import Mask, as_array, runs
from evenhand.planning.problem import InvalidProblem, Lever, LeverId, LeverKind, LeverWindow, Resource, ResourceId, Slot


def minor_units(node: Mapping[str, Tree], key: str = "cost") -> int:
    """Money in hundredths of the currency's unit."""
    cents: int = round(node[key] * 100)
    if abs(cents - node[key] * 100) > 1e-4:
        raise ContentFault((key,), f"Must have at most two decimals; is {node[key]}.")
    return cents


def written_lever(node: Mapping[str, Tree], site: Site) -> Lever:
    """A lever whose windows the file gives one by one."""
    windows = []
    for index, window in enumerate(node["windows"]):
        try:
            windows.append(LeverWindow(site.slot(window, "from"), site.slot(window, "to", is_end=True), int(window["amount"])))
        except ContentFault as fault:
            raise fault.under("windows", index) from None
        except InvalidProblem as error:
            raise ContentFault(("windows", index), error.message) from None
    return Lever(LeverId(node["id"]), LeverKind(node["kind"]), ResourceId(node["resource"]), tuple(windows), minor_units(node))


def levers_of(node: Mapping[str, Tree], resource: Resource, site: Site) -> Iterator[tuple[Lever, str]]:
    """The levers on one resource, each with a name for people.

    Overtime counts where the resource is closed, added people where it is open; nothing before now plus the lead time.
    """
    is_open: Mask = as_array(resource.capacity, site.horizon) > 0
    for index, overtime in enumerate(node.get("overtime", ())):
        try:
            wanted = _overtime_mask(overtime, site) & ~is_open
            amount = int(overtime.get("amount", resource.capacity.maximum or 1))
            yield from _blocks(overtime, LeverKind.OVERTIME, resource, wanted, amount, site)
        except ContentFault as fault:
            raise fault.under("overtime", index) from None
    for index, addable in enumerate(node.get("addable", ())):
        try:
            yield from _blocks(addable, LeverKind.ADDED_PERSON, resource, is_open, int(addable.get("amount", 1)), site)
        except ContentFault as fault:
            raise fault.under("addable", index) from None


def _overtime_mask(node: Mapping[str, Tree], site: Site) -> Mask:
    try:
        return weekly_windows(node["windows"], site)
    except ContentFault as fault:
        raise fault.under("windows") from None


def _blocks(node: Mapping[str, Tree], kind: LeverKind, resource: Resource, wanted: Mask, amount: int, site: Site) -> Iterator[tuple[Lever, str]]:
    """One lever for each block from now plus the lead time that has any window; ids are resource/lever or resource/lever/date."""
    first = site.now + site.slots(node, "lead_time")
    last = site.slot(node, "until", is_end=True) if "until" in node else site.horizon
    length = site.slots(node, "block") if "block" in node else max(1, last - first)
    if length <= 0:
        raise ContentFault(("block",), f"Must be longer than nothing; is {node['block']}.")
    cost = minor_units(node)
    name = node.get("name", node["id"])
    for start in range(first, last, length):
        windows = _windows(wanted, start, min(start + length, last), amount)
        if not windows:
            continue
        day = site.scale.wall(start).date().isoformat()
        suffix, since = (f"/{day}", f" from {day}") if "block" in node else ("", "")
        lever = Lever(LeverId(f"{resource.id}/{node['id']}{suffix}"), kind, resource.id, windows, cost)
        yield lever, f"{name}{since}"


def _windows(wanted: Mask, start: Slot, end: Slot, amount: int) -> tuple[LeverWindow, ...]:
    part = np.asarray(wanted[start:end])
    return tuple(LeverWindow(start + a, start + b, amount) for a, b in runs(part))
