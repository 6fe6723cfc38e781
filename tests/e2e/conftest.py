from __future__ import annotations

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def people(site: str) -> Cast:
    """The cast, in the running site's database."""
    return make_cast()
