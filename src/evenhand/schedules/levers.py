"""What management can add to resources: from rows of the plant to the levers of a problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenhand.planning.calendars import Mask, as_array, runs
from evenhand.planning.parts import Lever, LeverId, LeverKind, LeverWindow, Resource, Slot
from evenhand.plant import models as rows
from evenhand.plant.weekly import over_horizon, weekly_mask
from evenhand.records.day_words import day_in_words

FROM = " from "  # between what a lever is called and the day on which one block of it begins
MOST_DAYS = 3


@dataclass(frozen=True)
class Clock:
    """The site's slots, and where now lies among them."""

    site: rows.Site
    horizon: Slot
    now: Slot

    def slot(self, wall: datetime) -> Slot:
        return self.site.slot(wall)

    def end(self, wall: datetime) -> Slot:
        """An end is where the next slot begins; one within a slot ends with it."""
        slot = self.site.slot(wall)
        return slot if self.site.wall(slot) == wall else slot + 1

    def slots(self, minutes: int) -> int:
        return self.site.slots(minutes)

    def over_horizon(self, weekly: list[str]) -> Mask:
        return over_horizon(weekly_mask(weekly, self.site.slot_minutes), self.site.scale, self.horizon)


def levers_of(row: rows.Resource, resource: Resource, clock: Clock) -> Iterator[tuple[Lever, str]]:
    """The levers on a resource, each with what people call it; none begins before now and its lead time."""
    is_open: Mask = as_array(resource.capacity, clock.horizon) > 0
    for lever in row.lever_rows:
        if lever.spans:
            yield _as_written(lever, resource, clock), lever.name or lever.code
        elif lever.kind == rows.LeverKind.OVERTIME:
            yield from _blocks(lever, resource, clock.over_horizon(lever.weekly) & ~is_open, lever.amount or resource.capacity.maximum or 1, clock)
        else:
            yield from _blocks(lever, resource, is_open, lever.amount or 1, clock)


def _as_written(lever: rows.Lever, resource: Resource, clock: Clock) -> Lever:
    windows = [
        LeverWindow(clock.slot(datetime.fromisoformat(span["from"])), clock.end(datetime.fromisoformat(span["to"])), int(span["amount"]))
        for span in lever.spans
    ]
    return Lever(LeverId(lever.code), LeverKind(lever.kind), resource.id, tuple(windows), lever.cost)


def _blocks(lever: rows.Lever, resource: Resource, wanted: Mask, amount: int, clock: Clock) -> Iterator[tuple[Lever, str]]:
    """One lever for each block from now and the lead time on that has any window; ids are resource/lever, with a block's day where there are blocks."""
    first = clock.now + clock.slots(lever.lead_minutes)
    last = clock.horizon if lever.until is None else min(clock.horizon, clock.end(lever.until))
    length = max(1, last - first) if lever.block_minutes is None else max(1, clock.slots(lever.block_minutes))
    name = lever.name or lever.code
    for start in range(first, last, length):
        part = wanted[start : min(start + length, last)]
        windows = tuple(LeverWindow(start + a, start + b, amount) for a, b in runs(part))
        if not windows:
            continue
        day = clock.site.wall(start).date()
        suffix, since = (f"/{day.isoformat()}", f"{FROM}{day_in_words(day)}") if lever.block_minutes is not None else ("", "")
        yield Lever(LeverId(f"{resource.id}/{lever.code}{suffix}"), LeverKind(lever.kind), resource.id, windows, lever.cost), f"{name}{since}"


def together(names: Iterable[str]) -> tuple[str, ...]:
    """Levers as people call them, the blocks of one lever named together: "Saturday shift from Sat 6 Mar 2027 and Sat 13 Mar 2027"."""
    days: dict[str, list[str]] = {}
    for name in names:
        base, _, day = name.partition(FROM)
        days.setdefault(base, []).extend([day] if day else [])
    return tuple(f"{base}{days_in_words(found)}" for base, found in days.items())


def days_in_words(days: Sequence[str]) -> str:
    if not days:
        return ""
    if len(days) > MOST_DAYS:
        return f", {len(days)} times{FROM}{days[0]} on"
    return FROM + " and ".join([", ".join(days[:-1]), days[-1]] if len(days) > 1 else days)
