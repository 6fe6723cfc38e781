"""Which published starts are frozen: those in the frozen weeks that the facts still allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from evenhand.planning.problem import Activity, ActivityId, Frozen, Problem
from evenhand.planning.unhindered import earliest_spans


def freeze_published(problem: Problem, never: Collection[ActivityId] = ()) -> tuple[Problem, tuple[ActivityId, ...]]:
    """The problem with every published start from now to the end of the frozen weeks frozen, and what could not be.

    An activity is left unfrozen where facts make its published start impossible: a material or a quality hold comes later, or by
    links from started and other frozen work its earliest start lies later, or it is closed then. Started work, what is frozen already, and those
    in ``never`` are left as they are.
    """
    wanted: dict[ActivityId, Frozen] = {}
    left: list[ActivityId] = []
    for place in problem.published:
        activity = problem.activity[place.activity]
        if activity.actual is not None or activity.frozen is not None or activity.id in never:
            continue
        if place.start >= problem.frozen_until:
            continue
        if place.start < max(problem.now, activity.earliest_start, activity.hold_until or 0):
            left.append(activity.id)
        else:
            wanted[activity.id] = Frozen(place.start, place.mode)
    if wanted:
        near = _with_all_before(problem, wanted)
        while impossible := _moved(problem, near, wanted):
            left += impossible
            wanted = {a: f for a, f in wanted.items() if a not in impossible}
    activities = tuple(replace(a, frozen=wanted[a.id]) if a.id in wanted else a for a in problem.activities)
    in_order = {a.id: i for i, a in enumerate(problem.activities)}
    return (replace(problem, activities=activities) if wanted else problem), tuple(sorted(left, key=in_order.__getitem__))


def _moved(problem: Problem, near: Collection[ActivityId], wanted: Mapping[ActivityId, Frozen]) -> frozenset[ActivityId]:
    """Those that would have to start later than they are wanted, if nothing but links, calendars and materials held them."""
    from_now = replace(problem, frozen_until=problem.now)
    spans = earliest_spans(from_now, [_as_wanted(problem, problem.activity[a], wanted) for a in near])
    return frozenset(a for a, frozen in wanted.items() if spans[a][0] > frozen.start)


def _as_wanted(problem: Problem, activity: Activity, wanted: Mapping[ActivityId, Frozen]) -> Activity:
    """Free to start from its published start on, in its published mode; or, where it is not to be frozen, after the frozen weeks."""
    if activity.id in wanted:
        frozen = wanted[activity.id]
        return replace(activity, earliest_start=frozen.start, latest_end=None, modes=(activity.modes[frozen.mode],))
    if activity.actual is not None or activity.frozen is not None:
        return activity
    return replace(activity, earliest_start=max(activity.earliest_start, problem.frozen_until), latest_end=None)


def _with_all_before(problem: Problem, wanted: Collection[ActivityId]) -> list[ActivityId]:
    """These activities and all that links lead from to them, in the order of the problem."""
    before: dict[ActivityId, list[ActivityId]] = defaultdict(list)
    for link in problem.links:
        before[link.after].append(link.before)
    found = set(wanted)
    waiting = list(wanted)
    while waiting:
        for name in before[waiting.pop()]:
            if name not in found:
                found.add(name)
                waiting.append(name)
    return [a.id for a in problem.activities if a.id in found]
