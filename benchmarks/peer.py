"""PyJobShop's OR-Tools backend on one instance: the same problem, and its plan put before our checker too."""

from __future__ import annotations

import gzip
import time
from pathlib import Path
from typing import TypeAlias

import pyjobshop

from benchmarks.outcome import Outcome
from evenhand.exchange.reading import Format, read_problem
from evenhand.planning.checks import check
from evenhand.planning.plan import Assignment, Plan, objective_values
from evenhand.planning.problem import (
    ActivityId,
    Link,
    LinkKind,
    Objective,
    Problem,
    Profile,
    Resource,
    ResourceId,
    ResourceKind,
    Stretch,
)

Break = tuple[int, int]
PeerResource: TypeAlias = pyjobshop.Machine | pyjobshop.Renewable | pyjobshop.Consumable


class NotForPeer(ValueError):
    """The peer has no counterpart for something in the problem."""


def run_peer(path: Path, *, time_limit: float, workers: int, seed: int) -> Outcome:
    began = time.perf_counter()
    loaded = read_problem(path)
    problem = loaded.problem
    if loaded.format is Format.FACTORY:
        raw = path.read_bytes()
        data = pyjobshop.ProblemData.from_json((gzip.decompress(raw) if path.suffix == ".gz" else raw).decode())
        order = sorted((a.id for a in problem.activities), key=lambda name: int(name.rsplit("/", 1)[1]))
    else:
        data = peer_data(problem)
        order = [a.id for a in problem.activities]
    result = pyjobshop.solve(data, solver="ortools", time_limit=time_limit, num_workers=workers, display=False, random_seed=seed)
    seconds = time.perf_counter() - began
    bound = int(result.lower_bound) if problem.objective is Objective.MAKESPAN else None
    if not result.best.tasks:
        return Outcome(result.status.value.lower(), None, bound, seconds)
    plan = _as_plan(data, result.best, order)
    violations = tuple(v.sentence for v in check(problem, plan))
    return Outcome(result.status.value.lower(), objective_values(problem, plan), bound, seconds, violations)


def _as_plan(data: pyjobshop.ProblemData, solution: pyjobshop.Solution, order: list[ActivityId]) -> Plan:
    return Plan(
        tuple(
            Assignment(name, data.task2modes(task).index(placed.mode), placed.start, placed.end)
            for task, (name, placed) in enumerate(zip(order, solution.tasks, strict=True))
        )
    )


def peer_data(problem: Problem) -> pyjobshop.ProblemData:
    """The same problem as a PyJobShop model."""
    if problem.objective is Objective.PROMISES or problem.now or problem.frozen_until:
        raise NotForPeer("Promises and started work have no counterpart in PyJobShop.")
    model = pyjobshop.Model()
    resources = {r.id: _add_resource(model, r) for r in problem.resources}
    jobs = {p.id: model.add_job(due_date=p.due) for p in problem.projects}
    kinds = {r.id: r.kind for r in problem.resources}
    tasks = {}
    modes = {}
    for activity in problem.activities:
        if activity.actual or activity.frozen or activity.hold_until:
            raise NotForPeer(f"activity {activity.id}: started, frozen and held work have no counterpart in PyJobShop.")
        tasks[activity.id] = task = model.add_task(
            job=jobs[activity.project],
            earliest_start=activity.earliest_start,
            latest_end=activity.latest_end if activity.latest_end is not None else problem.horizon,
            allow_idle=activity.stretch is Stretch.HOLDING,
            allow_breaks=activity.stretch is Stretch.PAUSABLE,
        )
        for index, mode in enumerate(activity.modes):
            needed = [resources[d.resource] for d in mode.demands]
            amounts = [0 if kinds[d.resource] is ResourceKind.UNIT else d.amount for d in mode.demands]
            modes[activity.id, index] = model.add_mode(task, needed, mode.duration, amounts)
    for link in problem.links:
        _add_link(model, tasks, link)
    _add_ties(model, problem, tasks, modes)
    _add_setups(model, problem, tasks, resources)
    if problem.objective is Objective.DELAY:
        model.set_objective(weight_total_tardiness=problem.horizon + 1, weight_makespan=1)
    return model.data()


def _add_resource(model: pyjobshop.Model, resource: Resource) -> PeerResource:
    breaks = _breaks(resource.id, resource.capacity)
    if resource.kind is ResourceKind.UNIT:
        return model.add_machine(breaks=breaks)
    if resource.kind is ResourceKind.STOCK:
        return model.add_consumable(capacity=resource.capacity.maximum)
    return model.add_renewable(capacity=resource.capacity.maximum, breaks=breaks)


def _breaks(name: ResourceId, capacity: Profile) -> list[Break]:
    if {value for _, value in capacity.steps} - {0, capacity.maximum} or not capacity.steps[-1][1]:
        raise NotForPeer(f"resource {name}: a capacity that changes, but not to 0 and back, has no counterpart in PyJobShop.")
    ends = [at for at, _ in capacity.steps[1:]]
    return [(at, end) for (at, value), end in zip(capacity.steps, ends, strict=False) if not value]


def _add_link(model: pyjobshop.Model, tasks: dict[ActivityId, pyjobshop.Task], link: Link) -> None:
    least = {
        LinkKind.SS: model.add_start_before_start,
        LinkKind.SF: model.add_start_before_end,
        LinkKind.FS: model.add_end_before_start,
        LinkKind.FF: model.add_end_before_end,
    }
    most = {
        LinkKind.SS: model.add_start_before_start,
        LinkKind.SF: model.add_end_before_start,
        LinkKind.FS: model.add_start_before_end,
        LinkKind.FF: model.add_end_before_end,
    }
    least[link.kind](tasks[link.before], tasks[link.after], link.lag)
    if link.max_lag is not None:
        most[link.kind](tasks[link.after], tasks[link.before], -link.max_lag)


def _add_ties(
    model: pyjobshop.Model,
    problem: Problem,
    tasks: dict[ActivityId, pyjobshop.Task],
    modes: dict[tuple[ActivityId, int], pyjobshop.Mode],
) -> None:
    for add, ties in (
        (model.add_identical_resources, problem.same_resources),
        (model.add_different_resources, problem.different_resources),
    ):
        for tie in ties:
            if tie.among is not None:
                raise NotForPeer(f"tie {tie.first} - {tie.second}: ties among some resources have no counterpart in PyJobShop.")
            add(tasks[tie.first], tasks[tie.second])
    for run in problem.consecutives:
        model.add_consecutive(tasks[run.before], tasks[run.after])
    for rule in problem.mode_dependencies:
        model.add_mode_dependency(modes[rule.activity, rule.mode], [modes[rule.other, m] for m in sorted(rule.other_modes)])


def _add_setups(
    model: pyjobshop.Model,
    problem: Problem,
    tasks: dict[ActivityId, pyjobshop.Task],
    resources: dict[ResourceId, PeerResource],
) -> None:
    for changeovers in problem.changeovers:
        for unit in changeovers.units:
            on = [a for a in problem.activities if any(d.resource == unit for m in a.modes for d in m.demands)]
            if any(a.product is None for a in on):
                raise NotForPeer(f"changeovers on {unit}: activities without a product have no counterpart in PyJobShop.")
            for earlier in on:
                for later in on:
                    if earlier.id != later.id and (duration := changeovers.duration(earlier, later)):
                        model.add_setup_time(resources[unit], tasks[earlier.id], tasks[later.id], duration)
