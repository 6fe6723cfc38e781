from __future__ import annotations

from collections.abc import Iterator

import pytest

from evenhand.plant.models import Site
from evenhand.portfolio import published
from evenhand.portfolio.published import PublishedPlan
from tests.portfolio.small import Small, small_portfolio


@pytest.fixture
def small(db: None) -> Small:
    return small_portfolio()


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Put a plan in force, as the schedules do."""

    def put(plan: PublishedPlan | None) -> None:
        def source(site: Site) -> PublishedPlan | None:
            return plan

        monkeypatch.setattr(published, "SOURCES", [source])

    return put  # type: ignore[return-value]
