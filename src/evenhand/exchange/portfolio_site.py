"""The site of a portfolio file: its time scale, its horizon, its now; and the times and durations of the rest read against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.exchange.portfolio_fault import ContentFault
from evenhand.exchange.safe_yaml import Tree
from evenhand.planning.problem import Objective, Slot
from evenhand.plant.site_time import MOST_SLOTS, TimeScale, UnclearTime, date_of


@dataclass(frozen=True)
class Site:
    """``now`` and ``frozen_until`` as in `evenhand.planning.problem.Problem`; ``currency`` an ISO 4217 code."""

    name: str
    scale: TimeScale
    horizon: Slot
    now: Slot
    frozen_until: Slot
    currency: str
    objective: Objective

    def slot(self, node: Mapping[str, Tree], key: str, *, is_end: bool = False) -> Slot:
        """The slot of a time that must lie between the origin and the horizon."""
        found = self.any_slot(node, key, is_end=is_end)
        if not 0 <= found <= self.horizon:
            span = f"{self.scale.origin.isoformat()} and {self.scale.to_text(self.horizon)}"
            raise ContentFault((key,), f"Must lie between the site's origin and horizon, {span}; is {node[key]}.")
        return found

    def any_slot(self, node: Mapping[str, Tree], key: str, *, is_end: bool = False) -> Slot:
        try:
            return self.scale.from_text(node[key], is_end=is_end)
        except UnclearTime as error:
            raise ContentFault((key,), str(error)) from None

    def slots(self, node: Mapping[str, Tree], key: str) -> int:
        """A duration in slots."""
        try:
            return self.scale.slots(node[key])
        except UnclearTime as error:
            raise ContentFault((key,), str(error)) from None


def site_of(node: Mapping[str, Tree]) -> Site:
    """The site, from ``site:`` of a document whose shape is right."""
    key = "origin"
    try:
        origin = date_of(node["origin"])
        key = "slot_minutes"
        scale = TimeScale("UTC", origin, int(node["slot_minutes"]))
        key = "time_zone"
        scale = TimeScale(node["time_zone"], origin, scale.slot_minutes)
        key = "horizon"
        horizon = scale.from_text(node["horizon"], is_end=True)
        if horizon <= 0:
            raise UnclearTime(f"Must be after the origin, {origin}; is {node['horizon']}.")
        if horizon > MOST_SLOTS:
            raise UnclearTime(f"Must be at most {MOST_SLOTS} slots after the origin; is {horizon}. Choose longer slots or a nearer horizon.")
        key = "now"
        now = scale.from_text(node["now"]) if "now" in node else 0
        key = "frozen_until" if "frozen_until" in node else "frozen_weeks"
        frozen_until = _frozen_until(node, scale, now)
    except UnclearTime as error:
        raise ContentFault((key,), str(error)) from None
    for key, slot in (("now", now), ("frozen_until" if "frozen_until" in node else "frozen_weeks", frozen_until)):
        if not 0 <= slot <= horizon:
            raise ContentFault((key,), f"Must lie between the origin and the horizon; is {node.get(key)}.")
    return Site(
        str(node.get("name", "")),
        scale,
        horizon,
        now,
        frozen_until,
        str(node.get("currency", "EUR")),
        Objective(node.get("objective", "promises")),
    )


def _frozen_until(node: Mapping[str, Tree], scale: TimeScale, now: Slot) -> Slot:
    if "frozen_until" in node:
        if "frozen_weeks" in node:
            raise UnclearTime("Must have either frozen_weeks or frozen_until; has both.")
        return scale.from_text(node["frozen_until"])
    weeks = int(node.get("frozen_weeks", 0))
    return now + weeks * 7 * scale.slots_per_day if weeks else 0
