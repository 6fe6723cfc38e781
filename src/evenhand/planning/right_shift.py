"""Many futures run through a network at once: nothing starts before its planned start, and nothing before what it waits for.

For every node in turn, over a block of futures: draw what is uncertain, take the latest of what it waits for, and let its
calendar say when it begins and ends. A row holds the same moment in all futures of a block, so memory is read in sequence.
Numbers are counter-based (SplitMix64: Steele, Lea & Flood 2014): the draw of an activity in a future depends on
the activity's key, the seed and the future's number alone, whatever is drawn elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple, ParamSpec, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from evenhand.planning.futures import (
    BEGUN_FIXED,
    BEGUN_PAUSABLE,
    DONE,
    DRAW,
    DURATION,
    FIXED,
    FREE,
    MATERIAL,
    PAUSABLE,
    RELEASE,
    REWORK,
    REWORK_DURATION,
    Records,
    Targets,
)
from evenhand.planning.openings import NEXT_CLOSED, NEXT_OPEN, NTH_OPEN, WORKED, Tables

Rows = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
P = ParamSpec("P")
R = TypeVar("R")

_DRAW = np.uint64(DRAW)
START, END, BOUND = 0, 1, 2
LOW, HIGH, LENGTH = 0, 1, 2


class Run(NamedTuple):
    """What is run: the records of a network, and the seed."""

    nodes: Records
    waits: Records
    away: Records
    tables: Tables
    horizon: int
    seed: np.uint64


class Block(NamedTuple):
    """Futures side by side, from the one numbered ``first`` on.

    ``moments[START]``, ``moments[END]`` and ``moments[BOUND]`` have a row a node; the last names the node that decided the start, -1 if none.
    ``scratch[LOW]``, ``scratch[HIGH]``, ``scratch[LENGTH]`` are of the node at hand: bounds on start and end, duration.
    """

    first: int
    moments: Rows
    scratch: Rows


class Openings(NamedTuple):
    """When one node may work: its calendar (if ``has_calendar``), its absences, its likely duration; see `NODE`."""

    has_calendar: bool
    table: Rows
    opened: int  # open slots before the horizon
    horizon: int
    away: Records
    likely: int


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code, kept on disk, not holding the interpreter's lock."""
    return cast("Callable[P, R]", numba.njit(cache=True, nogil=True)(function))


@compiled
def _mixed(x: np.uint64) -> np.uint64:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@compiled
def _stream(key: np.uint64, draw: int, seed: np.uint64) -> np.uint64:
    return _mixed(_mixed(key + np.uint64(draw) * _DRAW) ^ seed)


