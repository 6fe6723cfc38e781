"""What resources can do, slot by slot, and what management can add to them: from rows of the plant to the parts of a problem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from evenhand.planning.calendars import Mask, as_array, from_array, runs
from evenhand.planning.parts import Lever, LeverId, LeverKind, LeverWindow, Profile, Resource, ResourceId, ResourceKind, Slot
from evenhand.plant import models as rows
from evenhand.plant.site_time import DAY_MINUTES
from evenhand.plant.weekly import over_horizon, weekly_mask


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


def open_slots(calendar: rows.Calendar, clock: Clock) -> Mask:
    """The slots in which a calendar is open, to the horizon; ``holidays`` must have been fetched."""
    mask: Mask = np.ones(clock.horizon, dtype=bool) if calendar.is_always_open else clock.over_horizon(calendar.weekly)
    per_day = DAY_MINUTES // clock.site.slot_minutes
    for holiday in calendar.holidays.all():
        first, last = (clock.site.scale.slot_of_date(day) for day in (holiday.first_day, holiday.last_day))
        mask[max(0, first) : max(0, last + per_day)] = False
    return mask


def capacity_of(resource: rows.Resource, masks: dict[int, Mask], clock: Clock) -> Profile:
    """What there is of a resource over time: its steps; or its amount where its calendar is open, less absences. Nothing once it is archived."""
    if resource.archived_at is not None:
        return Profile.constant(0)
    steps = list(resource.steps.all())
    if steps:
        known = {max(0, clock.slot(step.starts_at)): step.amount for step in sorted(steps, key=lambda step: step.starts_at)}
        return Profile(tuple(sorted({0: 0, **known}.items())))
    absences = list(resource.absences.all())
    if resource.kind == rows.ResourceKind.STOCK or (resource.calendar_id is None and not absences):
        return Profile.constant(resource.amount)
    values = np.full(clock.horizon, resource.amount, dtype=np.int64)
    if resource.calendar_id is not None:
        values[~masks[resource.calendar_id]] = 0
    for absence in absences:
        span = slice(max(0, clock.slot(absence.starts_at)), max(0, clock.end(absence.ends_at)))
        values[span] = np.maximum(0, values[span] - (resource.amount if absence.amount is None else absence.amount))
    return from_array(values)


def resource_of(resource: rows.Resource, masks: dict[int, Mask], clock: Clock) -> Resource:
    return Resource(ResourceId(resource.code), ResourceKind(resource.kind), capacity_of(resource, masks, clock))


def levers_of(row: rows.Resource, resource: Resource, clock: Clock) -> Iterator[tuple[Lever, str]]:
    """The levers on a resource, each with what people call it; none begins before now and its lead time."""
    is_open: Mask = as_array(resource.capacity, clock.horizon) > 0
    for lever in row.levers.all():
        if lever.archived_at is not None:
            continue
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
        day = clock.site.wall(start).date().isoformat()
        suffix, since = (f"/{day}", f" from {day}") if lever.block_minutes is not None else ("", "")
        yield Lever(LeverId(f"{resource.id}/{lever.code}{suffix}"), LeverKind(lever.kind), resource.id, windows, lever.cost), f"{name}{since}"
