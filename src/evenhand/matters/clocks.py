"""What a matter's clocks have done by a moment, from stored times alone. Pure: no database, no clock of its own.

A matter begins with the team, or at once with senior management where safety or critical quality is touched. What is not settled when a tier's clock runs
out is on the next tier from that moment on, whether or not anybody noted it. On tier 3 two clocks run: to acknowledge, which stands still for nothing, and
to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from evenhand.matters.working_time import Span, WorkingTime

TOP = 3


class Hand(StrEnum):
    """The clocks: what each measures."""

    TEAM = "team"
    SITE = "site"
    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"


OF_TIER = {1: Hand.TEAM, 2: Hand.SITE, 3: Hand.DECIDE}


class Kind(StrEnum):
    """What clocks do."""

    ESCALATED = "escalated"
    ACKNOWLEDGEMENT_LATE = "acknowledgement late"
    DECISION_LATE = "decision late"


@dataclass(frozen=True)
class Length:
    """How long a clock runs, and in which time."""

    time: timedelta
    counted_in: WorkingTime


Lengths = Callable[[Hand, datetime], Length]  # of a clock that begins at a moment


@dataclass(frozen=True)
class Facts:
    """What is stored of a matter. ``tier`` and ``since`` are as recorded; pauses are half-open, one under way ends when it must at the latest."""

    tier: int
    since: datetime
    goes_up_at_once: bool = False
    acknowledged_at: datetime | None = None
    ended_at: datetime | None = None
    pauses: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.tier <= TOP:
            raise ValueError(f"Must be on tier 1, 2 or 3; is {self.tier}.")


@dataclass(frozen=True)
class Happening:
    """Something that a clock did, and when."""

    kind: Kind
    at: datetime
    tier: int


@dataclass(frozen=True)
class Clock:
    """One clock at a moment. ``due`` is None while it stands still, and where its calendar never opens."""

    hand: Hand
    began: datetime
    length: timedelta
    used: timedelta
    due: datetime | None
    is_paused: bool = False
    every_hour: bool = True

    @property
    def left(self) -> timedelta:
        return max(timedelta(), self.length - self.used)

    @property
    def has_run_out(self) -> bool:
        return self.used >= self.length

    @property
    def share(self) -> float:
        """How much of it is used, from 0 to 1."""
        return min(1.0, self.used / self.length) if self.length else 1.0


@dataclass(frozen=True)
class Standing:
    """Where a matter is at a moment. ``happenings``: what its clocks did since what is recorded, in order; ``clocks``: those that run now."""

    tier: int
    since: datetime
    happenings: tuple[Happening, ...]
    clocks: tuple[Clock, ...]

    @property
    def clock(self) -> Clock | None:
        """The one that is most urgent: to acknowledge before to decide."""
        return self.clocks[0] if self.clocks else None


def standing(facts: Facts, lengths: Lengths, now: datetime) -> Standing:
    """Where the matter is at ``now``, or was when it ended."""
    until = now if facts.ended_at is None else min(now, facts.ended_at)
    happenings = list(rises(facts, lengths, until))
    tier, since = (happenings[-1].tier, happenings[-1].at) if happenings else (facts.tier, facts.since)
    happenings += lapses(facts, lengths, tier, since, until)
    happenings.sort(key=lambda happening: happening.at)
    running = () if facts.ended_at is not None and facts.ended_at <= now else tuple(clocks(facts, lengths, tier, since, now))
    return Standing(tier, since, tuple(happenings), running)


def rises(facts: Facts, lengths: Lengths, until: datetime) -> Iterator[Happening]:
    """From tier to tier, by the clocks."""
    tier, since = facts.tier, facts.since
    if facts.goes_up_at_once and tier < TOP:
        yield Happening(Kind.ESCALATED, since, TOP)
        return
    while tier < TOP:
        due = runs_out(facts, lengths, OF_TIER[tier], since)
        if due is None or due > until:
            return
        tier, since = tier + 1, due
        yield Happening(Kind.ESCALATED, since, tier)


def lapses(facts: Facts, lengths: Lengths, tier: int, since: datetime, until: datetime) -> Iterator[Happening]:
    """On tier 3: what was not acknowledged or not decided in time."""
    if tier < TOP:
        return
    acknowledge = runs_out(facts, lengths, Hand.ACKNOWLEDGE, since)
    if acknowledge is not None and acknowledge <= until and (facts.acknowledged_at is None or facts.acknowledged_at > acknowledge):
        yield Happening(Kind.ACKNOWLEDGEMENT_LATE, acknowledge, TOP)
    decide = runs_out(facts, lengths, Hand.DECIDE, since)
    if decide is not None and decide <= until:
        yield Happening(Kind.DECISION_LATE, decide, TOP)


def clocks(facts: Facts, lengths: Lengths, tier: int, since: datetime, now: datetime) -> Iterator[Clock]:
    if tier == TOP and facts.acknowledged_at is None:
        yield clock_at(facts, lengths, Hand.ACKNOWLEDGE, since, now)
    yield clock_at(facts, lengths, OF_TIER[tier], since, now)


def clock_at(facts: Facts, lengths: Lengths, hand: Hand, began: datetime, now: datetime) -> Clock:
    length = lengths(hand, began)
    still = pauses_of(facts, hand)
    used = min(length.time, length.counted_in.between(began, now, still))
    is_paused = used < length.time and any(start <= now < end for start, end in still)
    due = None if is_paused else runs_out(facts, lengths, hand, began)
    return Clock(hand, began, length.time, used, due, is_paused, length.counted_in.is_always_open)


def runs_out(facts: Facts, lengths: Lengths, hand: Hand, began: datetime) -> datetime | None:
    """By the calendar it is counted in; where that does not open for long enough in years, by every hour: no clock stands still for want of a calendar."""
    length, still = lengths(hand, began), pauses_of(facts, hand)
    due = length.counted_in.after(began, length.time, still)
    return due if due is not None else WorkingTime(length.counted_in.zone).after(began, length.time, still)


def pauses_of(facts: Facts, hand: Hand) -> tuple[Span, ...]:
    """To acknowledge stands still for nothing."""
    return () if hand is Hand.ACKNOWLEDGE else facts.pauses
