"""Takes runs from the queue and has each solved in a process of its own: relays what it says, keeps the lease, stops it, and stores only what is checked."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from evenhand.planning.checks import check
from evenhand.planning.plan import Plan
from evenhand.records.people import SYSTEM, Actor
from evenhand.schedules.actions.make_draft import draft_of_run
from evenhand.schedules.actions.run_states import LeaseLost, end_run, give_back, keep_lease, note_progress, requeue_lapsed_runs, take_next_run
from evenhand.schedules.answer_json import way_of
from evenhand.schedules.chances import chances_of
from evenhand.schedules.child import Child
from evenhand.schedules.chores import CHORES
from evenhand.schedules.copies import Copies
from evenhand.schedules.keep_variant import Base, base_of, keep_variant
from evenhand.schedules.models import PlanRun, RunKind, RunState, VariantKind
from evenhand.schedules.problem_json import Json, plan_from_json, plan_to_json, problem_to_json
from evenhand.schedules.stop_sign import StopSign

log = logging.getLogger("evenhand.worker")

BEAT = 5.0  # seconds between signs of life
LOOK = 0.5  # seconds between looks at the child and at whether it is to stop
GRACE = 20.0  # seconds for the child to hand over what it has, once it was asked to stop
IDLE = 0.5  # seconds between looks into an empty queue
CHORES_EVERY = 20.0  # seconds between rounds of the chores


@dataclass(frozen=True)
class Timing:
    """How often a worker does what, in seconds. ``prepares``: whether a process is ready, of which each run's is a copy."""

    beat: float = BEAT
    look: float = LOOK
    grace: float = GRACE
    idle: float = IDLE
    chores: float = CHORES_EVERY
    prepares: bool = True


class Variants:
    """Those of a run, kept one by one as they are told. The first is the plan that goes on as is: what the others are compared with."""

    def __init__(self, run: PlanRun) -> None:
        self.run = run
        self.base: Base | None = None

    def keep_as_is(self) -> None:
        """The plan that goes on as is, where it can: there is nothing to solve, and its chances are found here, warm, while the child begins."""
        plan = self.run.begins_with
        if self.run.kind != RunKind.WHAT_IF or plan is None:
            return
        began = monotonic()
        known = chances_of(self.run.snapshot_id, plan.pk)
        for key in as_is_keys(self.run):
            self.keep({"key": key, "plan": plan_to_json(plan.plan), "chances": dict(known or {})}, monotonic() - began)

    def keep(self, line: Json, seconds: float) -> None:
        keep_lease(run=self.run)
        if self.base is None and "plan" in line:
            self.base = base_of(self.run, line)
        with transaction.atomic():
            keep_variant(run=self.run, line=line, base=self.base, seconds=seconds)


class Worker:
    """One run at a time. Several workers may share a queue."""

    def __init__(self, *, name: str = "", timing: Timing | None = None) -> None:
        self.name = name or f"{socket.gethostname()}-{os.getpid()}"
        self.timing = timing or Timing()
        self.stopping = StopSign()
        self.copies = Copies()

    def work(self) -> None:
        """Until asked to stop: what has lapsed goes back into the queue, what waits is solved; beside it, the chores are done."""
        chores = threading.Thread(target=self.do_chores, daemon=True)
        chores.start()
        try:
            while not self.stopping.is_set():
                for run in requeue_lapsed_runs():
                    log.warning("%s was put back: its worker was not heard of any more", run)
                if not self.work_once():
                    self.wait()
        finally:
            self.copies.end()
        chores.join(self.timing.grace)

    def wait(self) -> None:
        """Nothing waits: time to prepare for what comes next."""
        if self.timing.prepares:
            self.copies.prepare()
        connection.close()
        self.stopping.wait(self.timing.idle)

    def do_chores(self) -> None:
        """Round after round. One that fails is in the log, and is tried again in the next round."""
        while not self.stopping.wait(self.timing.chores):
            for chore in CHORES:
                try:
                    chore()
                except Exception:
                    log.exception("A chore could not be done")
            connection.close()

    def work_once(self) -> bool:
        """Take a run and see it through; False if none waited."""
        run = take_next_run(worker=self.name)
        if run is None:
            return False
        log.info("%s begins", run)
        try:
            self.see_through(run)
        except LeaseLost as error:
            log.warning("%s", error)
        except Exception:
            log.exception("%s could not be seen through", run)
            with contextlib.suppress(LeaseLost), transaction.atomic():
                end_run(run=run, to=RunState.FAILED, message="It failed by a fault in Evenhand, which is in the log.")
        return True

    def see_through(self, run: PlanRun) -> None:
        child = Child(job_of(run), self.copies.one())
        try:
            outcome, best = self.relay(run, child)
        finally:
            child.end()
        was_asked = keep_lease(run=run).stop_asked_at is not None
        if outcome is None and not was_asked:
            give_back(run=run, why="The process in which it was solved ended without an outcome.")
        elif outcome is not None and outcome.get("stopped_by") == "cancelled" and not was_asked:
            give_back(run=run, why="Its worker was stopped.")
        else:
            store(run, outcome, best)

    def relay(self, run: PlanRun, child: Child) -> tuple[Json | None, Plan | None]:
        """Until the child has an outcome or is gone. Returns the outcome, and the best plan that it had handed over by then."""
        best: Plan | None = None
        began = heard = asked = monotonic()
        kept = Variants(run)
        kept.keep_as_is()
        looked, to_stop = 0.0, False
        while True:
            line = child.next_line(self.timing.look)
            if line is None:
                return None, best
            if "outcome" in line:
                return line["outcome"], best
            if "best_plan" in line:
                best = plan_from_json(line["best_plan"])
            elif "variant" in line:
                kept.keep(line["variant"], monotonic() - began)
            elif "phase" in line:
                note_progress(run=run, line=line, at=timezone.now())
            now = monotonic()
            if now - looked >= self.timing.look:
                looked = now
                present = keep_lease(run=run) if now - heard >= self.timing.beat else PlanRun.objects.light().get(pk=run.pk)
                heard = now if now - heard >= self.timing.beat else heard
                if not to_stop and (present.stop_asked_at is not None or self.stopping.is_set()):
                    child.ask_to_stop()
                    to_stop, asked = True, now
            if to_stop and now - asked >= self.timing.grace:
                return None, best


