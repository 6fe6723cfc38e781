"""The whole problem as one CP-SAT model: for small problems, and for proofs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from evenhand.planning.budget import Budget
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.model import Expr, Model, Unplaceable
from evenhand.planning.neighbourhood import WORK_A_DETERMINISTIC_SECOND, objective_values
from evenhand.planning.occupancy import Occupancy
from evenhand.planning.parts import Objective
from evenhand.planning.rules import post_all

LARGEST = 2**61  # what CP-SAT's objective may come to


@dataclass(frozen=True)
class Whole:
    """``bound``: no plan has a smaller first value; None where the model is stricter than the rules (see `changeovers`)."""

    placing: Placing | None
    proved: bool
    infeasible: bool
    bound: int | None
    work: float


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells of solutions, and stops the search when asked to."""

    def __init__(self, model: Model, on_placing: Callable[[Placing], None] | None) -> None:
        super().__init__()
        self.model = model
        self.on_placing = on_placing

    def on_solution_callback(self) -> None:
        if self.on_placing is not None:
            self.on_placing({**self.model.occupancy.placing, **self.model.placing(self)})


def solve_whole(
    compiled: Compiled,
    budget: Budget,
    *,
    seed: int,
    workers: int,
    hint: Placing | None = None,
    on_placing: Callable[[Placing], None] | None = None,
    deterministic: float | None = None,
    register: Callable[[cp_model.CpSolver], None] | None = None,
    any_will_do: bool = False,
) -> Whole:
    """Plan everything that is not a fact at once. ``register`` gets the solver, so that another thread can stop it; ``any_will_do``: the first plan is enough."""
    occupancy = Occupancy(compiled, compiled.facts)
    free = [a for a in range(len(compiled.activities)) if a not in compiled.facts]
    try:
        model = Model(compiled, occupancy, free)
    except Unplaceable:
        return Whole(None, proved=False, infeasible=compiled.changeovers_add_up, bound=None, work=0.0)
    post_all(model)
    values = objective_values(model)[: _exact_values(compiled)]
    best = None if hint is None else compiled.objective(hint)
    if best is not None and not isinstance(values[0], int):
        model.cp.add(values[0] <= best[0])
    exact, weight = compiled.changeovers_add_up, _weights(compiled, best, len(values))
    while weight is None:  # the last values are left to the neighbourhoods, and nothing is proved best
        exact, values = False, values[:-1]
        weight = _weights(compiled, best, len(values))
    total: Expr = 0
    for value, w in zip(values, weight, strict=True):
        total = total + value * w
    model.cp.minimize(total)
    if hint is not None:
        model.hint(hint)
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is for the caller; with the handler of CP-SAT in a thread the process aborts
    solver.parameters.num_workers = workers
    if not any(compiled.is_stock):  # measured on the factory instances: the linear relaxation and probing cost more than they bring
        solver.parameters.linearization_level = 0
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.use_dynamic_precedence_in_disjunctive = True
    solver.parameters.random_seed = seed
    solver.parameters.stop_after_first_solution = any_will_do
    solver.parameters.max_time_in_seconds = budget.seconds_left
    if deterministic is not None:
        solver.parameters.max_deterministic_time = deterministic
    if register is not None:
        register(solver)
    status = solver.solve(model.cp, _Watch(model, on_placing))
    work = WORK_A_DETERMINISTIC_SECOND * float(solver.response_proto.deterministic_time)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        bound = round(solver.best_objective_bound) // weight[0]
        placing = {**occupancy.placing, **model.placing(solver)}
        return Whole(placing, status == cp_model.OPTIMAL and exact, infeasible=False, bound=bound if compiled.changeovers_add_up else None, work=work)
    if status == cp_model.MODEL_INVALID:
        raise AssertionError(model.cp.validate())
    return Whole(None, proved=False, infeasible=status == cp_model.INFEASIBLE and compiled.changeovers_add_up, bound=None, work=work)


def _exact_values(compiled: Compiled) -> int:
    return {Objective.MAKESPAN: 1, Objective.DELAY: 2, Objective.PROMISES: 3 + bool(compiled.published)}[compiled.problem.objective]


def _weights(compiled: Compiled, best: Sequence[int] | None, count: int) -> list[int] | None:
    """Weights that make the sum order as the values do, one after the other; None where the numbers would get too large.

    ``best``: the values of a known plan. Its first one caps the first value, and with it the total lateness.
    """
    horizon = compiled.horizon + 1
    worst = horizon if best is None else best[0] + 1
    reaches = {
        Objective.MAKESPAN: [worst],
        Objective.DELAY: [horizon * max(1, len(compiled.targets)), horizon],
        Objective.PROMISES: [
            worst,
            worst * max(1, len(compiled.targets)),
            horizon * max(1, len(compiled.project_ids)),
            horizon * max(1, len(compiled.published)),
        ],
    }[compiled.problem.objective][:count]
    weights = [1]
    for reach in reversed(reaches[1:]):
        weights.insert(0, weights[0] * reach)
    return weights if weights[0] * reaches[0] < LARGEST else None
