"""What Django's tests stand on. The settings of the test run are in tests/settings.py."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    import pytest_django
    from playwright.sync_api import Browser

    from tests.cast import Cast

# Nothing fails because the machine is slow just now.
hypothesis_settings.register_profile("evenhand", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("evenhand")

DATABASE_FIXTURES = {"db", "cast", "own_database", "site"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the database can be chosen with ``-m database``."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """SQLite's database is a file, as in the product. On PostgreSQL the tests work as the site does: as a role that owns nothing."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from tests.own_database import end_other_sessions, make_web_role, working_as

    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    on_postgresql = connection.vendor == "postgresql"
    connection.settings_dict["TEST"]["NAME"] = f"evenhand_{worker}" if on_postgresql else str(settings.DATA_FOLDER / f"{worker}.sqlite3")
    if on_postgresql:
        make_web_role()
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        with working_as(settings.DATABASE_WEB_ROLE if on_postgresql else ""):
            yield
        if on_postgresql:
            end_other_sessions(connection.settings_dict["NAME"])
        teardown_databases(made, verbosity=0)


@pytest.fixture
def cast(db: None) -> Cast:
    from django.core.cache import cache

    from tests.cast import the_cast

    cache.clear()  # log-ins are counted there
    return the_cast()


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """For what needs real transactions: threads, a running server, tampering."""
    from tests.own_database import database_of_its_own

    with django_db_blocker.unblock(), database_of_its_own():
        yield


@pytest.fixture
def site(own_database: None) -> Iterator[str]:
    """The whole site, served as in production on a port of its own; yields its address."""
    from tests.running_site import running_site

    with running_site() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for the whole run: it cannot be started twice in one process."""
    from tests.browser import running_browser

    with running_browser() as running:
        yield running
