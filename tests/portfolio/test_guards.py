"""What the database itself refuses of the plant and the portfolio."""

from __future__ import annotations

import pytest
from django.db import connection

from evenhand.records.append_only import guarded_tables

PLANT = {f"plant_{table}" for table in ("site", "band", "calendar", "changeovermatrix", "resource", "qualification", "lever")}
PORTFOLIO = {f"portfolio_{table}" for table in ("sponsor", "product", "project", "activity", "promise", "budgetline")}
ONLY_GROWS = {"portfolio_promisechange"}


@pytest.mark.django_db
def test_which_tables_are_guarded():
    def of_these(tables):
        return {table for table in tables if table.startswith(("plant_", "portfolio_"))}

    assert of_these(guarded_tables(connection, "UPDATE")) == ONLY_GROWS
    assert of_these(guarded_tables(connection, "DELETE")) == PLANT | PORTFOLIO | ONLY_GROWS
