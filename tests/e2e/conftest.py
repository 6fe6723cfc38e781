from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import running_browser
from tests.cast import Cast, make_cast


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture
def people(site: str) -> Cast:
    """The cast, in the running site's database."""
    return make_cast()
