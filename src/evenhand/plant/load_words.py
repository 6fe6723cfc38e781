"""How full the units are, in a sentence: which are the tightest, and in which weeks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from evenhand.plant.capacity import Week
from evenhand.plant.length_words import spelled
from evenhand.records.day_words import day_in_words

FULL = 0.9  # of what there is
NEXT = 2  # units that are named after the tightest


def load_sentence(units: Sequence[tuple[str, Sequence[Week]]]) -> str:
    """Names of units and their weeks; empty where nothing is planned."""
    ranked = sorted(((mean(weeks), name, weeks) for name, weeks in units if any(w.share for w in weeks)), key=lambda x: (-x[0], x[1]))
    if not ranked:
        return ""
    share, name, weeks = ranked[0]
    others = [f"{other} ({percent_full(much)})" for much, other, _ in ranked[1 : NEXT + 1]]
    then = f" Next {'come' if len(others) > 1 else 'comes'} {' and '.join(others)}." if others else ""
    return f"{name} is the tightest unit: {percent_full(share)} full over the next {len(weeks)} weeks, {full_weeks(weeks)}.{then}"


def full_weeks(weeks: Sequence[Week]) -> str:
    """When it is full: every stretch of weeks, if there are few."""
    full = [k for k, week in enumerate(weeks) if (week.share or 0.0) >= FULL]
    if not full:
        most = max(weeks, key=lambda week: week.share or 0.0)
        return f"fullest in the week of {day_in_words(most.monday)} ({percent_full(most.share or 0.0)})"
    stretches = [[k for _, k in run] for _, run in groupby(enumerate(full), key=lambda x: x[1] - x[0])]
    if len(stretches) > 2:
        return f"{percent_full(FULL)} or more in {spelled(len(full), 'week')}, the first that of {day_in_words(weeks[full[0]].monday)}"
    return f"{percent_full(FULL)} or more in {' and in '.join(stretch_words([weeks[k] for k in run]) for run in stretches)}"


def stretch_words(weeks: Sequence[Week]) -> str:
    first, last = day_in_words(weeks[0].monday), day_in_words(weeks[-1].monday)
    return f"the week of {first}" if len(weeks) == 1 else f"the {spelled(len(weeks), 'week')} from {first} to that of {last}"


def mean(weeks: Sequence[Week]) -> float:
    """Of the weeks in which it is open."""
    shares = [week.share for week in weeks if week.share is not None]
    return sum(shares) / len(shares) if shares else 0.0


def percent_full(share: float) -> str:
    return f"{100 * share:.0f} %"
