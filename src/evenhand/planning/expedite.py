"""Can this project be expedited? The honest answer: yes, by these least means; or no, and what is the best there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from evenhand.planning.budget import Budget
from evenhand.planning.certificate import FUTURES, TOLERANCE, Certificate, PromiseLine, certify
from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.earliest import Earliest, EarliestSearch
from evenhand.planning.least_harm import least_harm
from evenhand.planning.levers import levers_used, with_levers
from evenhand.planning.parts import ActivityId, InvalidProblem, Lever, LeverId, LeverKind, ProjectId, PromiseId, Slot
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.recreate.arrays import Instance, instance_of, suits
from evenhand.planning.result import Cancelled, StoppedBy
from evenhand.planning.risk import Samples, chances, promised_ends

DEFAULT_EFFORT = 60.0
REPAIRS = 4  # how often a plan is sought again because a promise's chance fell too far


class Verdict(StrEnum):
    YES = "yes"
    NO_PROVED = "no, proved"
    NO_NOT_FOUND = "no, not found within the effort"


@dataclass(frozen=True, slots=True)
class ExpediteRequest:
    """A request that a project reach a promise (None: its only one, or else its finish) by ``by`` (``end <= by``), with these levers at most."""

    project: ProjectId
    promise: PromiseId | None
    by: Slot
    levers: frozenset[LeverKind] = frozenset()


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder: the earliest harmless end with these levers, its bound and cost, and the plan behind it.

    ``by_dates``: the earliest end found at which no date is harmed, chances left aside, and ``by_dates_plan`` the plan behind it, with all
    levers of the rung. The bound is one of that end, so of ``end`` too.
    The plan is one of ``with_levers(problem, levers, project)``; ``problem`` holds that problem.
    """

    name: str
    levers: tuple[Lever, ...]
    cost: int
    end: Slot
    by_dates: Slot
    by_dates_plan: Plan
    bound: Slot
    reaches: bool
    problem: Problem
    plan: Plan
    certificate: Certificate

    @property
    def proved(self) -> bool:
        """Whether no harmless plan with what this rung allows ends earlier."""
        return self.end <= self.bound

    @property
    def proved_by_dates(self) -> bool:
        """Whether no plan that harms no date ends earlier than ``by_dates``."""
        return self.by_dates <= self.bound


@dataclass(frozen=True)
class Alternative:
    """Where there is no harmless way: a plan that reaches the date and in which the greatest harm to anyone is small."""

    name: str
    levers: tuple[Lever, ...]
    cost: int
    end: Slot
    worst_harm: int
    total_harm: int
    problem: Problem
    plan: Plan
    certificate: Certificate


@dataclass(frozen=True)
class Answer:
    """The answer to an expedite request. ``current``: the requested end in the current plan; all times exclusive slots."""

    request: ExpediteRequest
    verdict: Verdict
    current: Slot
    best: Rung
    ladder: tuple[Rung, ...]
    alternatives: tuple[Alternative, ...]
    stopped_by: StoppedBy
    work: float

    def for_sponsor(self) -> SponsorAnswer:
        """The same answer without a word about anybody else."""
        best = self.best
        return SponsorAnswer(
            self.verdict,
            self.request.by,
            self.current,
            best.end,
            best.bound,
            best.cost,
            tuple(sorted({x.kind for x in best.levers})),
            self.stopped_by,
        )


@dataclass(frozen=True, slots=True)
class SponsorAnswer:
    """What a sponsor may know: dates, cost and kinds of levers of its own project."""

    verdict: Verdict
    wanted: Slot
    current: Slot
    end: Slot
    bound: Slot
    cost: int
    levers: tuple[LeverKind, ...]
    stopped_by: StoppedBy


@dataclass(frozen=True, slots=True)
class ExpediteProgress:
    """Best end so far and bound on the rung being climbed; share of effort or time used."""

    rung: str
    end: Slot
    bound: Slot
    share: float


OnExpediteProgress = Callable[[ExpediteProgress], None]


