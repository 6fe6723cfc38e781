"""Stock: all that the chosen modes use up is no more than there is. Finished work has used its share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from evenhand.planning.checking.placed import Placed, placed
from evenhand.planning.checking.violation import Violation, listed
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem, ResourceId, ResourceKind

RULE = "stock"


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    used: dict[ResourceId, int] = defaultdict(int)
    users: dict[ResourceId, list[Placed]] = defaultdict(list)
    for here in placed(problem, plan).values():
        for demand in here.mode.demands:
            used[demand.resource] += demand.amount
            users[demand.resource].append(here)
    for resource in problem.resources:
        total = resource.capacity.at(0)
        facts = all(user.started for user in users[resource.id])
        if resource.kind is ResourceKind.STOCK and used[resource.id] > total and not facts:
            names = tuple(user.id for user in users[resource.id])
            yield Violation(RULE, f"There are {total} of {resource.id}, and {listed(names)} use up {used[resource.id]}.", names, resource.id)
