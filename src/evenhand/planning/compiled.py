"""A problem made ready for search: objects as indices in canonical order, facts settled, calendars as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.planning.calendars import WorkingTime, as_array
from evenhand.planning.canonical import Marks, canonical_order
from evenhand.planning.parts import Activity, ActivityId, DifferentResources, LinkKind, Objective, ResourceKind, SameResources, Slot, Stretch
from evenhand.planning.plan import Assignment, Plan, targets
from evenhand.planning.problem import Problem
from evenhand.planning.unhindered import earliest_spans, first_allowed, frozen_span, started_span

IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]


class Placed(NamedTuple):
    """Where an activity is put."""

    mode: int
    start: Slot
    end: Slot


Placing = dict[int, Placed]


class CompiledMode(NamedTuple):
    """``needs``: renewable (resource, amount); ``units``: those of them that are units; ``stock``: what is used up."""

    duration: int
    needs: tuple[tuple[int, int], ...]
    units: tuple[int, ...]
    stock: tuple[tuple[int, int], ...]

    @property
    def resources(self) -> frozenset[int]:
        """All that the mode needs or uses up."""
        return frozenset(r for r, _ in (*self.needs, *self.stock))


class CompiledLink(NamedTuple):
    """``at_end_before``: the link leaves from the end; ``at_end_after``: it arrives at the end."""

    before: int
    after: int
    at_end_before: bool
    at_end_after: bool
    lag: int
    max_lag: int | None


class CompiledTie(NamedTuple):
    """A tie between two activities over some resources."""

    first: int
    second: int
    among: frozenset[int]


class CompiledTarget(NamedTuple):
    activities: tuple[int, ...]
    due: Slot


@dataclass(frozen=True)
class Starts:
    """For one way of working: ``end[s]`` (exclusive) if started at slot s, -1 where the calendars forbid it. Shape (horizon + 1,)."""

    end: IntArray


class Compiled:
    """Index form of a problem. Activity, resource and project indices are in canonical order (for ``marks`` see there)."""

    def __init__(self, problem: Problem, marks: Marks | None = None) -> None:
        order = canonical_order(problem, marks)
        self.problem = problem
        self.horizon = problem.horizon
        self.activities: Sequence[Activity] = [problem.activities[i] for i in order.activities]
        self.resources = [problem.resources[i] for i in order.resources]
        self.index: Mapping[ActivityId, int] = {a.id: i for i, a in enumerate(self.activities)}
        self.resource_index = {r.id: i for i, r in enumerate(self.resources)}
        projects = [problem.projects[i].id for i in order.projects]
        project_index = {p: i for i, p in enumerate(projects)}
        self.project_ids = projects
        self.project_of = [project_index[a.project] for a in self.activities]
        self.activities_of: list[list[int]] = [[] for _ in projects]
        for a, p in enumerate(self.project_of):
            self.activities_of[p].append(a)
        self.is_unit = [r.kind is ResourceKind.UNIT for r in self.resources]
        self.is_stock = [r.kind is ResourceKind.STOCK for r in self.resources]
        self.slots: IntArray = np.arange(self.horizon + 1, dtype=np.int32)
        self.capacity: list[IntArray] = [as_array(r.capacity, self.horizon).astype(np.int32) for r in self.resources]
        self.modes = [self._modes(a) for a in self.activities]
        self._compile_links(problem)
        self._compile_ties(problem)
        self.targets = sorted(CompiledTarget(tuple(sorted(self.index[a] for a in t.activities)), t.due) for t in targets(problem))
        self.published = {self.index[p.activity]: Placed(p.mode, p.start, -1) for p in problem.published}
        self._starts: dict[tuple[tuple[int, ...], int, bool], Starts] = {}
        self._open: dict[tuple[int, ...], BoolArray] = {}

    def _modes(self, activity: Activity) -> list[CompiledMode]:
        found = []
        for mode in activity.modes:
            pairs = sorted((self.resource_index[d.resource], d.amount) for d in mode.demands)
            needs = tuple((r, n) for r, n in pairs if not self.is_stock[r])
            found.append(
                CompiledMode(mode.duration, needs, tuple(r for r, _ in needs if self.is_unit[r]), tuple((r, n) for r, n in pairs if self.is_stock[r]))
            )
        return found

    def _compile_links(self, problem: Problem) -> None:
        links = {
            CompiledLink(
                self.index[k.before],
                self.index[k.after],
                k.kind in (LinkKind.FS, LinkKind.FF),
                k.kind in (LinkKind.SF, LinkKind.FF),
                k.lag,
                k.max_lag,
            )
            for k in problem.links
        }
        self.links = sorted(links, key=lambda k: (*k[:5], -1 if k.max_lag is None else k.max_lag))
        self.links_of: list[list[CompiledLink]] = [[] for _ in self.activities]
        for link in self.links:
            self.links_of[link.before].append(link)
            if link.after != link.before:
                self.links_of[link.after].append(link)

    def _compile_ties(self, problem: Problem) -> None:
        def compiled(ties: Sequence[SameResources | DifferentResources]) -> list[CompiledTie]:
            found = []
            for tie in ties:
                a, b = sorted((self.index[tie.first], self.index[tie.second]))
                names = self.resource_index if tie.among is None else tie.among
                found.append(CompiledTie(a, b, frozenset(self.resource_index[r] for r in names)))
            return sorted(set(found), key=lambda x: (x.first, x.second, sorted(x.among)))

        self.same = compiled(problem.same_resources)
        self.different = compiled(problem.different_resources)
        self.mode_rules = sorted(
            (self.index[r.activity], r.mode, self.index[r.other], tuple(sorted(r.other_modes))) for r in problem.mode_dependencies
        )
        self.runs = sorted({(self.index[c.before], self.index[c.after]) for c in problem.consecutives})
        self.in_campaign_with: dict[int, list[int]] = {}
        for before, after in self.runs:
            self.in_campaign_with.setdefault(before, []).append(after)
            self.in_campaign_with.setdefault(after, []).append(before)
        self.near: list[set[int]] = [set() for _ in self.activities]  # tied or linked
        pairs = [(k.before, k.after) for k in self.links] + [(t.first, t.second) for t in self.same + self.different]
        for a, b in pairs + [(r[0], r[2]) for r in self.mode_rules] + list(self.runs):
            self.near[a].add(b)
            self.near[b].add(a)
        self.longest_setup = {
            self.resource_index[u]: max(c.same_product, max((v for row in c.between for v in row), default=0))
            for c in problem.changeovers
            for u in c.units
        }
        self.changeovers = {self.resource_index[u]: c for c in problem.changeovers for u in c.units}

    def setup(self, unit: int, earlier: int, later: int) -> int:
        """Changeover slots on the unit if one activity directly follows the other."""
        changeovers = self.changeovers.get(unit)
        return 0 if changeovers is None else changeovers.duration(self.activities[earlier], self.activities[later])

    @cached_property
    def changeovers_add_up(self) -> bool:
        """Whether on every unit a direct changeover is never longer than one with some activity in between."""
        for unit, changeovers in self.changeovers.items():
            made = [m.duration for a, modes in enumerate(self.modes) for m in modes if unit in m.units and self.activities[a].product is not None]
            shortest = min(made, default=self.horizon)
            between = np.array(changeovers.between, dtype=np.int64).reshape(len(changeovers.between), -1)
            direct, same = int(between.max(initial=0)), changeovers.same_product
            if max(direct, same) <= shortest:
                continue
            if between.size:
                detour = (between[:, :, None] + between[None, :, :]).min(axis=1)
                if self._products_have_one_band:
                    least = detour
                else:  # a stop at the same product in another band
                    least = np.minimum(detour, same + np.minimum(between.min(axis=0)[None, :], between.min(axis=1)[:, None]))
                if (between > least + shortest).any() or same > 2 * int(between.min()) + shortest:
                    return False
        return True

    @cached_property
    def _products_have_one_band(self) -> bool:
        made = {(a.product, a.band) for a in self.activities if a.product is not None}
        return len(made) == len({product for product, _ in made})

    @cached_property
    def facts(self) -> Placing:
        """Started, finished and frozen work: where it stands, whatever the plan. Not frozen holding work: its end is open."""
        working_time = WorkingTime(self.problem.resources, self.horizon)
        found: Placing = {}
        for a, activity in enumerate(self.activities):
            span = started_span(self.problem, activity, working_time)
            if span is not None:
                assert activity.actual is not None
                found[a] = Placed(activity.actual.mode, *span)
                continue
            span = frozen_span(self.problem, activity, working_time)
            if span is not None and activity.stretch is not Stretch.HOLDING:
                assert activity.frozen is not None
                found[a] = Placed(activity.frozen.mode, *span)
        return found

    @cached_property
    def started(self) -> frozenset[int]:
        return frozenset(a for a, activity in enumerate(self.activities) if activity.actual is not None)

    @cached_property
    def finished(self) -> frozenset[int]:
        return frozenset(a for a in self.started if self.activities[a].actual.end is not None)  # type: ignore[union-attr]

    @cached_property
    def first(self) -> list[Slot]:
        """The first slot at which each activity may start by its own data."""
        return [first_allowed(self.problem, a) if a.frozen is None else a.frozen.start for a in self.activities]

    @cached_property
    def last(self) -> list[Slot]:
        """The latest end of each activity by its own data."""
        return [min(self.horizon, a.latest_end if a.latest_end is not None else self.horizon) for a in self.activities]

    @cached_property
    def earliest(self) -> list[tuple[Slot, Slot]]:
        """Earliest start and end by links, calendars and earliest starts, without competition for resources."""
        spans = earliest_spans(self.problem, self.activities)
        return [spans[a.id] for a in self.activities]

    def open(self, resources: tuple[int, ...]) -> BoolArray:
        """Slots in which none of the resources is closed. Shape (horizon,)."""
        if resources not in self._open:
            mask = np.ones(self.horizon, dtype=bool)
            for r in resources:
                mask &= self.capacity[r] > 0
            self._open[resources] = mask
        return self._open[resources]

    def starts(self, activity: int, mode: int) -> Starts:
        """Ends by start for an activity in a mode, by calendars alone (who else is there, is not asked)."""
        m = self.modes[activity][mode]
        pausable = self.activities[activity].stretch is Stretch.PAUSABLE and m.duration > 0
        resources = tuple(r for r, _ in m.needs) if pausable else ()
        key = (resources, m.duration, pausable)
        if key not in self._starts:
            end = self.slots + np.int32(m.duration)
            if pausable:
                working = self.open(resources)
                position = np.flatnonzero(working).astype(np.int32)
                before = np.concatenate(([0], np.cumsum(working))).astype(np.int64)
                last = before + m.duration - 1
                fits = (last < len(position)) & np.concatenate((working, [False]))
                end = np.full(self.horizon + 1, -1, dtype=np.int32)
                end[fits] = position[last[fits]] + 1
            end[end > self.horizon] = -1
            self._starts[key] = Starts(end)
        return self._starts[key]

    def plan_of(self, placing: Mapping[int, Placed]) -> Plan:
        """The plan in the problem's own order of activities."""
        return Plan(tuple(Assignment(a.id, *placing[self.index[a.id]]) for a in self.problem.activities))

    def placing_of(self, plan: Plan) -> Placing:
        return {self.index[a.activity]: Placed(a.mode, a.start, a.end) for a in plan.assignments}

    def objective(self, placing: Mapping[int, Placed]) -> tuple[int, ...]:
        """As `evenhand.planning.plan.objective_values`, without the detour through a plan."""
        kind = self.problem.objective
        if kind is Objective.MAKESPAN:
            return (max((p.end for p in placing.values()), default=0),)
        late = [max(0, max(placing[a].end for a in t.activities) - t.due) for t in self.targets]
        if kind is Objective.DELAY:
            return (sum(late), max((p.end for p in placing.values()), default=0))
        finish = sum(max(placing[a].end for a in activities) for activities in self.activities_of if activities)
        moved = sum(abs(placing[a].start - p.start) for a, p in self.published.items())
        return (max(late, default=0), sum(late), finish, moved)