def expedite(
    problem: Problem,
    plan: Plan,
    request: ExpediteRequest,
    *,
    effort: float | None = None,
    time_limit: float | None = None,
    workers: int = 1,
    seed: int = 0,
    on_progress: OnExpediteProgress | None = None,
    cancelled: Cancelled | None = None,
) -> Answer:
    """Answer an expedite request against the current plan, which must keep the rules.

    No harm: every other promise that is on time stays on time, one that is late gets no later, no other project without
    a promise finishes later, and no other promise's chance of being kept falls by more than the certificate's tolerance.
    Parameters as for `evenhand.planning.solve.plan`.
    """
    violations = check(problem, plan)
    if violations:
        raise InvalidProblem("current plan", f"Must keep the rules; {violations[0].sentence}")
    if effort is None and time_limit is None:
        effort = DEFAULT_EFFORT
    budget = Budget(effort, time_limit, cancelled)
    with ThreadPoolExecutor(max_workers=max(1, min(2, workers))) as pool:
        return _Run(problem, plan, request, budget, seed, pool, on_progress).answer()


class _Run:
    """One request being answered."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        request: ExpediteRequest,
        budget: Budget,
        seed: int,
        pool: Executor,
        on_progress: OnExpediteProgress | None,
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.request, self.promise = resolve(problem, request)
        self.wanted = wanted_activities(problem, self.request.project, self.promise)
        self.current = max(plan.of[a].end for a in self.wanted)
        # Who is alike in the problem may be elsewhere in the plan, or be the one who asks: then they are not interchangeable.
        self.marks = {a.activity: (a.start, a.end, a.mode, int(a.activity in self.wanted)) for a in plan.assignments}
        self.budget = budget
        self.seed = seed
        self.pool = pool
        self.on_progress = on_progress
        self._simulated: tuple[Problem, Mapping[PromiseId, Samples]] | None = None
        self._last: tuple[Problem, Plan, Mapping[PromiseId, float]] | None = None

    def answer(self) -> Answer:
        rungs: list[Rung] = []
        allowances = list(ladder(self.problem, self.request.levers))
        for k, (name, levers) in enumerate(allowances):
            start = rungs[0] if rungs else None
            rungs.append(self._climb(name, levers, start, share=1.0 / (len(allowances) - k + 1)))
        alternatives = () if any(r.reaches for r in rungs) else tuple(self._alternatives(rungs, allowances))
        for way in alternatives:
            if way.certificate.harmless:  # found on the way to the least harm: there is none
                k = next(k for k, r in enumerate(rungs) if r.name == way.name)
                bound = min(way.end, rungs[k].bound)
                rungs[k] = replace(
                    rungs[k],
                    levers=way.levers,
                    cost=way.cost,
                    end=way.end,
                    by_dates=min(way.end, rungs[k].by_dates),
                    by_dates_plan=way.plan if way.end < rungs[k].by_dates else rungs[k].by_dates_plan,
                    bound=bound,
                    reaches=way.end <= self.request.by,
                    problem=way.problem,
                    plan=way.plan,
                    certificate=way.certificate,
                )
        reaching = [r for r in rungs if r.reaches]
        if reaching:
            best = min(reaching, key=lambda r: (r.cost, len(r.certificate.moved), r.end))
            verdict = Verdict.YES
        else:
            best = min(rungs, key=lambda r: (r.end, r.cost))
            verdict = Verdict.NO_PROVED if min(r.bound for r in rungs) > self.request.by else Verdict.NO_NOT_FOUND
        why = self.budget.stop() or (StoppedBy.EFFORT if verdict is Verdict.NO_NOT_FOUND else StoppedBy.PROOF)
        return Answer(self.request, verdict, self.current, best, tuple(rungs), () if reaching else alternatives, why, self.budget.work)

    # -- one rung --------------------------------------------------------------------------------------------------

    def _climb(self, name: str, levers: Sequence[Lever], lower: Rung | None, share: float) -> Rung:
        """The earliest harmless end with these levers, then without those that are not needed for it."""
        problem = with_levers(self.problem, levers, self.request.project)
        start = lower.plan if lower is not None else self.plan
        compiled = Compiled(problem, self.marks)
        found, by_dates = self._search(compiled, start, share=share, name=name, good_enough=0)
        plan = compiled.plan_of(found.placing)
        target = max(found.end, self.request.by) if found.end <= self.request.by else found.end
        used = levers_used(self.problem, levers, plan)
        if levers:
            used, problem, plan = self._spare(used, plan, target, share)
        certificate = self._certify(problem, plan, used)
        end = max(plan.of[a].end for a in self.wanted)
        reaches = end <= self.request.by and certificate.harmless
        earliest, without = (by_dates.end, compiled.plan_of(by_dates.placing)) if by_dates.end < end else (end, plan)
        return Rung(name, used, sum(x.cost for x in used), end, earliest, without, min(earliest, found.bound), reaches, problem, plan, certificate)

    def _search(
        self, compiled: Compiled, start: Plan, *, share: float, name: str, good_enough: Slot, extra: Mapping[ActivityId, Slot] | None = None
    ) -> tuple[Earliest, Earliest]:
        """Search by dates alone; and where a promise's chance falls too far, search again with limits that leave it its room.

        Each try has half of what is left of the time, so that there is some for the next; and it aims no earlier than what
        the try before it reached, since tighter limits make nothing easier. Returns the last, and the first: by dates alone.
        """
        before = self.plan
        limits = limits_of_others(self.problem, before, self.request.project, self.promise)
        for a, limit in (extra or {}).items():
            limits[a] = min(limit, limits.get(a, limit))
        begin = placing = compiled.placing_of(start)
        whole = _part(self.budget, share)
        instance = instance_of(compiled) if suits(compiled) else None
        bound = floor = 0
        by_dates: Earliest | None = None
        for repair in range(REPAIRS + 1):
            part = _part(whole, 0.5 if repair < REPAIRS else 1.0)
            found = self._once(compiled, instance, placing, begin, limits, part, name, max(good_enough, floor))
            whole.work += part.work
            self.budget.work += part.work
            if repair == 0:
                bound, by_dates = found.bound, found
            lines = self._lines(compiled, found.placing)
            endangered = [x for x in lines if x.chance_before - x.chance_after > TOLERANCE]
            if not endangered:
                return Earliest(found.placing, found.end, min(found.end, bound)), by_dates or found
            rooms = self._rooms(compiled.problem)
            for line in lines:
                activity = self.problem.promise[line.promise].activity
                limits[activity] = min(limits[activity], before.of[activity].end + rooms[line.promise])
                if repair and line in endangered:
                    room = rooms[line.promise] if repair == 1 else 0
                    for member in self.problem.activities_of[self.problem.activity[activity].project]:
                        limits[member.id] = min(limits.get(member.id, self.problem.horizon), before.of[member.id].end + room)
            floor = found.end
            placing = compiled.placing_of(before)
            begin = found.placing if repair else placing
        end = max(start.of[a].end for a in self.wanted)
        last = Earliest(compiled.placing_of(start), end, min(end, bound))
        return last, by_dates or last

    def _lines(self, compiled: Compiled, placing: Placing) -> tuple[PromiseLine, ...]:
        """What a placing does to every other promise."""
        after = compiled.plan_of(placing)
        return certify(
            compiled.problem,
            self.plan,
            after,
            requested=self.promise,
            project=self.request.project,
            levers=(),
            chance_before=self._chances_before(compiled.problem),
            chance_after=self._chances_after(compiled.problem, after),
        ).promises

    def _ends_before(self, problem: Problem) -> Mapping[PromiseId, Samples]:
        """The ends of promised activities in the futures of the plan before, simulated once for each problem."""
        if self._simulated is None or self._simulated[0] is not problem:
            self._simulated = problem, promised_ends(problem, self.plan, futures=FUTURES)
        return self._simulated[1]

    def _chances_before(self, problem: Problem) -> Mapping[PromiseId, float]:
        ends = self._ends_before(problem)
        return {p.id: float((ends[p.id] <= p.due).mean()) for p in problem.promises}

    def _chances_after(self, problem: Problem, plan: Plan) -> Mapping[PromiseId, float]:
        """The chances in a plan; simulated once for the plan asked for last, and not at all where it is the plan before."""
        if plan == self.plan:
            return self._chances_before(problem)
        if self._last is None or self._last[0] is not problem or self._last[1] != plan:
            self._last = problem, plan, chances(problem, plan, futures=FUTURES)
        return self._last[2]

    def _rooms(self, problem: Problem) -> Mapping[PromiseId, int]:
        """By how much each promised activity may end later before its chance falls too far, if all its futures are so much later."""
        rooms = {}
        for promise in problem.promises:
            ends = np.sort(self._ends_before(problem)[promise.id])
            kept = np.count_nonzero(ends <= promise.due) - int(TOLERANCE * len(ends))  # so many must still keep it
            rooms[promise.id] = max(0, promise.due - int(ends[kept - 1])) if kept > 0 else problem.horizon
        return rooms

    def _once(
        self,
        compiled: Compiled,
        instance: Instance | None,
        placing: Placing,
        begin: Placing,
        limits: Mapping[ActivityId, Slot],
        budget: Budget,
        name: str,
        good_enough: Slot,
    ) -> Earliest:
        search = EarliestSearch(
            compiled,
            placing,
            [compiled.index[a] for a in self.wanted],
            {compiled.index[a]: limit for a, limit in limits.items()},
            budget=budget,
            seed=self.seed,
            pool=self.pool,
            good_enough=good_enough,
            on_earlier=lambda end, bound: self._tell(name, end, bound),
            instance=instance,
            begin=begin,
        )
        return search.run()

    def _spare(self, used: tuple[Lever, ...], plan: Plan, target: Slot, share: float) -> tuple[tuple[Lever, ...], Problem, Plan]:
        """Leave out one lever after the other, dearest first, while the target date can still be reached."""
        kept = used
        problem, plan = self._with(kept, plan)
        rank = Compiled(self.problem, self.marks).resource_index
        for lever in sorted(used, key=lambda x: (-x.cost, x.windows, rank[x.resource])):
            if self.budget.stop() is not None:
                break
            fewer = tuple(x for x in kept if x is not lever)
            trial = with_levers(self.problem, fewer, self.request.project)
            compiled = Compiled(trial, self.marks)
            found, _ = self._search(compiled, self.plan, share=share / 8, name="sparing levers", good_enough=target)
            if found.end <= target:
                kept, problem, plan = fewer, trial, compiled.plan_of(found.placing)
                kept_used = levers_used(self.problem, kept, plan)
                if len(kept_used) < len(kept):
                    kept = kept_used
                    problem, plan = self._with(kept, plan)
        return kept, problem, plan

    def _with(self, levers: tuple[Lever, ...], plan: Plan) -> tuple[Problem, Plan]:
        """The problem with just these levers; a plan that used more of the same still stands in it."""
        problem = with_levers(self.problem, levers, self.request.project)
        counts = {a.id: len(a.modes) for a in problem.activities}
        plan = Plan(
            tuple(
                a if a.mode < counts[a.activity] else replace(a, mode=a.mode % len(self.problem.activity[a.activity].modes)) for a in plan.assignments
            )
        )
        return problem, plan

    def _certify(self, problem: Problem, plan: Plan, levers: Sequence[Lever]) -> Certificate:
        violations = check(problem, plan)
        if violations:
            raise AssertionError(f"The planner made a plan that the checker refuses: {violations[0]}")
        return certify(
            problem,
            self.plan,
            plan,
            requested=self.promise,
            project=self.request.project,
            levers=levers,
            chance_before=self._chances_before(problem),
            chance_after=self._chances_after(problem, plan),
        )

    # -- when there is no harmless way -----------------------------------------------------------------------------

    def _alternatives(self, rungs: Sequence[Rung], allowances: Sequence[tuple[str, Sequence[Lever]]]) -> Iterator[Alternative]:
        """Least-harm plans that reach the date: without levers, and with all that are allowed."""
        limits = limits_of_others(self.problem, self.plan, self.request.project, self.promise)
        tried = [allowances[0]] if len(allowances) == 1 else [allowances[0], allowances[-1]]
        for name, levers in tried:
            if self.budget.stop() in (StoppedBy.CANCELLED, StoppedBy.TIME):
                return
            problem = with_levers(self.problem, levers, self.request.project)
            compiled = Compiled(problem, self.marks)
            rung = next(r for r in rungs if r.name == name)
            if rung.by_dates <= self.request.by and rung.by_dates < rung.end:  # everybody keeps their dates, and some have less room
                yield self._alternative(name, levers, problem, rung.by_dates_plan)
                continue
            start = rung.plan if not levers else self.plan
            budget = _part(self.budget, 0.5)
            placing = least_harm(
                compiled,
                compiled.placing_of(start),
                [compiled.index[a] for a in self.wanted],
                self.request.by,
                {compiled.index[a]: limit for a, limit in limits.items()},
                budget=budget,
                seed=self.seed,
            )
            self.budget.work += budget.work
            if placing is None:
                continue
            yield self._alternative(name, levers, problem, compiled.plan_of(placing))

    def _alternative(self, name: str, levers: Sequence[Lever], problem: Problem, plan: Plan) -> Alternative:
        """A plan that reaches the date, and what it does to everybody."""
        used = levers_used(self.problem, levers, plan)
        certificate = self._certify(problem, plan, used)
        harms = [line.harm for line in certificate.promises] + [line.harm for line in certificate.projects]
        end = max(plan.of[a].end for a in self.wanted)
        return Alternative(name, used, sum(x.cost for x in used), end, max(harms, default=0), sum(harms), problem, plan, certificate)

    def _tell(self, name: str, end: Slot, bound: Slot) -> None:
        if self.on_progress is not None:
            self.on_progress(ExpediteProgress(name, end, bound, self.budget.share))


def resolve(problem: Problem, request: ExpediteRequest) -> tuple[ExpediteRequest, PromiseId | None]:
    """The request with its promise settled: the one named, the project's only one, or None for its finish."""
    if request.project not in problem.activities_of:
        raise InvalidProblem("expedite request", f"Must name a known project; {request.project} is unknown.")
    if not problem.activities_of[request.project]:
        raise InvalidProblem("expedite request", f"Must name a project with activities; {request.project} has none.")
    own = [p.id for p in problem.promises if problem.activity[p.activity].project == request.project]
    if request.promise is not None and request.promise not in own:
        known = ", ".join(own) or "none"
        raise InvalidProblem("expedite request", f"Must name a promise of project {request.project}; {request.promise} is not one ({known}).")
    promise = request.promise if request.promise is not None else own[0] if len(own) == 1 else None
    return replace(request, promise=promise), promise


