"""`evenhand plan`: make a plan, check it, write it. Ctrl-C keeps the best so far."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from evenhand.cli.exits import Exit, Refusal
from evenhand.cli.inputs import keeping, must_be_writable, search_of, violation_sentence, words_of
from evenhand.cli.interrupts import Work
from evenhand.cli.progress import ProgressLine
from evenhand.cli.terminal import Terminal
from evenhand.cli.words import Words, counted, seconds
from evenhand.exchange.content_hash import content_hash
from evenhand.exchange.planfile import Search, write_plan
from evenhand.exchange.reading import LoadedProblem, read_problem
from evenhand.planning import default_effort
from evenhand.planning.checks import check
from evenhand.planning.problem import Problem
from evenhand.planning.result import Result, Status, StoppedBy
from evenhand.planning.solve import plan


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    must_be_writable(arguments.out, arguments.problem)
    loaded = read_problem(arguments.problem)
    words = words_of(loaded)
    search = search_of(arguments, default_effort.PLAN)
    begun = time.monotonic()
    result = planned(loaded.problem, arguments, terminal, words)
    took = time.monotonic() - begun
    if result.plan is None:
        raise nothing_planned(result)
    must_be_sound(loaded.problem, result, words)
    with keeping(arguments.out):
        write_plan(arguments.out, loaded.problem, result, time_scale=loaded.time_scale, search=search)
    terminal.give(as_json(loaded, result, search, arguments.out, took))
    terminal.say(*sentences(loaded, result, arguments.out, words, took))
    return Exit.DONE


def planned(problem: Problem, arguments: Namespace, terminal: Terminal, words: Words) -> Result:
    line = ProgressLine(terminal, words.worst)
    work = Work(
        lambda cancelled: plan(
            problem,
            effort=search_of(arguments, default_effort.PLAN).effort,
            time_limit=arguments.time_limit,
            workers=arguments.workers,
            seed=arguments.seed,
            on_progress=line.report,
            cancelled=cancelled,
        )
    )
    try:
        return work.result(line.heartbeat, lambda: terminal.note("Stopping, to keep the best plan so far. Ctrl-C again gives it up."))
    finally:
        line.end()


def nothing_planned(result: Result) -> Refusal:
    if result.status is Status.INFEASIBLE:
        said = "No plan exists. These cannot hold together:" if result.collisions else "No plan exists: proved."
        return Refusal(Exit.NO_PLAN, said, details=result.collisions)
    if result.stopped_by is StoppedBy.CANCELLED:
        return Refusal(Exit.INTERRUPTED, "Interrupted before a plan was found; nothing was written.")
    limit, more = ("time limit", "--time-limit") if result.stopped_by is StoppedBy.TIME else ("effort", "--effort")
    return Refusal(Exit.NOT_FOUND, f"No plan was found within the {limit}, and it is not proved that there is none. More {more} may find one.")


def must_be_sound(problem: Problem, result: Result, words: Words) -> None:
    """No plan is stored that the independent checker has not passed."""
    assert result.plan is not None
    violations = check(problem, result.plan)
    if violations:
        raise Refusal(
            Exit.FAULT,
            "The plan that was made breaks the rules. It was not written. This is a fault in Evenhand: please report it with the problem file.",
            details=tuple(violation_sentence(v, words) for v in violations[:5]),
        )


def sentences(loaded: LoadedProblem, result: Result, out: Path, words: Words, took: float) -> list[str]:
    assert result.plan is not None and result.objective is not None
    size = f"{counted(len(loaded.problem.projects), 'project')}, {counted(len(loaded.problem.activities), 'activity')}"
    cut = {
        StoppedBy.CANCELLED: "Interrupted: this is the best plan so far.",
        StoppedBy.TIME: "The time limit cut it short: the same command may give another plan.",
    }
    return [
        f"Planned {size}; {words.quality(result.plan, result.objective)}; made in {seconds(took)}; checked.",
        *(sentence for sentence in (words.distance(result), cut.get(result.stopped_by, "")) if sentence),
        f"Written to {out}.",
    ]


def as_json(loaded: LoadedProblem, result: Result, search: Search, out: Path, took: float) -> dict[str, Any]:
    return {
        "problem": content_hash(loaded.problem),
        **search.row(),
        "status": result.status.value,
        "stopped_by": result.stopped_by.value,
        "objective": None if result.objective is None else list(result.objective),
        "bound": None if result.bound is None else list(result.bound),
        "work": result.work,
        "seconds": round(took, 3),
        "checked": True,
        "out": str(out),
    }
