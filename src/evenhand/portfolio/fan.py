"""A promise's chance as a fan: when what was promised ends in the simulated futures, as bands around the middle, with the promise's flag; and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evenhand.plant.length_words import percent
from evenhand.portfolio.outlook import PromiseOutlook
from evenhand.portfolio.published import PERCENTS, PublishedPlan
from evenhand.records.day_words import day_in_words, end_in_words, last_day

WIDTH, HEIGHT, EDGE = 640, 62, 8
TOP, BOTTOM = 18, 44
NESTED = ((1, 99), (5, 95), (10, 90), (20, 80), (30, 70), (40, 60))


@dataclass(frozen=True)
class Band:
    """From one share of the futures to another: the inner, the darker."""

    x: float
    width: float
    y: float
    height: float
    words: str


@dataclass(frozen=True)
class Mark:
    x: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Fan:
    bands: tuple[Band, ...]
    middle: float
    due: float
    due_label: Mark
    planned: float
    tenths: tuple[Mark, ...]  # where one in ten, half and nine in ten have ended
    ticks: tuple[Mark, ...]
    state: str
    words: str


def fan_of(outlook: PromiseOutlook, plan: PublishedPlan | None) -> Fan | None:
    """None where the promise was not simulated, or is done with."""
    ends = () if plan is None or not outlook.is_planned else plan.ends_of(outlook.promise.pk)
    if not ends or outlook.end is None:
        return None
    by = dict(zip(PERCENTS, ends, strict=True))
    due = outlook.promise.due
    first, last = min(by[PERCENTS[0]], due, outlook.end), max(by[PERCENTS[-1]], due, outlook.end)
    length = max(timedelta(days=1), last - first)

    def x(at: datetime) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * ((at - first) / length), 1)

    bands = tuple(
        Band(x(by[low]), max(1.5, round(x(by[high]) - x(by[low]), 1)), TOP + 2 * k, BOTTOM - TOP - 4 * k, span_words(by[low], by[high], high - low))
        for k, (low, high) in enumerate(NESTED)
    )
    return Fan(
        bands,
        x(by[50]),
        x(due),
        Mark(x(due), f"promised {day_in_words(last_day(due))}", anchor(x(due))),
        x(outlook.end),
        tuple(Mark(x(by[p]), label) for p, label in ((10, "1 in 10"), (50, "half"), (90, "9 in 10"))),
        tuple(Mark(x(at), day_in_words(last_day(at)), side) for at, side in ((first, "start"), (last, "end"))),
        outlook.state,
        sentence(outlook, by, due),
    )


def sentence(outlook: PromiseOutlook, by: dict[int, datetime], due: datetime) -> str:
    chance = "" if outlook.chance is None else f", which {percent(outlook.chance)} of the futures keep"
    return (
        f"In one of ten simulated futures it ends by {end_in_words(by[10])}, in half of them by {end_in_words(by[50])}, "
        f"in nine of ten by {end_in_words(by[90])}; it is promised for {end_in_words(due)}{chance}."
    )


def span_words(low: datetime, high: datetime, share: int) -> str:
    return f"{share} % of the futures end from {end_in_words(low)} to {end_in_words(high)}"


def anchor(x: float) -> str:
    """Where a label stands so that it is not cut off."""
    return "start" if x < WIDTH / 3 else "end" if x > WIDTH * 2 / 3 else "middle"


def fans_of(outlooks: Sequence[PromiseOutlook], plan: PublishedPlan | None) -> dict[int, Fan]:
    """By the promises' keys."""
    found = {outlook.promise.pk: fan_of(outlook, plan) for outlook in outlooks}
    return {key: fan for key, fan in found.items() if fan is not None}
