"""The earliest date that harms nobody's date: how soon it is found and proved, request after request, with no levers; and what is left of it with chances."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.figures import Table, write
from benchmarks.machine import machine
from benchmarks.plant import Plant, generated
from evenhand.planning.checks import check
from evenhand.planning.checks.promises import harmed
from evenhand.planning.expedite import ExpediteProgress, ExpediteRequest, Rung, expedite
from evenhand.planning.problem import ProjectId, PromiseId, Slot
from evenhand.planning.warm_up import warm_up

PROJECTS = (60, 240)
TIME_LIMITS = {60: 20.0}  # seconds a request; for other sizes
TIME_LIMIT = 10.0
HEADS = ("request", "current end", "best by dates", "bound", "proved", "to best, s", "to proof, s", "best with chances", "answer, s")


@dataclass(frozen=True)
class Measured:
    """One request. Ends and bound in slots; seconds of wall time since it was made.

    ``end``: the earliest by dates alone, with its ``bound``. ``with_chances``: the earliest found at which no other promise's chance falls too far
    either. ``to_best``, ``to_proof``: when the search said so, or the answer where it did not say. ``seconds``: to the answer, certificate included.
    ``violations``: what our checker found in the plans, and the promises that they harm.
    """

    project: ProjectId
    promise: PromiseId
    current: Slot
    end: Slot
    with_chances: Slot
    bound: Slot
    to_best: float | None
    to_proof: float | None
    seconds: float
    violations: tuple[str, ...] = ()

    @property
    def proved(self) -> bool:
        return self.end <= self.bound and not self.violations

    @property
    def improved(self) -> bool:
        return self.end < self.current and not self.violations

    @property
    def has_no_better(self) -> bool:
        """Whether it is proved that the current date is the earliest."""
        return self.bound >= self.current


@dataclass(frozen=True)
class Report:
    """One progress report, and when it came."""

    seconds: float
    end: Slot
    bound: Slot


class Heard:
    """The progress of the first search, which is by dates alone: when another starts afresh, what is reported from then on is not heard."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.reports: list[Report] = []
        self.over = False

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.began

    def __call__(self, progress: ExpediteProgress) -> None:
        if self.reports and (progress.end > self.reports[-1].end or progress.bound < self.reports[-1].bound):
            self.over = True
        if not self.over:
            self.reports.append(Report(self.seconds, progress.end, progress.bound))

    def to_best(self, end: Slot) -> float | None:
        return next((r.seconds for r in self.reports if r.end == end), None)

    def to_proof(self, end: Slot) -> float | None:
        return next((r.seconds for r in self.reports if r.end == end <= r.bound), None)


def run_expedite(out: Path, *, sizes: Sequence[int], requests: int, time_limit: float | None, workers: int, seed: int) -> list[Table]:
    """Measure so many requests on each size; ``time_limit`` None: 20 s for 60 projects, else 10 s. Written after every request."""
    tables: list[Table] = []
    on = machine()
    warm_up()
    for projects in sizes:
        limit = time_limit if time_limit is not None else TIME_LIMITS.get(projects, TIME_LIMIT)
        plant = generated(projects, seed)
        measured: list[Measured] = []
        tables.append(table(plant, measured, limit, workers, seed))
        for promise in chosen(plant, requests, seed):
            measured.append(answer(plant, promise, time_limit=limit, workers=workers, seed=seed))
            tables[-1] = table(plant, measured, limit, workers, seed)
            write(out, "expedite", on, tables)
            print(f"expedite {projects}: {' '.join(_cells(measured[-1]))}", file=sys.stderr)
        write(out, "expedite", on, tables)
    return tables


def chosen(plant: Plant, requests: int, seed: int) -> list[PromiseId]:
    """Some of the promises whose activity has not begun."""
    waiting = sorted(p.id for p in plant.problem.promises if plant.problem.activity[p.activity].actual is None)
    return Random(seed).sample(waiting, min(requests, len(waiting)))


