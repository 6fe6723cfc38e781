"""What can be left out of a problem: its rules one by one, each with its sentence, and the problem with only some of them.

Leaving a rule out is done on the problem itself (a link taken away, a closed resource opened), so that what the rules mean is
said in one place. Started work is not left out: it is a fact. Neither are durations.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from evenhand.planning.canonical import canonical_order
from evenhand.planning.checking.violation import listed
from evenhand.planning.parts import (
    Activity,
    ActivityId,
    Changeovers,
    DifferentResources,
    Link,
    LinkKind,
    Mode,
    Profile,
    Resource,
    ResourceId,
    ResourceKind,
    SameResources,
    Slot,
)
from evenhand.planning.problem import Problem
from evenhand.planning.reasons import ToText, in_slots

T = TypeVar("T", bound=Hashable)


class RuleKey(NamedTuple):
    """``family``: the kind of rule; ``what``: the link or tie itself, or the id of what it is about."""

    family: str
    what: Hashable = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One rule of a problem, and what it says."""

    key: RuleKey
    sentence: str


def restricted(problem: Problem, activities: Collection[ActivityId]) -> Problem:
    """The problem with these activities alone, and the rules among them. Whatever cannot be done there cannot be done at all."""
    inside = frozenset(activities)
    return replace(
        problem,
        activities=tuple(a for a in problem.activities if a.id in inside),
        links=tuple(x for x in problem.links if x.before in inside and x.after in inside),
        same_resources=tuple(x for x in problem.same_resources if x.first in inside and x.second in inside),
        different_resources=tuple(x for x in problem.different_resources if x.first in inside and x.second in inside),
        mode_dependencies=tuple(x for x in problem.mode_dependencies if x.activity in inside and x.other in inside),
        consecutives=tuple(x for x in problem.consecutives if x.before in inside and x.after in inside),
        promises=tuple(x for x in problem.promises if x.activity in inside),
        published=tuple(x for x in problem.published if x.activity in inside),
    )


def in_canonical_order(problem: Problem) -> Problem:
    """The same problem with its parts in an order that does not depend on names or positions."""
    order = canonical_order(problem)
    activities = tuple(problem.activities[i] for i in order.activities)
    at = {a.id: k for k, a in enumerate(activities)}
    return replace(
        problem,
        activities=activities,
        projects=tuple(problem.projects[i] for i in order.projects),
        resources=tuple(problem.resources[i] for i in order.resources),
        links=tuple(sorted(problem.links, key=lambda x: (at[x.before], at[x.after], x.kind, x.lag))),
        same_resources=tuple(sorted(problem.same_resources, key=lambda x: sorted((at[x.first], at[x.second])))),
        different_resources=tuple(sorted(problem.different_resources, key=lambda x: sorted((at[x.first], at[x.second])))),
        mode_dependencies=tuple(sorted(problem.mode_dependencies, key=lambda x: (at[x.activity], at[x.other], x.mode, sorted(x.other_modes)))),
        consecutives=tuple(sorted(problem.consecutives, key=lambda x: (at[x.before], at[x.after]))),
    )


# -- the rules and their sentences ---------------------------------------------------------------------------------------


def statements(problem: Problem, to_text: ToText = str) -> tuple[Statement, ...]:
    """Every rule of the problem that could be left out. ``to_text`` writes a slot, as a date for instance."""
    found: list[Statement] = []
    for activity in problem.activities:
        found.extend(_of_activity(problem, activity, to_text))
    for link in problem.links:
        found.extend(_of_link(link, problem))
    found.extend(_of_ties(problem))
    for resource in problem.resources:
        found.extend(_of_resource(problem, resource))
    free = [a for a in problem.activities if a.actual is None]
    if problem.frozen_until > problem.now and any(a.frozen is None for a in free):
        sentence = f"What is not frozen may not start before {to_text(problem.frozen_until)}, the end of the frozen weeks."
        found.append(Statement(RuleKey("frozen weeks"), sentence))
    if free:
        found.append(Statement(RuleKey("horizon"), f"All work must end by {to_text(problem.horizon)}, the horizon."))
    return tuple(found)


def fact(activity: Activity, end: Slot, to_text: ToText = str) -> str:
    """Where started work stands."""
    assert activity.actual is not None
    return f"{activity.id} started at {to_text(activity.actual.start)} and {'ends' if activity.actual.end is None else 'ended'} at {to_text(end)}."


def allowed_alone(problem: Problem, activity: Activity) -> Slot:
    """From when on the activity could start by its material, its hold and the frozen weeks, were it not for now."""
    return max(activity.earliest_start, activity.hold_until or 0, problem.frozen_until)


