"""The CP-SAT model of some activities beside others that stay where they are.

`Model` holds the variables; what they must obey is posted by the rules, one file a rule, in `evenhand.planning.rules`.
Activities neither free nor placed are absent: as if they were not there (they are planned later).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from evenhand.planning.compiled import BoolArray, Compiled, IntArray, Placed, Placing
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.parts import Slot, Stretch

Expr = Any  # an integer, an IntVar or a linear expression of them
Literal = Any  # a Boolean variable or its negation, or 1 for what is always true


class Way(NamedTuple):
    """A mode with the starts that give one and the same elapsed time."""

    literal: Literal
    mode: int
    elapsed: int
    starts: cp_model.Domain


@dataclass
class Variables:
    """One free activity. ``mode[m]`` is its literal, or None where the mode is impossible here."""

    start: Expr
    size: Expr
    end: Expr
    mode: list[Literal | None]
    ways: list[Way]
    interval: cp_model.IntervalVar
    low: Slot
    high: Slot  # the latest end
    by_mode: dict[int, cp_model.IntervalVar] = field(default_factory=dict)
    on_unit: dict[int, tuple[Literal, cp_model.IntervalVar]] = field(default_factory=dict)


class Unplaceable(Exception):
    """An activity has nowhere to go beside what is placed."""

    def __init__(self, activity: int) -> None:
        super().__init__(f"activity {activity} has no allowed start")
        self.activity = activity


class Model:
    """Variables for the free activities.

    ``latest`` tightens ends (promises to keep); ``window`` limits all free work; ``near`` lets an activity start only so
    many slots from where it is placed now.
    """

    def __init__(
        self,
        compiled: Compiled,
        occupancy: Occupancy,
        free: Sequence[int],
        *,
        latest: Mapping[int, Slot] | None = None,
        window: tuple[Slot, Slot] | None = None,
        near: Mapping[int, tuple[Slot, int]] | None = None,
        yielding: Mapping[int, Mapping[int, Placed]] | None = None,
    ) -> None:
        self.near = near or {}
        self._users: dict[int, list[tuple[int, Literal, cp_model.IntervalVar]]] = {}
        self.compiled = compiled
        self.occupancy = occupancy
        self.free = sorted(free)
        self.latest = latest or {}
        self.window = window or (0, compiled.horizon)
        self.cp = cp_model.CpModel()
        self.yielding = yielding or {}
        self.gives_way = {p: self.cp.new_bool_var(f"gives way {p}") for p in sorted(self.yielding)}
        self._standing: dict[int, list[tuple[int, Placed, Literal]]] = {}
        for p in sorted(self.yielding):
            for a, placed in sorted(self.yielding[p].items()):
                for unit in compiled.modes[a][placed.mode].units:
                    self._standing.setdefault(unit, []).append((a, placed, ~self.gives_way[p]))
        self.of: dict[int, Variables] = {}
        for a in self.free:
            self.of[a] = self._variables(a)

    # -- variables -------------------------------------------------------------------------------------------------

    def _variables(self, a: int) -> Variables:
        c = self.compiled
        holding = c.activities[a].stretch is Stretch.HOLDING
        low, high = max(self.window[0], 0 if a in c.facts else c.earliest[a][0]), min(self.window[1], self.latest.get(a, c.horizon))
        found: list[tuple[int, int, cp_model.Domain]] = []
        for m in range(len(c.modes[a])):
            allowed, end = self.occupancy.allowed_starts(a, m, low, high)
            if a in self.near:
                at, reach = self.near[a]
                allowed[: max(0, at - reach - low)] = False
                allowed[max(0, at + reach + 1 - low) :] = False
            fixed = None if c.activities[a].stretch is Stretch.PAUSABLE else c.modes[a][m].duration
            found.extend((m, elapsed, starts) for elapsed, starts in _by_elapsed(allowed, end, low, fixed))
        if not found:
            raise Unplaceable(a)
        ways = self._ways(found)
        mode = self._mode_literals(a, ways)
        everywhere = ways[0].starts
        for way in ways[1:]:
            everywhere = everywhere.union_with(way.starts)
        start = self.cp.new_int_var_from_domain(everywhere, f"s{a}")
        elapsed_values = sorted({w.elapsed for w in ways})
        size: Expr
        end_: Expr
        if holding:
            size = self.cp.new_int_var(elapsed_values[0], high, f"d{a}")
            end_ = self.cp.new_int_var(0, high, f"e{a}")
        elif len(elapsed_values) == 1:
            size = elapsed_values[0]
            end_ = start + size
        else:
            size = self.cp.new_int_var_from_domain(cp_model.Domain.from_values(elapsed_values), f"d{a}")
            end_ = self.cp.new_int_var(0, high, f"e{a}")
        interval = self.cp.new_interval_var(start, size, end_, f"i{a}")
        return Variables(start, size, end_, mode, ways, interval, int(everywhere.min()), high)

    def _ways(self, found: Sequence[tuple[int, int, cp_model.Domain]]) -> list[Way]:
        single = len(found) == 1
        return [Way(1 if single else self.cp.new_bool_var(""), m, elapsed, starts) for m, elapsed, starts in found]

    def _mode_literals(self, a: int, ways: Sequence[Way]) -> list[Literal | None]:
        literals: list[Literal | None] = []
        for m in range(len(self.compiled.modes[a])):
            mine = [w.literal for w in ways if w.mode == m]
            if not mine:
                literals.append(None)
            elif len(mine) == 1:
                literals.append(mine[0])
            elif len(mine) == len(ways):
                literals.append(1)
            else:
                literal = self.cp.new_bool_var("")
                self.cp.add(sum(mine) == literal)
                literals.append(literal)
        return literals

    # -- what the rules ask ----------------------------------------------------------------------------------------

    def here(self, activity: int) -> bool:
        """Free or placed, so that rules with it apply."""
        return activity in self.of or activity in self.occupancy.placing

    def start(self, activity: int) -> Expr:
        return self.of[activity].start if activity in self.of else self.occupancy.placing[activity].start

    def end(self, activity: int) -> Expr:
        return self.of[activity].end if activity in self.of else self.occupancy.placing[activity].end

    def possible_modes(self, activity: int) -> list[tuple[int, Literal]]:
        """The modes an activity may still be in, with their literals."""
        if activity in self.of:
            return [(m, literal) for m, literal in enumerate(self.of[activity].mode) if literal is not None]
        return [(self.occupancy.placing[activity].mode, 1)]

    def uses(self, activity: int, resource: int) -> Expr:
        """0 or 1: whether the activity's mode needs the resource."""
        modes = self.compiled.modes[activity]
        literals = [x for m, x in self.possible_modes(activity) if any(r == resource for r, _ in modes[m].needs + modes[m].stock)]
        return 1 if literals and len(literals) == len(self.possible_modes(activity)) else sum(literals)

    def interval_in_mode(self, activity: int, mode: int) -> cp_model.IntervalVar:
        """The activity's interval, present in this mode only."""
        v = self.of[activity]
        literal = v.mode[mode]
        if literal is None or isinstance(literal, int):
            return v.interval
        if mode not in v.by_mode:
            v.by_mode[mode] = self.cp.new_optional_interval_var(v.start, v.size, v.end, literal, "")
        return v.by_mode[mode]

    def on_unit(self, activity: int, unit: int) -> tuple[Literal, cp_model.IntervalVar] | None:
        """Whether a free activity is on a unit, and its interval there; None if it never is."""
        v = self.of[activity]
        if unit not in v.on_unit:
            modes = self.compiled.modes[activity]
            possible = self.possible_modes(activity)
            using = [(m, x) for m, x in possible if unit in modes[m].units]
            if not using:
                return None
            if len(using) == len(possible):
                v.on_unit[unit] = (1, v.interval)
            elif len(using) == 1:
                v.on_unit[unit] = (using[0][1], self.interval_in_mode(activity, using[0][0]))
            else:
                literal = self.cp.new_bool_var("")
                self.cp.add(sum(x for _, x in using) == literal)
                v.on_unit[unit] = (literal, self.cp.new_optional_interval_var(v.start, v.size, v.end, literal, ""))
        return v.on_unit[unit]

    def users(self, unit: int) -> list[tuple[int, Literal, cp_model.IntervalVar]]:
        """The free activities that may be on the unit."""
        if unit not in self._users:
            self._users[unit] = [(a, *on) for a in self.free if (on := self.on_unit(a, unit)) is not None]
        return self._users[unit]

    def standing(self, unit: int) -> list[tuple[int, Placed, Literal]]:
        """What yielding projects have on the unit, near enough to matter, and the literal that it stays there."""
        users = [a for a, _, _ in self.users(unit)]
        if not users or unit not in self._standing:
            return []
        margin = self.compiled.longest_setup.get(unit, 0)
        low, high = min(self.of[a].low for a in users) - margin, max(self.of[a].high for a in users) + margin
        return [s for s in self._standing[unit] if s[1].end > low and s[1].start < high]

    def units(self) -> list[int]:
        """The units that free activities may be on."""
        return sorted({u for a in self.free for m, _ in self.possible_modes(a) for u in self.compiled.modes[a][m].units})

    def enforce(self, constraint: cp_model.Constraint, literals: Sequence[Literal]) -> None:
        """Let a constraint hold only if all the literals do (1 is always true)."""
        wanted = [x for x in literals if not isinstance(x, int)]
        if wanted:
            constraint.only_enforce_if(wanted)

    # -- solutions -------------------------------------------------------------------------------------------------

    def hint(self, placing: Mapping[int, Placed]) -> None:
        """Suggest these placings to the search."""
        for a in self.free:
            if a not in placing:
                continue
            v, placed = self.of[a], placing[a]
            self.cp.add_hint(v.start, placed.start)
            for m, literal in self.possible_modes(a):
                if not isinstance(literal, int):
                    self.cp.add_hint(literal, m == placed.mode)
            if isinstance(v.end, cp_model.IntVar) and v.end is not v.start:
                self.cp.add_hint(v.end, placed.end)
            if isinstance(v.size, cp_model.IntVar):
                self.cp.add_hint(v.size, placed.end - placed.start)
            if len(v.ways) > 1:
                for way in v.ways:
                    if v.mode[way.mode] is not way.literal:
                        self.cp.add_hint(way.literal, way.mode == placed.mode and way.elapsed == placed.end - placed.start)

    def placing(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Placing:
        """The free activities where the solver has put them."""
        found: Placing = {}
        for a in self.free:
            v = self.of[a]
            mode = next(m for m, x in self.possible_modes(a) if isinstance(x, int) or solver.boolean_value(x))
            found[a] = Placed(mode, int(solver.value(v.start)), int(solver.value(v.end)))
        return found


def _by_elapsed(allowed: BoolArray, end: IntArray, low: Slot, fixed: int | None) -> list[tuple[int, cp_model.Domain]]:
    """The allowed starts, apart by the time that passes from start to end (all one, ``fixed``, unless work can pause)."""
    if not allowed.any():
        return []
    if fixed is not None:
        return [(fixed, _domain(allowed, low))]
    starts = np.flatnonzero(allowed)
    elapsed = end[starts] - (starts + low)
    kinds = np.unique(elapsed)
    if len(kinds) == 1:
        return [(int(kinds[0]), _domain(allowed, low))]
    return [(int(d), cp_model.Domain.from_values((starts[elapsed == d] + low).tolist())) for d in kinds]


def _domain(starts: BoolArray, low: Slot) -> cp_model.Domain:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], starts.astype(np.int8), [0]))))
    flat = edges.astype(np.int64) + low
    flat[1::2] -= 1
    return cp_model.Domain.from_flat_intervals(flat.tolist())