def wanted_activities(problem: Problem, project: ProjectId, promise: PromiseId | None) -> tuple[ActivityId, ...]:
    """The activities whose last end is requested: the promise's, or all of the project's."""
    if promise is not None:
        return (problem.promise[promise].activity,)
    return tuple(a.id for a in problem.activities_of[project])


def limits_of_others(problem: Problem, before: Plan, project: ProjectId, requested: PromiseId | None) -> dict[ActivityId, Slot]:
    """How late others may end at most: on time stays on time, late gets no later; projects without a promise finish no later."""
    limits: dict[ActivityId, Slot] = {}
    promised = set()
    for promise in problem.promises:
        promised.add(problem.activity[promise.activity].project)
        if promise.id != requested:
            limit = max(promise.due, before.of[promise.activity].end)
            limits[promise.activity] = min(limit, limits.get(promise.activity, limit))
    for other, activities in problem.activities_of.items():
        if other not in promised and other != project and activities:
            finish = max(before.of[a.id].end for a in activities)
            for a in activities:
                limits[a.id] = min(finish, limits.get(a.id, finish))
    return limits


def ladder(problem: Problem, kinds: frozenset[LeverKind]) -> Iterator[tuple[str, tuple[Lever, ...]]]:
    """The rungs, cheapest means first: reorder; overtime; an added person; both."""
    yield "reorder", ()
    by_kind = {kind: tuple(x for x in problem.levers if x.kind is kind) for kind in (LeverKind.OVERTIME, LeverKind.ADDED_PERSON) if kind in kinds}
    for kind, levers in by_kind.items():
        if levers:
            yield str(kind), levers
    if len(by_kind) == 2 and all(by_kind.values()):
        yield "both", tuple(x for levers in by_kind.values() for x in levers)


def _part(budget: Budget, share: float) -> Budget:
    """A part of what is left of a budget."""
    effort = None if budget.effort is None else max(0.0, budget.effort - budget.work) * share
    seconds = None if budget.time_limit is None else budget.seconds_left * share
    return Budget(effort, seconds, budget.cancelled)


__all__ = ["Alternative", "Answer", "ExpediteProgress", "ExpediteRequest", "LeverId", "Rung", "SponsorAnswer", "Verdict", "expedite"]
