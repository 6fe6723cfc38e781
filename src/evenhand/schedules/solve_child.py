"""The process in which a run is solved: ``python -m evenhand.schedules.solve_child``.

It knows no database. The job comes as one line of JSON on its standard input; progress, plans and the outcome leave as lines of JSON on its standard
output. SIGTERM asks it to stop and hand over the best it has. When its standard input closes, whoever started it is gone, and it ends at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

from evenhand.planning.expedite import ExpediteProgress, expedite
from evenhand.planning.parts import InvalidProblem
from evenhand.planning.result import Progress
from evenhand.planning.solve import plan
from evenhand.schedules.answer_json import answer_to_json, request_from_json
from evenhand.schedules.problem_json import Json, plan_from_json, plan_to_json, problem_from_json
from evenhand.schedules.starter import when_starter_is_gone
from evenhand.schedules.stop_sign import StopSign
from evenhand.schedules.weigh import weigh

PLAN_EVERY = 2.0  # seconds: so often, at the most, the best plan so far is handed over
Tell = Callable[[Json], None]


def main() -> int:
    stop = StopSign()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
    asked = sys.stdin.readline()
    if not asked:  # there is no job any more
        return 0
    job = json.loads(asked)
    when_starter_is_gone(lambda: os._exit(1))  # nobody waits for an outcome any more
    try:
        outcome = solved(job, tell, stop.is_set)
    except InvalidProblem as error:
        outcome = {"refused": str(error)}
    tell({"outcome": outcome})
    return 0


def tell(line: Json) -> None:
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def solved(job: Json, tell: Tell, cancelled: Callable[[], bool]) -> Json:
    problem = problem_from_json(job["problem"])
    start = None if job["plan"] is None else plan_from_json(job["plan"])
    if job.get("kind") == "what if":
        return weigh(job, problem, start, tell, cancelled)
    how: dict[str, Any] = {key: job[key] for key in ("effort", "seed", "workers", "time_limit")}
    if job["request"] is None:
        result = plan(problem, start=start, on_progress=Relay(tell).planning, cancelled=cancelled, **how)
        return {
            "status": result.status.value,
            "stopped_by": result.stopped_by.value,
            "objective": result.objective,
            "bound": result.bound,
            "work": result.work,
            "collisions": result.collisions,
            "plan": None if result.plan is None else plan_to_json(result.plan),
        }
    if start is None:
        raise InvalidProblem("current plan", "Must have one to answer an expedite request; has none.")
    answer = expedite(problem, start, request_from_json(job["request"]), on_progress=Relay(tell).expediting, cancelled=cancelled, **how)
    return {"status": answer.verdict.value, "stopped_by": answer.stopped_by.value, "work": answer.work, "answer": answer_to_json(answer)}


class Relay:
    """Progress as lines; the best plan so far now and then, so that it is there when this process is ended by force."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.planned_at = 0.0

    def planning(self, progress: Progress) -> None:
        self.tell({"phase": progress.phase, "best": progress.objective, "bound": progress.bound, "share": progress.share})
        if progress.plan is not None and monotonic() - self.planned_at >= PLAN_EVERY:
            self.tell({"best_plan": plan_to_json(progress.plan())})
            self.planned_at = monotonic()

    def expediting(self, progress: ExpediteProgress) -> None:
        self.tell({"phase": progress.rung, "best": [progress.end], "bound": [progress.bound], "share": progress.share})


if __name__ == "__main__":
    sys.exit(main())