def answer(plant: Plant, promise: PromiseId, *, time_limit: float, workers: int, seed: int) -> Measured:
    """Search for the earliest harmless end of one promise. Asking for the current one leaves out what follows when a date cannot be had."""
    activity = plant.problem.promise[promise].activity
    project, current = plant.problem.activity[activity].project, plant.plan.of[activity].end
    heard = Heard()
    found = expedite(
        plant.problem,
        plant.plan,
        ExpediteRequest(project, promise, by=current, levers=frozenset()),
        time_limit=4 * time_limit,  # of which the rung has one half, and its search by dates a half of that
        workers=workers,
        seed=seed,
        on_progress=heard,
        cancelled=lambda: heard.seconds >= time_limit,
    )
    rung, seconds = found.ladder[0], heard.seconds
    to_best = heard.to_best(rung.by_dates) or seconds
    to_proof = (heard.to_proof(rung.by_dates) or seconds) if rung.proved_by_dates else None
    to_better = to_best if rung.by_dates < current else None
    return Measured(project, promise, current, rung.by_dates, rung.end, rung.bound, to_better, to_proof, seconds, faults(plant, rung, promise))


def faults(plant: Plant, rung: Rung, promise: PromiseId) -> tuple[str, ...]:
    """Sentences: the rules that a rung's plans break, the promises that they harm, and ends that are not the plans'."""
    said = []
    for plan, claimed in ((rung.by_dates_plan, rung.by_dates), (rung.plan, rung.end)):
        said += [v.sentence for v in check(plant.problem, plan)]
        said += [v.sentence for v in harmed(plant.problem, plant.plan, plan, {promise})]
        end = plan.of[plant.problem.promise[promise].activity].end
        said += [f"{promise} ends at {end} in the plan, not at {claimed}."] if end != claimed else []
    return tuple(dict.fromkeys(said))


def table(plant: Plant, measured: Sequence[Measured], time_limit: float, workers: int, seed: int) -> Table:
    size = f"{len(plant.problem.projects)} projects, {len(plant.problem.activities)} activities"
    asked = f"{time_limit:g} s a request, no levers, {workers} workers, seed {seed}"
    records = [{**asdict(m), "proved": m.proved, "improved": m.improved, "has_no_better": m.has_no_better} for m in measured]
    return Table(f"Expedite, {size}", asked, summary(measured), HEADS, [_cells(m) for m in measured], records)


def summary(measured: Sequence[Measured]) -> list[str]:
    """Sentences: how many proved and how soon, how many improved of those that may have something better."""
    open_ones = [m for m in measured if not m.has_no_better]
    # Without a proof it took longer than anything measured, so the middle of all requests counts, not of the proved ones.
    middle = median(m.to_proof if m.proved and m.to_proof is not None else float("inf") for m in measured) if measured else float("inf")
    said = [
        f"{sum(m.proved for m in measured)} of {len(measured)} proved; median time to proof "
        + (f"{middle:.1f} s." if middle < float("inf") else "not reached within the limit."),
        f"{sum(m.improved for m in open_ones)} of {len(open_ones)} improved; the other {len(measured) - len(open_ones)} are proved to have no better date.",
    ]
    said.append(f"{sum(m.with_chances < m.current for m in measured)} improved with no other promise's chance lowered too far.")
    broken = sum(bool(m.violations) for m in measured)
    return [*said, f"{broken} plans break rules or promises."] if broken else said


def _cells(m: Measured) -> list[str]:
    best = f"{m.end}" + (f" **{len(m.violations)} violations**" if m.violations else "")
    proved = "no better one" if m.has_no_better else "yes" if m.proved else "no"
    return [
        m.promise,
        str(m.current),
        best,
        str(m.bound),
        proved,
        _seconds(m.to_best),
        _seconds(m.to_proof),
        str(m.with_chances),
        _seconds(m.seconds),
    ]


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.1f}"
