"""One walk of ruin and recreate towards an aimed end, round after round, from a valid placing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from evenhand.planning.compiled import Placing
from evenhand.planning.parts import Slot
from evenhand.planning.rcpsp.random_numbers import derived_state
from evenhand.planning.recreate.arrays import Instance
from evenhand.planning.recreate.ruin import Goal, memory_for, rounds
from evenhand.planning.recreate.settle import settle
from evenhand.planning.recreate.table import placing_of, table_of

NO_LIMIT = 1 << 28
WORK_A_PLACED_ACTIVITY = 5e-6  # about seconds of one core


class Walk:
    """Looks for placings in which ``wanted`` ends early while ends in ``latest`` hold; the best so far is kept.

    ``valid``: one in which they hold; ``begin``: where the walk begins, whether they hold there or not.
    """

    def __init__(
        self,
        instance: Instance,
        valid: Placing,
        begin: Placing,
        wanted: Sequence[int],
        latest: Mapping[int, Slot],
        *,
        seed: int,
        warm: float,
        cold: float,
    ) -> None:
        self.instance = instance
        self.warm, self.cold = warm, cold
        self.wanted = np.array(wanted, dtype=np.int64)
        self.latest = np.full(len(instance.first), NO_LIMIT, dtype=np.int64)
        for a, limit in latest.items():
            self.latest[a] = limit
        self.own = self.latest[self.wanted].copy()
        self.memory = memory_for(instance, table_of(instance, valid))
        self.table = table_of(instance, begin)
        self.random = derived_state(seed)
        self.rounds = 0

    @property
    def end(self) -> Slot:
        """The earliest end found with every limit kept."""
        return int(self.memory.end_best[self.wanted].max())

    @property
    def placing(self) -> Placing:
        """The placing with that end."""
        return placing_of(self.instance, self.memory.mode_best, self.memory.start_best, self.memory.end_best)

    def run(self, aim: Slot, number: int) -> float:
        """So many rounds towards an end at ``aim``; returns the work done."""
        self.latest[self.wanted] = np.minimum(self.own, aim)
        goal = Goal(self.latest, self.wanted, self.own)
        span = self.rounds, self.rounds + number
        self.rounds += number
        put = rounds(self.instance, self.table, goal, self.memory, self.random, span, self.warm, self.cold)
        return WORK_A_PLACED_ACTIVITY * put


def settled(instance: Instance, placing: Placing, origin: Placing, project: int) -> Placing:
    """The placing with what was moved without need back where it was, except the project's own."""
    table, before = table_of(instance, placing), table_of(instance, origin)
    settle(instance, table, project, before.mode, before.start, before.end, np.zeros((3, len(before.mode)), dtype=np.int64))
    return placing_of(instance, table.mode, table.start, table.end)