@compiled
def _uniform(stream: np.uint64, future: int) -> float:
    """A number in [0, 1)."""
    return float(_mixed(stream + np.uint64(future + 1) * _DRAW) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def _triangular(u: float, low: float, mode: float, high: float) -> float:
    """The inverse of the triangular distribution function."""
    width = high - low
    is_low = u * width < mode - low
    reach = sqrt(width * (u * (mode - low) if is_low else (1.0 - u) * (high - mode)))
    return low + reach if is_low else high - reach


@compiled
def _duration(run: Run, k: int, share: float, u: float) -> int:
    """So much of the work's whole duration, to the nearest slot."""
    node = run.nodes[k]
    return int(share * _triangular(u, node["optimistic"], node["mode"], node["pessimistic"]) + 0.5)


@compiled
def _draw_lengths(run: Run, k: int, first: int, lengths: Rows) -> None:
    node = run.nodes[k]
    low, mode, high, share = node["optimistic"], node["mode"], node["pessimistic"], node["share"]
    if low == high:
        for f in range(len(lengths)):
            lengths[f] = np.int32(share * mode + 0.5)
        return
    stream = _stream(node["key"], DURATION, run.seed)
    for f in range(len(lengths)):
        lengths[f] = np.int32(share * _triangular(_uniform(stream, first + f), low, mode, high) + 0.5)


@compiled
def _openings(run: Run, k: int) -> Openings:
    node = run.nodes[k]
    table = run.tables[max(node["calendar"], 0)]
    away = run.away[node["away_first"] : node["away_last"]]
    return Openings(node["calendar"] >= 0, table, int(table[WORKED, run.horizon]), run.horizon, away, int(node["likely"]))


@compiled
def _clear_of_absences(openings: Openings, start: int, end: int) -> int:
    """``start`` if no absence falls within ``[start, end)``, otherwise the end of the first that does."""
    low, high = 0, len(openings.away)
    while low < high:
        middle = (low + high) // 2
        if openings.away[middle]["end"] > start:
            high = middle
        else:
            low = middle + 1
    if low < len(openings.away) and openings.away[low]["start"] < end:
        return int(openings.away[low]["end"])
    return start


@compiled
def _nth_open(openings: Openings, n: int) -> int:
    """The slot of the n-th open slot; past the horizon every slot is open."""
    return int(openings.table[NTH_OPEN, n]) if n < openings.opened else openings.horizon + n - openings.opened


@compiled
def _worked(openings: Openings, slot: int) -> int:
    return int(openings.table[WORKED, slot]) if slot < openings.horizon else openings.opened + slot - openings.horizon


@compiled
def _begin_fixed(openings: Openings, at: int) -> int:
    """The first start at or after ``at`` with an opening as long as the likely duration."""
    while at < openings.horizon:
        if openings.has_calendar:
            at = int(openings.table[NEXT_OPEN, at])
            if at >= openings.horizon:
                break
            closes = int(openings.table[NEXT_CLOSED, at])
            if closes < at + openings.likely:
                at = closes
                continue
        clear = _clear_of_absences(openings, at, at + openings.likely) if len(openings.away) else at
        if clear == at:
            break
        at = clear
    return at


@compiled
def _begin_pausable(openings: Openings, at: int, end_not_before: int) -> int:
    """The number of the open slot, at ``at`` or after, from which the likely duration, closed time paused over, ends late enough."""
    first = _worked(openings, at)
    if end_not_before > 0:
        first = max(first, _worked(openings, end_not_before - 1) - openings.likely + 1)
    while len(openings.away):
        at = _nth_open(openings, first)
        clear = _clear_of_absences(openings, at, _nth_open(openings, first + openings.likely - 1) + 1)
        if clear == at:
            break
        first = _worked(openings, clear)
    return first


@compiled
def _end_of_work(openings: Openings, at: int, length: int, pausable: bool) -> int:  # noqa: FBT001  (machine code takes no keywords)
    """The end of so much work begun at ``at`` or later."""
    if length == 0:
        return at
    if pausable and openings.has_calendar:
        return _nth_open(openings, _begin_pausable(openings, at, 0) + length - 1) + 1
    return _begin_fixed(openings, at) + length


@compiled
def _wait(run: Run, block: Block, k: int) -> None:
    """The latest of what node k waits for, as bounds on its start and its end; and which node gave it (-1: none)."""
    node, low, high, bound, size = run.nodes[k], block.scratch[LOW], block.scratch[HIGH], block.moments[BOUND, k], block.scratch.shape[1]
    latest = block.scratch[LENGTH]  # not yet in use for this node
    for f in range(size):
        latest[f] = node["tight"] - 1
        low[f] = node["floor"]
        high[f] = 0
        bound[f] = -1
    if node["late_chance"] > 0.0:
        stream, chance, material = _stream(node["key"], MATERIAL, run.seed), node["late_chance"], node["material"]
        for f in range(size):
            if _uniform(stream, block.first + f) < chance and material > low[f]:
                low[f] = material
                latest[f] = material
    for c in range(node["wait_first"], node["wait_last"]):
        wait = run.waits[c]
        source, lag, gap, fails = wait["source"], wait["lag"], wait["gap"], wait["fail_chance"]
        moments = block.moments[END if wait["from_end"] else START, source]
        target, back = (high, node["likely"]) if wait["to_end"] else (low, np.int32(0))
        stream = _stream(wait["key"], 0, run.seed)
        for f in range(size):
            at = moments[f] + lag
            if fails > 0.0 and _uniform(stream, block.first + f) < fails:
                at += gap
            target[f] = max(target[f], at)
            decides = at - back > latest[f]
            latest[f] = at - back if decides else latest[f]
            bound[f] = source if decides else bound[f]


@compiled
def _work_over_closed_time(run: Run, block: Block, k: int) -> None:
    """Start and end of pausable work that has not started."""
    openings, horizon, opened = (
        _openings(run, k),
        run.horizon,
        run.tables[run.nodes[k]["calendar"], WORKED, run.horizon],
    )
    worked, nth = openings.table[WORKED], openings.table[NTH_OPEN]
    low, high, lengths, starts, ends = block.scratch[LOW], block.scratch[HIGH], block.scratch[LENGTH], block.moments[START, k], block.moments[END, k]
    never_away = len(openings.away) == 0
    for f in range(len(low)):
        if never_away and high[f] == 0:
            first = worked[low[f]] if low[f] < horizon else opened + low[f] - horizon
        else:
            first = _begin_pausable(openings, int(low[f]), int(high[f]))
        last = first + lengths[f] - 1
        starts[f] = nth[first] if first < opened else horizon + first - opened
        end = nth[last] + 1 if 0 <= last < opened else horizon + last - opened + 1
        ends[f] = max(end if lengths[f] else starts[f], high[f])


@compiled
def _work(run: Run, block: Block, k: int) -> None:
    """Start and end of work that has not ended, from its bounds."""
    kind, likely, start, openings = run.nodes[k]["kind"], run.nodes[k]["likely"], run.nodes[k]["start"], _openings(run, k)
    low, high, lengths, starts, ends = block.scratch[LOW], block.scratch[HIGH], block.scratch[LENGTH], block.moments[START, k], block.moments[END, k]
    if kind == FREE:
        for f in range(len(low)):
            starts[f] = max(low[f], high[f] - likely)
            ends[f] = max(starts[f] + lengths[f], high[f])
    elif kind == FIXED:
        for f in range(len(low)):
            starts[f] = _begin_fixed(openings, max(int(low[f]), int(high[f]) - likely))
            ends[f] = max(starts[f] + lengths[f], high[f])
    elif kind == BEGUN_FIXED:
        for f in range(len(low)):
            starts[f] = start
            ends[f] = max(low[f] + lengths[f], high[f])
    else:
        for f in range(len(low)):
            starts[f] = start
            ends[f] = max(_end_of_work(openings, int(low[f]), int(lengths[f]), kind == BEGUN_PAUSABLE), high[f])


@compiled
def _work_again(run: Run, block: Block, k: int) -> None:
    """Work done again, in full, after its first end; it keeps what it holds in between."""
    node = run.nodes[k]
    fails, often = _stream(node["key"], REWORK, run.seed), _stream(node["key"], REWORK_DURATION, run.seed)
    kind, chance, certain, openings, ends = (
        node["kind"],
        node["rework_chance"],
        node["optimistic"] == node["pessimistic"],
        _openings(run, k),
        block.moments[END, k],
    )
    for f in range(len(ends)):
        if _uniform(fails, block.first + f) < chance:
            length = int(node["mode"]) if certain else _duration(run, k, 1.0, _uniform(often, block.first + f))
            if kind in (FREE, BEGUN_FIXED):
                ends[f] += length
            else:
                ends[f] = _end_of_work(openings, int(ends[f]), length, kind != FIXED)


@compiled
def _release(run: Run, block: Block, k: int) -> None:
    """A release comes with the last of what it waits for, the work itself among it."""
    low, high, work = block.scratch[LOW], block.scratch[HIGH], run.nodes[k]["start"]
    for f in range(len(low)):
        block.moments[START, k, f] = block.moments[START, work, f]
        block.moments[END, k, f] = max(low[f], high[f])


@compiled
def _done(run: Run, block: Block, k: int) -> None:
    for f in range(block.moments.shape[2]):
        block.moments[START, k, f] = run.nodes[k]["start"]
        block.moments[END, k, f] = run.nodes[k]["end"]
        block.moments[BOUND, k, f] = -1


@compiled
def run_block(run: Run, block: Block) -> None:
    """Fill the rows of every node."""
    for k in range(len(run.nodes)):
        kind = run.nodes[k]["kind"]
        if kind == DONE:
            _done(run, block, k)
            continue
        _wait(run, block, k)
        if kind == RELEASE:
            _release(run, block, k)
            continue
        _draw_lengths(run, k, block.first, block.scratch[LENGTH])
        if kind == PAUSABLE:
            _work_over_closed_time(run, block, k)
        else:
            _work(run, block, k)
        if run.nodes[k]["rework_chance"] > 0.0:
            _work_again(run, block, k)


@compiled
def _last_ends(targets: Targets, block: Block, found: Rows, critical: Marks) -> None:
    """The last end of every target, and the node that has it marked as critical."""
    ends = block.moments[END]
    for t in range(len(targets.first) - 1):
        for f in range(ends.shape[1]):
            where = targets.node[targets.first[t]]
            for j in range(targets.first[t] + 1, targets.first[t + 1]):
                if ends[targets.node[j], f] > ends[where, f]:
                    where = targets.node[j]
            found[t, block.first + f] = ends[where, f]
            critical[where, f] = True


@compiled
def _count_critical(block: Block, critical: Marks, counts: Counts) -> None:
    """Follow what decided each critical start back to where it began."""
    bound = block.moments[BOUND]
    for k in range(len(counts) - 1, -1, -1):
        for f in range(critical.shape[1]):
            if critical[k, f]:
                counts[k] += 1
                if bound[k, f] >= 0:
                    critical[bound[k, f], f] = True


@compiled
def _count_broken(limits: Records, block: Block, counts: Counts) -> None:
    for w in range(len(limits)):
        limit = limits[w]
        moments = block.moments[END if limit["at_end"] else START, limit["node"]]
        since = block.moments[END if limit["other_at_end"] else START, max(limit["other"], 0)]
        for f in range(len(moments)):
            counts[w] += moments[f] - (since[f] if limit["other"] >= 0 else 0) > limit["most"]


def run_futures(run: Run, targets: Targets, limits: Records, span: tuple[int, int, int], found: Rows) -> tuple[Counts, Counts]:
    """Run the futures numbered ``[span[0], span[1])``, ``span[2]`` side by side; fill ``found[target, future]`` with last ends.

    Returns in how many futures each node was critical, and in how many each limit was broken.
    """
    begin, end, size = span
    count = len(run.nodes)
    critical_in, broken_in = np.zeros(count, dtype=np.int64), np.zeros(len(limits), dtype=np.int64)
    for first in range(begin, end, size):
        side = min(size, end - first)
        block = Block(first, np.empty((3, count, side), dtype=np.int32), np.empty((3, side), dtype=np.int32))
        run_block(run, block)
        critical = np.zeros((count, side), dtype=np.bool_)
        _last_ends(targets, block, found, critical)
        _count_critical(block, critical, critical_in)
        _count_broken(limits, block, broken_in)
    return critical_in, broken_in
