"""Capacity: no pool and no qualification is used by more than there is, and on a unit there is one thing at a time.

An activity uses its amounts in every slot from its start to its end at which the resource is open; work over closed time is
for the rule `calendars`. Only slots from ``now`` on count, and only where an activity that has not started is involved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from evenhand.planning.checking.placed import Placed, placed
from evenhand.planning.checking.unit_order import unit_orders
from evenhand.planning.checking.violation import Violation, listed
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem, Resource, ResourceId, ResourceKind, Slot

RULE = "capacity"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for unit, order in unit_orders(problem, plan).items():
        yield from _one_at_a_time(problem, unit, order)
    using: dict[ResourceId, list[tuple[Placed, int]]] = defaultdict(list)
    for here in placed(problem, plan).values():
        for demand in here.mode.demands:
            if max(here.start, problem.now) < here.end:
                using[demand.resource].append((here, demand.amount))
    for resource in problem.resources:
        if resource.kind in (ResourceKind.POOL, ResourceKind.PEOPLE):
            yield from _no_more_than_there_is(problem, resource, using[resource.id])


def _one_at_a_time(problem: Problem, unit: ResourceId, order: Sequence[Placed]) -> Iterator[Violation]:
    """Each activity against the one before it that ends last: it meets that one if it meets any."""
    last: Placed | None = None
    for here in order:
        if last is not None and not (last.started and here.started):
            both = (last.id, here.id)
            spans = f"{last.id} from {last.start} to {last.end} and {here.id} from {here.start} to {here.end}"
            first = max(here.start, problem.now)
            if here.start < here.end and first < min(last.end, here.end):
                yield Violation(RULE, f"{unit} does one thing at a time, and has {spans}.", both, unit, first)
            if problem.now <= here.start == here.end and last.start < here.start < last.end:
                yield Violation(RULE, f"{unit} does one thing at a time, and has {spans}, in the middle of it.", both, unit, here.start)
        if last is None or here.end > last.end:
            last = here


def _no_more_than_there_is(problem: Problem, resource: Resource, using: Sequence[tuple[Placed, int]]) -> Iterator[Violation]:
    """One violation for every longest stretch of open slots with too little, naming what is used at its first slot."""
    changes: dict[Slot, list[tuple[Placed, int]]] = defaultdict(list)
    for here, amount in using:
        changes[max(here.start, problem.now)].append((here, amount))
        changes[here.end].append((here, -amount))
    slots = sorted({*changes, *(at for at, _ in resource.capacity.steps if at > problem.now)})
    there: dict[str, Placed] = {}
    used = not_started = step = 0
    too_little = False
    steps = resource.capacity.steps
    for slot in slots:
        for here, amount in changes.get(slot, ()):
            used += amount
            not_started += (1 if amount > 0 else -1) * (not here.started)
            if amount > 0:
                there[here.id] = here
            else:
                del there[here.id]
        while step + 1 < len(steps) and steps[step + 1][0] <= slot:
            step += 1
        capacity = steps[step][1]
        before, too_little = too_little, 0 < capacity < used and not_started > 0
        if too_little and not before:
            users = tuple(p.id for p in there.values())
            yield Violation(RULE, f"{resource.id} has {capacity} at {slot}; {used} are needed, by {listed(users)}.", users, resource.id, slot)
