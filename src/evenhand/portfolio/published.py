"""Where the published plan has activities. Plans are known higher up; whoever knows them gives them here when the product starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evenhand.plant.models import Site

PERCENTS = (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99)  # of the futures: by when so many have ended


@dataclass(frozen=True)
class Place:
    """Where an activity stands in the plan, on the site's clocks, half-open; in which mode."""

    start: datetime
    end: datetime
    mode: int = 0


@dataclass(frozen=True)
class PublishedPlan:
    """The revision in force: activities by their keys, and by promises' keys the chance of keeping them, where it was simulated.

    ``ends_of``: by a promise's key, when `PERCENTS` of the futures have ended; empty where it was not simulated.
    """

    revision: int
    at: datetime
    places: Mapping[int, Place]
    chances: Mapping[int, float] = field(default_factory=dict)
    ends_of: Callable[[int], Sequence[datetime]] = field(default=lambda promise: (), compare=False)


Source = Callable[[Site], PublishedPlan | None]
SOURCES: list[Source] = []


def provide_published(source: Source) -> None:
    if source not in SOURCES:
        SOURCES.append(source)


def published_plan(site: Site) -> PublishedPlan | None:
    """None where nothing is published yet."""
    for source in SOURCES:
        if (plan := source(site)) is not None:
            return plan
    return None
