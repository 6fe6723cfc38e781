"""Can this project be expedited? The honest answer: yes, by these least means; or no, and what is the best there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evenhand.planning import default_effort
from evenhand.planning.answer import Alternative, Answer, ByDates, Rung, SponsorAnswer, Verdict, no_later
from evenhand.planning.budget import Budget
from evenhand.planning.certificate import TOLERANCE, Certificate, PromiseLine, certify
from evenhand.planning.checks import check
from evenhand.planning.compiled import Compiled, Placing
from evenhand.planning.earliest import Earliest, EarliestSearch
from evenhand.planning.least_harm import least_harm
from evenhand.planning.levers import levers_used, with_levers
from evenhand.planning.parts import ActivityId, InvalidProblem, Lever, LeverId, PromiseId, Slot
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.recreate.arrays import Instance, instance_of, suits
from evenhand.planning.request import ExpediteRequest, ladder, limits_of_others, resolve, wanted_activities
from evenhand.planning.result import Cancelled, StoppedBy
from evenhand.planning.simulated import Simulated

REPAIRS = 4  # how often a plan is sought again because a promise's chance fell too far


@dataclass(frozen=True, slots=True)
class ExpediteProgress:
    """Best end so far and bound on the rung being climbed; share of effort or time used."""

    rung: str
    end: Slot
    bound: Slot
    share: float


OnExpediteProgress = Callable[[ExpediteProgress], None]
OnRung = Callable[[Rung], None]


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
    on_rung: OnRung | None = None,
    cancelled: Cancelled | None = None,
    simulated: Simulated | None = None,
) -> Answer:
    """Answer an expedite request against the current plan, which must keep the rules.

    No harm: every other promise that is on time stays on time, one that is late gets no later, no other project without
    a promise finishes later, and no other promise's chance of being kept falls by more than the certificate's tolerance.
    Parameters as for `evenhand.planning.solve.plan`; the default effort is 60. ``on_rung`` is told each rung when it has been climbed; what is found
    later may still better it. ``simulated``: what the caller has simulated already; what is simulated here is added.
    """
    violations = check(problem, plan)
    if violations:
        raise InvalidProblem("current plan", f"Must keep the rules; {violations[0].sentence}")
    if effort is None and time_limit is None:
        effort = default_effort.EXPEDITE
    budget = Budget(effort, time_limit, cancelled)
    with ThreadPoolExecutor(max_workers=max(1, min(2, workers))) as pool:
        return _Run(problem, plan, request, budget, seed, pool, on_progress, on_rung, simulated).answer()


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
        on_rung: OnRung | None = None,
        simulated: Simulated | None = None,
    ) -> None:
        self.on_rung = on_rung
        self.simulated = simulated or Simulated()
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

    @cached_property
    def own(self) -> Compiled:
        """The problem without levers: the first rung climbs in it, and whoever spares all levers comes back to it."""
        return Compiled(self.problem, self.marks)

    @cached_property
    def own_instance(self) -> Instance | None:
        return instance_of(self.own) if suits(self.own) else None

    def _compiled(self, problem: Problem) -> Compiled:
        return self.own if problem is self.problem else Compiled(problem, self.marks)

    def _instance(self, compiled: Compiled) -> Instance | None:
        if compiled is self.own:
            return self.own_instance
        return instance_of(compiled) if suits(compiled) else None

    def answer(self) -> Answer:
        rungs: list[Rung] = []
        allowances = list(ladder(self.problem, self.request.levers))
        for k, (name, levers) in enumerate(allowances):
            rungs.append(self._climb(name, levers, self._below(rungs, allowances, k), share=1.0 / (len(allowances) - k + 1)))
            if self.on_rung is not None:
                self.on_rung(rungs[-1])
        # Whoever is planned without levers is planned with them too: none of the bounds with levers is too high for the work without.
        rungs[0] = replace(rungs[0], bound=min(rungs[0].by_dates, max(r.bound for r in rungs)))
        alternatives = () if any(r.reaches for r in rungs) else tuple(self._alternatives(rungs, allowances))
        for way in alternatives:
            if way.certificate.harmless:  # found on the way to the least harm: there is none
                k = next(k for k, r in enumerate(rungs) if r.name == way.name)
                rungs[k] = self._rung(way, rungs[k])
        for k, rung in enumerate(rungs):
            rungs[k] = no_later(rung, self._below(rungs, allowances, k))
        reaching = [r for r in rungs if r.reaches]
        if reaching:
            best = min(reaching, key=lambda r: (r.cost, len(r.certificate.moved), r.end))
            verdict = Verdict.YES
        else:
            best = min(rungs, key=lambda r: (r.end, r.cost))
            verdict = Verdict.NO_PROVED if min(r.bound for r in rungs) > self.request.by else Verdict.NO_NOT_FOUND
        why = self.budget.stop() or (StoppedBy.EFFORT if verdict is Verdict.NO_NOT_FOUND else StoppedBy.PROOF)
        return Answer(self.request, verdict, self.current, best, tuple(rungs), () if reaching else alternatives, why, self.budget.work)

    def _rung(self, way: Alternative, before: Rung) -> Rung:
        """The rung, with the plan of an alternative that turned out to harm nobody."""
        return replace(
            before,
            levers=way.levers,
            end=way.end,
            earliest=min(way.end, before.earliest),
            earliest_levers=way.levers if way.end < before.earliest else before.earliest_levers,
            without_chances=ByDates(way.end, way.levers, way.problem, way.plan) if way.end < before.by_dates else before.without_chances,
            bound=min(way.end, before.bound),
            reaches=way.end <= self.request.by,
            problem=way.problem,
            plan=way.plan,
            certificate=way.certificate,
        )

    # -- one rung --------------------------------------------------------------------------------------------------

    def _below(self, rungs: Sequence[Rung], allowances: Sequence[tuple[str, Sequence[Lever]]], k: int) -> tuple[Rung, ...]:
        """The rungs whose means are some of those of rung ``k``."""
        mine = set(allowances[k][1])
        return tuple(rung for rung, (_, levers) in zip(rungs[:k], allowances, strict=False) if mine.issuperset(levers))

    def _climb(self, name: str, levers: Sequence[Lever], below: Sequence[Rung], share: float) -> Rung:
        """The earliest harmless end with these levers, then without those that are not needed for it; at worst what fewer means give."""
        problem = with_levers(self.problem, levers, self.request.project)
        compiled = self._compiled(problem)
        found, by_dates = self._search(compiled, self._start(problem, below), share=share, name=name, good_enough=0)
        plan = compiled.plan_of(found.placing)
        used = levers_used(self.problem, levers, plan)
        earliest, earliest_levers = found.end, used
        without = compiled.plan_of(by_dates.placing)
        without_chances = ByDates(by_dates.end, levers_used(self.problem, levers, without), problem, without)
        if levers:
            used, problem, plan = self._spare(used, plan, self._target(found.end, below), share)
        certificate = self._certify(problem, plan, used)
        end = self._end(plan)
        if end <= by_dates.end:
            without_chances = ByDates(end, used, problem, plan)
        if end <= earliest:
            earliest, earliest_levers = end, used
        reaches = end <= self.request.by
        bound = min(found.bound, without_chances.end)
        rung = Rung(name, used, end, earliest, earliest_levers, without_chances, bound, reaches, problem, plan, certificate)
        if levers and not certificate.harmless:  # with fewer levers to be had the chances came out a little otherwise
            rung = replace(min(below, key=lambda r: (r.end, r.cost)), name=name, without_chances=without_chances, bound=bound)
        return no_later(rung, below)

    def _start(self, problem: Problem, below: Sequence[Rung]) -> Plan:
        """The earliest of the plans with fewer means that is a plan with these as well: pausable work ends earlier where more is open."""
        for rung in sorted(below, key=lambda r: (r.end, r.cost)):
            if not rung.levers or not check(problem, rung.plan):
                return rung.plan
        return self.plan

    def _target(self, earliest: Slot, below: Sequence[Rung]) -> Slot:
        """By when the work must end when levers are spared: by the date if that is what they are for, else as early as was found."""
        lower = min(below, key=lambda r: (r.end, r.cost))
        if earliest > self.request.by or (lower.reaches and not lower.cost):
            return earliest
        return max(earliest, min(self.request.by, lower.end))

    def _end(self, plan: Plan) -> Slot:
        return max(plan.of[a].end for a in self.wanted)

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
        instance = self._instance(compiled)
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
            placing = compiled.placing_of(before)  # nobody's room is used up in it; a plan of fewer means is kept by its own rung
            begin = found.placing if repair else placing
        end = self._end(start)
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
            chance_before=self.simulated.chances(compiled.problem, self.plan),
            chance_after=self.simulated.chances(compiled.problem, after),
        ).promises

    def _rooms(self, problem: Problem) -> Mapping[PromiseId, int]:
        """By how much each promised activity may end later before its chance falls too far, if all its futures are so much later."""
        rooms = {}
        before = self.simulated.ends(problem, self.plan)
        for promise in problem.promises:
            ends = np.sort(before[promise.id])
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
        rank = self.own.resource_index
        for lever in sorted(used, key=lambda x: (-x.cost, x.windows, rank[x.resource])):
            if self.budget.stop() is not None:
                break
            fewer = tuple(x for x in kept if x is not lever)
            trial = with_levers(self.problem, fewer, self.request.project)
            compiled = self._compiled(trial)
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
            chance_before=self.simulated.chances(problem, self.plan),
            chance_after=self.simulated.chances(problem, plan),
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
            compiled = self._compiled(problem)
            rung = next(r for r in rungs if r.name == name)
            if rung.by_dates <= self.request.by and rung.by_dates < rung.end:  # everybody keeps their dates, and some have less room
                found = rung.without_chances
                yield self._alternative(name, found.levers, found.problem, found.plan)
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
        return Alternative(name, used, self._end(plan), problem, plan, certificate)

    def _tell(self, name: str, end: Slot, bound: Slot) -> None:
        if self.on_progress is not None:
            self.on_progress(ExpediteProgress(name, end, bound, self.budget.share))


def _part(budget: Budget, share: float) -> Budget:
    """A part of what is left of a budget."""
    effort = None if budget.effort is None else max(0.0, budget.effort - budget.work) * share
    seconds = None if budget.time_limit is None else budget.seconds_left * share
    return Budget(effort, seconds, budget.cancelled)


__all__ = [
    "Alternative",
    "Answer",
    "ByDates",
    "ExpediteProgress",
    "ExpediteRequest",
    "LeverId",
    "Rung",
    "SponsorAnswer",
    "Verdict",
    "expedite",
    "ladder",
    "wanted_activities",
]
