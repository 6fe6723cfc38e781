"""A flow network as arrays, ready for `evenhand.planning.right_shift`.

Every activity is a node, in topological order; one whose stretch is HOLDING has a second node, its release.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from evenhand.planning.flow import FlowNetwork, Handover, Spans
from evenhand.planning.openings import NEVER, NEXT_CLOSED, NTH_OPEN, WORKED, Calendars, Tables
from evenhand.planning.parts import Activity, ActivityId, Link, LinkKind, Slot, Stretch
from evenhand.planning.plan import Assignment

Ints = npt.NDArray[np.int64]
Records = npt.NDArray[np.void]

DRAW = 0x9E3779B97F4A7C15  # between the keys of an activity's draws
DURATION, REWORK, REWORK_DURATION, MATERIAL, CLEANING = range(5)  # which draw; cleanings are numbered from the last on

DONE, BEGUN_FIXED, BEGUN_PAUSABLE, RELEASE, FREE, FIXED, PAUSABLE = range(7)  # how a node's times come about


# Records, so that one array holds a table and machine code is made of few arguments. All times in slots.
WAIT = np.dtype(  # moment(node) >= moment(source) + lag, for the node that has the record
    [
        ("source", np.int32),
        ("from_end", np.bool_),  # which moments
        ("to_end", np.bool_),
        ("lag", np.int32),
        ("gap", np.int32),  # added once more with ``fail_chance``, drawn with ``key``
        ("fail_chance", np.float64),
        ("key", np.uint64),
    ],
    align=True,
)
NODE = np.dtype(
    [
        ("kind", np.int32),
        ("floor", np.int32),  # starts no earlier; a release: ends no earlier
        ("tight", np.int32),  # from here on a wait decides the start: between it and the floor there is no open slot
        ("start", np.int32),  # of a fact; of a release, the node of the work
        ("end", np.int32),  # of finished work
        ("likely", np.int32),  # what the calendar must have room for
        ("optimistic", np.float64),  # the estimate of the whole work,
        ("mode", np.float64),
        ("pessimistic", np.float64),
        ("share", np.float64),  # of which this share remains
        ("rework_chance", np.float64),
        ("material", np.int32),  # when it comes if it is late
        ("late_chance", np.float64),
        ("key", np.uint64),
        ("calendar", np.int32),  # row of the tables, or -1
        ("wait_first", np.int32),  # its records among the waits, half-open
        ("wait_last", np.int32),
        ("away_first", np.int32),  # its records among the absences, half-open
        ("away_last", np.int32),
    ],
    align=True,
)
AWAY = np.dtype([("start", np.int32), ("end", np.int32)])
LIMIT = np.dtype(  # moment(node) <= moment(other) + most; other -1 stands for slot 0
    [("node", np.int32), ("at_end", np.bool_), ("other", np.int32), ("other_at_end", np.bool_), ("most", np.int64)], align=True
)


class Targets(NamedTuple):
    """What is looked at: the last end of each set of nodes."""

    first: Ints
    node: Ints


@dataclass(frozen=True, slots=True)
class Wait:
    """One constraint before it becomes a record. ``cause``: the link or handover behind it."""

    source: int
    target: int
    from_end: bool
    to_end: bool
    lag: int
    cause: Link | Handover | None
    gap: int = 0
    fail_chance: float = 0.0
    key: int = 0
    is_release: bool = False


@dataclass(frozen=True)
class Futures:
    """A network ready to run. ``ends_at[a]`` and ``starts_at[a]``: the nodes of the activity at position a in the problem."""

    network: FlowNetwork
    nodes: Records  # NODE
    waits: Records  # WAIT, by node
    causes: tuple[Link | Handover | None, ...]  # of the waits
    away: Records  # AWAY, by node and time
    limits: Records  # LIMIT
    limit_of: tuple[Link | ActivityId, ...]
    tables: Tables
    horizon: int
    starts_at: Ints
    ends_at: Ints
    activity_at: Ints  # the activity of each node, by position in the problem


def as_futures(network: FlowNetwork) -> Futures:
    """The network as arrays.

    Maximal lags hold back only work that holds its resources until what waits for it goes on; all others are watched, and how
    often a future breaks them is counted. Where links run in circles, the one that reaches furthest back in time is left out.

    Raises
    ------
    ValueError
        If the horizon is 2**29 slots or more.
    """
    problem, plan = network.problem, network.plan
    if problem.horizon >= NEVER // 2:
        raise ValueError(f"Must have a horizon below {NEVER // 2} slots to be simulated; is {problem.horizon}.")
    position = {a.id: i for i, a in enumerate(problem.activities)}
    count = len(position)
    holding = [i for i, a in enumerate(problem.activities) if a.stretch is Stretch.HOLDING and not (a.actual and a.actual.end is not None)]
    release = {i: count + k for k, i in enumerate(holding)}
    waits = _without_circles(network, count + len(release), [*_link_waits(network, position, release), *_handover_waits(network, position, release)])
    activity_at = [*range(count), *holding]
    rank = network.streams.rank

    def when(v: int) -> tuple[int, ...]:
        a = plan.of[problem.activities[activity_at[v]].id]
        return (a.end if v >= count else a.start, a.end, v >= count, int(rank[activity_at[v]]))

    order = _topological(len(activity_at), waits, [when(v) for v in range(len(activity_at))])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    calendars = Calendars(problem)
    nodes, away = _nodes(network, calendars, [activity_at[v] for v in order], [v >= count for v in order])
    tables = calendars.tables()
    _set_tight(nodes, tables)
    grouped = sorted(waits, key=lambda w: (place[w.target], place[w.source], w.to_end, w.lag))
    bounds = np.searchsorted([place[w.target] for w in grouped], np.arange(len(order) + 1))
    nodes["wait_first"], nodes["wait_last"] = bounds[:-1], bounds[1:]
    limits, limit_of = _limits(network, position, release, place)
    return Futures(
        network,
        nodes,
        _wait_records(grouped, place),
        tuple(w.cause for w in grouped),
        away,
        limits,
        limit_of,
        tables,
        problem.horizon,
        place[:count],
        np.array([place[release.get(i, i)] for i in range(count)], dtype=np.int64),
        np.array([activity_at[v] for v in order], dtype=np.int64),
    )


def _link_waits(network: FlowNetwork, position: dict[ActivityId, int], release: dict[int, int]) -> list[Wait]:
    """A link is a wait; its maximal lag holds the earlier activity back if that holds its resources."""
    problem = network.problem
    found = [Wait(work, its_release, from_end=True, to_end=True, lag=0, cause=None) for work, its_release in release.items()]
    for link in problem.links:
        before, after = position[link.before], position[link.after]
        facts = [problem.activities[i].actual for i in (before, after)]
        if facts[1] is not None and (facts[0] is not None or facts[1].end is not None):
            continue
        from_end = link.kind in (LinkKind.FS, LinkKind.FF)
        to_end = link.kind in (LinkKind.SF, LinkKind.FF)
        if facts[1] is not None and not to_end:
            continue
        source = before if link.max_lag is not None or not from_end else release.get(before, before)
        target = release.get(after, after) if to_end else after
        found.append(Wait(source, target, from_end, to_end, link.lag, link))
        if from_end and link.max_lag is not None and before in release:
            later = release.get(after, after) if to_end else after
            found.append(Wait(later, release[before], to_end, to_end=True, lag=-link.max_lag, cause=link, is_release=True))
    return found


def _handover_waits(network: FlowNetwork, position: dict[ActivityId, int], release: dict[int, int]) -> list[Wait]:
    """A handover is a wait for the release, or for the work itself where the release waits for the one handed to."""
    bound = {(x.before, x.after) for x in network.problem.links if x.max_lag is not None}
    found = []
    cleanings: dict[ActivityId, int] = defaultdict(int)
    for h in sorted(network.handovers, key=lambda h: (h.gap, network.streams.rank[position[h.before]])):
        before, after = position[h.before], position[h.after]
        source = before if (h.before, h.after) in bound else release.get(before, before)
        if h.gap:
            cleanings[h.after] += 1
        key = int(network.streams.key[after]) + (CLEANING + cleanings[h.after]) * DRAW
        found.append(Wait(source, after, from_end=True, to_end=False, lag=h.gap, cause=h, gap=h.gap, fail_chance=h.fail_chance, key=key))
    return found


def _without_circles(network: FlowNetwork, count: int, waits: list[Wait]) -> list[Wait]:
    """Leave out waits until no node waits for itself: releases first, then the link that reaches furthest back in time."""
    begin = [network.plan.of[a.id].start for a in network.problem.activities]
    while True:
        tail = np.array([w.source for w in waits], dtype=np.int64)
        head = np.array([w.target for w in waits], dtype=np.int64)
        if not len(tail):
            return waits
        _, component = connected_components(coo_array((np.ones(len(tail)), (tail, head)), shape=(count, count)), connection="strong")
        inside = [w for w, c, d in zip(waits, component[tail], component[head], strict=True) if c == d]
        if not inside:
            return waits

        def backwards(w: Wait) -> tuple[bool, bool, int, int]:
            reach = begin[w.source] - begin[w.target] if max(w.source, w.target) < len(begin) else 0
            return (w.is_release, isinstance(w.cause, Link), reach, -w.lag)

        worst = max(backwards(w) for w in inside)
        dropped = next(w for w in inside if backwards(w) == worst)
        waits = [w for w in waits if w is not dropped]


def _topological(count: int, waits: Sequence[Wait], when: Sequence[tuple[int, ...]]) -> list[int]:
    """The nodes in an order in which nothing comes before what it waits for, otherwise by time in the plan."""
    missing = [0] * count
    follow: list[list[int]] = [[] for _ in range(count)]
    for wait in waits:
        missing[wait.target] += 1
        follow[wait.source].append(wait.target)
    ready = [(when[v], v) for v in range(count) if not missing[v]]
    heapq.heapify(ready)
    order = []
    while ready:
        _, v = heapq.heappop(ready)
        order.append(v)
        for follower in follow[v]:
            missing[follower] -= 1
            if not missing[follower]:
                heapq.heappush(ready, (when[follower], follower))
    return order


def _wait_records(waits: Sequence[Wait], place: Ints) -> Records:
    rows = [(place[w.source], w.from_end, w.to_end, w.lag, w.gap, w.fail_chance, w.key % 2**64) for w in waits]
    return np.array(rows, dtype=WAIT)


def _nodes(network: FlowNetwork, calendars: Calendars, activity_at: Sequence[int], is_release: Sequence[bool]) -> tuple[Records, Records]:
    """The nodes in topological order, without their waits, and their absences; ``tight`` is left as the floor."""
    problem, plan = network.problem, network.plan
    work = {i: k for k, (i, release) in enumerate(zip(activity_at, is_release, strict=True)) if not release}
    rows = []
    absences: list[Spans] = []
    for i, release in zip(activity_at, is_release, strict=True):
        activity = problem.activities[i]
        at = plan.of[activity.id]
        mode = activity.modes[at.mode]
        calendar = calendars.row(mode.demands)
        key = int(network.streams.key[i])
        away: Spans = ()
        if release:
            held = at.end if activity.actual is None and at.end > at.start + mode.duration else 0
            row = _Row(RELEASE, held, start=work[i], key=key)
        elif activity.actual is not None:
            away = calendars.short(mode.demands) if activity.stretch is Stretch.PAUSABLE else ()
            row = _fact(problem.now, activity, may_pause=calendar >= 0 or bool(away))._replace(calendar=calendar, key=key)
        else:
            kind = FREE if calendar < 0 or not mode.duration else PAUSABLE if activity.stretch is Stretch.PAUSABLE else FIXED
            away = tuple(s for s in network.away.get(activity.id, ()) if s[1] > at.start) if mode.duration else ()
            if away and kind == FREE:
                kind = FIXED
            row = _waiting(activity, at, kind)._replace(calendar=calendar, key=key)
        rows.append(row)
        absences.append(away)
    return _node_records(rows, absences), np.array([span for away in absences for span in away], dtype=AWAY)


class _Row(NamedTuple):
    """One node before it becomes a record; see `NODE`."""

    kind: int
    floor: int
    start: int = 0
    end: int = 0
    likely: int = 0
    optimistic: float = 0.0
    mode: float = 0.0
    pessimistic: float = 0.0
    share: float = 1.0
    rework_chance: float = 0.0
    material: int = 0
    late_chance: float = 0.0
    key: int = 0
    calendar: int = -1


def _estimate(activity: Activity, mode: int) -> tuple[float, float, float]:
    m = activity.modes[mode]
    low = m.duration if m.optimistic is None else m.optimistic
    high = m.duration if m.pessimistic is None else m.pessimistic
    return float(low), float(m.duration), float(high)


def _fact(now: Slot, activity: Activity, *, may_pause: bool) -> _Row:
    """Finished work is certain; of started work, what remains varies in proportion to the whole."""
    actual = activity.actual
    assert actual is not None
    if actual.end is not None:
        return _Row(DONE, actual.start, actual.start, actual.end)
    assert actual.remaining is not None
    likely = activity.modes[actual.mode].duration
    estimate = _estimate(activity, actual.mode) if likely else (float(actual.remaining),) * 3
    share = actual.remaining / likely if likely else 1.0
    kind = BEGUN_PAUSABLE if activity.stretch is Stretch.PAUSABLE and may_pause and actual.remaining else BEGUN_FIXED
    return _Row(kind, now, actual.start, 0, actual.remaining, *estimate, share, activity.rework_chance)


def _waiting(activity: Activity, at: Assignment, kind: int) -> _Row:
    late = activity.late_material
    material, chance = (activity.earliest_start + late.delay, late.chance) if late else (0, 0.0)
    likely = activity.modes[at.mode].duration
    return _Row(kind, at.start, 0, 0, likely, *_estimate(activity, at.mode), 1.0, activity.rework_chance, material, chance)


def _node_records(rows: Sequence[_Row], absences: Sequence[Spans]) -> Records:
    nodes = np.zeros(len(rows), dtype=NODE)
    for name in _Row._fields:
        nodes[name] = [getattr(row, name) for row in rows]
    nodes["tight"] = nodes["floor"]
    nodes["away_last"] = np.cumsum([len(away) for away in absences])
    nodes["away_first"] = nodes["away_last"] - [len(away) for away in absences]
    return nodes


def _set_tight(nodes: Records, tables: Tables) -> None:
    """The first slot from which work that may begin then begins at the floor and no earlier."""
    for k in np.flatnonzero((nodes["calendar"] >= 0) & ((nodes["kind"] == FIXED) | (nodes["kind"] == PAUSABLE))):
        table = tables[nodes["calendar"][k]]
        needed = 1 if nodes["kind"][k] == PAUSABLE else int(nodes["likely"][k])
        nodes["tight"][k] = tight_start(table, int(nodes["floor"][k]), needed)


def tight_start(table: npt.NDArray[np.int32], floor: Slot, needed: int) -> Slot:
    """The first slot from which the next opening of ``needed`` slots begins at ``floor`` or later, if it does at ``floor``."""
    at = floor
    while table[WORKED, at] > 0:
        end = int(table[NTH_OPEN, table[WORKED, at] - 1]) + 1  # of the opening before
        if end == floor:
            return floor
        begin = int(np.searchsorted(table[NEXT_CLOSED], end))
        if end - begin >= needed:
            return end - needed + 1
        at = begin
    return 0


def _limits(
    network: FlowNetwork, position: dict[ActivityId, int], release: dict[int, int], place: Ints
) -> tuple[Records, tuple[Link | ActivityId, ...]]:
    """Every maximal lag and hard end that the plan keeps, to be watched."""
    rows: list[tuple[int, bool, int, bool, int]] = []
    limit_of: list[Link | ActivityId] = []

    def node(activity: ActivityId, *, at_end: bool) -> int:
        i = position[activity]
        return int(place[release.get(i, i) if at_end else i])

    for link in network.problem.links:
        from_end, to_end = link.kind in (LinkKind.FS, LinkKind.FF), link.kind in (LinkKind.SF, LinkKind.FF)
        before, after = network.plan.of[link.before], network.plan.of[link.after]
        if link.max_lag is not None and (after.end if to_end else after.start) - (before.end if from_end else before.start) <= link.max_lag:
            rows.append((node(link.after, at_end=to_end), to_end, node(link.before, at_end=from_end), from_end, link.max_lag))
            limit_of.append(link)
    for activity in network.problem.activities:
        if activity.latest_end is not None and network.plan.of[activity.id].end <= activity.latest_end:
            rows.append((node(activity.id, at_end=True), True, -1, False, activity.latest_end))
            limit_of.append(activity.id)
    return np.array(rows, dtype=LIMIT), tuple(limit_of)
