"""The certificate of a *yes*: for every other promise before and after, what moved, which levers, what it costs.

It can be checked again from the problem and the two plans alone, by `verify`, which shares nothing with the search.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from evenhand.planning.checks import check
from evenhand.planning.parts import ActivityId, Lever, LeverId, ProjectId, PromiseId, Slot, cost_of
from evenhand.planning.plan import Plan, project_finishes
from evenhand.planning.problem import Problem
from evenhand.planning.risk import chances

TOLERANCE = 0.05  # by so much, at the most, may the chance of another promise fall
FUTURES = 2_000


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One other promise: its date, its activity's end before and after, and the chance of keeping it before and after."""

    promise: PromiseId
    due: Slot
    before: Slot
    after: Slot
    chance_before: float
    chance_after: float

    @property
    def harm(self) -> int:
        """Slots by which it is later than it may be: on time stays on time, late gets no later."""
        return max(0, self.after - max(self.due, self.before))

    @property
    def fall(self) -> float:
        """By how much the chance of keeping it falls (0 to 1)."""
        return max(0.0, self.chance_before - self.chance_after)


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One other project without a promise: its finish before and after. It may finish no later than before."""

    project: ProjectId
    before: Slot
    after: Slot

    @property
    def harm(self) -> int:
        return max(0, self.after - self.before)


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One activity of another project or of this one that starts at another time or is done in another mode."""

    activity: ActivityId
    before: Slot
    after: Slot
    mode_before: int
    mode_after: int


@dataclass(frozen=True)
class Certificate:
    """What a plan does to everybody, against the plan before it. ``tolerance``: greatest fall in chance allowed (0 to 1)."""

    promises: tuple[PromiseLine, ...]
    projects: tuple[ProjectLine, ...]
    moved: tuple[MovedLine, ...]
    levers: tuple[LeverId, ...]
    cost: int
    tolerance: float

    @property
    def harmed(self) -> tuple[PromiseLine, ...]:
        return tuple(line for line in self.promises if line.harm)

    @property
    def endangered(self) -> tuple[PromiseLine, ...]:
        """Promises whose chance falls by more than the tolerance."""
        return tuple(line for line in self.promises if line.fall > self.tolerance)

    @property
    def harmless(self) -> bool:
        return not self.harmed and not self.endangered and not any(line.harm for line in self.projects)


def certify(
    problem: Problem,
    before: Plan,
    after: Plan,
    *,
    requested: PromiseId | None,
    project: ProjectId,
    levers: Collection[Lever],
    chance_before: Mapping[PromiseId, float] | None = None,
    chance_after: Mapping[PromiseId, float] | None = None,
) -> Certificate:
    """Set the two plans side by side. ``problem`` is the one in which both are valid (with the levers, where there are any).

    ``chance_before``, ``chance_after``: the chances in the two plans, where they are known already.
    """
    if chance_before is None:
        chance_before = chances(problem, before, futures=FUTURES)
    if chance_after is None:
        chance_after = chances(problem, after, futures=FUTURES)
    lines = tuple(
        PromiseLine(p.id, p.due, before.of[p.activity].end, after.of[p.activity].end, chance_before[p.id], chance_after[p.id])
        for p in problem.promises
        if p.id != requested
    )
    return Certificate(
        lines,
        tuple(_unpromised(problem, before, after, project)),
        tuple(_moved(problem, before, after)),
        tuple(sorted(x.id for x in levers)),
        cost_of(levers),
        TOLERANCE,
    )


def _unpromised(problem: Problem, before: Plan, after: Plan, project: ProjectId) -> Iterable[ProjectLine]:
    promised = {problem.activity[p.activity].project for p in problem.promises}
    first, second = project_finishes(problem, before), project_finishes(problem, after)
    return (ProjectLine(p.id, first[p.id], second[p.id]) for p in problem.projects if p.id in first and p.id not in promised and p.id != project)


def _moved(problem: Problem, before: Plan, after: Plan) -> Iterable[MovedLine]:
    for activity in problem.activities:
        a, b = before.of[activity.id], after.of[activity.id]
        if (a.start, a.mode) != (b.start, b.mode):
            yield MovedLine(activity.id, a.start, b.start, a.mode, b.mode)


def verify(problem: Problem, before: Plan, after: Plan, certificate: Certificate, *, requested: PromiseId | None, project: ProjectId) -> list[str]:
    """Check a certificate again: the sentences say what does not hold; none means it holds."""
    faults = [f"The plan breaks a rule: {v.sentence}" for v in check(problem, after)]
    faults += [f"The plan before breaks a rule: {v.sentence}" for v in check(problem, before)]
    if faults:
        return faults
    levers = [x for x in problem.levers if x.id in certificate.levers]
    again = certify(problem, before, after, requested=requested, project=project, levers=levers)
    if again.promises != certificate.promises:
        faults.append("The promises before and after are not those of the plans.")
    if again.projects != certificate.projects:
        faults.append("The projects' finishes before and after are not those of the plans.")
    if again.moved != certificate.moved:
        faults.append("What moved is not what moved between the plans.")
    if not again.harmless:
        faults.append("Somebody is harmed.")
    return faults
