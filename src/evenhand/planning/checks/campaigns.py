"""Campaigns: on every unit that both use, one activity follows the other directly, and nothing comes between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evenhand.planning.checking.placed import Placed
from evenhand.planning.checking.unit_order import unit_orders
from evenhand.planning.checking.violation import Violation, listed
from evenhand.planning.plan import Plan
from evenhand.planning.problem import ActivityId, Consecutive, Problem, ResourceId

RULE = "campaigns"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if not problem.consecutives:
        return
    orders = unit_orders(problem, plan)
    position = {unit: {here.id: k for k, here in enumerate(order)} for unit, order in orders.items()}
    for tie in problem.consecutives:
        for unit, order in orders.items():
            yield from _follows_directly(tie, unit, order, position[unit])


def _follows_directly(tie: Consecutive, unit: ResourceId, order: Sequence[Placed], position: Mapping[ActivityId, int]) -> Iterator[Violation]:
    if tie.before not in position or tie.after not in position:
        return
    first, second = position[tie.before], position[tie.after]
    involved = order[min(first, second) : max(first, second) + 1]
    facts = order[first].started and order[second].started
    if second == first + 1 or facts:
        return
    if second < first:
        sentence = f"{tie.after} must follow {tie.before} directly on {unit}; it comes before it."
        yield Violation(RULE, sentence, (tie.before, tie.after), unit, order[second].start)
        return
    between = tuple(here.id for here in involved[1:-1])
    sentence = f"{tie.after} must follow {tie.before} directly on {unit}; {listed(between)} comes between them."
    yield Violation(RULE, sentence, (tie.before, *between, tie.after), unit, involved[1].start)
