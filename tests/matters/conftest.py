from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.matters.assessing import Case, the_case
from tests.portfolio.small import Small, small_portfolio


@pytest.fixture
def small(db: None) -> Small:
    return small_portfolio()


@pytest.fixture
def case(cast: Cast) -> Case:
    return the_case(cast)
