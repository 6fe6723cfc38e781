"""The order in which a plan has activities on each unit.

By start, then by end: what has no length comes before what begins at the same slot. Only activities with the same start and
end can be in more than one order: those without length, and facts that overlap. The plan keeps the rules if it does so
in any of the orders, so the one with the fewest broken neighbourhoods is taken, by dynamic programming along the unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, permutations

from evenhand.planning.checking.placed import Placed, placed
from evenhand.planning.plan import Plan
from evenhand.planning.problem import ActivityId, Problem, ResourceId, ResourceKind

MOST_REORDERED = 6  # so many activities, or campaigns of them, with one start and end on a unit are tried in every order

Order = tuple[Placed, ...]
Ending = tuple[Placed | None, Placed | None]  # the last activity of an order, and its last activity with a product


def unit_orders(problem: Problem, plan: Plan) -> Mapping[ResourceId, Order]:
    """Every unit with the activities that the plan has on it, in order."""
    on: dict[ResourceId, list[Placed]] = defaultdict(list)
    for here in placed(problem, plan).values():
        for resource in here.resources:
            if problem.resource[resource].kind is ResourceKind.UNIT:
                on[resource].append(here)
    to_follow: dict[ActivityId, set[ActivityId]] = defaultdict(set)
    for tie in problem.consecutives:
        to_follow[tie.after].add(tie.before)
    return {unit: _best_order(problem, unit, sorted(on[unit], key=lambda p: (p.start, p.end)), to_follow) for unit in sorted(on)}


def _blocks(by_time: Sequence[Placed], to_follow: Mapping[ActivityId, set[ActivityId]]) -> Iterator[list[Order]]:
    """The activities in turn, each time with the orders in which it and those simultaneous with it may come.

    Every order, unless there are many. Then those that must follow each other directly stay together, and which of these
    campaigns comes first and which last is tried: what stands between them has no neighbour outside.
    """
    for _, group in groupby(by_time, key=lambda p: (p.start, p.end)):
        together = tuple(group)
        if len(together) <= MOST_REORDERED:
            yield list(permutations(together))
            continue
        runs = _runs(together, to_follow)
        chosen = permutations(runs) if len(runs) <= MOST_REORDERED else _ends_chosen(runs)
        yield [tuple(p for run in order for p in run) for order in chosen]


def _runs(together: Sequence[Placed], to_follow: Mapping[ActivityId, set[ActivityId]]) -> list[Order]:
    """The simultaneous activities, those of a campaign behind one another."""
    here = {p.id: p for p in together}
    follower: dict[ActivityId, ActivityId] = {}
    for p in together:
        for before in sorted(to_follow.get(p.id, ())):
            if before in here and before not in follower:
                follower[before] = p.id
                break
    led = set(follower.values())
    runs: list[Order] = []
    placed_ids: set[ActivityId] = set()
    for p in [*(p for p in together if p.id not in led), *together]:  # what follows itself in a circle begins anywhere
        run: list[Placed] = []
        at: ActivityId | None = p.id
        while at is not None and at not in placed_ids:
            run.append(here[at])
            placed_ids.add(at)
            at = follower.get(at)
        if run:
            runs.append(tuple(run))
    return runs


def _ends_chosen(runs: Sequence[Order]) -> Iterator[tuple[Order, ...]]:
    """Each campaign first, with each other one last, the rest as they are."""
    for first in range(len(runs)):
        for last in range(len(runs)):
            if first != last:
                yield (runs[first], *(run for k, run in enumerate(runs) if k not in (first, last)), runs[last])


def _best_order(problem: Problem, unit: ResourceId, by_time: Sequence[Placed], to_follow: Mapping[ActivityId, set[ActivityId]]) -> Order:
    blocks = list(_blocks(by_time, to_follow))
    if all(len(block) == 1 for block in blocks):
        return tuple(by_time)
    here = {p.id: p for p in by_time}

    def broken(ending: Ending, following: Placed) -> int:
        last, last_product = ending
        count = 0
        for before in to_follow.get(following.id, ()):
            facts = before in here and here[before].started and following.started
            count += before in here and not facts and (last is None or last.id != before)
        if unit in problem.changeovers_on and last_product is not None and following.activity.product is not None:
            cleaning = problem.changeovers_on[unit].duration(last_product.activity, following.activity)
            facts = last_product.started and following.started
            count += cleaning > 0 and following.start < last_product.end + cleaning and not facts
        return count

    best: dict[tuple[ActivityId | None, ActivityId | None], tuple[int, list[Placed], Ending]] = {(None, None): (0, [], (None, None))}
    for block in blocks:
        extended: dict[tuple[ActivityId | None, ActivityId | None], tuple[int, list[Placed], Ending]] = {}
        for count_before, order, ending_before in best.values():
            for part in block:
                count, ending = count_before, ending_before
                for following in part:
                    count += broken(ending, following)
                    ending = (following, following if following.activity.product is not None else ending[1])
                key = (ending[0].id if ending[0] else None, ending[1].id if ending[1] else None)
                if key not in extended or count < extended[key][0]:
                    extended[key] = (count, [*order, *part], ending)
        best = extended
    return tuple(min(best.values(), key=lambda found: found[0])[1])
