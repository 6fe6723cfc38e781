"""No sequence of actions gets round the meeting's gate, the clocks, the books or the trail: half of those that are tried, the others beside the matters."""

from __future__ import annotations

from tests.cast import Cast
from tests.meetings.any_sequence import try_any_sequence
from tests.portfolio.small import Small


def test_no_sequence_of_actions_gets_round_the_gate(small: Small, cast: Cast):
    try_any_sequence(small, cast, 1)
