"""How likely each promise is kept: the plan run through many futures.

Durations are triangular between their optimistic and pessimistic ends (Johnson 1997; Kotz & van Dorp 2004): drawn in closed
form, and more cautious than the usual beta-PERT, which puts less weight on the ends that people are known to underestimate.
Work is done again, a cleaning fails, a material comes late, each with its chance. The policy is right-shift, also called
railway scheduling: nothing starts before its planned start, because people, suites and materials are booked for then,
and each resource keeps the plan's order. It never looks ahead (Moehring, Radermacher & Weiss 1984): whether an opening is long
enough is judged by the planned duration, and work that has begun runs on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np
import numpy.typing as npt

from evenhand.planning.flow import flow_network
from evenhand.planning.futures import Futures, Targets, as_futures
from evenhand.planning.parts import ActivityId, Link, ProjectId, PromiseId, Slot
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.right_shift import Run, run_futures

BLOCK = 256  # futures side by side: 128 to 256 were fastest for 1,400 activities
NORMAL_95 = 1.959963984540054  # 97.5 % point of the normal distribution

Samples = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Spread:
    """Ends (exclusive slots) by which 10, 50, 80 and 90 % of the futures have ended. At or past the horizon: no earlier than so."""

    p10: Slot
    p50: Slot
    p80: Slot
    p90: Slot


@dataclass(frozen=True, slots=True)
class PromiseRisk:
    """The share of futures that keep the promise, and the 95 % interval of the chance (Wilson 1927)."""

    chance: float
    low: float
    high: float
    end: Spread


@dataclass(frozen=True, slots=True)
class LimitRisk:
    """The share of futures that break a hard limit: a link's maximal lag, or an activity's latest end."""

    limit: Link | ActivityId
    chance: float


@dataclass(frozen=True)
class Simulation:
    """What ten thousand futures say about a plan.

    ``criticality``: the share of futures in which an activity lies on a chain that decides when a promised activity or a
    project ends (Martin 1965). ``limits``: those broken in some future.
    """

    futures: int
    seed: int
    promises: Mapping[PromiseId, PromiseRisk]
    projects: Mapping[ProjectId, Spread]
    criticality: Mapping[ActivityId, float]
    limits: tuple[LimitRisk, ...]


def simulate(problem: Problem, plan: Plan, *, futures: int = 10_000, seed: int = 0, workers: int = 1) -> Simulation:
    """Run a checked plan through many futures.

    Parameters
    ----------
    problem, plan
        The plan must have passed the checker.
    futures
        How many; at least 1.
    seed
        The same seed gives the same numbers, whatever ``workers`` is, however the problem is named and ordered.
    workers
        Threads.

    Raises
    ------
    ValueError
        If ``futures`` or ``workers`` is below 1, or the plan needs more of a resource than there is.
    """
    ready = as_futures(flow_network(problem, plan))
    promised = [np.array([ready.ends_at[i]]) for i in _positions(problem, [p.activity for p in problem.promises])]
    members: dict[ProjectId, list[int]] = defaultdict(list)
    for i, activity in enumerate(problem.activities):
        members[activity.project].append(int(ready.ends_at[i]))
    whole = [np.sort(members[p]) for p in members]  # by node: where two end last, content says which is critical
    samples, critical, broken = _run(ready, [*promised, *whole], futures, seed, workers)
    alike = ready.network.streams.alike
    chances = _promise_risks(problem, samples[: len(promised)], alike)
    first_of = {a.id: int(alike[i]) for i, a in enumerate(problem.activities)}
    likeness = [tuple(sorted(first_of[a.id] for a in problem.activities_of[p])) for p in members]
    spreads = [_spread(s) for s in _pooled(samples[len(promised) :], likeness)]
    limits = (LimitRisk(limit, float(n) / futures) for limit, n in zip(ready.limit_of, broken, strict=True) if n)
    return Simulation(
        futures,
        seed,
        chances,
        dict(zip(members, spreads, strict=True)),
        _criticality(ready, critical / futures),
        tuple(limits),
    )


def chances(problem: Problem, plan: Plan, *, futures: int = 10_000, seed: int = 0, workers: int = 1) -> Mapping[PromiseId, float]:
    """The share of futures that keep each promise, as `simulate` finds it, and nothing else: for certificates.

    Two plans of one problem meet the same futures: the difference of their chances is the difference of the plans.
    """
    ends = promised_ends(problem, plan, futures=futures, seed=seed, workers=workers)
    return {p.id: float(np.count_nonzero(ends[p.id] <= p.due)) / len(ends[p.id]) for p in problem.promises}


def promised_ends(problem: Problem, plan: Plan, *, futures: int = 10_000, seed: int = 0, workers: int = 1) -> Mapping[PromiseId, Samples]:
    """The end of every promised activity in each future; promises that nothing but a name tells apart share the futures of all of them."""
    ready = as_futures(flow_network(problem, plan))
    positions = _positions(problem, [p.activity for p in problem.promises])
    samples, _, _ = _run(ready, [np.array([ready.ends_at[i]]) for i in positions], futures, seed, workers)
    pooled = _pooled(samples, [int(ready.network.streams.alike[i]) for i in positions])
    return {p.id: ends for p, ends in zip(problem.promises, pooled, strict=True)}


def _positions(problem: Problem, activities: Sequence[ActivityId]) -> list[int]:
    at = {a.id: i for i, a in enumerate(problem.activities)}
    return [at[a] for a in activities]


def _run(
    ready: Futures, targets: Sequence[npt.NDArray[np.int64]], futures: int, seed: int, workers: int
) -> tuple[Samples, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The last end of every target in every future, shape ``(targets, futures)``; critical and broken counts."""
    if futures < 1 or workers < 1:
        raise ValueError(f"Must have at least 1 future and 1 worker; has {futures} and {workers}.")
    first = np.cumsum([0, *(len(t) for t in targets)])
    wanted = Targets(first, np.concatenate([*targets, np.zeros(0, dtype=np.int64)]).astype(np.int64))
    samples = np.zeros((len(targets), futures), dtype=np.int32)
    bounds = [futures * w // workers for w in range(workers + 1)]
    run = Run(ready.nodes, ready.waits, ready.away, ready.tables, ready.horizon, np.uint64(seed % 2**64))

    def part(span: tuple[int, int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        return run_futures(run, wanted, ready.limits, (*span, BLOCK), samples)

    spans = list(pairwise(bounds))
    if workers == 1:
        parts = [part(spans[0])]
    else:
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(part, spans))
    return samples, np.sum([c for c, _ in parts], axis=0), np.sum([b for _, b in parts], axis=0)


def _pooled(samples: Samples, likeness: Sequence[object]) -> list[Samples]:
    """For each target, the samples of all that nothing but a name tells apart: they share one answer."""
    groups: dict[object, list[int]] = defaultdict(list)
    for t, like in enumerate(likeness):
        groups[like].append(t)
    return [samples[groups[like]].ravel() for like in likeness]


def _promise_risks(problem: Problem, samples: Samples, alike: npt.NDArray[np.int64]) -> Mapping[PromiseId, PromiseRisk]:
    positions = _positions(problem, [p.activity for p in problem.promises])
    pooled = _pooled(samples, [int(alike[i]) for i in positions])
    found = {}
    for promise, ends in zip(problem.promises, pooled, strict=True):
        chance = float(np.count_nonzero(ends <= promise.due)) / len(ends)
        found[promise.id] = PromiseRisk(chance, *wilson_interval(chance, samples.shape[1]), _spread(ends))
    return found


def wilson_interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a chance from a share of so many trials (Wilson 1927)."""
    z2 = NORMAL_95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = NORMAL_95 / (1 + z2 / count) * sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _spread(ends: Samples) -> Spread:
    places = [max(0, -(-len(ends) * percent // 100) - 1) for percent in (10, 50, 80, 90)]
    ordered = np.partition(ends, places)
    return Spread(*(int(ordered[place]) for place in places))


def _criticality(ready: Futures, share: npt.NDArray[np.float64]) -> Mapping[ActivityId, float]:
    """By activity: of its work, or of its release where it has one; like activities share one answer."""
    problem, alike = ready.network.problem, ready.network.streams.alike
    own = np.maximum(share[ready.starts_at], share[ready.ends_at])
    total = np.zeros(int(alike.max(initial=0)) + 1)
    size = np.zeros_like(total)
    np.add.at(total, alike, own)
    np.add.at(size, alike, 1.0)
    return {a.id: float(total[alike[i]] / size[alike[i]]) for i, a in enumerate(problem.activities)}
