"""No sequence of actions gets round the meeting's gate, the clocks, the books or the trail: the other half; in a file of its own, so that they run side by side."""

from __future__ import annotations

from tests.cast import Cast
from tests.meetings.any_sequence import try_any_sequence
from tests.portfolio.small import Small


def test_no_sequence_of_actions_loses_a_cent(small: Small, cast: Cast):
    try_any_sequence(small, cast, 2)
