"""Portfolios as rows of the plant and the portfolio, entered by the same actions as in the product."""

from __future__ import annotations

from functools import cache

from django.db import transaction

from evenhand.demo.enter import enter_plant, enter_projects
from evenhand.demo.generator import generate
from evenhand.demo.story import demo_portfolio
from evenhand.exchange.portfolio import Portfolio, portfolio_of
from evenhand.plant.models import Site


@cache
def demo() -> Portfolio:
    return portfolio_of(demo_portfolio())


@cache
def small(projects: int = 4, seed: int = 1) -> Portfolio:
    return portfolio_of(generate(projects=projects, seed=seed))


def rows_of(given: Portfolio) -> Site:
    """All rows of a portfolio; what it publishes is left to the schedules."""
    with transaction.atomic():
        site = enter_plant(given.document, given)
        enter_projects(given.document, given, site)
    return site
