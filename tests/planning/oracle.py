"""The rules once more, slot by slot and pair by pair, for small problems only: what the checker itself is tested against.

Slow on purpose: no sweep, no spans, no cache. Changeovers and campaigns are one here, "order", because where several
activities without length share a slot there may be several orders, and which of the two is broken depends on the order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise, permutations

from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Activity, ActivityId, LinkKind, Mode, Problem, Resource, ResourceKind, Stretch

ORDER = "order"
NEVER = 300  # no work in a test lasts so long


def broken_rules(problem: Problem, plan: Plan, only: Collection[str] | None = None) -> set[str]:
    """The names of the rules that the plan breaks, of all or of these only."""
    tests = {
        "modes": _modes,
        "started": _started,
        "freeze": _freeze,
        "holds": _holds,
        "windows": _windows,
        "calendars": _calendars,
        "capacity": _capacity,
        "stock": _stock,
        "precedence": _precedence,
        "same resources": _same_resources,
        "different resources": _different_resources,
        ORDER: _order,
    }
    return {name for name, is_broken in tests.items() if (only is None or name in only) and is_broken(problem, plan)}


def capacity_at(resource: Resource, slot: int) -> int:
    """Before slot 0 nothing is known, and everything is taken to be open."""
    if slot < 0:
        return max(1, resource.capacity.maximum)
    return [value for at, value in resource.capacity.steps if at <= slot][-1]


def needs(problem: Problem, mode: Mode) -> list[tuple[Resource, int]]:
    """What the mode needs of what is given back."""
    return [(problem.resource[d.resource], d.amount) for d in mode.demands if problem.resource[d.resource].kind is not ResourceKind.STOCK]


def is_closed(problem: Problem, mode: Mode, slot: int) -> bool:
    return any(capacity_at(resource, slot) == 0 for resource, _ in needs(problem, mode))


def is_short(problem: Problem, mode: Mode, slot: int) -> bool:
    return any(0 < capacity_at(resource, slot) < amount for resource, amount in needs(problem, mode))


def paused_end(problem: Problem, mode: Mode, start: int, duration: int) -> int | None:
    slot = start
    while duration:
        if slot > NEVER:
            return None
        duration -= not is_closed(problem, mode, slot)
        slot += 1
    return slot


def end_of_started(problem: Problem, activity: Activity) -> int:
    """The end of started work, for small problems: where it ended, or when what remains from now is done."""
    actual = activity.actual
    assert actual is not None
    if actual.end is not None:
        return actual.end
    assert actual.remaining is not None
    if activity.stretch is not Stretch.PAUSABLE or actual.remaining == 0:
        return problem.now + actual.remaining
    mode = activity.modes[actual.mode]
    for start in range(problem.now, problem.horizon):
        end = paused_end(problem, mode, start, actual.remaining)
        if not is_closed(problem, mode, start) and end is not None and end <= problem.horizon:
            short = any(is_short(problem, mode, slot) for slot in range(start, end))
            if not short:
                return end
    return problem.horizon


def _here(problem: Problem, plan: Plan) -> Iterator[tuple[Activity, Mode, Assignment]]:
    for activity in problem.activities:
        for at in [at for at in plan.assignments if at.activity == activity.id][-1:]:
            if 0 <= at.mode < len(activity.modes):
                yield activity, activity.modes[at.mode], at


def _modes(problem: Problem, plan: Plan) -> bool:
    planned = [at.activity for at in plan.assignments]
    if sorted(planned) != sorted(a.id for a in problem.activities):
        return True
    chosen = {at.activity: at.mode for at in plan.assignments}
    if any(not 0 <= chosen[a.id] < len(a.modes) for a in problem.activities):
        return True
    return any(
        chosen[rule.activity] == rule.mode
        and chosen[rule.other] not in rule.other_modes
        and (problem.activity[rule.activity].actual is None or problem.activity[rule.other].actual is None)
        for rule in problem.mode_dependencies
    )


def _started(problem: Problem, plan: Plan) -> bool:
    for activity in problem.activities:
        for at in plan.assignments:
            actual = activity.actual
            if at.activity == activity.id and actual is not None:
                another_end = actual.end is not None and at.end != actual.end
                if (at.start, at.mode) != (actual.start, actual.mode) or another_end:
                    return True
    return False


def _freeze(problem: Problem, plan: Plan) -> bool:
    for activity in problem.activities:
        for at in plan.assignments:
            frozen = activity.frozen
            if at.activity == activity.id and frozen is not None and (at.start, at.mode) != (frozen.start, frozen.mode):
                return True
    return False


def _holds(problem: Problem, plan: Plan) -> bool:
    return any(
        activity.hold_until is not None and at.start < activity.hold_until and activity.frozen is None and activity.actual is None
        for activity, _, at in _here(problem, plan)
    )


def _windows(problem: Problem, plan: Plan) -> bool:
    for activity, _, at in _here(problem, plan):
        if activity.actual is not None:
            continue
        if at.end > problem.horizon or (activity.latest_end is not None and at.end > activity.latest_end):
            return True
        if activity.frozen is None and (at.start < activity.earliest_start or at.start < problem.now or at.start < problem.frozen_until):
            return True
    return False


def _calendars(problem: Problem, plan: Plan) -> bool:
    for activity, mode, at in _here(problem, plan):
        actual = activity.actual
        if actual is not None:
            if actual.remaining is not None and at.end != end_of_started(problem, activity):
                return True
        elif activity.stretch is Stretch.PAUSABLE and mode.duration > 0:
            if is_closed(problem, mode, at.start) and at.start >= problem.now:
                return True
            if at.end != paused_end(problem, mode, at.start, mode.duration):
                return True
        elif activity.stretch is Stretch.HOLDING:
            if at.end < at.start + mode.duration or _works_when_closed(problem, mode, at):
                return True
        elif at.end != at.start + mode.duration or _works_when_closed(problem, mode, at):
            return True
    return False


def _works_when_closed(problem: Problem, mode: Mode, at: Assignment) -> bool:
    return any(is_closed(problem, mode, slot) for slot in range(at.start, at.end) if slot >= problem.now)


def _capacity(problem: Problem, plan: Plan) -> bool:
    for resource in problem.resources:
        if resource.kind is ResourceKind.STOCK:
            continue
        users = [(a, d.amount, at) for a, m, at in _here(problem, plan) for d in m.demands if d.resource == resource.id]
        for slot in range(problem.now, max((at.end for _, _, at in users), default=0)):
            there = [(a, amount) for a, amount, at in users if at.start <= slot < at.end]
            used = sum(amount for _, amount in there)
            capacity = capacity_at(resource, slot)
            allowed = 1 if resource.kind is ResourceKind.UNIT else capacity or used
            if used > allowed and any(a.actual is None for a, _ in there):
                return True
        if resource.kind is ResourceKind.UNIT:
            for one, _, at in users:
                for other, _, there_at in users:
                    inside = problem.now <= at.start == at.end and there_at.start < at.start < there_at.end
                    if inside and (one.actual is None or other.actual is None):
                        return True
    return False


def _stock(problem: Problem, plan: Plan) -> bool:
    for resource in problem.resources:
        if resource.kind is ResourceKind.STOCK:
            users = [(a, d.amount) for a, m, _ in _here(problem, plan) for d in m.demands if d.resource == resource.id]
            if sum(amount for _, amount in users) > capacity_at(resource, 0) and any(a.actual is None for a, _ in users):
                return True
    return False


def _precedence(problem: Problem, plan: Plan) -> bool:
    where = {activity.id: (activity, at) for activity, _, at in _here(problem, plan)}
    for link in problem.links:
        if link.before not in where or link.after not in where:
            continue
        (before, first), (after, second) = where[link.before], where[link.after]
        apart = {
            LinkKind.FS: second.start - first.end,
            LinkKind.SS: second.start - first.start,
            LinkKind.FF: second.end - first.end,
            LinkKind.SF: second.end - first.start,
        }[link.kind]
        if before.actual is not None and after.actual is not None:
            continue
        if apart < link.lag or (link.max_lag is not None and apart > link.max_lag):
            return True
    return False


def _tied(problem: Problem, plan: Plan, first: ActivityId, second: ActivityId) -> list[set[str]] | None:
    """What each of the two uses, unless one is missing or both are facts."""
    where = {activity.id: (activity, {d.resource for d in mode.demands}) for activity, mode, _ in _here(problem, plan)}
    both = [where[name] for name in (first, second) if name in where]
    if len(both) < 2 or all(activity.actual is not None for activity, _ in both):
        return None
    return [set(resources) for _, resources in both]


def _same_resources(problem: Problem, plan: Plan) -> bool:
    for tie in problem.same_resources:
        uses = _tied(problem, plan, tie.first, tie.second)
        for resource in tie.among if tie.among is not None else [r.id for r in problem.resources]:
            if uses and (resource in uses[0]) != (resource in uses[-1]):
                return True
    return False


def _different_resources(problem: Problem, plan: Plan) -> bool:
    for tie in problem.different_resources:
        uses = _tied(problem, plan, tie.first, tie.second)
        for resource in tie.among if tie.among is not None else [r.id for r in problem.resources]:
            if uses and resource in uses[0] and resource in uses[-1]:
                return True
    return False


def _order(problem: Problem, plan: Plan) -> bool:
    """Changeovers and campaigns: broken on a unit if they are in every order that the times allow."""
    for resource in problem.resources:
        users = [(a, at) for a, m, at in _here(problem, plan) for d in m.demands if d.resource == resource.id]
        if resource.kind is ResourceKind.UNIT and users and all(_order_is_broken(problem, resource, order) for order in _orders(users)):
            return True
    return False


Order = Sequence[tuple[Activity, Assignment]]


def _orders(users: Order) -> Iterator[Order]:
    for order in permutations(users):
        if all((a.start, a.end) <= (b.start, b.end) for (_, a), (_, b) in pairwise(order)):
            yield order


def _order_is_broken(problem: Problem, unit: Resource, order: Order) -> bool:
    changeovers = [c for c in problem.changeovers if unit.id in c.units]
    with_product = [(a, at) for a, at in order if a.product is not None]
    for (earlier, first), (later, second) in pairwise(with_product):
        if changeovers and (earlier.actual is None or later.actual is None):
            same = earlier.product == later.product
            cleaning = changeovers[0].same_product if same else changeovers[0].between[earlier.band][later.band]
            if cleaning > 0 and second.start < first.end + cleaning:
                return True
    names = [a.id for a, _ in order]
    for tie in problem.consecutives:
        if tie.before in names and tie.after in names and names.index(tie.after) != names.index(tie.before) + 1:
            facts = problem.activity[tie.before].actual is not None and problem.activity[tie.after].actual is not None
            if not facts:
                return True
    return False
