"""One neighbourhood: some activities planned anew by CP-SAT, the others where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ortools.sat.python import cp_model

from evenhand.planning.compiled import Compiled, Placed, Placing
from evenhand.planning.model import Expr, Model, Unplaceable
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.parts import Objective, Slot, Stretch
from evenhand.planning.rules import post_all

STEP = 64  # how much more an objective's value weighs than the next one; acceptance compares exactly

WORK_A_MODEL = 0.1  # work (about seconds of one core) for making and presolving one model
WORK_A_DETERMINISTIC_SECOND = 12.0  # one unit of CP-SAT's deterministic time takes about as long


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard one neighbourhood is searched: CP-SAT's deterministic time, and a guard in wall seconds."""

    deterministic: float
    seconds: float
    seed: int
    workers: int = 1


@dataclass(frozen=True)
class Found:
    """The free activities' placing (None if none was found), whether it is proved best, the bound on the first value, the work."""

    placing: Placing | None
    proved: bool
    infeasible: bool
    bound: float
    work: float


@dataclass
class Aim:
    """What a neighbourhood is to make small. ``values`` in order of importance, with what is outside already in them."""

    values: list[Expr]
    ceiling: list[int | None] = field(default_factory=list)  # keep value k at or below this


def replan(
    compiled: Compiled,
    occupancy: Occupancy,
    free: Sequence[int],
    effort: Effort,
    *,
    hint: Mapping[int, Placed] | None = None,
    ceiling: Sequence[int | None] = (),
    latest: Mapping[int, Slot] | None = None,
    window: tuple[Slot, Slot] | None = None,
    weight: Mapping[int, int] | None = None,
) -> Found:
    """Plan the free activities anew beside what ``occupancy`` holds, by the problem's own objective.

    ``weight``: where only the last end counts, how much each project's finish counts after it (default 1).
    ``ceiling``: objective values (of all that is placed and free) not to exceed. ``latest``: ends not to exceed.
    """
    try:
        model = Model(compiled, occupancy, free, latest=latest, window=window)
    except Unplaceable:
        return Found(None, proved=False, infeasible=True, bound=0.0, work=0.0)
    post_all(model)
    aim = Aim(objective_values(model, weight or {}), list(ceiling))
    minimise(model, aim)
    if hint is not None:
        model.hint(hint)
    return solve(model, effort)


def solve(model: Model, effort: Effort) -> Found:
    """Search a model that is complete."""
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is for the caller; with the handler of CP-SAT in a thread the process aborts
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_deterministic_time = effort.deterministic
    solver.parameters.max_time_in_seconds = effort.seconds
    # Neighbourhoods are small and many: presolve's probing and the linear relaxation cost more than they save.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.linearization_level = 0
    status = solver.solve(model.cp)
    work = float(solver.response_proto.deterministic_time)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(model.placing(solver), status == cp_model.OPTIMAL, infeasible=False, bound=solver.best_objective_bound, work=work)
    if status == cp_model.MODEL_INVALID:
        raise AssertionError(model.cp.validate())
    return Found(None, proved=False, infeasible=status == cp_model.INFEASIBLE, bound=0.0, work=work)


def minimise(model: Model, aim: Aim) -> None:
    """Minimise the values in order, by weights; and keep each at or below its ceiling."""
    for value, top in zip(aim.values, aim.ceiling, strict=False):
        if top is not None and not isinstance(value, int):
            model.cp.add(value <= top)
    total: Expr = 0
    for value in aim.values:
        total = total * STEP + value
    model.cp.minimize(total)


def objective_values(model: Model, weight: Mapping[int, int] = MappingProxyType({})) -> list[Expr]:
    """The problem's objective over what is free and placed, as expressions; ties are led towards compact plans."""
    c = model.compiled
    kind = c.problem.objective
    finishes = [weight.get(p, 1) * finish for p, finish in _finishes(model)]
    if kind is Objective.MAKESPAN:
        return [_last_end(model), sum(finishes), _spread(model)]
    worst, total = _lateness(model)
    if kind is Objective.DELAY:
        return [total, _last_end(model), sum(finishes)]
    values = [worst, total, sum(finishes)]
    if c.published:
        values.append(_move(model))
    return values


def _move(model: Model) -> Expr:
    """How far the free work starts from where it is published."""
    terms: list[Expr] = []
    for a in model.free:
        if a in model.compiled.published:
            at = model.compiled.published[a].start
            distance = model.cp.new_int_var(0, model.compiled.horizon, "")
            model.cp.add(distance >= model.start(a) - at)
            model.cp.add(distance >= at - model.start(a))
            terms.append(distance)
    return sum(terms)


def _spread(model: Model) -> Expr:
    """How far the free work reaches and how much it keeps busy: work done early and compactly leaves room for others."""
    c = model.compiled
    terms: list[Expr] = []
    for a in model.free:
        terms.append(model.end(a))
        possible = model.possible_modes(a)
        if c.activities[a].stretch is Stretch.HOLDING:
            terms.append(model.of[a].size)
        busy = {m: c.modes[a][m].duration * sum(n for _, n in c.modes[a][m].needs) for m, _ in possible}
        if len(set(busy.values())) > 1:
            terms.extend((busy[m] - min(busy.values())) * x for m, x in possible)
    return sum(terms)


def _last_end(model: Model) -> Expr:
    """The makespan of all that is free or placed."""
    c = model.compiled
    placed = max((p.end for p in model.occupancy.placing.values()), default=0)
    last = model.cp.new_int_var(placed, c.horizon, "makespan")
    for a in model.free:
        model.cp.add(last >= model.end(a))
    return last


def _finishes(model: Model) -> list[tuple[int, Expr]]:
    """The finish of every project that has free activities."""
    c = model.compiled
    found: list[tuple[int, Expr]] = []
    for p in sorted({c.project_of[a] for a in model.free}):
        members = c.activities_of[p]
        placed = max((model.occupancy.placing[a].end for a in members if a in model.occupancy.placing), default=0)
        finish = model.cp.new_int_var(placed, c.horizon, f"finish{p}")
        for a in members:
            if a in model.of:
                model.cp.add(finish >= model.end(a))
        found.append((p, finish))
    return found


def _lateness(model: Model) -> tuple[Expr, Expr]:
    """The worst and the total lateness over targets that are wholly free or placed."""
    c = model.compiled
    worst_placed, total_placed = 0, 0
    late: list[Expr] = []
    for target in c.targets:
        if not all(model.here(a) for a in target.activities):
            continue
        placed = max((model.occupancy.placing[a].end for a in target.activities if a in model.occupancy.placing), default=0)
        already = max(0, placed - target.due)
        free = [a for a in target.activities if a in model.of]
        if not free:
            worst_placed = max(worst_placed, already)
            total_placed += already
            continue
        value = model.cp.new_int_var(already, c.horizon, "late")
        for a in free:
            model.cp.add(value >= model.end(a) - target.due)
        late.append(value)
    worst = model.cp.new_int_var(worst_placed, c.horizon, "worst")
    for value in late:
        model.cp.add(worst >= value)
    return worst, sum(late) + total_placed
