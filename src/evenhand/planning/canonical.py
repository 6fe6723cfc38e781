"""A canonical order of a problem's objects, from content alone: the planner never sees names or positions.

Colour refinement (Weisfeiler & Leman 1968; as used in practical graph isomorphism, McKay & Piperno 2014): every
activity, resource, project and product gets a colour from its own data, then again and again from its neighbours'
colours, until no colour class splits any more. Among objects that remain alike, one is singled out and the refinement
goes on around it. Objects still alike then are interchangeable, so whichever comes first, the plan is the same but for
their names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evenhand.planning.parts import Activity, ActivityId, Changeovers, Mode
from evenhand.planning.problem import Problem

_PRIME = (1 << 61) - 1


def _mix(*values: int) -> int:
    """A hash of integers that is the same in every process (Python's own is, for tuples of integers, but takes -1 for -2)."""
    return hash(tuple([4 * v + 1 for v in values])) % _PRIME


def _digest(text: str) -> int:
    """A stable number for an enumeration's value (never for a name)."""
    return int.from_bytes(text.encode(), "big") % _PRIME


def _optional(value: int | None) -> int:
    return -1 if value is None else value


@dataclass(frozen=True, slots=True)
class Canonical:
    """Positions in the problem's tuples, in canonical order."""

    activities: tuple[int, ...]
    resources: tuple[int, ...]
    projects: tuple[int, ...]


@dataclass
class _Graph:
    """Vertices with a colour, and edges that carry what the relation is."""

    colour: list[int] = field(default_factory=list)
    near: list[list[tuple[int, int]]] = field(default_factory=list)

    def vertex(self, colour: int) -> int:
        self.colour.append(colour)
        self.near.append([])
        return len(self.colour) - 1

    def edge(self, a: int, b: int, forth: int, back: int) -> None:
        self.near[a].append((forth, b))
        self.near[b].append((back, a))

    def refined(self, v: int) -> int:
        return _mix(self.colour[v], *sorted(_mix(label, self.colour[w]) for label, w in self.near[v]))


Marks = Mapping[ActivityId, tuple[int, ...]]


def canonical_order(problem: Problem, marks: Marks | None = None) -> Canonical:
    """The canonical order of the problem's activities, resources and projects.

    ``marks``: what tells activities apart that are alike in the problem: where a plan has them, whether they are asked for.
    """
    graph = _Graph()
    resources, projects, activities = _vertices(problem, graph, marks or {})
    _edges(problem, graph, resources, projects, activities)
    _refine_all(graph)
    _single_out(graph)
    return Canonical(
        tuple(_sorted_positions(graph, activities)),
        tuple(_sorted_positions(graph, resources)),
        tuple(_sorted_positions(graph, projects)),
    )


def _sorted_positions(graph: _Graph, vertices: list[int]) -> list[int]:
    return sorted(range(len(vertices)), key=lambda i: (graph.colour[vertices[i]], i))


def _vertices(problem: Problem, graph: _Graph, marks: Marks) -> tuple[list[int], list[int], list[int]]:
    setups = {unit: _changeovers(c) for c in problem.changeovers for unit in c.units}
    levers: dict[str, list[int]] = {}
    for lever in problem.levers:
        windows = [_mix(w.start, w.end, w.amount) for w in lever.windows]
        levers.setdefault(lever.resource, []).append(_mix(_digest(lever.kind), lever.cost, *sorted(windows)))
    resources = [
        graph.vertex(_mix(1, _digest(r.kind), *(v for step in r.capacity.steps for v in step), setups.get(r.id, 0), *sorted(levers.get(r.id, ()))))
        for r in problem.resources
    ]
    projects = [graph.vertex(_mix(2, _optional(p.due))) for p in problem.projects]
    published = {p.activity: _mix(p.start, p.mode) for p in problem.published}
    promises: dict[str, list[int]] = {}
    for promise in problem.promises:
        promises.setdefault(promise.activity, []).append(promise.due)
    activities = [
        graph.vertex(_mix(3, _activity(a), published.get(a.id, 0), _mix(*marks.get(a.id, ())), *sorted(promises.get(a.id, ()))))
        for a in problem.activities
    ]
    return resources, projects, activities


def _changeovers(changeovers: Changeovers) -> int:
    return _mix(4, changeovers.same_product, int(changeovers.fail_chance * 1e6), *(v for row in changeovers.between for v in row))


def _mode(mode: Mode) -> int:
    return _mix(mode.duration, _optional(mode.optimistic), _optional(mode.pessimistic), *sorted(d.amount for d in mode.demands))


def _activity(activity: Activity) -> int:
    actual, frozen, late = activity.actual, activity.frozen, activity.late_material
    return _mix(
        *(_mode(m) for m in activity.modes),
        _digest(activity.stretch),
        activity.earliest_start,
        _optional(activity.latest_end),
        _optional(activity.hold_until),
        activity.band,
        int(activity.product is not None),
        _mix(actual.start, actual.mode, _optional(actual.end), _optional(actual.remaining)) if actual else 0,
        _mix(frozen.start, frozen.mode) if frozen else 0,
        int(activity.rework_chance * 1e6),
        _mix(int(late.chance * 1e6), late.delay) if late else 0,
    )


def _edges(problem: Problem, graph: _Graph, resources: list[int], projects: list[int], activities: list[int]) -> None:
    resource = {r.id: resources[i] for i, r in enumerate(problem.resources)}
    project = {p.id: projects[i] for i, p in enumerate(problem.projects)}
    activity = {a.id: activities[i] for i, a in enumerate(problem.activities)}
    products: dict[str, int] = {}
    for a in problem.activities:
        v = activity[a.id]
        graph.edge(v, project[a.project], 10, 11)
        if a.product is not None:
            if a.product not in products:
                products[a.product] = graph.vertex(12)
            graph.edge(v, products[a.product], 13, 14)
        for m, mode in enumerate(a.modes):
            for demand in mode.demands:
                graph.edge(v, resource[demand.resource], _mix(15, m, demand.amount), _mix(16, m, demand.amount))
    for link in problem.links:
        label = _mix(_digest(link.kind), link.lag, _optional(link.max_lag))
        graph.edge(activity[link.before], activity[link.after], _mix(17, label), _mix(18, label))
    for tag, ties in ((19, problem.same_resources), (20, problem.different_resources)):
        for tie in ties:
            among = -1 if tie.among is None else _mix(*sorted(graph.colour[resource[r]] for r in tie.among))
            graph.edge(activity[tie.first], activity[tie.second], _mix(tag, among), _mix(tag, among))
    for run in problem.consecutives:
        graph.edge(activity[run.before], activity[run.after], 21, 22)
    for rule in problem.mode_dependencies:
        label = _mix(rule.mode, *sorted(rule.other_modes))
        graph.edge(activity[rule.activity], activity[rule.other], _mix(23, label), _mix(24, label))


def _refine_all(graph: _Graph) -> None:
    """Refine every colour at once until the number of classes stands still."""
    classes = 0
    while (found := len(set(graph.colour))) > classes:
        classes = found
        graph.colour = [graph.refined(v) for v in range(len(graph.colour))]


def _single_out(graph: _Graph) -> None:
    """Single out one of each set of like vertices in turn, and refine around it."""
    size = Counter(graph.colour)
    members: dict[int, list[int]] = {}
    for v, c in enumerate(graph.colour):
        members.setdefault(c, []).append(v)
    queue = sorted(c for c, n in size.items() if n > 1)
    for first_colour in queue:
        alike = [v for v in members[first_colour] if size[graph.colour[v]] > 1]
        while alike:
            colour = min(graph.colour[v] for v in alike)
            v = next(v for v in alike if graph.colour[v] == colour)
            _recolour(graph, size, v, _mix(25, colour))
            _spread(graph, size, [v])
            alike = [w for w in alike if size[graph.colour[w]] > 1]


def _recolour(graph: _Graph, size: Counter[int], v: int, colour: int) -> None:
    size[graph.colour[v]] -= 1
    graph.colour[v] = colour
    size[colour] += 1


def _spread(graph: _Graph, size: Counter[int], changed: Iterable[int]) -> None:
    """Let a new distinction split the classes of the neighbours, and theirs; single vertices pass nothing on."""
    wave = list(changed)
    while wave:
        touched = {w for v in wave for _, w in graph.near[v] if size[graph.colour[w]] > 1}
        fresh = [(w, graph.refined(w)) for w in touched]
        split = {c for c, n in Counter(graph.colour[w] for w in touched).items() if n < size[c]}
        several: dict[int, set[int]] = {}
        for w, c in fresh:
            several.setdefault(graph.colour[w], set()).add(c)
        wave = [w for w, _ in fresh if graph.colour[w] in split or len(several[graph.colour[w]]) > 1]
        moved = set(wave)
        for w, c in fresh:
            if w in moved:
                _recolour(graph, size, w, c)