def _of_activity(problem: Problem, activity: Activity, to_text: ToText) -> Iterator[Statement]:
    name = activity.id
    if activity.actual is not None:
        return
    if activity.frozen is not None:
        mode = f" in mode {activity.frozen.mode}" if len(activity.modes) > 1 else ""
        yield Statement(RuleKey("frozen", name), f"{name} is frozen at {to_text(activity.frozen.start)}{mode}.")
    elif activity.earliest_start > problem.now:
        yield Statement(RuleKey("earliest start", name), f"{name} may not start before {to_text(activity.earliest_start)}, its earliest start.")
    if activity.frozen is None and activity.hold_until is not None and activity.hold_until > problem.now:
        yield Statement(RuleKey("hold", name), f"{name} may not start before {to_text(activity.hold_until)}: quality holds it until then.")
    if activity.latest_end is not None:
        yield Statement(RuleKey("latest end", name), f"{name} must end by {to_text(activity.latest_end)}, its latest end.")


def _of_link(link: Link, problem: Problem) -> Iterator[Statement]:
    if problem.activity[link.before].actual is not None and problem.activity[link.after].actual is not None:
        return
    first = f"{link.before} {'ends' if link.kind in (LinkKind.FS, LinkKind.FF) else 'starts'}"
    second = f"{link.after} must {'end' if link.kind in (LinkKind.SF, LinkKind.FF) else 'start'}"
    lag = in_slots(abs(link.lag))
    least = f"{lag} or more after" if link.lag > 0 else "no earlier than" if link.lag == 0 else f"no earlier than {lag} before"
    yield Statement(RuleKey("lag", link), f"{second} {least} {first}.")
    if link.max_lag is not None:
        most = in_slots(abs(link.max_lag))
        at_most = f"within {most} after" if link.max_lag > 0 else "no later than" if link.max_lag == 0 else f"{most} or more before"
        yield Statement(RuleKey("maximal lag", link), f"{second} {at_most} {first} (maximal lag).")


def _of_ties(problem: Problem) -> Iterator[Statement]:
    for tie in problem.same_resources:
        yield Statement(RuleKey("same resources", tie), f"{tie.first} and {tie.second} must use the same resources{_among(tie)}.")
    for other in problem.different_resources:
        yield Statement(RuleKey("different resources", other), f"{other.first} and {other.second} must share no resource{_among(other)}.")
    for rule in problem.mode_dependencies:
        modes = " or ".join(str(m) for m in sorted(rule.other_modes)) or "none"
        yield Statement(RuleKey("mode dependency", rule), f"If {rule.activity} is in mode {rule.mode}, {rule.other} must be in mode {modes}.")
    for run in problem.consecutives:
        yield Statement(RuleKey("campaign", run), f"{run.after} must follow {run.before} directly on every unit that both use.")


def _among(tie: SameResources | DifferentResources) -> str:
    return "" if tie.among is None else f", of {listed(sorted(tie.among))}"


def _of_resource(problem: Problem, resource: Resource) -> Iterator[Statement]:
    name = resource.id
    users = [a.id for a in problem.activities if any(d.resource == name for m in _modes_left(a) for d in m.demands)]
    if not users or all(problem.activity[a].actual is not None for a in users):
        return
    need = "needs" if len(users) == 1 else "need"
    if resource.kind is ResourceKind.STOCK:
        yield Statement(RuleKey("amount", name), f"There are {resource.capacity.at(0)} of {name} in all, for {listed(users)}.")
        return
    if any(value == 0 for _, value in resource.capacity.steps):
        yield Statement(RuleKey("hours", name), f"{name} is closed at times, and {listed(users)} {need} it.")
    if resource.kind is not ResourceKind.UNIT:
        yield Statement(RuleKey("amount", name), f"There are at most {resource.capacity.maximum} of {name} at a time, for {listed(users)}.")
        return
    if len(users) > 1:
        yield Statement(RuleKey("amount", name), f"{name} does one thing at a time, and {listed(users)} {need} it.")
    made = [a for a in users if problem.activity[a].product is not None]
    if name in problem.changeovers_on and len(made) > 1:
        yield Statement(RuleKey("changeovers", name), f"{name} takes time to change over between {listed(made)}.")


def _modes_left(activity: Activity) -> tuple[Mode, ...]:
    fact = activity.actual or activity.frozen
    return activity.modes if fact is None else (activity.modes[fact.mode],)


# -- the problem with some of them ---------------------------------------------------------------------------------------


