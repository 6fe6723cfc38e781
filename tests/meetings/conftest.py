from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.meetings.meeting import Held, a_running_meeting
from tests.portfolio.small import Small, small_portfolio


@pytest.fixture
def small(db: None) -> Small:
    return small_portfolio()


@pytest.fixture
def held(small: Small, cast: Cast) -> Held:
    return a_running_meeting(small, cast)
