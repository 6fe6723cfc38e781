from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.matters.assessing import Case, the_case


@pytest.fixture
def case(cast: Cast) -> Case:
    return the_case(cast)