def with_only(problem: Problem, keys: Collection[RuleKey]) -> Problem:
    """The problem with these of its rules alone."""
    kept = frozenset(keys)

    def those(family: str, parts: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(part for part in parts if RuleKey(family, part) in kept)

    activities = tuple(_relaxed_activity(a, kept) for a in problem.activities)
    horizon = problem.horizon
    if RuleKey("horizon") not in kept:
        horizon = 2 * horizon + sum(max(m.duration for m in a.modes) for a in activities)
    plenty = sum(max((d.amount for d in m.demands), default=0) for a in activities for m in a.modes) + 1
    return replace(
        problem,
        horizon=horizon,
        activities=activities,
        resources=tuple(_relaxed_resource(r, kept, plenty) for r in problem.resources),
        links=tuple(_relaxed_links(problem.links, kept, 2 * horizon)),
        same_resources=those("same resources", problem.same_resources),
        different_resources=those("different resources", problem.different_resources),
        mode_dependencies=those("mode dependency", problem.mode_dependencies),
        consecutives=those("campaign", problem.consecutives),
        changeovers=tuple(_relaxed_changeovers(problem, kept)),
        frozen_until=problem.frozen_until if RuleKey("frozen weeks") in kept else 0,
    )


def _relaxed_activity(activity: Activity, kept: frozenset[RuleKey]) -> Activity:
    def has(family: str) -> bool:
        return RuleKey(family, activity.id) in kept

    return replace(
        activity,
        earliest_start=activity.earliest_start if has("earliest start") else 0,
        hold_until=activity.hold_until if has("hold") else None,
        latest_end=activity.latest_end if has("latest end") else None,
        frozen=activity.frozen if has("frozen") else None,
    )


def _relaxed_links(links: tuple[Link, ...], kept: frozenset[RuleKey], far: Slot) -> Iterator[Link]:
    for link in links:
        least, most = RuleKey("lag", link) in kept, RuleKey("maximal lag", link) in kept
        if least or most:
            yield replace(link, lag=link.lag if least else min(-far, link.max_lag or 0), max_lag=link.max_lag if most else None)


def _relaxed_resource(resource: Resource, kept: frozenset[RuleKey], plenty: int) -> Resource:
    hours, amount = RuleKey("hours", resource.id) in kept, RuleKey("amount", resource.id) in kept
    if hours and amount:
        return resource
    most = resource.capacity.maximum
    steps = []
    for at, value in resource.capacity.steps:
        opened = value if value or hours or resource.kind is ResourceKind.STOCK else most
        steps.append((at, opened if amount or (not opened and resource.kind is not ResourceKind.STOCK) else plenty))
    is_sequence = resource.kind is ResourceKind.UNIT and amount
    kind = resource.kind if is_sequence or resource.kind is not ResourceKind.UNIT else ResourceKind.POOL
    return Resource(resource.id, kind, Profile(tuple(steps)))


def _relaxed_changeovers(problem: Problem, kept: frozenset[RuleKey]) -> Iterator[Changeovers]:
    for changeovers in problem.changeovers:
        units: tuple[ResourceId, ...] = tuple(u for u in changeovers.units if RuleKey("changeovers", u) in kept and RuleKey("amount", u) in kept)
        if units:
            yield replace(changeovers, units=units)


def with_changeovers_that_add_up(problem: Problem) -> Problem:
    """The problem with each changeover no longer than one with something in between: easier, or the same.

    What has no plan then has none at all. Floyd & Warshall's shortest ways (1962) over the bands.
    """
    made = [(a.product, a.band) for a in problem.activities if a.product is not None]
    one_band = len(set(made)) == len({product for product, _ in made})
    relaxed = []
    for changeovers in problem.changeovers:
        stay = _shortest_stay(problem, changeovers)
        least, same = [list(row) for row in changeovers.between], changeovers.same_product
        bands = range(len(least))
        for k in bands:
            for i in bands:
                for j in bands:
                    least[i][j] = min(least[i][j], least[i][k] + least[k][j] + stay)
        if not one_band:  # a stop at the same product in another band
            away, back = [min(row) for row in least], [min(row[j] for row in least) for j in bands]
            least = [[min(least[i][j], same + stay + min(away[i], back[j]), 2 * same + 2 * stay + min(away)) for j in bands] for i in bands]
        shortest = min((value for row in least for value in row), default=same)
        relaxed.append(replace(changeovers, between=tuple(tuple(row) for row in least), same_product=min(same, 2 * shortest + stay)))
    return replace(problem, changeovers=tuple(relaxed))


def _shortest_stay(problem: Problem, changeovers: Changeovers) -> int:
    """The shortest time any activity with a product spends on one of the units."""
    units = set(changeovers.units)
    return min(
        (m.duration for a in problem.activities if a.product is not None for m in a.modes if any(d.resource in units for d in m.demands)),
        default=problem.horizon,
    )
