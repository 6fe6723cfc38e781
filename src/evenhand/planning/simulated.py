"""What was simulated in one piece of work: each plan of each problem once, however often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evenhand.planning.certificate import FUTURES
from evenhand.planning.parts import PromiseId
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.planning.risk import Samples, promised_ends

MOST = 32  # of them are kept: those asked for last

Ends = Mapping[PromiseId, Samples]


class Simulated:
    """The futures are those of certificates: the same for the same problem and plan, so that what was found once holds."""

    def __init__(self) -> None:
        self._found: list[tuple[Problem, Plan, Ends]] = []

    def ends(self, problem: Problem, plan: Plan) -> Ends:
        """The end of every promised activity in each future."""
        for k, (its_problem, its_plan, ends) in enumerate(self._found):
            if (its_plan is plan or its_plan == plan) and (its_problem is problem or its_problem == problem):
                self._found.append(self._found.pop(k))
                return ends
        ends = promised_ends(problem, plan, futures=FUTURES)
        self._found = [*self._found[1 - MOST :], (problem, plan, ends)]
        return ends

    def chances(self, problem: Problem, plan: Plan) -> Mapping[PromiseId, float]:
        """The share of futures that keep each promise."""
        ends = self.ends(problem, plan)
        return {p.id: float(np.count_nonzero(ends[p.id] <= p.due)) / len(ends[p.id]) for p in problem.promises}
