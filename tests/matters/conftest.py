from __future__ import annotations

import pytest

from tests.portfolio.small import Small, small_portfolio


@pytest.fixture
def small(db: None) -> Small:
    return small_portfolio()
