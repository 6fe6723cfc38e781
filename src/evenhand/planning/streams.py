"""Which random numbers an activity draws: decided by what it is, never by its name or position, and hardly by the plan.

The same activity draws the same numbers in two plans of the same problem (common random numbers; Law 2015, *Simulation
Modeling and Analysis*, ch. 11), so that a difference between the chances of two plans is a difference between the plans.

Colour refinement (Weisfeiler & Leman 1968) in four levels, each a refinement of the one before:

0. what the activity is: modes, stretch, risks, its links and its project. Capacities, dates, promises and facts are left
   out: a lever, a new promise or another week changes nobody's numbers.
1. and when it may be: materials, holds, actuals, promises, for projects that are alike.
2. and where the plan has it, on which resources.
3. what is still alike is interchangeable; one after another is singled out.

An activity's key is its colour at the first level at which nothing else has that colour.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.planning.parts import Activity, ActivityId, Resource
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem

Colours = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.int64]
Edges = tuple[Positions, Positions, Colours]  # from vertex, to vertex, what the relation is

_WORD = (1 << 64) - 1


@dataclass(frozen=True)
class Streams:
    """For every activity, by its position in the problem.

    ``key``: seeds its random numbers. ``rank``: its place in an order made from content. ``alike``: activities with the
    same number cannot be told apart by anything but their names.
    """

    key: Colours
    rank: Positions
    alike: Positions


def number(*values: int | float) -> int:
    """A 64-bit hash of numbers, the same in every process (Python's own takes -1 for -2, hence the 4v + 1)."""
    return hash(tuple([4 * v + 1 for v in values])) & _WORD


def scrambled(x: Colours) -> Colours:
    """The output function of SplitMix64 (Steele, Lea & Flood 2014), value by value."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def streams(problem: Problem, plan: Plan) -> Streams:
    """Keys, ranks and likeness of the problem's activities under this plan; see the module."""
    count = len(problem.activities)
    inner = _relations(problem)
    vertices = count + len(problem.projects)
    level0 = _refined(_array([*(_what(problem, a) for a in problem.activities), *(2 for _ in problem.projects)]), inner)
    level1 = _refined(scrambled(level0 + _array([*_when(problem), *(number(3, -1 if p.due is None else p.due) for p in problem.projects)])), inner)
    products = sorted({a.product for a in problem.activities if a.product is not None})
    places = _array([*(number(a.start, a.end, a.mode) for a in (plan.of[a.id] for a in problem.activities)), *(0 for _ in problem.projects)])
    outer = _array([*(_resource(problem, r) for r in problem.resources), *(number(5) for _ in products)])
    edges = _joined(inner, _uses(problem, plan, vertices, {p: vertices + len(problem.resources) + i for i, p in enumerate(products)}))
    level2 = _refined(np.concatenate([scrambled(level1 + places), outer]), edges)
    final = _singled_out(level2, edges, count)
    key = final[:count].copy()
    for level in (level2, level1, level0):
        alone = _alone(level[:count])
        key[alone] = level[:count][alone]
    rank = np.empty(count, dtype=np.int64)
    rank[np.lexsort((np.arange(count), final[:count]))] = np.arange(count)
    _, alike = np.unique(level2[:count], return_inverse=True)
    return Streams(key, rank, alike.astype(np.int64))


def _array(values: list[int]) -> Colours:
    return np.array(values, dtype=np.uint64)


def _alone(colours: Colours) -> npt.NDArray[np.bool_]:
    _, which, size = np.unique(colours, return_inverse=True, return_counts=True)
    return np.asarray(size[which] == 1)


def _refined(colours: Colours, edges: Edges) -> Colours:
    """Refine every colour from its neighbours' until the number of classes stands still."""
    source, target, label = edges
    classes = 0
    while (found := len(np.unique(colours))) > classes:
        classes = found
        heard = np.zeros_like(colours)
        np.add.at(heard, target, scrambled(colours[source] * np.uint64(3) + label))
        colours = scrambled(colours * np.uint64(5) + scrambled(heard))
    return colours


def _singled_out(colours: Colours, edges: Edges, count: int) -> Colours:
    """Single out one of each set of like activities in turn, and refine around it."""
    while True:
        _, first, size = np.unique(colours[:count], return_index=True, return_counts=True)
        if (size == 1).all():
            return colours
        colours = colours.copy()
        colours[first[np.argmax(size > 1)]] += np.uint64(1)
        colours = _refined(colours, edges)


def _what(problem: Problem, activity: Activity) -> int:
    """What the activity is, apart from dates, facts and other activities. Of its resources only the kinds."""
    modes = [
        number(
            m.duration,
            -1 if m.optimistic is None else m.optimistic,
            -1 if m.pessimistic is None else m.pessimistic,
            *sorted(number(_text(problem.resource[d.resource].kind), d.amount) for d in m.demands),
        )
        for m in activity.modes
    ]
    late = activity.late_material
    risks = (activity.rework_chance, late.chance if late else 0, late.delay if late else 0)
    return number(1, _text(activity.stretch), activity.band, int(activity.product is not None), *risks, *modes)


def _when(problem: Problem) -> list[int]:
    """When each activity may be, must be, was and is published to be."""
    published = {p.activity: number(p.start, p.mode) for p in problem.published}
    due: dict[ActivityId, list[int]] = defaultdict(list)
    for promise in problem.promises:
        due[promise.activity].append(promise.due)

    def dates(a: Activity) -> int:
        actual = (a.actual.start, a.actual.mode, _optional(a.actual.end), _optional(a.actual.remaining)) if a.actual else ()
        frozen = (a.frozen.start, a.frozen.mode) if a.frozen else ()
        given = (a.earliest_start, _optional(a.latest_end), _optional(a.hold_until), published.get(a.id, -1))
        return number(*given, len(actual), *actual, len(frozen), *frozen, *sorted(due[a.id]))

    return [dates(a) for a in problem.activities]


def _optional(value: int | None) -> int:
    return -1 if value is None else value


def _text(value: str) -> int:
    return int.from_bytes(value.encode(), "big")


def _resource(problem: Problem, resource: Resource) -> int:
    c = problem.changeovers_on.get(resource.id)
    changeovers = (c.same_product, c.fail_chance, *(v for row in c.between for v in row)) if c else ()
    return number(4, _text(resource.kind), *(v for step in resource.capacity.steps for v in step), *changeovers)


def _relations(problem: Problem) -> Edges:
    """Links, campaigns and membership of a project, each in both directions."""
    at = {a.id: i for i, a in enumerate(problem.activities)}
    project = {p.id: len(at) + i for i, p in enumerate(problem.projects)}
    found = [(at[a.id], project[a.project], 11) for a in problem.activities]
    found += [(at[x.before], at[x.after], number(12, _text(x.kind), x.lag, _optional(x.max_lag))) for x in problem.links]
    found += [(at[x.before], at[x.after], 13) for x in problem.consecutives]
    return _both_ways(found)


def _uses(problem: Problem, plan: Plan, resources_from: int, products: dict[str, int]) -> Edges:
    """Which resources each activity uses in the plan, and which product it is of."""
    resource = {r.id: resources_from + i for i, r in enumerate(problem.resources)}
    found = []
    for i, a in enumerate(problem.activities):
        found += [(i, resource[d.resource], number(14, d.amount)) for d in a.modes[plan.of[a.id].mode].demands]
        if a.product is not None:
            found.append((i, products[a.product], 15))
    return _both_ways(found)


def _both_ways(found: list[tuple[int, int, int]]) -> Edges:
    a = np.array([f[0] for f in found], dtype=np.int64)
    b = np.array([f[1] for f in found], dtype=np.int64)
    label = _array([f[2] for f in found])
    return np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([label, scrambled(label)])


def _joined(one: Edges, other: Edges) -> Edges:
    return np.concatenate([one[0], other[0]]), np.concatenate([one[1], other[1]]), np.concatenate([one[2], other[2]])