def as_is_keys(run: PlanRun) -> list[str]:
    return [row["key"] for row in run.request["variants"] if row["kind"] == VariantKind.AS_IS]


def left_to_child(run: PlanRun) -> Json | None:
    """What is asked of the child: of a what-if run that begins from a plan, all but going on as is."""
    if run.kind != RunKind.WHAT_IF or run.begins_with is None:
        return run.request
    told = as_is_keys(run)
    return {**run.request, "variants": [row for row in run.request["variants"] if row["key"] not in told]}


def job_of(run: PlanRun) -> Json:
    begins_with = run.begins_with
    return {
        "kind": run.kind,
        "problem": problem_to_json(run.snapshot.problem),
        "plan": None if begins_with is None else plan_to_json(begins_with.plan),
        "request": left_to_child(run),
        "effort": run.effort,
        "seed": run.seed,
        "workers": run.workers,
        "time_limit": run.time_limit,
    }


def store(run: PlanRun, outcome: Json | None, best: Plan | None) -> None:
    """What came of it, checked. Without an outcome it was ended by force, and the best plan so far is what is left."""
    stopped = outcome is None or outcome.get("stopped_by") == "cancelled"
    to = RunState.CANCELLED if stopped else RunState.FINISHED
    with transaction.atomic():
        if outcome is not None and "refused" in outcome:
            end_run(run=run, to=RunState.FAILED, message=f"It was refused: {outcome['refused']}")
        elif run.kind == RunKind.WHAT_IF:
            end_weighing(run, to, outcome)
        elif run.kind == RunKind.EXPEDITE:
            store_answer(run, to, outcome)
        else:
            store_plan_found(run, to, outcome, best)


def store_plan_found(run: PlanRun, to: RunState, outcome: Json | None, best: Plan | None) -> None:
    plan = best if outcome is None or outcome["plan"] is None else plan_from_json(outcome["plan"])
    result = {"stopped_by": "cancelled"} if outcome is None else {key: value for key, value in outcome.items() if key != "plan"}
    if plan is None:
        message = "There is no plan that keeps every rule." if result.get("status") == "infeasible" else "No plan was found."
        end_run(run=run, to=to, message=message, result=result)
        return
    violations = check(run.snapshot.problem, plan)
    if violations:
        end_run(run=run, to=RunState.FAILED, message=f"Its plan was refused by the checker: {violations[0].sentence}", result=result)
        return
    ended = end_run(run=run, to=to, message="Stopped; the best plan so far was kept." if to == RunState.CANCELLED else "", result=result)
    draft_of_run(by=asker(run), run=ended, plan=plan, title=f"planned {timezone.localtime():%d %b %H:%M}")


def store_answer(run: PlanRun, to: RunState, outcome: Json | None) -> None:
    if outcome is None:
        end_run(run=run, to=to, message="Stopped before there was an answer.", result={"stopped_by": "cancelled"})
        return
    answer = outcome["answer"]
    for kind in ("ladder", "alternatives"):
        for index in range(len(answer[kind])):
            problem, plan, _ = way_of(run.snapshot.problem, answer, kind, index)
            violations = check(problem, plan)
            if violations:
                end_run(run=run, to=RunState.FAILED, message=f"Its answer was refused by the checker: {violations[0].sentence}")
                return
    result: dict[str, Any] = {key: value for key, value in outcome.items() if key != "answer"} | {"verdict": answer["verdict"]}
    end_run(run=run, to=to, message="Stopped; this is the answer so far." if to == RunState.CANCELLED else "", result=result, answer=answer)


def end_weighing(run: PlanRun, to: RunState, outcome: Json | None) -> None:
    """The variants are there already."""
    result = {"stopped_by": "cancelled"} if outcome is None else outcome
    end_run(run=run, to=to, message="Stopped; the options so far stay." if to == RunState.CANCELLED else "", result=result)


def asker(run: PlanRun) -> Actor:
    return SYSTEM if run.by is None else run.by
