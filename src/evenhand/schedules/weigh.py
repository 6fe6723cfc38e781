"""What a what-if run does in its process: one variant after the other, the quick ones first, each told as soon as it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from evenhand.planning.answer import Alternative, Rung
from evenhand.planning.expedite import expedite
from evenhand.planning.parts import ActivityId, InvalidProblem, Lever, LeverKind, ProjectId, PromiseId
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.repeating import with_again, without_project
from evenhand.planning.request import ExpediteRequest
from evenhand.planning.simulated import Simulated
from evenhand.planning.what_if import beside_others, could_be_earlier, elsewhere, end_of, freed_units, kept_with_chance, mended, movable
from evenhand.schedules.problem_json import Json, plan_to_json

Tell = Callable[[Json], None]
LATER_CHANCE = 0.8  # of a later promise
LEAST_SECONDS = 2.0  # for the search with more means, however long the others took
LADDER = {"reorder": "earlier", "overtime": "overtime", "added person": "added person"}
NO_LEVER = {"overtime": "No overtime can be had: the plant has none entered.", "added person": "Nobody can be added: the plant has nobody entered."}


class Stopped(Exception):
    """Somebody asked to stop; what was told stays."""


@dataclass
class Weighing:
    """``asked``: the variants' kinds by their keys; one kind may have several keys (the same plan, seen another way)."""

    problem: Problem
    project: ProjectId
    activity: ActivityId | None
    day: int
    asked: Mapping[str, str]
    effort: float
    seed: int
    workers: int
    tell: Tell
    cancelled: Callable[[], bool]
    time_limit: float | None = None  # seconds for all; the search with more means, which comes last, has what the others leave
    stopped_by: str = "proof"
    told: int = 0
    simulated: Simulated = field(default_factory=Simulated)
    began: float = field(default_factory=monotonic)

    def run(self, start: Plan | None) -> Json:
        base = start if start is not None else mended(self.problem)
        if base is None:
            raise InvalidProblem("published plan", "Must be a plan that can still be kept; it breaks rules, and cannot be mended. Plan anew.")
        try:
            self.as_is(base)
            for kind, find in (("stop", self.stop), ("other unit", self.other_unit), ("again", self.again)):
                for key in self.keys(kind):
                    find(key, base)
            self.ladder(base)
        except Stopped:
            return {"status": "stopped", "stopped_by": "cancelled", "told": self.told}
        return {"status": "complete", "stopped_by": self.stopped_by, "told": self.told}

    def keys(self, *kinds: str) -> list[str]:
        return [key for key, kind in self.asked.items() if kind in kinds]

    def found(self, key: str, problem: Problem, plan: Plan, **more: Any) -> None:
        """Told with the chances in it."""
        self.say({"key": key, "plan": plan_to_json(plan), "chances": dict(self.simulated.chances(problem, plan)), **more})

    def none(self, key: str, why: str) -> None:
        self.say({"key": key, "message": why})

    def say(self, line: Json) -> None:
        self.tell({"variant": line})
        self.told += 1
        done = self.told / max(1, len(self.asked))
        self.tell({"phase": f"{self.told} of {len(self.asked)} options", "best": None, "bound": None, "share": min(1.0, done)})
        if self.cancelled():
            raise Stopped

    # -- the variants ----------------------------------------------------------------------------------------------

    def as_is(self, base: Plan) -> None:
        """Going on, a later promise, more budget: the same plan."""
        for key in self.keys("as is"):
            self.found(key, self.problem, base)
        for key in self.keys("later promise"):
            promise = self.promise(base)
            if promise is None:
                self.none(key, "The project has no promise that could be later.")
                continue
            later = kept_with_chance(self.simulated.ends(self.problem, base)[promise], LATER_CHANCE, day=self.day)
            if later <= self.problem.promise[promise].due:
                known = self.simulated.chances(self.problem, base)
                self.none(key, f"No later promise is needed: what is promised is kept with a chance of {known[promise]:.0%}.")
            else:
                self.found(key, self.problem, base, later=later, later_chance=LATER_CHANCE, promise=promise)

    def promise(self, base: Plan) -> PromiseId | None:
        """Of the project: the one that is latest against its date."""
        own = [p for p in self.problem.promises if self.problem.activity[p.activity].project == self.project]
        return max(own, key=lambda p: (base.of[p.activity].end - p.due, p.due, p.id)).id if own else None

    def stop(self, key: str, base: Plan) -> None:
        problem = without_project(self.problem, self.project)
        plan = Plan(tuple(a for a in base.assignments if a.activity in problem.activity))
        freed = {"units": freed_units(self.problem, base, self.project), "earlier": could_be_earlier(problem, plan)}
        self.found(key, problem, plan, freed=freed)

    def other_unit(self, key: str, base: Plan) -> None:
        activity = movable(self.problem, base, self.project, self.activity)
        plan = None if activity is None else elsewhere(self.problem, base, activity)
        if activity is None:
            self.none(key, "Nothing of the project that has not begun can be done on another unit.")
        elif plan is None:
            self.none(key, f"{activity} finds no room on another unit.")
        else:
            self.found(key, self.problem, plan)

    def again(self, key: str, base: Plan) -> None:
        if self.activity is None:
            self.none(key, "The matter names no activity that could be run again.")
            return
        problem, names = with_again(self.problem, self.activity)
        plan = beside_others(problem, base, self.project)
        if plan is None:
            self.none(key, f"There is no room for {self.activity} once more within the plan's time.")
            return
        repeats = [{"activity": a, "again": again} for a, again in names.items()]
        self.found(key, problem, plan, repeats=repeats)

    # -- with more means -------------------------------------------------------------------------------------------

    def ladder(self, base: Plan) -> None:
        """Earlier without harm by reordering, overtime, an added person; and where the promise is late for all that, what the least harm would keep it."""
        wanted = {kind: keys[0] for kind in ("earlier", "overtime", "added person", "least harm") if (keys := self.keys(kind))}
        if not wanted:
            return
        promise = self.promise(base)
        end = end_of(self.problem, base, self.project) if promise is None else base.of[self.problem.promise[promise].activity].end
        due = end - 1 if promise is None else self.problem.promise[promise].due
        kinds = frozenset(kind for kind in LeverKind if str(kind) in wanted and any(x.kind is kind for x in self.problem.levers))
        for kind, why in NO_LEVER.items():
            if kind in wanted and LeverKind(kind) not in kinds:
                self.none(wanted.pop(kind), why)
        request = ExpediteRequest(self.project, promise, min(max(due, self.problem.now + 1), self.problem.horizon), kinds)
        ends = {"reorder": end}
        answer = expedite(
            self.problem,
            base,
            request,
            effort=self.effort,
            time_limit=self.seconds_left,
            seed=self.seed,
            workers=self.workers,
            on_rung=lambda rung: self.rung(rung, wanted, ends),
            cancelled=self.cancelled,
            simulated=self.simulated,
        )
        if self.cancelled():
            raise Stopped
        self.stopped_by = answer.stopped_by.value
        if "least harm" in wanted:
            self.least_harm(wanted["least harm"], answer.alternatives, end, due)

    @property
    def seconds_left(self) -> float | None:
        return None if self.time_limit is None else max(LEAST_SECONDS, self.time_limit - (monotonic() - self.began))

    def rung(self, rung: Rung, wanted: Mapping[str, str], ends: dict[str, int]) -> None:
        """A rung is an option where it is earlier than what needs fewer means."""
        key = wanted.get(LADDER.get(rung.name, ""))
        if key is None:
            return
        if rung.name == "reorder":
            before, ends["reorder"] = ends["reorder"], rung.end
            if rung.end >= before:
                self.none(key, "Nothing ends earlier by reordering, unless somebody else is harmed.")
                return
        elif rung.end >= ends["reorder"]:
            self.none(key, "It would end no earlier: something else holds it up.")
            return
        self.way(key, rung.problem, rung.plan, rung.levers)

    def least_harm(self, key: str, alternatives: Iterable[Alternative], end: int, due: int) -> None:
        ways = list(alternatives)
        if end <= due:
            self.none(key, "The promise is kept as it is: nobody needs to be harmed.")
        elif not ways:
            self.none(key, "Either it is reached without harm, or no way to keep the promise was found.")
        else:
            best = min(ways, key=lambda way: (way.worst_harm, way.total_harm, way.cost))
            self.way(key, best.problem, best.plan, best.levers)

    def way(self, key: str, problem: Problem, plan: Plan, levers: Iterable[Lever]) -> None:
        self.found(key, problem, plan, levers=[lever.id for lever in levers])


def weigh(job: Json, problem: Problem, start: Plan | None, tell: Tell, cancelled: Callable[[], bool]) -> Json:
    request = job["request"]
    return Weighing(
        problem,
        ProjectId(request["project"]),
        None if request["activity"] is None else ActivityId(request["activity"]),
        request["day"],
        {row["key"]: row["kind"] for row in request["variants"]},
        job["effort"],
        job["seed"],
        job["workers"],
        tell,
        cancelled,
        job.get("time_limit"),
    ).run(start)
