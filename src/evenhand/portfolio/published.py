"""Where the published plan has activities. Plans are known higher up; whoever knows them gives them here when the product starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from evenhand.plant.models import Site


@dataclass(frozen=True)
class Place:
    """Where an activity stands in the plan, on the site's clocks, half-open; in which mode."""

    start: datetime
    end: datetime
    mode: int = 0


@dataclass(frozen=True)
class PublishedPlan:
    """The revision in force: activities by their keys, and by promises' keys the chance of keeping them, where it was simulated."""

    revision: int
    at: datetime
    places: Mapping[int, Place]
    chances: Mapping[int, float] = field(default_factory=dict)


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
