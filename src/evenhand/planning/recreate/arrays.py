"""A compiled problem as flat arrays for the kernels, and which problems they understand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.planning.compiled import Compiled, CompiledMode
from evenhand.planning.insertion import order_within
from evenhand.planning.parts import Stretch
from evenhand.planning.rcpsp.kernel import Ints, Longs

Bools = npt.NDArray[np.bool_]


class Instance(NamedTuple):
    """The problem. Ranges are half-open: what belongs to k lies in ``x[x_from[k] : x_from[k + 1]]``.

    All that is counted with is 64 bits wide, so that each kernel is compiled once. Modes are numbered over all activities. ``calendar[m]``: row of ``working`` and ``nth``, or -1 for work that does not
    pause. ``working[c, t]``: open slots before t; ``nth[c, k]``: the k-th open slot. ``state[a]``: product and band as one
    number, -1 without a product; ``setups[x, s, s']``: changeovers of matrix x. ``pair_*``: which modes of two
    activities go together. ``members``: what may move of each project, in an order in which links lead forwards.
    """

    now: int
    horizon: int
    capacity: Ints  # (resources, horizon)
    is_unit: Bools
    first: Longs
    last: Longs
    mode_from: Longs
    duration: Longs
    calendar: Longs
    need_from: Longs
    need_resource: Longs
    need_amount: Longs
    working: Ints  # (calendars, horizon + 2)
    nth: Ints  # (calendars, horizon + 1)
    state: Longs
    matrix: Longs  # of each resource, or -1
    setups: Longs  # (matrices, states, states)
    longest: Longs  # changeover of each resource
    link_from: Longs
    link_other: Longs
    link_arrives: Bools  # at this activity, or leaves from it
    link_end_here: Bools
    link_end_there: Bools
    link_lag: Longs
    link_most: Longs  # -1: none
    pair_from: Longs
    pair_other: Longs
    pair_at: Longs
    goes_together: Bools
    run_next: Longs
    run_before: Longs
    member_from: Longs
    members: Longs
    project_of: Longs
    user_from: Longs  # of each resource
    users: Longs  # what may move and has a mode on it
    places: int  # so many activities may be on one unit at the most


def suits(compiled: Compiled) -> bool:
    """Whether the kernels know all that the problem has: no holding work, no stocks, no work without length on units, one campaign a place."""
    movable = [a for a in range(len(compiled.activities)) if a not in compiled.facts]
    if any(compiled.activities[a].stretch is Stretch.HOLDING or compiled.activities[a].frozen is not None for a in movable):
        return False
    if any(m.stock or (m.units and not m.duration) for a in range(len(compiled.activities)) for m in compiled.modes[a]):
        return False
    before, after = [b for b, _ in compiled.runs], [a for _, a in compiled.runs]
    return len(set(before)) == len(before) and len(set(after)) == len(after)


def instance_of(compiled: Compiled) -> Instance:
    """The arrays of a problem that `suits`."""
    c = compiled
    modes = [m for of in c.modes for m in of]
    activity_of_mode = [a for a, of in enumerate(c.modes) for _ in of]
    calendar, working, nth = _calendars(c, modes, activity_of_mode)
    state, matrix, setups = _changeovers(c)
    link_from, links = _links(c)
    pair_from, pairs, goes_together = _pairs(c)
    run_next, run_before = np.full(len(c.activities), -1, dtype=np.int64), np.full(len(c.activities), -1, dtype=np.int64)
    for before, after in c.runs:
        run_next[before], run_before[after] = after, before
    movable = [order_within(c, [a for a in members if a not in c.facts]) for members in c.activities_of]
    using = _using(c)
    return Instance(
        c.problem.now,
        c.horizon,
        np.array(c.capacity, dtype=np.int32).reshape(len(c.resources), c.horizon),
        np.array(c.is_unit, dtype=np.bool_),
        _ints(c.first),
        _ints(c.last),
        _from([len(of) for of in c.modes]),
        _ints([m.duration for m in modes]),
        calendar,
        _from([len(m.needs) for m in modes]),
        _ints([r for m in modes for r, _ in m.needs]),
        _ints([n for m in modes for _, n in m.needs]),
        working,
        nth,
        state,
        matrix,
        setups,
        _ints([c.longest_setup.get(r, 0) for r in range(len(c.resources))]),
        link_from,
        _ints([x[0] for x in links]),
        np.array([x[1] for x in links], dtype=np.bool_),
        np.array([x[2] for x in links], dtype=np.bool_),
        np.array([x[3] for x in links], dtype=np.bool_),
        _ints([x[4] for x in links]),
        _ints([x[5] for x in links]),
        pair_from,
        _ints([other for other, _ in pairs]),
        _ints([at for _, at in pairs]),
        goes_together,
        run_next,
        run_before,
        _from([len(m) for m in movable]),
        _ints([a for m in movable for a in m]),
        _ints(c.project_of),
        _from([sum(a not in c.facts for a in u) for u in using]),
        _ints([a for u in using for a in u if a not in c.facts]),
        1 + max((len(u) for u, is_unit in zip(using, c.is_unit, strict=True) if is_unit), default=0),
    )


def _ints(values: Sequence[int]) -> Longs:
    return np.array(values, dtype=np.int64)


def _from(lengths: Sequence[int]) -> Longs:
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


def _using(c: Compiled) -> list[list[int]]:
    """For every resource the activities that have a mode on it, in order."""
    using: list[list[int]] = [[] for _ in c.resources]
    for a, modes in enumerate(c.modes):
        for r in sorted({r for m in modes for r, _ in m.needs}):
            using[r].append(a)
    return using


def _calendars(c: Compiled, modes: Sequence[CompiledMode], activity_of_mode: Sequence[int]) -> tuple[Longs, Ints, Ints]:
    rows: dict[tuple[int, ...], int] = {}
    of_mode = []
    for m, a in zip(modes, activity_of_mode, strict=True):
        pausable = c.activities[a].stretch is Stretch.PAUSABLE and m.duration > 0
        of_mode.append(rows.setdefault(tuple(r for r, _ in m.needs), len(rows)) if pausable else -1)
    working = np.zeros((max(1, len(rows)), c.horizon + 2), dtype=np.int32)
    nth = np.full((max(1, len(rows)), c.horizon + 1), c.horizon, dtype=np.int32)
    for resources, k in rows.items():
        is_open = c.open(resources)
        working[k, 1 : c.horizon + 1] = np.cumsum(is_open)
        working[k, c.horizon + 1] = working[k, c.horizon]
        at = np.flatnonzero(is_open)
        nth[k, : len(at)] = at
    return _ints(of_mode), working, nth


def _changeovers(c: Compiled) -> tuple[Longs, Longs, Longs]:
    made = sorted({(a.product, a.band) for a in c.activities if a.product is not None})
    number = {x: k for k, x in enumerate(made)}
    state = _ints([-1 if a.product is None else number[a.product, a.band] for a in c.activities])
    matrices = sorted({id(x): x for x in c.changeovers.values()}.values(), key=lambda x: min(c.resource_index[u] for u in x.units))
    matrix = _ints([next((k for k, x in enumerate(matrices) if c.changeovers.get(r) is x), -1) for r in range(len(c.resources))])
    setups = np.zeros((max(1, len(matrices)), max(1, len(made)), max(1, len(made))), dtype=np.int64)
    product_numbers = {p: k for k, p in enumerate(sorted({p for p, _ in made}))}
    products = np.array([product_numbers[p] for p, _ in made], dtype=np.int64)
    bands = np.array([b for _, b in made], dtype=np.int64)
    for k, x in enumerate(matrices):
        between = np.array(x.between, dtype=np.int64).reshape(len(x.between), -1)
        if made:
            other = between[bands[:, None], bands[None, :]] if between.size else np.zeros((len(made), len(made)), dtype=np.int64)
            setups[k] = np.where(products[:, None] == products[None, :], x.same_product, other)
    return state, matrix, setups


def _links(c: Compiled) -> tuple[Longs, list[tuple[int, bool, bool, bool, int, int]]]:
    rows: list[tuple[int, bool, bool, bool, int, int]] = []
    lengths = []
    for a, links in enumerate(c.links_of):
        lengths.append(len(links))
        for x in links:
            most = -1 if x.max_lag is None else x.max_lag
            if x.after == a:
                rows.append((x.before, True, x.at_end_after, x.at_end_before, x.lag, most))
            else:
                rows.append((x.after, False, x.at_end_before, x.at_end_after, x.lag, most))
    return _from(lengths), rows


def _pairs(c: Compiled) -> tuple[Longs, list[tuple[int, int]], Bools]:
    """For every activity: whose modes must go with its own, and where the table of what goes together begins (own mode first)."""
    tables: dict[tuple[int, int], npt.NDArray[np.bool_]] = {}

    def table(a: int, b: int) -> npt.NDArray[np.bool_]:
        return tables.setdefault((a, b), np.ones((len(c.modes[a]), len(c.modes[b])), dtype=np.bool_))

    for same, ties in ((True, c.same), (False, c.different)):
        for tie in ties:
            mine = [m.resources & tie.among for m in c.modes[tie.first]]
            theirs = [m.resources & tie.among for m in c.modes[tie.second]]
            table(tie.first, tie.second)[:] &= np.array([[(x == y) if same else not (x & y) for y in theirs] for x in mine])
    for first, mode, second, seconds in c.mode_rules:
        table(first, second)[mode, [m for m in range(len(c.modes[second])) if m not in seconds]] = False
    of: list[list[tuple[int, npt.NDArray[np.bool_]]]] = [[] for _ in c.activities]
    for (a, b), allowed in sorted(tables.items(), key=lambda x: x[0]):
        of[a].append((b, allowed))
        of[b].append((a, allowed.T))
    flat: list[npt.NDArray[np.bool_]] = []
    rows: list[tuple[int, int]] = []
    at = 0
    for others in of:
        for other, allowed in others:
            rows.append((other, at))
            flat.append(allowed.ravel())
            at += allowed.size
    return _from([len(x) for x in of]), rows, np.concatenate([*flat, np.zeros(1, dtype=np.bool_)])
