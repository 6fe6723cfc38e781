"""How much there is of a resource in each slot: its calendar, holidays and absences, or its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from evenhand.planning.calendars import Mask, from_array
from evenhand.planning.problem import Profile, Slot
from evenhand.plant.models import Calendar, Resource, Site
from evenhand.plant.weekly import over_horizon, weekly_mask

Counts = npt.NDArray[np.int64]
Loads = Mapping[int, Counts]  # by the resource's key: how much is used in each slot


def calendar_mask(calendar: Calendar, site: Site) -> Mask:
    """The open slots from the origin to the horizon. Asks for ``holiday_rows``, as `queries.plant_rows` loads them."""
    horizon = site.horizon_slot
    mask = (
        np.ones(horizon, dtype=bool)
        if calendar.is_always_open
        else over_horizon(weekly_mask(calendar.weekly, site.slot_minutes), site.scale, horizon).copy()
    )
    for holiday in calendar.holiday_rows:
        start, end = slot_of_day(site, holiday.first_day), slot_of_day(site, holiday.last_day + timedelta(days=1))
        mask[max(0, start) : max(0, end)] = False
    return mask


def slot_of_day(site: Site, day: date) -> Slot:
    return site.scale.slot_of_date(day)


def capacity_of(resource: Resource, site: Site, masks: Mapping[int, Mask]) -> Counts:
    """Slot by slot to the horizon; ``masks`` by the calendars' keys."""
    horizon = site.horizon_slot
    if resource.step_rows:
        values = np.zeros(horizon, dtype=np.int64)
        for step in resource.step_rows:
            values[max(0, site.slot(step.starts_at)) :] = step.amount
        return values
    values = np.full(horizon, resource.amount, dtype=np.int64)
    if resource.calendar_id is not None:
        values[~masks[resource.calendar_id]] = 0
    for absence in resource.absence_rows:
        window = slice(max(0, site.slot(absence.starts_at)), max(0, site.slot(absence.ends_at)))
        away = resource.amount if absence.amount is None else absence.amount
        values[window] = np.maximum(0, values[window] - away)
    return values


def profile_of(resource: Resource, site: Site, masks: Mapping[int, Mask]) -> Profile:
    """The capacity as a problem has it."""
    if resource.step_rows:
        return Profile(tuple((site.slot(step.starts_at), step.amount) for step in resource.step_rows))
    if resource.calendar_id is None and not resource.absence_rows:
        return Profile.constant(resource.amount)
    return from_array(capacity_of(resource, site, masks))


@dataclass(frozen=True)
class Week:
    """A week of a resource: of how much it has, how much is used, in slots of one; ``used`` is None where nothing is planned."""

    monday: date
    has: int
    used: int | None

    @property
    def share(self) -> float | None:
        """Used of what there is; 1 is full. None where nothing is planned or the resource is closed all week."""
        return None if self.used is None or not self.has else self.used / self.has


def weeks_of(has: Counts, used: Counts | None, site: Site, first: date, count: int) -> list[Week]:
    """So many weeks from the Monday on or before the first day. What is used while there is nothing of it does not count: work pauses then, or runs on without."""
    monday = first - timedelta(days=first.weekday())
    made = []
    for k in range(count):
        begin = monday + timedelta(weeks=k)
        window = slice(max(0, slot_of_day(site, begin)), max(0, slot_of_day(site, begin + timedelta(weeks=1))))
        made.append(Week(begin, int(has[window].sum()), None if used is None else int(used[window][has[window] > 0].sum())))
    return made


LOAD_SOURCES: list[Callable[[Site], Loads | None]] = []


def provide_loads(source: Callable[[Site], Loads | None]) -> None:
    """What is planned is known higher up. Whoever knows it gives it here when the product starts."""
    if source not in LOAD_SOURCES:
        LOAD_SOURCES.append(source)


def planned_loads(site: Site) -> Loads | None:
    """How much of each resource the published plan uses in each slot; None where no plan is published."""
    found: Sequence[Loads] = [loads for source in LOAD_SOURCES if (loads := source(site)) is not None]
    return found[0] if found else None
